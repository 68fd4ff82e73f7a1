/** What an author may write. Every limit names where it comes from; a text beyond it is refused when read, never cut. */

/** A file larger than this was not written by hand; it is refused before it is parsed. */
export const MAX_FILE_BYTES = 256 * 1024;
/** More files than this in one folder are not read: a wrong folder was named. */
export const MAX_FILES = 2_000;
/** First message of a material in a chat, all of it: the longest that a cheap phone shows without scrolling far. */
export const MAX_FIRST_MESSAGE_CHARACTERS = 500;
/** One part of a material's full text: about one phone screen. */
export const MAX_PART_CHARACTERS = 1_200;
/** A material is three phone screens at most, with room for headings. */
export const MAX_BODY_CHARACTERS = 5_000;
export const MAX_TITLE_CHARACTERS = 100;
export const MAX_SUMMARY_CHARACTERS = 280;
export const MAX_KEYWORDS = 30;
export const MAX_KEYWORD_CHARACTERS = 60;
export const MAX_SOURCES = 6;
export const MAX_SOURCE_CHARACTERS = 200;
export const MAX_QUESTION_CHARACTERS = 250;
/** Longer options cannot be buttons, and four of them must fit one message with the question. */
export const MAX_OPTION_CHARACTERS = 120;
export const MAX_EXPLANATION_CHARACTERS = 300;
/** Question and lettered options as one chat message. */
export const MAX_QUESTION_MESSAGE_CHARACTERS = 500;
export const MIN_OPTIONS = 2;
/** A person answers with one letter, A to F. */
export const MAX_QUESTION_OPTIONS = 6;
export const MAX_QUESTIONS_PER_BANK = 300;
/** Older versions of a material or question that are kept; quiz attempts of years fit. */
export const MAX_HISTORY = 50;
/** What a person typed is cut here before it is searched: no title is longer. */
export const MAX_QUERY_CHARACTERS = 200;
/** Words of a query that are searched; the rest add time, not meaning. */
export const MAX_QUERY_WORDS = 12;
