import { Group, Select } from '@mantine/core';
import { useSearchParams } from 'react-router';
import type { Origin } from '../../../content/types.ts';
import { useText } from '../../lib/i18n.ts';
import type { ListChoice } from './api.ts';
import { text } from './text.ts';
import { TopicSelect } from './topic-select.tsx';

const ORIGINS: readonly Origin[] = ['library', 'own'];

/** What a list shows, kept in the address, so that the way back leads to the same place. */
export const useListChoice = (): [ListChoice, (change: Partial<ListChoice>) => void] => {
  const [params, setParams] = useSearchParams();
  const choice: ListChoice = {
    topic: params.get('topic') ?? undefined,
    origin: ORIGINS.find((origin) => origin === params.get('origin')),
    page: Math.max(1, Number(params.get('page')) || 1),
  };
  const change = (part: Partial<ListChoice>) =>
    setParams(
      (held) => {
        const next = new URLSearchParams(held);
        // Another filter begins at its first page.
        for (const [key, value] of Object.entries({ page: undefined, ...part })) {
          if (value === undefined || (key === 'page' && value === 1)) next.delete(key);
          else next.set(key, String(value));
        }
        return next;
      },
      { replace: true },
    );
  return [choice, change];
};

interface Props {
  readonly choice: ListChoice;
  readonly onChange: (change: Partial<ListChoice>) => void;
  readonly withOrigin: boolean;
}

export const Filters = ({ choice, onChange, withOrigin }: Props) => {
  const t = useText(text);
  return (
    <Group gap="sm" align="flex-end">
      <TopicSelect
        flex="1 1 150px"
        miw={0}
        placeholder={t.allTopics}
        value={choice.topic ?? null}
        onChange={(topic) => onChange({ topic: topic ?? undefined })}
        clearable
      />
      {withOrigin ? (
        <Select
          flex="1 1 130px"
          miw={0}
          label={t.origin}
          placeholder={t.allOrigins}
          data={ORIGINS.map((origin) => ({ value: origin, label: t[origin] }))}
          value={choice.origin ?? null}
          onChange={(origin) => onChange({ origin: ORIGINS.find((one) => one === origin) })}
          clearable
        />
      ) : null}
    </Group>
  );
};
