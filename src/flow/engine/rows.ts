import type { Option } from '../../chat/message.ts';
import type { Run } from './run.ts';
import type { Row } from './waiting.ts';

/** Longest label that a message option may carry (`Option` in chat/message.ts). */
const MAX_LABEL = 200;

export const letter = (index: number): string => String.fromCharCode(65 + index);

/** Rows as message options. Over-long labels go into the text under letters, so that no channel drops them. */
export const withOptions = (text: string, options: readonly Option[]): { text: string; options: Option[] } => {
  if (options.every(({ label }) => label.length <= MAX_LABEL && label !== '')) return { text, options: [...options] };
  const lines = options.map(({ label }, index) => `${letter(index)}. ${label || '—'}`);
  return {
    text: [text, ...lines].join('\n'),
    options: options.map(({ value }, index) => ({ label: letter(index), value })),
  };
};

export const optionOf = ({ label, key }: Row): Option => ({ label, value: key });

/**
 * The place that one character names (`2`, `b`), without asking the language room: most answers are this short. Not when
 * a label is as short itself, as numbers and letters then mean two things.
 */
export const quickIndex = (text: string, options: readonly Option[]): number | undefined => {
  if (text.length !== 1) return undefined;
  const code = text.toLowerCase().charCodeAt(0);
  const index = code >= 49 && code <= 57 ? code - 49 : code >= 97 && code <= 106 ? code - 97 : -1;
  if (index < 0 || index >= options.length) return undefined;
  for (const { label } of options) if (label.length < 3) return undefined;
  return index;
};

/** Most words of a remark in a group that is taken for an answer though nobody spoke to the assistant. */
const MAX_PLAIN_WORDS = 3;

/**
 * What an answer means among the options on the screen: one index, several, or undefined. `plain`: the words were not
 * said to the assistant, so only a short and clear answer counts.
 */
export const matchRows = (
  run: Run,
  text: string,
  options: readonly Option[],
  plain: boolean,
): number | readonly number[] | undefined => {
  const trimmed = text.trim();
  const quick = quickIndex(trimmed, options);
  if (quick !== undefined) return quick;
  const { understanding } = run.deps;
  const match = understanding.matchOption(trimmed, options);
  if (match.type === 'none') return undefined;
  if (match.type === 'many') return plain ? undefined : match.indexes;
  if (plain) {
    const folded = understanding.fold(trimmed);
    const short = folded.split(' ').length <= MAX_PLAIN_WORDS;
    if (!short && folded !== understanding.fold(options[match.index]?.label ?? '')) return undefined;
  }
  return match.index;
};
