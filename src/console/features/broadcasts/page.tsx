import { Anchor, Button, Tabs } from '@mantine/core';
import { IconCalendar, IconList } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, Route, Routes, useNavigate, useSearchParams } from 'react-router';
import type { BroadcastInList } from '../../../broadcasts/types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { PAGE_SIZE, useBroadcasts } from './api.ts';
import { Calendar } from './calendar.tsx';
import { BroadcastDetail } from './detail.tsx';
import { BroadcastForm } from './form.tsx';
import { BroadcastTag, finished } from './state-tag.tsx';
import { text } from './text.ts';

const Listing = () => {
  const t = useText(text);
  const navigate = useNavigate();
  const [page, setPage] = useState(1);
  const broadcasts = useBroadcasts(page);
  const columns: Column<BroadcastInList>[] = [
    {
      key: 'title',
      header: t.name,
      phone: 'title',
      render: (row) => (
        <Anchor component={Link} to={row.id}>
          {row.title}
        </Anchor>
      ),
    },
    { key: 'content', header: t.content, render: (row) => row.contentLabel },
    { key: 'when', header: t.when, render: (row) => row.whenInWords },
    { key: 'state', header: t.state, render: (row) => <BroadcastTag state={row.state} progress={row.progress} /> },
    {
      key: 'progress',
      header: t.progress,
      align: 'right',
      render: (row) => (row.progress.total === 0 ? '' : t.done(finished(row.progress), row.progress.total)),
    },
  ];
  return (
    <DataTable
      caption={t.title}
      columns={columns}
      rows={broadcasts.data?.items}
      total={broadcasts.data?.total ?? 0}
      page={page}
      pageSize={PAGE_SIZE}
      onPage={setPage}
      onRow={(row) => navigate(row.id)}
      rowKey={(row) => row.id}
      error={broadcasts.error}
      onRetry={() => void broadcasts.refetch()}
      empty={<EmptyState title={t.empty} hint={t.emptyHint} />}
    />
  );
};

const Overview = () => {
  const t = useText(text);
  const edit = useMay('editor');
  const [params, setParams] = useSearchParams();
  const view = params.get('view') === 'calendar' ? 'calendar' : 'list';
  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        actions={
          edit ? (
            <Button component={Link} to="new">
              {t.add}
            </Button>
          ) : undefined
        }
      />
      <Tabs value={view} onChange={(next) => setParams(next === 'calendar' ? { view: next } : {}, { replace: true })}>
        <Tabs.List mb="md">
          <Tabs.Tab value="list" leftSection={<IconList size={18} aria-hidden />}>
            {t.list}
          </Tabs.Tab>
          <Tabs.Tab value="calendar" leftSection={<IconCalendar size={18} aria-hidden />}>
            {t.calendar}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="list">
          <Listing />
        </Tabs.Panel>
        <Tabs.Panel value="calendar">{view === 'calendar' ? <Calendar /> : null}</Tabs.Panel>
      </Tabs>
    </>
  );
};

const BroadcastsPage = () => (
  <Routes>
    <Route index element={<Overview />} />
    <Route path="new" element={<BroadcastForm />} />
    <Route path=":id" element={<BroadcastDetail />} />
    <Route path=":id/edit" element={<BroadcastForm />} />
  </Routes>
);

export default BroadcastsPage;
