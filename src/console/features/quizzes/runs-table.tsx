import { useNavigate } from 'react-router';
import type { Run } from '../../../learning/types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useText } from '../../lib/i18n.ts';
import { formatShort } from '../../lib/time.ts';
import { useRuns } from './api.ts';
import { RunTag } from './state-tag.tsx';
import { text } from './text.ts';

/** Runs with their state, the newest first: of one quiz, or of all with the quiz's name. */
export const RunsTable = ({ quizId }: { quizId?: string }) => {
  const t = useText(text);
  const navigate = useNavigate();
  const runs = useRuns(quizId);
  const columns: Column<Run>[] = [
    { key: 'group', header: t.group, phone: 'title', render: (row) => row.groupName ?? t.alone },
    ...(quizId === undefined ? [{ key: 'quiz', header: t.quiz, render: (row: Run) => row.title }] : []),
    { key: 'at', header: t.startedAt, render: (row) => formatShort(row.startedAt ?? row.createdAt) },
    { key: 'count', header: t.count, render: (row) => row.questionCount },
    { key: 'counts', header: t.counts, render: (row) => (row.countsToTarget ? t.yes : t.no) },
    { key: 'state', header: t.state, render: (row) => <RunTag state={row.state} /> },
  ];
  return (
    <DataTable
      caption={t.runs}
      columns={columns}
      rows={runs.data}
      rowKey={(row) => row.id}
      onRow={(row) => navigate(`/quizzes/runs/${row.id}`)}
      error={runs.error}
      onRetry={() => void runs.refetch()}
      empty={<EmptyState title={t.noRuns} hint={t.noRunsHint} />}
    />
  );
};
