/** Edits (insert, delete, replace) between two short words; stops counting above `limit`. */
const distance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? limit + 1;
};

/** The known word that was probably meant: at most two letters off, or one the beginning of the other. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  let best: string | undefined;
  let least = Math.min(2, Math.floor(word.length / 2)) + 1;
  for (const candidate of known) {
    const d = distance(word.toLowerCase(), candidate.toLowerCase(), 2);
    if (d < least) {
      best = candidate;
      least = d;
    }
  }
  return (
    best ?? known.find((candidate) => word.length >= 3 && (candidate.startsWith(word) || word.startsWith(candidate)))
  );
};

/** `Có phải ý chị là "save" không? Các từ dùng được: …` */
export const remedyFor = (word: string, known: readonly string[], what: string): string => {
  const guess = nearest(word, known);
  const list = known.length > 0 && known.length <= 24 ? `${what}: ${known.join(', ')}.` : '';
  return [guess === undefined ? '' : `Có phải là "${guess}"?`, list].filter(Boolean).join(' ') || `Xem ${what}.`;
};
