/** How names of units and people are compared. Marks decide meaning, so the marked form is compared as well as the folded one. */

const MARKS = /[\u0300-\u036f]/g;
/** Grave, acute, tilde, hook above, dot below: the five tones, apart from the letters â ê ô ă ơ ư. */
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;

const words = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');

const foldWord = (word: string): string => word.normalize('NFD').replace(MARKS, '').replaceAll('đ', 'd');

/** `Xã Bộc Bố` → `xa boc bo`: lower case, without marks, one space between words, punctuation dropped. */
export const fold = (text: string): string => words(text).map(foldWord).join(' ');

/**
 * One form for the two places a tone is written in: `hoà` and `hòa` become equal, `hoa` stays different. For comparing
 * only, never for showing.
 */
export const marked = (text: string): string =>
  words(text)
    .map((word) => {
      const parts = word.normalize('NFD');
      return parts.replace(TONES, '') + (parts.match(TONES) ?? []).join('');
    })
    .join(' ');

/** `sy binh` and `si binh`, `my phuong` and `mi phuong`: a final y after a consonant is read as i. */
export const looseIY = (folded: string): string => folded.replace(/([bcdghklmnpqrstvx])y(?= |$)/g, '$1i');

/** True when a word typed with marks says something else than the name: `Văn Lăng` for `Văn Lang`. Unmarked words agree with all. */
export const marksDisagree = (typed: string, name: string): boolean => {
  const ours = marked(name).split(' ');
  return marked(typed)
    .split(' ')
    .some((word, i) => word !== foldWord(word) && ours[i] !== undefined && word !== ours[i]);
};

/** `Nguyễn Thị Lan` → `lan nguyen thi lan`: lists of people are read by given name. */
export const sortKey = (name: string): string => {
  const folded = fold(name);
  return `${folded.split(' ').at(-1) ?? ''} ${folded}`;
};

/** Letters, digits and hyphens, for ids made from names. */
export const slug = (text: string): string => fold(text).replaceAll(' ', '-').slice(0, 60);

/** One line of text as it may be stored: NFC, without control characters, single spaces. */
export const tidy = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
