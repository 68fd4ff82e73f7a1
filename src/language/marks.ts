/** Comparing a typed word with a known one when some marks may be missing but none may be wrong. */

const TONES = '\u0300\u0301\u0303\u0309\u0323';

interface Shape {
  /** Letters with their own marks (â, ơ, đ) and without tone. */
  readonly letters: string;
  readonly bases: string;
  readonly tone: string;
}

const known = new Map<string, Shape>();
/** Dictionary words are few; typed ones are not worth keeping. */
const MAX_KNOWN = 4000;

const shapeOf = (word: string): Shape => {
  let letters = '';
  let tone = '';
  for (const mark of word.toLowerCase().normalize('NFD')) {
    if (TONES.includes(mark)) tone = mark;
    else letters += mark;
  }
  letters = letters.normalize('NFC');
  const bases = letters
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/g, 'd');
  return { letters, bases, tone };
};

const knownShape = (word: string): Shape => {
  const found = known.get(word);
  if (found) return found;
  const made = shapeOf(word);
  if (known.size < MAX_KNOWN) known.set(word, made);
  return made;
};

/**
 * Whether `typed` can stand for `word`: the same letters, every mark that was typed is the word's, and the missing ones were left out wholesale. "dung" can mean
 * "dừng" and "đúng"; "đung" only "đúng" (or "đừng"); "cô" cannot mean "có". Where the tone sits does not matter
 * ("hoà", "hòa").
 */
export const couldMean = (typed: string, word: string): boolean => {
  if (typed === word) return true;
  if (typed.length > 4 * word.length || typed.length * 4 < word.length) return false;
  const target = knownShape(word);
  const shape = shapeOf(typed);
  if (shape.bases !== target.bases || (shape.tone !== '' && shape.tone !== target.tone)) return false;
  // Who typed the tone typed the letter too: "bạn" is not "bận" with a mark forgotten. Only đ is often left out.
  const mayMiss = (letter: string | undefined): boolean => shape.tone === '' || letter === 'd';
  for (let at = 0; at < shape.letters.length; at += 1) {
    const letter = shape.letters[at];
    if (letter !== target.letters[at] && (letter !== shape.bases[at] || !mayMiss(letter))) return false;
  }
  return true;
};

/** Equal with marks, wherever the tone sits. */
export const sameMarked = (one: string, other: string): boolean => {
  if (one === other) return true;
  const a = shapeOf(one);
  const b = shapeOf(other);
  return a.letters === b.letters && a.tone === b.tone;
};

/** Whether any letter carries a mark. */
export const hasMarks = (text: string): boolean => /[\u0300-\u036f]/.test(text.normalize('NFD')) || /đ/i.test(text);

/** A word as typed, in both forms. */
interface Typed {
  readonly marked: string;
  readonly folded: string;
}

/** Tells whether a typed word can mean one of `list`; one look-up, however long the list is. */
export const wordSet = (list: readonly string[]): ((word: Typed | undefined) => boolean) => {
  const byFold = new Map<string, string[]>();
  for (const item of list) {
    const key = knownShape(item).bases;
    byFold.set(key, [...(byFold.get(key) ?? []), item]);
  }
  return (word) =>
    word !== undefined && (byFold.get(word.folded)?.some((item) => couldMean(word.marked, item)) ?? false);
};

/** Phrases that are looked for in a text, word by word: by the folded first word of each. */
export interface Phrases {
  /** Whether any phrase stands anywhere in the words. */
  anywhere(list: readonly Typed[]): boolean;
  /** Whether the words are one of the phrases and nothing else. */
  whole(list: readonly Typed[]): boolean;
}

/** Reads phrases from a text: one a line, or separated by commas. */
export const phrases = (text: string): Phrases => {
  const byFirst = new Map<string, string[][]>();
  for (const phrase of text.split(/[,\n]/)) {
    const items = phrase.trim().split(/\s+/);
    const first = items[0];
    if (!first) continue;
    const key = knownShape(first).bases;
    byFirst.set(key, [...(byFirst.get(key) ?? []), items]);
  }
  const stands = (list: readonly Typed[], at: number, whole: boolean): boolean =>
    byFirst
      .get(list[at]?.folded ?? '')
      ?.some(
        (items) =>
          (!whole || items.length === list.length) &&
          items.every((item, offset) => couldMean(list[at + offset]?.marked ?? '', item)),
      ) ?? false;
  return {
    anywhere: (list) => list.some((_, at) => stands(list, at, false)),
    whole: (list) => list.length > 0 && stands(list, 0, true),
  };
};
