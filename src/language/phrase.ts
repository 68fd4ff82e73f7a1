import { meaningsOf } from './abbreviation.ts';
import { clean, type Word, words, wordsOf } from './fold.ts';
import { couldMean, hasMarks } from './marks.ts';
import { isPoliteAfter, isPoliteBefore } from './polite.ts';
import { telexWord } from './telex.ts';

/** Longer messages are looked at only to here: a request stands at the beginning. */
const MAX_CHARACTERS = 2000;

type Part = { readonly type: 'word'; readonly marked: string } | { readonly type: 'var'; readonly name: string };

const parsed = new Map<string, readonly Part[]>();

const parsePattern = (pattern: string): readonly Part[] => {
  const cached = parsed.get(pattern);
  if (cached) return cached;
  const parts: Part[] = [];
  for (const piece of pattern.matchAll(/\{\s*(\w+)\s*\}|[^{}]+/g)) {
    if (piece[1] !== undefined) parts.push({ type: 'var', name: piece[1] });
    else for (const word of words(piece[0])) parts.push({ type: 'word', marked: word.marked });
  }
  if (parsed.size < 2000) parsed.set(pattern, parts);
  return parts;
};

/** A word of the text that stands for several words of a pattern: "tl" for "tài liệu". */
interface Unit {
  readonly word: Word;
  readonly expansions: readonly (readonly string[])[];
}

const unitsOf = (list: readonly Word[]): Unit[] =>
  list.map((word) => {
    const expansions =
      word.raw.length <= 7 ? meaningsOf(word.raw).map((meaning) => words(meaning).map((w) => w.marked)) : [];
    const telex = hasMarks(word.raw) ? undefined : telexWord(word.raw);
    return { word, expansions: telex ? [...expansions, [telex]] : expansions };
  });

let lastText: { readonly text: string; readonly cleaned: string; readonly units: readonly Unit[] } | undefined;

/** One message is held against many phrases in a row, so the last text read is kept. */
const readText = (text: string): { readonly cleaned: string; readonly units: readonly Unit[] } => {
  const short = text.length > MAX_CHARACTERS ? text.slice(0, MAX_CHARACTERS) : text;
  if (lastText?.text !== short) {
    const cleaned = clean(short);
    lastText = { text: short, cleaned, units: unitsOf(wordsOf(cleaned)) };
  }
  return lastText;
};

/** How many pattern words the unit covers from `parts[at]` on; 0 when it does not fit. */
const covers = (unit: Unit, parts: readonly Part[], at: number): number => {
  const part = parts[at];
  if (part?.type !== 'word') return 0;
  // Wrong marks are forgiven here ("tài liêu"): a phrase of several words decides together.
  if (unit.word.folded === foldedOf(part.marked)) {
    const alone = parts.length === 1;
    return !alone || couldMean(unit.word.marked, part.marked) ? 1 : 0;
  }
  for (const expansion of unit.expansions) {
    const fits = expansion.every((item, offset) => {
      const target = parts[at + offset];
      return target?.type === 'word' && couldMean(item, target.marked);
    });
    if (fits) return expansion.length;
  }
  return 0;
};

const foldCache = new Map<string, string>();
const foldedOf = (marked: string): string => {
  const cached = foldCache.get(marked);
  if (cached !== undefined) return cached;
  const folded = words(marked)[0]?.folded ?? marked;
  if (foldCache.size < 4000) foldCache.set(marked, folded);
  return folded;
};

const QUESTION_END = /^(?:khong|chua)$/;

/** The end of a captured text without the polite words behind it; "có … không" loses its "không" too. */
const trimEnd = (units: readonly Unit[], from: number, to: number, asked: boolean): number => {
  let end = to;
  while (end > from) {
    const word = units[end - 1]?.word;
    const previous = units[end - 2]?.word;
    const drops =
      isPoliteAfter(word) || (asked && QUESTION_END.test(word?.folded ?? '') && !/^\d+$/.test(previous?.folded ?? ''));
    if (!drops) break;
    end -= 1;
  }
  return end;
};

const matchFrom = (
  parts: readonly Part[],
  units: readonly Unit[],
  start: number,
  text: string,
  asked: boolean,
): Record<string, string> | undefined => {
  const vars: Record<string, string> = {};
  let part = 0;
  let at = start;
  while (part < parts.length) {
    const current = parts[part] as Part;
    if (current.type === 'word') {
      const unit = units[at];
      const length = unit ? covers(unit, parts, part) : 0;
      if (length === 0) return undefined;
      part += length;
      at += 1;
      continue;
    }
    const next = parts[part + 1];
    let end: number;
    if (next === undefined) end = trimEnd(units, at, units.length, asked);
    else {
      end = at + 1;
      while (end < units.length && covers(units[end] as Unit, parts, part + 1) === 0) end += 1;
    }
    const first = units[at]?.word;
    const last = units[end - 1]?.word;
    if (!first || !last || end <= at) return undefined;
    vars[current.name] = text.slice(first.start, last.end);
    if (next === undefined) return vars;
    at = end;
    part += 1;
  }
  return trimEnd(units, at, units.length, asked) === at ? vars : undefined;
};

/**
 * Whether a text is the phrase, with what stands at each `{name}` in its original spelling. Matching is folded, polite
 * words at both ends are passed over, abbreviations and left-in Telex are understood: "cho e hoi tl binh dang gioi voi a"
 * is "tài liệu {query}" with query "binh dang gioi". The phrase must cover the whole text; a `{name}` takes at least one
 * word, as few as possible between words and all the rest at the end. A phrase of one word needs compatible marks.
 */
export const matchPhrase = (pattern: string, text: string): { vars: Record<string, string> } | undefined => {
  const parts = parsePattern(pattern);
  const { cleaned, units } = readText(text);
  if (parts.length === 0) return undefined;
  for (let start = 0; start < units.length; start += 1) {
    if (start > 0 && !isPoliteBefore(units[start - 1]?.word)) return undefined;
    const asked = units.slice(0, start).some((unit) => couldMean(unit.word.marked, 'có'));
    const vars = matchFrom(parts, units, start, cleaned, asked);
    if (vars) return { vars };
  }
  return undefined;
};
