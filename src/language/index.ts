import { expandAbbreviations, meaningsOf } from './abbreviation.ts';
import { command } from './command.ts';
import { fold, foldedWords } from './fold.ts';
import { soundsUrgent } from './intent.ts';
import { couldMean } from './marks.ts';
import { parseMoment } from './moment.ts';
import { matchName, parseName } from './name.ts';
import { parseNumber } from './number.ts';
import { matchOption } from './option.ts';
import { parsePhone } from './phone.ts';
import { matchPhrase } from './phrase.ts';
import { repairTelex } from './telex.ts';
import { yesNo } from './yesno.ts';

export type { Command } from './command.ts';
export type { MomentOption, MomentRead } from './moment.ts';
export type { Direction } from './moment-types.ts';
export type { Choice, OptionMatch } from './option.ts';
export type { Answer } from './yesno.ts';

/** Vietnamese as officers type it. Every function is pure, never throws, and takes time linear in the text. */
export const vietnamese = {
  fold,
  foldedWords,
  matchOption,
  yesNo,
  command,
  parseMoment,
  parseNumber,
  parsePhone,
  parseName,
  matchPhrase,
  matchName,
  expandAbbreviations,
  meaningsOf,
  repairTelex,
  couldMean,
  soundsUrgent,
} as const;

export type Vietnamese = typeof vietnamese;
