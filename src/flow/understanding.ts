/** What the engine needs of the Vietnamese language. The composition root passes the language room's functions. */
export interface Understanding {
  /** Lower case, without diacritics, one space between words. */
  fold(text: string): string;
  matchOption(
    text: string,
    options: readonly { readonly label: string; readonly value: string }[],
  ):
    | { readonly type: 'one'; readonly index: number }
    | { readonly type: 'many'; readonly indexes: readonly number[] }
    | { readonly type: 'none' };
  yesNo(text: string): 'yes' | 'no' | 'unclear';
  /** The command that a whole message is. `stop_unsure`: "dung" may be "dừng" or "đúng". */
  command(text: string): 'help' | 'menu' | 'stop' | 'stop_unsure' | 'start' | 'human' | 'back' | undefined;
  /** `ask`: the text can be read in several ways; the question says which, `options` are texts to be read instead. */
  parseMoment(text: string, now: Date, zone: string, direction?: 'future' | 'past'): MomentReading;
  parseNumber(text: string): number | undefined;
  parsePhone(text: string): string | undefined;
  /** Whether the text is the phrase; `{name}` in it takes the words that stand there. */
  matchPhrase(pattern: string, text: string): { readonly vars: Readonly<Record<string, string>> } | undefined;
}

export type MomentReading =
  | { readonly type: 'moment'; readonly at: Date; readonly dateOnly: boolean; readonly sentence: string }
  | {
      readonly type: 'ask';
      readonly question: string;
      readonly options?: readonly { readonly label: string; readonly at: Date; readonly dateOnly?: boolean }[];
    }
  | { readonly type: 'none' };
