import { Group, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { DayField } from '../../components/day-field.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useText } from '../../lib/i18n.ts';
import { useTree } from './api.ts';
import { text } from './text.ts';
import { Tree } from './tree.tsx';

/** The last day with districts (resolution 203/2025/QH15: two levels from 1 July 2025). */
const LAST_OLD_DAY = '2025-06-30';

export const UnitsList = () => {
  const t = useText(text);
  // The day stands in the address, so that going back from a unit finds the same tree.
  const [params, setParams] = useSearchParams();
  const on = params.get('on') ?? undefined;
  const [other, setOther] = useState(on !== undefined && on !== LAST_OLD_DAY);
  const [search, setSearch] = useState('');
  const [settled] = useDebouncedValue(search, 200);
  const tree = useTree(on);
  const setDay = (day: string | null) => setParams(day === null ? {} : { on: day }, { replace: true });
  const choose = (what: string) => {
    setOther(what === 'other');
    setDay(what === 'before' ? LAST_OLD_DAY : null);
  };
  return (
    <>
      <PageHeader title={t.title} about={t.about} />
      <Stack gap="sm" mb="md">
        <Group align="flex-end">
          <SegmentedControl
            size="md"
            aria-label={t.day}
            value={other ? 'other' : on === undefined ? 'now' : 'before'}
            onChange={choose}
            data={[
              { value: 'now', label: t.now },
              { value: 'before', label: t.before },
              { value: 'other', label: t.other },
            ]}
          />
          {other ? <DayField label={t.dayLabel} value={on ?? null} onChange={setDay} /> : null}
        </Group>
        <TextInput
          maw={480}
          label={t.search}
          placeholder={t.searchHint}
          leftSection={<IconSearch size={20} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </Stack>
      {tree.data === undefined ? (
        tree.error === null ? (
          <Loading />
        ) : (
          <ErrorMessage error={tree.error} onRetry={() => void tree.refetch()} />
        )
      ) : (
        <Tree key={on ?? 'now'} tree={tree.data.tree} search={settled} />
      )}
    </>
  );
};
