import type * as limits from '../../../content/limits.ts';

// The server refuses what is longer; here a mistake is named before it is sent. The types hold both to the same numbers.
export const MAX_TITLE: typeof limits.MAX_TITLE_CHARACTERS = 100;
export const MAX_SUMMARY: typeof limits.MAX_SUMMARY_CHARACTERS = 280;
export const MAX_BODY: typeof limits.MAX_BODY_CHARACTERS = 5_000;
export const MAX_SOURCE: typeof limits.MAX_SOURCE_CHARACTERS = 200;
export const MAX_SOURCES: typeof limits.MAX_SOURCES = 6;
export const MAX_KEYWORDS: typeof limits.MAX_KEYWORDS = 30;
export const MAX_KEYWORD: typeof limits.MAX_KEYWORD_CHARACTERS = 60;
export const MAX_QUESTION: typeof limits.MAX_QUESTION_CHARACTERS = 250;
export const MAX_OPTION: typeof limits.MAX_OPTION_CHARACTERS = 120;
export const MAX_EXPLANATION: typeof limits.MAX_EXPLANATION_CHARACTERS = 300;
export const MIN_OPTIONS: typeof limits.MIN_OPTIONS = 2;
export const MAX_OPTIONS: typeof limits.MAX_QUESTION_OPTIONS = 6;

/** Characters as a person counts them, as the server does. */
export const lengthOf = (text: string): number => [...text.trim()].length;
