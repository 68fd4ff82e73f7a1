import { clean, type Word, wordsOf } from './fold.ts';
import { couldMean, hasMarks } from './marks.ts';
import type { OptionMatch } from './option.ts';

/** Forms of address and posts that stand before a name and are no part of it. */
const TITLES =
  `chị anh cô bác em ông bà chú dì c a e dc đc đ/c đồng chí ct pct cht chp chủ tịch phó chi hội trưởng tên là ạ dạ vâng mình tôi bà con`.split(
    ' ',
  );

const isTitle = (word: Word): boolean => TITLES.some((title) => word.marked === title || word.folded === title);

/** The words of a name without the address before it: "c Hoa ạ" → Hoa. A name that is only titles stays whole. */
const nameWords = (typed: string): Word[] => {
  const list = wordsOf(clean(typed).slice(0, 200));
  let from = 0;
  while (from < list.length - 1 && isTitle(list[from] as Word)) from += 1;
  let to = list.length;
  while (to - 1 > from && /^(?:ạ|nhé|a)$/.test(list[to - 1]?.marked ?? '')) to -= 1;
  return list.slice(from, to);
};

/** The typed words stand in the name in this order, the last of them as its last word: "Hoa", "Thị Hoa", "Nông Hoa". */
const fits = (typed: readonly Word[], name: readonly Word[], same: (a: Word, b: Word) => boolean): boolean => {
  const lastTyped = typed.at(-1);
  const lastName = name.at(-1);
  if (!lastTyped || !lastName || !same(lastTyped, lastName)) return false;
  let at = 0;
  for (const word of typed.slice(0, -1)) {
    while (at < name.length - 1 && !same(word, name[at] as Word)) at += 1;
    if (at >= name.length - 1) return false;
    at += 1;
  }
  return true;
};

const MARKED = (a: Word, b: Word): boolean => a.marked === b.marked;
const COULD = (a: Word, b: Word): boolean => couldMean(a.marked, b.marked);
const FOLDED = (a: Word, b: Word): boolean => a.folded === b.folded;

/**
 * Whose name was typed, with or without marks and title: the whole name before a part of it, marked before unmarked.
 * Names that differ only in marks that were not typed ("Hoa", "Hòa") come back as `many`: marks of a name are never
 * invented. A typed mark that the name does not have rules it out, unless nobody else fits.
 */
export const matchName = (typed: string, names: readonly string[]): OptionMatch => {
  const wanted = nameWords(typed);
  if (wanted.length === 0) return { type: 'none' };
  const known = names.map((name) => wordsOf(clean(name)));
  // "hoa" from someone who types no marks at all may be Hòa as well.
  for (const same of hasMarks(typed) ? [MARKED, COULD, FOLDED] : [COULD, FOLDED]) {
    for (const whole of [true, false]) {
      const indexes = known.flatMap((name, index) =>
        (!whole || name.length === wanted.length) && fits(wanted, name, same) ? [index] : [],
      );
      const first = indexes[0];
      if (first !== undefined) return indexes.length === 1 ? { type: 'one', index: first } : { type: 'many', indexes };
    }
  }
  return { type: 'none' };
};

/** A person's name as typed, cleaned of title and polite words, spelling untouched: "dạ em là Nông Thị Hoa ạ" → "Nông Thị Hoa". */
export const parseName = (text: string): string | undefined => {
  const cleaned = clean(text);
  if (cleaned.length > 200) return undefined;
  const list = nameWords(cleaned);
  const first = list[0];
  const last = list.at(-1);
  if (!first || !last || list.length > 8 || list.some((word) => /\d/.test(word.raw))) return undefined;
  return cleaned.slice(first.start, last.end);
};
