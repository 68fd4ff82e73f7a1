import { expandAbbreviations } from './abbreviation.ts';
import { clean, fold, type Word, wordsOf } from './fold.ts';
import { couldMean, hasMarks } from './marks.ts';
import { positionIn } from './option-position.ts';
import { isPoliteBefore, withoutPoliteness } from './polite.ts';
import { hasSlip } from './slip.ts';
import { repairTelex } from './telex.ts';
import { type Answer, isTwoFaced, yesNo } from './yesno.ts';

export interface Choice {
  readonly label: string;
  readonly value: string;
}

/** `many`: the answer fits several options and the person must be asked which. */
export type OptionMatch =
  | { readonly type: 'one'; readonly index: number }
  | { readonly type: 'many'; readonly indexes: readonly number[] }
  | { readonly type: 'none' };

/** An answer to a choice is short; a longer text is talk, and is looked at only for an option's exact words. */
const MAX_ANSWER_CHARACTERS = 400;

const NONE: OptionMatch = { type: 'none' };
const asMatch = (indexes: readonly number[]): OptionMatch | undefined => {
  const first = indexes[0];
  if (first === undefined) return undefined;
  return indexes.length === 1 ? { type: 'one', index: first } : { type: 'many', indexes };
};

const exact = (text: string): string => clean(text).toLowerCase();

/** "A. Có" and "1) Có" are the option "Có". */
const withoutNumbering = (label: string): string => label.replace(/^\s*(?:[A-Ha-h]|\d{1,2})\s*[.)]\s+/u, '');

const containsRun = (inside: readonly Word[], part: readonly Word[], same: (a: Word, b: Word) => boolean): boolean => {
  if (part.length === 0 || part.length > inside.length) return false;
  for (let at = 0; at + part.length <= inside.length; at += 1) {
    if (part.every((word, offset) => same(word, inside[at + offset] as Word))) return true;
  }
  return false;
};

const FOLDED = (a: Word, b: Word): boolean => a.folded === b.folded;
const MARKED = (a: Word, b: Word): boolean => a.marked === b.marked;
/** The typed word first. */
const TYPED = (a: Word, b: Word): boolean => couldMean(a.marked, b.marked);
/** The label's word first: what was typed can mean it. */
const MEANT = (label: Word, typed: Word): boolean => couldMean(typed.marked, label.marked);
/** Words around an option that only say that it is chosen. */
const CHOOSING = new Set(
  `chon lay vao muon xem can lam mo bam an so cau dap an muc phan cai la y phuong viec nay do di thi theo em nghi minh chac tra loi
  doi sang thanh hoi ve duoc nhe ghi cho`.split(/\s+/),
);

/** Unknown words before an option that are let pass: "hướng Đông", "ok ghi". */
const MAX_BEFORE = 2;

/**
 * Whether nothing else is said than the option: "tài liệu bạo lực gia đình" is no answer "Tài liệu" but a request of its
 * own. What follows the option tells; before it a word or two may stand.
 */
const restIsChoosing = (typed: readonly Word[], label: readonly Word[]): boolean => {
  const end = typed.findLastIndex((word) => label.some((known) => known.folded === word.folded));
  const unknown = typed.filter(
    (word) =>
      !CHOOSING.has(word.folded) && !isPoliteBefore(word) && !label.some((known) => known.folded === word.folded),
  );
  return unknown.length <= MAX_BEFORE && !unknown.some((word) => typed.indexOf(word) > end);
};

const NEGATED = /(?:^| )(?:khong|ko|k|dung|chua|hay|hoac|hk)(?: |$)/;

interface Prepared {
  readonly exact: string;
  readonly value: string;
  readonly folded: string;
  readonly joined: string;
  readonly words: readonly Word[];
  /** Whether the label itself says yes or no. */
  readonly meaning: Answer;
}

const MAX_KNOWN = 2000;
const known = new Map<string, Prepared>();

/** The same menus are answered again and again, so prepared options are kept. */
const prepare = (option: Choice): Prepared => {
  const key = `${option.label}\u0000${option.value}`;
  const found = known.get(key);
  if (found) return found;
  const made = makePrepared(option);
  if (known.size < MAX_KNOWN && key.length < 400) known.set(key, made);
  return made;
};

const makePrepared = (option: Choice): Prepared => {
  const label = clean(withoutNumbering(option.label));
  const list = wordsOf(label);
  return {
    exact: exact(option.label),
    value: exact(option.value),
    folded: list.map((word) => word.folded).join(' '),
    joined: fold(list.map((word) => word.folded).join('')),
    words: list,
    meaning: yesNo(label),
  };
};

const indexesWhere = (options: readonly Prepared[], test: (option: Prepared) => boolean): number[] =>
  options.flatMap((option, index) => (test(option) ? [index] : []));

