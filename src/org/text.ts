import { clean, foldedWords, words } from '../language/fold.ts';
import { couldMean } from '../language/marks.ts';

/** How names of units and people are compared and sorted. */

/** `Xã Bộc Bố` → `xa boc bo`: lower case, without marks, one space between words, punctuation dropped. */
export const fold = foldedWords;

/** One line of text as it may be stored: NFC, without control or invisible characters, single spaces. */
export const tidy = clean;

/** `sy binh` and `si binh`, `my phuong` and `mi phuong`: a final y after a consonant is read as i. */
export const looseIY = (folded: string): string => folded.replace(/([bcdghklmnpqrstvx])y(?= |$)/g, '$1i');

/**
 * True when the marks that were typed say something else than the name: `Văn Lăng` for `Văn Lang`. Marks that were
 * left out disagree with nothing, and neither does where a tone sits (`Hoà Mục`, `Hòa Mục`).
 */
export const marksDisagree = (typed: string, name: string): boolean => {
  const ours = words(name);
  return words(typed).some((word, i) => {
    const other = ours[i];
    return other !== undefined && word.folded === other.folded && !couldMean(word.marked, other.marked);
  });
};

/** `Nguyễn Thị Lan` → `lan nguyen thi lan`: lists of people are read by given name. */
export const sortKey = (name: string): string => {
  const folded = fold(name);
  return `${folded.split(' ').at(-1) ?? ''} ${folded}`;
};

/** Letters, digits and hyphens, for ids made from names. */
export const slug = (text: string): string =>
  fold(text)
    .replace(/[^a-z0-9 ]/g, '')
    .replaceAll(' ', '-');
