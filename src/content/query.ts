import { expandAbbreviations } from '../language/abbreviation.ts';
import { words } from '../language/fold.ts';
import { repairTelex } from '../language/telex.ts';
import { MAX_QUERY_CHARACTERS, MAX_QUERY_WORDS } from './limits.ts';

/** One FTS5 query on the table of titles and keywords, or on that of whole texts. */
export interface Stage {
  readonly table: 'head' | 'body';
  readonly match: string;
}

/** Stages for one set of words: in title and keywords, then in this order anywhere, then near each other anywhere. */
export interface MatchPlan {
  readonly stages: readonly Stage[];
  /** The loosest match in whole texts, for counting. */
  readonly every: string;
}

/** A query as it is run: `all` first, then forgiving ways for typing errors and words that no text holds. */
export interface SearchPlan {
  /** Folded words, each once, without the words of asking around them; empty when the text holds no word. */
  readonly words: readonly string[];
  /** All words, the last one as a prefix; in this order, and with these marks, ranks higher. */
  readonly all: MatchPlan;
  /** All of some of the words, in the order typed. */
  only(words: readonly string[]): MatchPlan;
  /** Any of some of the words, in whole texts. */
  any(words: readonly string[]): string;
  one(word: string): string;
  /** Of `words`, so many must be in a text that is shown for some of them only; all of them when there are few. */
  readonly enough: number;
  /** Of `words`, so many must occur anywhere at all, or the query is about something else. */
  readonly most: number;
  /** The query's letters without blanks, for typing errors and dropped blanks. */
  readonly letters: string;
}

/** How people begin to ask for a text; taken off the front as often as one of them stands there. */
const OPENINGS = [
  'tra cuu',
  'tim kiem',
  'tim',
  'tai lieu',
  'van ban',
  'cho em xin',
  'cho chi xin',
  'cho toi xin',
  'cho xin',
  'cho em hoi',
  'cho chi hoi',
  'cho hoi',
  'cho em',
  'cho chi',
  'cho toi',
  'cho minh',
  'gui em',
  'gui chi',
  'gui',
  'xin',
  'can',
  'muon',
  'xem',
  'doc',
  'giup',
  'em oi',
  'tro ly',
  'noi ve',
  've',
  'quy dinh ve',
  'thong tin ve',
  'co tai lieu',
  'hoi ve',
].map((text) => text.split(' '));

/** How people end a question; taken off the end in the same way. */
const CLOSINGS = [
  'a',
  'nhe',
  'nha',
  'voi',
  'di',
  'em',
  'em oi',
  'la gi',
  'the nao',
  'nhu the nao',
  'ra sao',
  'o dau',
  'duoc khong',
  'co khong',
  'khong a',
  'ha',
  'vay',
  'the',
].map((text) => text.split(' '));

const startsWith = (list: readonly string[], head: readonly string[]): boolean =>
  head.length < list.length && head.every((word, index) => list[index] === word);

const endsWith = (list: readonly string[], tail: readonly string[]): boolean =>
  tail.length < list.length && tail.every((word, index) => list[list.length - tail.length + index] === word);

type Word = { readonly marked: string; readonly folded: string };

/** Leaves what is asked for: "cho chị xin tài liệu về bạo lực gia đình nhé" → "bạo lực gia đình". Never leaves nothing. */
const withoutAsking = (typed: readonly Word[]): readonly Word[] => {
  let kept = typed;
  // "có … không" is a question; "5 không" is not.
  const asks = typed[0]?.folded === 'co';
  for (;;) {
    const folded = kept.map((word) => word.folded);
    const opening = OPENINGS.find((head) => startsWith(folded, head));
    if (opening) {
      kept = kept.slice(opening.length);
      continue;
    }
    const closing = [...CLOSINGS, ...(asks ? [['khong']] : [])].find((tail) => endsWith(folded, tail));
    if (!closing) return kept;
    kept = kept.slice(0, -closing.length);
  }
};

