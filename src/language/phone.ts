import { clean } from './fold.ts';

/** Leading digits of Vietnamese mobile numbers after the 0: ten digits in all. */
const MOBILE = /^0[35789]\d{8}$/;
const CANDIDATE = /(?<![\p{L}\p{N}])(?:\(?\+?\s?84\)?|[0oO])?(?:[\s.\-()]*\d){8,11}(?!\p{N})/gu;
const MAX_CHARACTERS = 300;

const normalise = (typed: string): string | undefined => {
  let digits = typed.replace(/^[oO]/, '0').replace(/\D/g, '');
  if (/^84\d{9}$/.test(digits)) digits = `0${digits.slice(2)}`;
  else if (/^840\d{9}$/.test(digits)) digits = digits.slice(2);
  else if (/^[35789]\d{8}$/.test(digits)) digits = `0${digits}`;
  return MOBILE.test(digits) ? `+84${digits.slice(1)}` : undefined;
};

/**
 * The one Vietnamese mobile number in a text, as `+84912345678`; undefined when there is none or when there are two
 * different ones. Blanks, dots, dashes, a missing 0 and an "o" for it are understood; landlines are not mobile numbers.
 */
export const parsePhone = (text: string): string | undefined => {
  if (text.length > MAX_CHARACTERS) return undefined;
  const found = new Set<string>();
  for (const match of clean(text).normalize('NFKC').matchAll(CANDIDATE)) {
    const phone = normalise(match[0].trim());
    if (phone) found.add(phone);
  }
  const [only] = found;
  return found.size === 1 ? only : undefined;
};
