import type { QuestionDifficulty, RunState } from '../../../learning/types.ts';
import { Tag, type Tone } from '../../components/tag.tsx';
import { useText } from '../../lib/i18n.ts';
import { text } from './text.ts';

const TONES: Readonly<Record<RunState, Tone>> = {
  waiting: 'plain',
  running: 'info',
  finished: 'good',
  abandoned: 'off',
};

/** Where a run stands. */
export const RunTag = ({ state }: { state: RunState }) => {
  const t = useText(text);
  return <Tag tone={TONES[state]}>{t[state]}</Tag>;
};

const HARDNESS: Readonly<Record<QuestionDifficulty, { tone: Tone; key: 'easy' | 'medium' | 'hard' | 'notKnown' }>> = {
  dễ: { tone: 'good', key: 'easy' },
  vừa: { tone: 'info', key: 'medium' },
  khó: { tone: 'bad', key: 'hard' },
  'chưa rõ': { tone: 'plain', key: 'notKnown' },
};

/** How hard a question was for those who answered. */
export const HardnessTag = ({ difficulty }: { difficulty: QuestionDifficulty }) => {
  const t = useText(text);
  const { tone, key } = HARDNESS[difficulty];
  return <Tag tone={tone}>{t[key]}</Tag>;
};
