import { Anchor, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { Link, Route, Routes, useNavigate, useSearchParams } from 'react-router';
import type { Difficulty, DifficultyState } from '../../../support/types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { formatShort } from '../../lib/time.ts';
import { LISTED, useDifficulties } from './api.ts';
import { DifficultyDetail } from './detail.tsx';
import { OfficersButton } from './officers-button.tsx';
import { DifficultyTag, Marks } from './state-tag.tsx';
import { text } from './text.ts';

const STATES: readonly DifficultyState[] = ['new', 'in_progress', 'answered'];

const Listing = () => {
  const t = useText(text);
  const navigate = useNavigate();
  const owner = useMay('owner');
  const [params, setParams] = useSearchParams();
  const state = STATES.find((each) => each === params.get('state'));
  const difficulties = useDifficulties(state);
  const columns: Column<Difficulty>[] = [
    {
      key: 'code',
      header: t.code,
      phone: 'title',
      width: 150,
      render: (row) => (
        <Group gap="xs">
          <Anchor component={Link} to={row.id} style={{ whiteSpace: 'nowrap' }}>
            {row.code}
          </Anchor>
          <Marks difficulty={row} />
        </Group>
      ),
    },
    {
      key: 'what',
      header: t.what,
      phone: 'plain',
      render: (row) =>
        row.restricted ? (
          <Text c="dimmed" fs="italic">
            {t.hidden}
          </Text>
        ) : (
          <Text lineClamp={2}>{row.text}</Text>
        ),
    },
    {
      key: 'from',
      header: t.from,
      width: 190,
      render: (row) => (
        <>
          {row.restricted ? null : <Text>{row.name || t.anonymous}</Text>}
          <Text c={row.restricted ? undefined : 'dimmed'}>{row.unitName}</Text>
        </>
      ),
    },
    { key: 'at', header: t.at, width: 120, render: (row) => formatShort(row.createdAt) },
    { key: 'state', header: t.state, width: 150, render: (row) => <DifficultyTag state={row.state} /> },
  ];
  return (
    <>
      <PageHeader title={t.title} about={t.about} actions={owner ? <OfficersButton /> : undefined} />
      <Stack>
        <SegmentedControl
          size="md"
          aria-label={t.state}
          style={{ alignSelf: 'flex-start', maxWidth: '100%', overflowX: 'auto' }}
          styles={{ label: { paddingInline: 8 } }}
          value={state ?? 'all'}
          onChange={(next) => setParams(next === 'all' ? {} : { state: next }, { replace: true })}
          data={[{ value: 'all', label: t.all }, ...STATES.map((value) => ({ value, label: t[value] }))]}
        />
        <DataTable
          caption={t.title}
          columns={columns}
          rows={difficulties.data}
          rowKey={(row) => row.id}
          onRow={(row) => navigate(row.id)}
          error={difficulties.error}
          onRetry={() => void difficulties.refetch()}
          empty={<EmptyState title={t.empty} hint={t.emptyHint} />}
        />
        {difficulties.data?.length === LISTED ? <Text c="dimmed">{t.onlyNewest(String(LISTED))}</Text> : null}
      </Stack>
    </>
  );
};

const DifficultiesPage = () => (
  <Routes>
    <Route index element={<Listing />} />
    <Route path=":id" element={<DifficultyDetail />} />
  </Routes>
);

export default DifficultiesPage;
