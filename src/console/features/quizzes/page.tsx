import { Anchor, Button, Group, Stack, Switch, Tabs } from '@mantine/core';
import { IconListCheck, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, Route, Routes, useNavigate, useSearchParams } from 'react-router';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Tag } from '../../components/tag.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { type QuizRow, useQuizzes } from './api.ts';
import { QuizDetail } from './detail.tsx';
import { QuizForm } from './form.tsx';
import { RunDetail } from './run.tsx';
import { RunsTable } from './runs-table.tsx';
import { useSourceWords } from './source-words.ts';
import { text } from './text.ts';

const Listing = () => {
  const t = useText(text);
  const navigate = useNavigate();
  const [archived, setArchived] = useState(false);
  const quizzes = useQuizzes(archived);
  const sourceWords = useSourceWords();
  const columns: Column<QuizRow>[] = [
    {
      key: 'title',
      header: t.name,
      phone: 'title',
      render: (row) => (
        <Group gap="xs">
          <Anchor component={Link} to={row.id}>
            {row.title}
          </Anchor>
          {row.archived ? <Tag tone="off">{t.archived}</Tag> : null}
          {row.editable ? null : <Tag tone="plain">{t.fromAbove}</Tag>}
        </Group>
      ),
    },
    { key: 'source', header: t.source, render: (row) => sourceWords(row.choice) },
    { key: 'count', header: t.count, render: (row) => row.count },
    { key: 'seconds', header: t.seconds, render: (row) => t.secondsUnit(String(row.secondsPerQuestion)) },
    { key: 'counts', header: t.counts, render: (row) => (row.countsToTarget ? t.yes : t.no) },
  ];
  return (
    <Stack>
      <DataTable
        caption={t.quizzes}
        columns={columns}
        rows={quizzes.data}
        rowKey={(row) => row.id}
        onRow={(row) => navigate(row.id)}
        error={quizzes.error}
        onRetry={() => void quizzes.refetch()}
        empty={<EmptyState title={t.empty} hint={t.emptyHint} />}
      />
      <Switch
        size="md"
        label={t.showArchived}
        checked={archived}
        onChange={(event) => setArchived(event.currentTarget.checked)}
      />
    </Stack>
  );
};

const Overview = () => {
  const t = useText(text);
  const edit = useMay('editor');
  const [params, setParams] = useSearchParams();
  const view = params.get('view') === 'runs' ? 'runs' : 'quizzes';
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
      <Tabs value={view} onChange={(next) => setParams(next === 'runs' ? { view: next } : {}, { replace: true })}>
        <Tabs.List mb="md">
          <Tabs.Tab value="quizzes" leftSection={<IconListCheck size={18} aria-hidden />}>
            {t.quizzes}
          </Tabs.Tab>
          <Tabs.Tab value="runs" leftSection={<IconPlayerPlay size={18} aria-hidden />}>
            {t.runs}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="quizzes">
          <Listing />
        </Tabs.Panel>
        <Tabs.Panel value="runs">{view === 'runs' ? <RunsTable /> : null}</Tabs.Panel>
      </Tabs>
    </>
  );
};

const QuizzesPage = () => (
  <Routes>
    <Route index element={<Overview />} />
    <Route path="new" element={<QuizForm />} />
    <Route path="runs/:id" element={<RunDetail />} />
    <Route path=":id" element={<QuizDetail />} />
    <Route path=":id/edit" element={<QuizForm />} />
  </Routes>
);

export default QuizzesPage;
