import { Button, Group, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight, IconFileSpreadsheet, IconPlus, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { PersonRecord, Post } from '../../../org/types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { usePostLabel, usePostOptions } from '../../components/org-words.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { Tag } from '../../components/tag.tsx';
import { useUnitLabel } from '../../components/unit-label.ts';
import { UnitPicker } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { toWall } from '../../lib/time.ts';
import { unitIdOf } from '../../lib/unit-id.ts';
import { type PeopleFilter, usePeople } from './api.ts';
import { LinkRequests } from './merge/requests.tsx';
import { showPhone } from './phone.ts';
import { text } from './text.ts';

/** After the last letter, so long until the server is asked. */
const TYPING_MS = 300;

const STATES = ['current', 'former', 'all'] as const;

/** The filter stands in the address, so that going back from a person finds the same list. */
const useFilter = () => {
  const [params, setParams] = useSearchParams();
  const unitPath = params.get('unit');
  const post = params.get('post') as Post | null;
  const words = params.get('text') ?? '';
  const filter: PeopleFilter = {
    state: STATES.find((state) => state === params.get('state')) ?? 'current',
    ...(words === '' ? {} : { text: words }),
    ...(unitPath === null ? {} : { unit: unitIdOf(unitPath) }),
    ...(post === null ? {} : { post }),
  };
  const set = (name: string, value: string | null) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (value === null || value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return { filter, unitPath, set, none: params.size === 0 };
};

const Posts = ({ person }: { person: PersonRecord }) => {
  const postLabel = usePostLabel();
  const unitLabel = useUnitLabel();
  const today = toWall(new Date().toISOString()).slice(0, 10);
  const now = person.posts.filter(({ from, to }) => from <= today && (to === undefined || to >= today));
  return (
    <Stack gap={2}>
      {(now.length > 0 ? now : person.posts.slice(0, 1)).map((held) => (
        <Text key={held.id} span c={now.length > 0 ? undefined : 'dimmed'}>
          {postLabel(held.post)} · {unitLabel(held.unit)}
        </Text>
      ))}
    </Stack>
  );
};

export const PeopleList = () => {
  const t = useText(text);
  const edit = useMay('editor');
  const navigate = useNavigate();
  const posts = usePostOptions();
  const { filter, unitPath, set, none } = useFilter();
  const [typed, setTyped] = useState(filter.text ?? '');
  const [settled] = useDebouncedValue(typed, TYPING_MS);
  // Where the pages before this one began; the first began at the start.
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const change = (name: string, value: string | null) => {
    setCursors([]);
    set(name, value);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed starts a new search.
  useEffect(() => {
    if (settled.trim() !== (filter.text ?? '')) change('text', settled.trim());
  }, [settled]);
  const people = usePeople(filter, cursors.at(-1));
  const next = people.data?.next;

  const columns: Column<PersonRecord>[] = [
    {
      key: 'name',
      header: t.name,
      phone: 'title',
      width: '24%',
      render: (row) => (
        <>
          {row.name} {row.sample ? <Tag tone="plain">{t.sample}</Tag> : null}
        </>
      ),
    },
    { key: 'posts', header: t.posts, phone: 'plain', render: (row) => <Posts person={row} /> },
    {
      key: 'phone',
      header: t.phone,
      width: 140,
      render: (row) =>
        row.phone === undefined ? (
          <Text span c="dimmed">
            {t.noPhone}
          </Text>
        ) : (
          showPhone(row.phone)
        ),
    },
    {
      key: 'accounts',
      header: t.accounts,
      width: 150,
      render: (row) =>
        row.contacts.length > 0 ? <Tag tone="good">{t.linked}</Tag> : <Tag tone="plain">{t.notLinked}</Tag>,
    },
  ];
  const importButton = (
    <Button
      component={Link}
      to="/people/rosters"
      variant="light"
      leftSection={<IconFileSpreadsheet size={20} aria-hidden />}
    >
      {t.importRoster}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        actions={
          edit ? (
            <>
              {importButton}
              <Button component={Link} to="/people/new" leftSection={<IconPlus size={20} aria-hidden />}>
                {t.add}
              </Button>
            </>
          ) : undefined
        }
      />
      <LinkRequests />
      <Stack gap="sm" mb="md">
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <TextInput
            label={t.search}
            placeholder={t.searchHint}
            leftSection={<IconSearch size={20} aria-hidden />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <UnitPicker label={t.unit} value={unitPath} onChange={(path) => change('unit', path)} />
          <Select
            label={t.post}
            placeholder={t.anyPost}
            clearable
            searchable
            data={posts}
            value={filter.post ?? null}
            onChange={(post) => change('post', post)}
          />
        </SimpleGrid>
        <Group>
          <SegmentedControl
            size="md"
            aria-label={t.state}
            value={filter.state}
            onChange={(state) => change('state', state === 'current' ? null : state)}
            data={STATES.map((state) => ({ value: state, label: t[state] }))}
          />
        </Group>
      </Stack>
      <DataTable
        caption={t.title}
        columns={columns}
        rows={people.data?.items}
        total={people.data?.total ?? 0}
        rowKey={(row) => row.id}
        error={people.error}
        onRetry={() => void people.refetch()}
        onRow={(row) => void navigate(`/people/${row.id}`)}
        empty={
          none ? (
            <EmptyState title={t.empty} hint={t.emptyHint} action={edit ? importButton : undefined} />
          ) : (
            <EmptyState title={t.noMatch} hint={t.noMatchHint} />
          )
        }
      />
      {cursors.length > 0 || next !== undefined ? (
        <Group mt="md">
          <Button
            variant="default"
            disabled={cursors.length === 0}
            onClick={() => setCursors(cursors.slice(0, -1))}
            leftSection={<IconChevronLeft size={20} aria-hidden />}
          >
            {t.previous}
          </Button>
          <Button
            variant="default"
            disabled={next === undefined || people.isPlaceholderData}
            onClick={() => next !== undefined && setCursors([...cursors, next])}
            rightSection={<IconChevronRight size={20} aria-hidden />}
          >
            {t.next}
          </Button>
        </Group>
      ) : null}
    </>
  );
};
