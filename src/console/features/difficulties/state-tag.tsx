import { Group } from '@mantine/core';
import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import type { Difficulty, DifficultyState } from '../../../support/types.ts';
import { Tag, type Tone } from '../../components/tag.tsx';
import { useText } from '../../lib/i18n.ts';
import { text } from './text.ts';

const TONES: Readonly<Record<DifficultyState, Tone>> = { new: 'doubt', in_progress: 'info', answered: 'good' };

/** Where a report stands. */
export const DifficultyTag = ({ state }: { state: DifficultyState }) => {
  const t = useText(text);
  return <Tag tone={TONES[state]}>{t[state]}</Tag>;
};

/** What makes a report stand out: that it is urgent, and that not everybody may read it. */
export const Marks = ({ difficulty }: { difficulty: Pick<Difficulty, 'urgent' | 'restricted'> }) => {
  const t = useText(text);
  if (!difficulty.urgent && !difficulty.restricted) return null;
  return (
    <Group gap={6} component="span" display="inline-flex">
      {difficulty.urgent ? (
        <Tag tone="bad" icon={<IconAlertTriangle size={16} aria-hidden />}>
          {t.urgent}
        </Tag>
      ) : null}
      {difficulty.restricted ? (
        <Tag tone="plain" icon={<IconLock size={16} aria-hidden />}>
          {t.restricted}
        </Tag>
      ) : null}
    </Group>
  );
};
