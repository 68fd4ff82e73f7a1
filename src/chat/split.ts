/**
 * Cuts a text into pieces of at most `max` by the channel's own count, at the last blank line, line end, sentence end or
 * space that fits, and never inside a character (a surrogate pair or an emoji sequence). Pieces are trimmed; an empty
 * text gives no piece.
 */
export const splitText = (text: string, max: number, lengthOf: (text: string) => number): string[] => {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest !== '' && lengthOf(rest) > max) {
    const room = longestPrefix(rest, max, lengthOf);
    const cut = lastBreak(rest, room);
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  if (rest !== '') pieces.push(rest);
  return pieces;
};

/** UTF-16 units of the longest prefix that fits and ends between two user-visible characters; at least one of them. */
const longestPrefix = (text: string, max: number, lengthOf: (text: string) => number): number => {
  let low = 1;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (lengthOf(text.slice(0, middle)) <= max) low = middle;
    else high = middle - 1;
  }
  const start = Math.max(0, low - 64);
  let end = start;
  for (const { index, segment } of new Intl.Segmenter('vi').segment(text.slice(start, low + 64))) {
    const after = start + index + segment.length;
    if (after > low) break;
    end = after;
  }
  return end > 0 ? end : low;
};

const BREAKS = [/\n\s*\n/g, /\n/g, /[.!?…;:]\s/g, /\s/g];

/** A break in the second half of the room is taken; a piece that is nearly empty is worse than a cut word. */
const lastBreak = (text: string, room: number): number => {
  const window = text.slice(0, room);
  for (const pattern of BREAKS) {
    let cut = -1;
    for (const match of window.matchAll(pattern)) cut = match.index + match[0].length;
    if (cut > room / 2) return cut;
  }
  return room;
};