const byText = (answer: string, options: readonly Prepared[]): OptionMatch | undefined => {
  const all = wordsOf(answer);
  const core = withoutPoliteness(all);
  for (const typed of core.length > 0 && core.length < all.length ? [all, core] : [all]) {
    const folded = typed.map((word) => word.folded).join(' ');
    const joined = fold(typed.map((word) => word.folded).join(''));
    if (joined === '') continue;
    const marked = typed.map((word) => word.marked).join(' ');
    const whole =
      asMatch(indexesWhere(options, (option) => option.words.map((word) => word.marked).join(' ') === marked)) ??
      asMatch(
        indexesWhere(
          options,
          (option) => option.folded === folded && typed.every((w, i) => TYPED(w, option.words[i] as Word)),
        ),
      ) ??
      // Wrong marks are forgiven in a phrase ("tài liêu"), never in one word: "vâng" is not "Vắng", "đúng" not "Dừng".
      asMatch(indexesWhere(options, (option) => option.words.length > 1 && option.folded === folded)) ??
      asMatch(indexesWhere(options, (option) => option.words.length > 1 && option.joined === joined));
    if (whole) return whole;
  }
  if (core.length === 0) {
    // Only politeness, which may be what an option says: "cảm ơn em nhé" is "Đủ rồi, cảm ơn em".
    for (let count = Math.min(all.length, 8); count >= 2; count -= 1) {
      const part = asMatch(indexesWhere(options, (option) => containsRun(option.words, all.slice(0, count), TYPED)));
      if (part) return part;
    }
    return undefined;
  }
  const folded = core.map((word) => word.folded).join(' ');
  const joined = folded.replaceAll(' ', '');
  if (joined.length >= 2 && core.length <= 12) {
    for (const same of core.length > 1 ? [MARKED, TYPED, FOLDED] : [MARKED, TYPED]) {
      const part = asMatch(indexesWhere(options, (option) => containsRun(option.words, core, same)));
      if (part) return part;
    }
    if (!NEGATED.test(folded) && core.length <= 8) {
      for (const same of [MARKED, MEANT, FOLDED]) {
        const inside = indexesWhere(
          options,
          (option) =>
            option.joined.length >= 3 &&
            (same !== FOLDED || option.words.length > 1) &&
            containsRun(core, option.words, same) &&
            restIsChoosing(core, option.words),
        );
        // "tiến độ học" also holds "tiến độ": the longest of nested labels is what was said.
        const longest = Math.max(...inside.map((index) => options[index]?.words.length ?? 0));
        const found = asMatch(inside.filter((index) => options[index]?.words.length === longest));
        if (found) return found;
      }
    }
    const beginning = core.length === 1 && hasMarks(core[0]?.marked ?? '') ? undefined : folded;
    const start = asMatch(
      indexesWhere(options, (option) => folded.length >= 3 && option.folded.startsWith(beginning ?? '\n')),
    );
    if (start) return start;
    return asMatch(indexesWhere(options, (option) => hasSlip(folded, core.length, option.words)));
  }
  return undefined;
};

/** The places of the one option that says yes and the one that says no; undefined when the options are no such pair. */
const yesNoPair = (options: readonly Prepared[]): { yes: number; no: number } | undefined => {
  const meant = options.map((option) => option.meaning);
  const [yes, no] = [meant.indexOf('yes'), meant.indexOf('no')];
  const single = yes >= 0 && no >= 0 && meant.lastIndexOf('yes') === yes && meant.lastIndexOf('no') === no;
  return single ? { yes, no } : undefined;
};

/**
 * Which option an answer means: its number, letter (a–d), value, text, text without diacritics, an abbreviation of it, or
 * a part that only one option has. Text with marks beats folded text; options that are equal after folding and cannot be
 * told apart by what was typed come back as `many`. A number that is both a place in the list and another option's whole
 * label is `many` too. When one option says yes and one no, every way of saying yes or no is understood.
 */
export const matchOption = (text: string, options: readonly Choice[]): OptionMatch => {
  if (options.length === 0) return NONE;
  const answer = clean(text.length > MAX_ANSWER_CHARACTERS ? text.slice(0, MAX_ANSWER_CHARACTERS) : text);
  if (answer === '') return NONE;
  const prepared = options.map(prepare);
  const typed = exact(answer);
  const place = positionIn(answer);
  const placed = place && place.index >= 0 && place.index < options.length ? [place.index] : [];

  const byLabel = indexesWhere(prepared, (option) => option.exact === typed);
  const same = asMatch([...new Set([...byLabel, ...(place?.digit && byLabel.length > 0 ? placed : [])])]);
  if (same) return same;
  if (placed[0] !== undefined) return { type: 'one', index: placed[0] };
  const byValue = asMatch(indexesWhere(prepared, (option) => option.value === typed));
  if (byValue) return byValue;
  if (place?.digit) return NONE;

  const pair = yesNoPair(prepared);
  if (pair && isTwoFaced(answer)) return { type: 'many', indexes: [pair.yes, pair.no].sort((a, b) => a - b) };
  const direct = byText(answer, prepared);
  if (direct) return direct;
  const said = pair ? yesNo(answer) : 'unclear';
  if (pair && said !== 'unclear') return { type: 'one', index: pair[said] };
  for (const repaired of [expandAbbreviations(answer), hasMarks(answer) ? answer : repairTelex(answer)]) {
    const found = repaired === answer ? undefined : byText(clean(repaired), prepared);
    if (found) return found;
  }
  // Punctuation or emoji only ("😀", "?"): nothing of it is a word, so only the folded whole can match.
  if (wordsOf(answer).length > 0) return NONE;
  return asMatch(indexesWhere(prepared, (option) => fold(option.exact) === fold(answer))) ?? NONE;
};
