import { Anchor, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { Found, MaterialSummary } from '../../../content/types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useText } from '../../lib/i18n.ts';
import { PAGE_SIZE, useMaterials, useSearch, useTopicTitle } from './api.ts';
import { showDay } from './days.ts';
import { Filters, useListChoice } from './filters.tsx';
import { ReviewTags, useOriginName } from './tags.tsx';
import { text } from './text.ts';

/** Long enough that a word is typed, short enough to feel immediate. */
const TYPING_MS = 250;

const TitleCell = ({ row, tags }: { row: Found; tags?: ReactNode }) => (
  <>
    <Anchor component={Link} to={row.id} fw={600}>
      {row.title}
    </Anchor>
    <Text c="dimmed" fw={400} lineClamp={2} mb={4}>
      {row.summary}
    </Text>
    {tags}
  </>
);

/** The library and the units' own materials; with words in the search field, what the assistant would find for them. */
export const MaterialList = () => {
  const t = useText(text);
  const navigate = useNavigate();
  const topicTitle = useTopicTitle();
  const originName = useOriginName();
  const [choice, change] = useListChoice();
  const [params, setParams] = useSearchParams();
  // What is typed stays here: an address that changes under an input method loses letters.
  const [typed, setTyped] = useState(params.get('q') ?? '');
  const [settled] = useDebouncedValue(typed.trim(), TYPING_MS);
  const searching = settled !== '';
  const list = useMaterials(choice, !searching);
  const found = useSearch(settled, choice.topic, choice.page);
  const shown = searching ? found : list;

  const type = (words: string) => {
    setTyped(words);
    setParams(
      (held) => {
        const next = new URLSearchParams(held);
        next.delete('page');
        if (words.trim() === '') next.delete('q');
        else next.set('q', words.trim());
        return next;
      },
      { replace: true },
    );
  };

  const title = { key: 'title', header: t.name, phone: 'title' } as const;
  const topic: Column<Found> = { key: 'topic', header: t.topic, width: 210, render: (row) => topicTitle(row.topic) };
  const columns: Column<MaterialSummary>[] = [
    { ...title, render: (row) => <TitleCell row={row} tags={<ReviewTags item={row} />} /> },
    topic,
    { key: 'origin', header: t.origin, width: 160, render: (row) => originName(row) },
    { key: 'updated', header: t.updated, width: 120, render: (row) => showDay(row.updated) },
  ];
  const common = {
    caption: t.materials,
    total: shown.data?.total ?? 0,
    page: choice.page,
    pageSize: PAGE_SIZE,
    onPage: (page: number) => change({ page }),
    onRow: (row: Found) => navigate(row.id),
    rowKey: (row: Found) => row.id,
    error: shown.error,
    onRetry: () => void shown.refetch(),
  };
  return (
    <Stack>
      <Group gap="sm" align="flex-end">
        <TextInput
          flex="2 1 280px"
          type="search"
          label={t.search}
          placeholder={t.searchHint}
          leftSection={<IconSearch size={20} aria-hidden />}
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
        />
        <div style={{ flex: '2 1 280px' }}>
          <Filters choice={choice} onChange={change} withOrigin={!searching} />
        </div>
      </Group>
      {searching ? (
        <DataTable
          {...common}
          columns={[{ ...title, render: (row) => <TitleCell row={row} /> }, topic]}
          rows={found.data?.items}
          empty={<EmptyState title={t.notFound} hint={t.notFoundHint} />}
        />
      ) : (
        <DataTable
          {...common}
          columns={columns}
          rows={list.data?.items}
          empty={<EmptyState title={t.empty} hint={t.emptyHint} />}
        />
      )}
    </Stack>
  );
};
