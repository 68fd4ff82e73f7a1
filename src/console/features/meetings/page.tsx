import { Anchor, Button, Tabs } from '@mantine/core';
import { IconCalendarEvent, IconHistory } from '@tabler/icons-react';
import { Link, Route, Routes, useNavigate, useSearchParams } from 'react-router';
import type { Meeting } from '../../../meetings/types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { formatMoment } from '../../lib/time.ts';
import { useMeetings } from './api.ts';
import { MeetingDetail } from './detail.tsx';
import { MeetingForm } from './form.tsx';
import { MeetingTag } from './state-tag.tsx';
import { text } from './text.ts';

const Listing = ({ view }: { view: 'upcoming' | 'past' }) => {
  const t = useText(text);
  const navigate = useNavigate();
  const meetings = useMeetings(view);
  const columns: Column<Meeting>[] = [
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
    { key: 'at', header: t.at, render: (row) => formatMoment(row.at) },
    { key: 'kind', header: t.kind, render: (row) => t[row.kind] },
    { key: 'unit', header: t.unit, render: (row) => row.unit.name },
    { key: 'place', header: t.place, phone: 'hide', render: (row) => row.place },
    { key: 'state', header: t.state, render: (row) => <MeetingTag meeting={row} /> },
  ];
  return (
    <DataTable
      caption={t.title}
      columns={columns}
      rows={meetings.data}
      rowKey={(row) => row.id}
      onRow={(row) => navigate(row.id)}
      error={meetings.error}
      onRetry={() => void meetings.refetch()}
      empty={
        view === 'upcoming' ? <EmptyState title={t.empty} hint={t.emptyHint} /> : <EmptyState title={t.emptyPast} />
      }
    />
  );
};

const Overview = () => {
  const t = useText(text);
  const edit = useMay('editor');
  const [params, setParams] = useSearchParams();
  const view = params.get('view') === 'past' ? 'past' : 'upcoming';
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
      <Tabs value={view} onChange={(next) => setParams(next === 'past' ? { view: next } : {}, { replace: true })}>
        <Tabs.List mb="md">
          <Tabs.Tab value="upcoming" leftSection={<IconCalendarEvent size={18} aria-hidden />}>
            {t.upcoming}
          </Tabs.Tab>
          <Tabs.Tab value="past" leftSection={<IconHistory size={18} aria-hidden />}>
            {t.past}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={view}>
          <Listing view={view} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
};

const MeetingsPage = () => (
  <Routes>
    <Route index element={<Overview />} />
    <Route path="new" element={<MeetingForm />} />
    <Route path=":id" element={<MeetingDetail />} />
    <Route path=":id/edit" element={<MeetingForm />} />
  </Routes>
);

export default MeetingsPage;
