import { clean, squeezeMarked } from './fold.ts';
import { couldMean } from './marks.ts';

/** A time stands near the beginning of a message; no more than this is read. */
const MAX_CHARACTERS = 600;

/** A text in two forms of equal length, so that a place found in one is the same place in the other. */
export interface Scan {
  /** Lower case with marks. */
  readonly marked: string;
  /** The same without marks; what has been understood is overwritten with `|`. */
  readonly ascii: string;
}

const base = (letter: string): string => {
  const plain = letter.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  const mapped = plain === 'đ' ? 'd' : plain;
  return mapped.length === letter.length ? mapped : letter;
};

export const scan = (text: string): Scan => {
  const short = text.length > MAX_CHARACTERS ? text.slice(0, MAX_CHARACTERS) : text;
  const marked = clean(clean(short).normalize('NFKC').toLowerCase()).replace(/[\p{L}\p{M}]+/gu, squeezeMarked);
  return { marked, ascii: [...marked].map(base).join('') };
};

export interface Found {
  readonly groups: readonly (string | undefined)[];
  readonly start: number;
  readonly end: number;
}

const compiled = new Map<string, RegExp>();

const globally = (pattern: RegExp): RegExp => {
  const known = compiled.get(pattern.source) ?? new RegExp(pattern.source, 'gu');
  compiled.set(pattern.source, known);
  return known;
};

/** The first match of `pattern` (without flags g, y) in the folded form that `accept` agrees to. */
export const find = (
  text: Scan,
  pattern: RegExp,
  accept: (found: Found, marked: string) => boolean = () => true,
): Found | undefined => {
  for (const match of text.ascii.matchAll(globally(pattern))) {
    const found = { groups: [...match], start: match.index, end: match.index + match[0].length };
    if (accept(found, text.marked.slice(found.start, found.end))) return found;
  }
  return undefined;
};

/** The text with a place marked as understood. */
export const without = (text: Scan, found: { readonly start: number; readonly end: number }): Scan => ({
  marked: text.marked,
  ascii: text.ascii.slice(0, found.start) + '|'.repeat(found.end - found.start) + text.ascii.slice(found.end),
});

/** Whether the first word that folds to `word`'s letters in the marked slice can be that word. */
export const couldBe = (slice: string, word: string): boolean =>
  slice.split(/[^\p{L}\p{M}]+/u).some((typed) => typed !== '' && couldMean(typed, word));

const SMALL: Readonly<Record<string, number>> = {
  mot: 1,
  hai: 2,
  ba: 3,
  bon: 4,
  tu: 4,
  nam: 5,
  lam: 5,
  sau: 6,
  bay: 7,
  tam: 8,
  chin: 9,
};

/** Pattern of a number up to 59 in folded words. */
export const SPELLED = String.raw`(?:(?:hai|ba|bon|nam)\s+)?muoi(?:\s+(?:mot|hai|ba|bon|tu|lam|nam|sau|bay|tam|chin))?|(?:hai|ba|bon|nam)\s+lam|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin`;

/** The value of digits or of what `SPELLED` matched. */
export const smallNumber = (typed: string): number => {
  if (/^\d+$/.test(typed)) return Number(typed);
  const parts = typed.trim().split(/\s+/);
  const ten = parts.indexOf('muoi');
  if (ten < 0) {
    const [first, second] = parts.map((part) => SMALL[part] ?? 0);
    return second === undefined ? (first ?? 0) : (first ?? 0) * 10 + second;
  }
  const tens = ten === 0 ? 1 : (SMALL[parts[0] ?? ''] ?? 1);
  return tens * 10 + (parts[ten + 1] === undefined ? 0 : (SMALL[parts[ten + 1] ?? ''] ?? 0));
};
