/**
 * The normal forms in which Vietnamese is compared. `fold` loses marks and is for finding; `words` keeps the marked
 * form beside the folded one, because marks decide meaning ("đúng" and "dừng" are both "dung").
 */

/** Roman numerals keep their repeated letters: "khu vực II" and "khu vực III" are different places. */
const ROMAN = /^(?:kv)?x{0,3}(?:ix|iv|v?i{0,3})$/;
const HAS_VOWEL = /[aeiouy]/;
/** "cứu", "hưu", "lưu" and their like have two u when folded. */
const ENDS_IN_UU = /^[b-df-hj-np-tv-z]{0,3}uu$/;
const COMBINING = /[\u0300-\u036f]/g;
/** Format, surrogate and private characters, and the selectors that colour an emoji or frame a digit. */
const INVISIBLE = /[\p{Cf}\p{Cs}\p{Co}\p{Cn}]|[\ufe00-\ufe0f]|\u20e3/gu;
const CONTROL_OR_SPACE = /[\p{Cc}\p{Z}\s]+/gu;

/** Printable ASCII without double blanks is clean already, but for its ends. */
const PLAIN = /^(?:[!-~]| (?! ))*$/;

/** NFC, without control or invisible characters, white space squeezed to one blank and trimmed. Case and marks stay. */
export const clean = (text: string): string =>
  PLAIN.test(text)
    ? text.trim()
    : text.normalize('NFC').replace(CONTROL_OR_SPACE, ' ').replace(INVISIBLE, '').replace(/ {2,}/g, ' ').trim();

const ASCII = /^[\x20-\x7e]*$/;
/** Without marks; for lower case. */
const bare = (text: string): string =>
  ASCII.test(text) ? text : text.normalize('NFD').replace(COMBINING, '').replace(/đ/g, 'd').normalize('NFC');

/**
 * Squeezes the letters that people hold down ("vângggg", "dạaaa"). A word without a vowel stays, because it is an
 * abbreviation ("TT", "BB") or laughter ("kkk", which is not "k" for "không"); "cứu" and "hưu" keep both.
 */
const squeezeFolded = (word: string): string =>
  ROMAN.test(word) || !HAS_VOWEL.test(word)
    ? word
    : word.replace(/([a-z])\1+/g, (run, letter: string) => (run === 'uu' && ENDS_IN_UU.test(word) ? run : letter));

/**
 * The form for comparing: NFKC, lower case, "đ" as "d", marks removed, held-down letters and repeated punctuation
 * squeezed, control and invisible characters removed, white space as single blanks. `fold(fold(x))` is `fold(x)`.
 */
export const fold = (text: string): string => {
  const lower = bare(clean(text.normalize('NFKD').toLowerCase().normalize('NFKD')));
  return clean(lower.replace(/[a-z]+/g, squeezeFolded).replace(/([^\p{L}\p{N}\s])\1+/gu, '$1'));
};

/** The same as `squeezeFolded` for a word that still has its marks: of a run, the letter with most marks stays. */
export const squeezeMarked = (word: string): string => {
  if (!/([a-z])\1/.test(bare(word))) return word;
  const letters = [...word];
  const bases = letters.map(bare);
  const folded = bases.join('');
  if (folded.length !== letters.length || ROMAN.test(folded) || !HAS_VOWEL.test(folded)) return word;
  let out = '';
  for (let at = 0; at < letters.length; ) {
    let end = at + 1;
    while (end < letters.length && bases[end] === bases[at]) end += 1;
    const run = letters.slice(at, end);
    const isLetter = /[a-z]/.test(bases[at] ?? '');
    if (!isLetter || (run.length === 2 && bases[at] === 'u' && ENDS_IN_UU.test(folded))) out += run.join('');
    else out += run.reduce((best, next) => (weight(next) > weight(best) ? next : best));
    at = end;
  }
  return out;
};

const weight = (letter: string): number => letter.normalize('NFD').length + (letter === 'đ' ? 1 : 0);

/** One word of a text. `raw` is `text.slice(start, end)` of the cleaned text. */
export interface Word {
  readonly raw: string;
  readonly start: number;
  readonly end: number;
  /** Lower case with marks, held-down letters squeezed. */
  readonly marked: string;
  /** `marked` without marks. */
  readonly folded: string;
}

/** The words (runs of letters and digits) of an already cleaned text, with their places. */
export const wordsOf = (cleaned: string): Word[] => {
  const found: Word[] = [];
  for (const match of cleaned.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const raw = match[0];
    const marked = squeezeMarked((ASCII.test(raw) ? raw : raw.normalize('NFKC')).toLowerCase());
    found.push({ raw, start: match.index, end: match.index + raw.length, marked, folded: bare(marked) });
  }
  return found;
};

/** The words of any text. */
export const words = (text: string): Word[] => wordsOf(clean(text));

/** The folded words of any text joined by single blanks: "Tài liệu, điều lệ!" → "tai lieu dieu le". */
export const foldedWords = (text: string): string =>
  words(text)
    .map((word) => word.folded)
    .join(' ');
