import { clean, fold, type Word, wordsOf } from './fold.ts';
import { couldMean } from './marks.ts';

/** A number is a short answer; more than this is not read. */
const MAX_CHARACTERS = 200;

const UNITS: Readonly<Record<string, number>> = {
  không: 0,
  một: 1,
  mốt: 1,
  hai: 2,
  ba: 3,
  bốn: 4,
  tư: 4,
  năm: 5,
  lăm: 5,
  nhăm: 5,
  sáu: 6,
  bảy: 7,
  bẩy: 7,
  tám: 8,
  chín: 9,
  mười: 10,
};
const SCALES: Readonly<Record<string, number>> = {
  mươi: 10,
  chục: 10,
  trăm: 100,
  nghìn: 1000,
  ngàn: 1000,
  triệu: 1e6,
  tỷ: 1e9,
  tỉ: 1e9,
};
const BY_FOLD = new Map<string, string[]>();
for (const known of [...Object.keys(UNITS), ...Object.keys(SCALES)]) {
  BY_FOLD.set(fold(known), [...(BY_FOLD.get(fold(known)) ?? []), known]);
}
const LINKS = ['linh', 'lẻ'] as const;

const lookUp = (word: Word, table: Readonly<Record<string, number>>): number | undefined => {
  const exact = table[word.marked];
  if (exact !== undefined) return exact;
  const key = BY_FOLD.get(word.folded)?.find((known) => known in table && couldMean(word.marked, known));
  return key === undefined ? undefined : table[key];
};

/**
 * The value of number words from `at` on: "hai mươi lăm", "nam muoi", "một trăm linh năm"; undefined when there is none.
 * `length` is how many words it takes.
 */
export const spelledNumber = (list: readonly Word[], at = 0): { value: number; length: number } | undefined => {
  let total = 0;
  let group = 0;
  let last: number | undefined;
  let index = at;
  for (; index < list.length && index - at < 16; index += 1) {
    const word = list[index] as Word;
    // "muoi" after a digit is "mươi" (tens), alone it is "mười" (ten).
    const tens = word.folded === 'muoi' && last !== undefined && last < 10 && word.marked !== 'mười';
    const unit = tens ? undefined : lookUp(word, UNITS);
    if (unit !== undefined) {
      if (last !== undefined && !(last === 10 && unit < 10) && group % 10 !== 0) break;
      if (last !== undefined && last < 10 && last !== 0) break;
      group += unit;
      last = unit;
      continue;
    }
    const scale = tens ? 10 : lookUp(word, SCALES);
    if (scale !== undefined && (last !== undefined || group > 0 || total > 0)) {
      if (scale <= 100) group = last !== undefined && last < 10 ? group - last + last * scale : group * scale;
      else {
        total += (group || 1) * scale;
        group = 0;
      }
      last = undefined;
      continue;
    }
    if (LINKS.some((link) => couldMean(word.marked, link)) && index > at && index + 1 < list.length) {
      const next = lookUp(list[index + 1] as Word, UNITS);
      if (next !== undefined) {
        last = undefined;
        continue;
      }
    }
    break;
  }
  return index === at ? undefined : { value: total + group, length: index - at };
};

/** One number as written: "1.200" is 1200, "1,5" and "1.5" are 1.5. "1,200" could be either and is undefined. */
const fromDigits = (digits: string): number | undefined => {
  if (/^\d{1,15}$/.test(digits)) return Number(digits);
  if (/^[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/.test(digits)) return Number(digits.replaceAll('.', '').replace(',', '.'));
  if (/^\d{1,15},\d+$/.test(digits)) {
    return /^[1-9]\d{0,2},\d{3}$/.test(digits) ? undefined : Number(digits.replace(',', '.'));
  }
  if (/^\d{1,15}\.\d+$/.test(digits)) return Number(digits);
  return undefined;
};

const SCALE_BEHIND: readonly (readonly [RegExp, number])[] = [
  [/^\s*(?:nghìn|nghin|ngàn|ngan)(?![\p{L}\p{M}])/iu, 1000],
  [/^\s*(?:triệu|trieu|tr)(?![\p{L}\p{M}])/iu, 1e6],
  [/^\s*(?:tỷ|tỉ|ty)(?![\p{L}\p{M}])/iu, 1e9],
];
const NOBODY =
  /^(?:dạ |da )?(?:không|khong|ko|k|hk) (?:có|co)(?: ai| ng| người| nguoi)?$|^(?:không|khong|ko|k) ai$|^(?:số|so) (?:không|khong)$/u;

/**
 * The one number in an answer, in digits ("12 chị", "1.200", "1,5", "2 triệu") or words ("năm mươi", "nam muoi").
 * Undefined when there is none, when there are two, or when it can be read in two ways. A bare "không" is undefined,
 * because it may be a refusal; "không có ai" is 0.
 */
export const parseNumber = (text: string): number | undefined => {
  if (text.length > MAX_CHARACTERS) return undefined;
  const cleaned = clean(text).normalize('NFKC').toLowerCase();
  const digits = [...cleaned.matchAll(/-?\d+(?:[.,]\d+)*/g)];
  if (digits.length > 1) return undefined;
  const only = digits[0];
  if (only) {
    const before = cleaned[only.index - 1] ?? ' ';
    const behind = cleaned.slice(only.index + only[0].length);
    if (/[\p{L}/:]/u.test(before) || /^(?:[/:]\d|h)/.test(behind)) return undefined;
    const negative = only[0].startsWith('-') && /\s/.test(before);
    const value = fromDigits(only[0].replace(/^-/, ''));
    if (value === undefined) return undefined;
    const scale = SCALE_BEHIND.find(([pattern]) => pattern.test(behind))?.[1] ?? 1;
    return (negative ? -value : value) * scale;
  }
  const list = wordsOf(cleaned);
  const plain = list.map((word) => word.marked).join(' ');
  if (NOBODY.test(plain)) return 0;
  let found: number | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const word = list[at] as Word;
    const spelled = spelledNumber(list, at);
    if (!spelled) continue;
    // Alone, "năm" and "ba" are numbers; "không" is a refusal, and "tư", "mốt", "lăm" only follow others.
    const aloneOnly =
      spelled.length === 1 && /^(?:khong|tu|mot|lam|nham|linh)$/.test(word.folded) && word.marked !== 'một';
    if (!(aloneOnly && (word.folded !== 'mot' || list.length > 2))) {
      if (found !== undefined) return undefined;
      found = spelled.value;
    }
    at += spelled.length - 1;
  }
  return found;
};
