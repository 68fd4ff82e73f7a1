import type { Word } from './fold.ts';

/** One slip in a long word: a letter wrong, missing, added, or two exchanged. Digits may not differ. */
const isSlip = (typed: string, label: string): boolean => {
  if (label.length < 6 || Math.abs(typed.length - label.length) > 1 || typed === label) return false;
  if (typed.replace(/\D/g, '') !== label.replace(/\D/g, '')) return false;
  let at = 0;
  while (at < typed.length && typed[at] === label[at]) at += 1;
  const rest = (from: string, skip: number): string => from.slice(at + skip);
  return (
    rest(typed, 1) === rest(label, 1) ||
    rest(typed, 1) === rest(label, 0) ||
    rest(typed, 0) === rest(label, 1) ||
    (typed[at] === label[at + 1] && typed[at + 1] === label[at] && rest(typed, 2) === rest(label, 2))
  );
};

/** The same for as many neighbouring words of a label as were typed. */
export const hasSlip = (typed: string, count: number, label: readonly Word[]): boolean =>
  label.some((_, at) => {
    const part = label.slice(at, at + count);
    return part.length === count && isSlip(typed, part.map((word) => word.folded).join(' '));
  });
