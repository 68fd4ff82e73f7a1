/** A piece of a step: words, or an address that is to be copied. */
export interface Piece {
  readonly text: string;
  readonly isAddress: boolean;
}

/** An address up to white space, without the full stop or comma that ends the sentence. */
const ADDRESS = /https?:\/\/[^\s“”"]*[^\s“”".,;:)]/g;

/** Cuts a step's sentence at the addresses in it. */
export const pieces = (sentence: string): readonly Piece[] => {
  const found: Piece[] = [];
  let from = 0;
  for (const match of sentence.matchAll(ADDRESS)) {
    if (match.index > from) found.push({ text: sentence.slice(from, match.index), isAddress: false });
    found.push({ text: match[0], isAddress: true });
    from = match.index + match[0].length;
  }
  if (from < sentence.length) found.push({ text: sentence.slice(from), isAddress: false });
  return found;
};

/** True for an address that no platform can reach: it names this machine only. */
export const isLocal = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
};