/** A character such as ⑴ becomes "(1)" when it is folded: what is no letter or digit then goes, too. */
const lettersOnly = (word: string): string => word.replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ').trim();

const quoted = (word: string): string => `"${word}"`;
const phrase = (list: readonly string[]): string => quoted(list.join(' '));

/** A prefix shorter than this matches most of the library. */
const MIN_PREFIX_CHARACTERS = 2;

/**
 * Syllables are shorter than words: "dieu" and "le" at two ends of a text say nothing about "điều lệ". A query of few
 * syllables must therefore find them within one passage; a longer one narrows enough by itself.
 */
const MAX_NEAR_WORDS = 4;
const NEAR_DISTANCE = 20;

/** From so many words on, a text that holds two in three of them is worth showing when none holds all. */
const MIN_SOME_WORDS = 4;

const matchPlan = (list: readonly Word[]): MatchPlan => {
  const folded = list.map((word) => word.folded);
  const marked = list.map((word) => word.marked);
  const last = folded.at(-1) ?? '';
  const each = folded.map(quoted);
  if ([...last].length >= MIN_PREFIX_CHARACTERS) each[each.length - 1] = `${quoted(last)}*`;
  const together = `(${each.join(' AND ')})`;
  const near = folded.length > 1 && folded.length <= MAX_NEAR_WORDS;
  const hasMarks = marked.some((word, index) => word !== folded[index]);
  // A lift finds little that its stage would not; it adds to the rank of what has the order or the marks.
  const lifts = (columns: string): string[] => [
    ...(folded.length > 1 ? [`${columns} : ${phrase(folded)}`] : []),
    ...(hasMarks ? [`exact : ${phrase(marked)}`] : []),
  ];
  const or = (parts: readonly string[]): string => parts.map((part) => `(${part})`).join(' OR ');
  const every = `text : ${near ? `NEAR(${each.join(' ')}, ${NEAR_DISTANCE})` : together}`;
  const inOrder = lifts('text');
  return {
    stages: [
      { table: 'head', match: or([`{title keys} : ${together}`, ...lifts('{title keys}')]) },
      ...(inOrder.length > 0 ? [{ table: 'body' as const, match: or(inOrder) }] : []),
      { table: 'body', match: every },
    ],
    every,
  };
};

const NO_MATCH: MatchPlan = { stages: [], every: '' };

/**
 * Turns what a person typed into FTS5 queries. Only letters and digits reach a query, each word in quotation marks, so
 * that no text can be read as FTS5 syntax.
 */
export const planSearch = (typed: string): SearchPlan => {
  // Abbreviations grow when they are written out, so the text is cut before that; a word has few code units.
  const cut = [...typed.slice(0, 4 * MAX_QUERY_CHARACTERS)].slice(0, MAX_QUERY_CHARACTERS).join('');
  const text = expandAbbreviations(repairTelex(cut));
  const typedWords = words(text)
    .map(({ marked, folded }) => ({ marked: lettersOnly(marked), folded: lettersOnly(folded) }))
    .filter(({ marked, folded }) => marked !== '' && folded !== '');
  const list = withoutAsking(typedWords).slice(0, MAX_QUERY_WORDS);
  const different = [...new Set(list.map(({ folded }) => folded))];
  const one = (word: string) => `text : ${quoted(word)}`;
  return {
    words: different,
    all: list.length === 0 ? NO_MATCH : matchPlan(list),
    only: (some) => matchPlan(list.filter(({ folded }) => some.includes(folded))),
    any: (some) => `text : (${some.map(quoted).join(' OR ')})`,
    one,
    enough: different.length < MIN_SOME_WORDS ? different.length : Math.ceil((different.length * 2) / 3),
    most: Math.max(1, Math.ceil((different.length * 2) / 3)),
    letters: list.map(({ folded }) => folded).join(''),
  };
};

/** Every three letters in a row, each once. */
export const trigrams = (letters: string): string[] => {
  const list = [...letters];
  return [...new Set(list.slice(0, -2).map((_, index) => list.slice(index, index + 3).join('')))];
};
