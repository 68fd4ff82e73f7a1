const MARKS = /\p{M}+/gu;

/** Text as it is compared: lower case, without Vietnamese marks, đ as d, spaces squeezed. */
export const fold = (text: string): string =>
  text.normalize('NFD').replace(MARKS, '').toLowerCase().replaceAll('đ', 'd').replace(/\s+/g, ' ').trim();

export const expandAbbreviations = (text: string): string => text;
