import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import type { LoadReport, Problem } from '../../../content/types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { notifyDone, notifyFailure } from '../../components/notify.ts';
import { useText } from '../../lib/i18n.ts';
import { useProblems, useReload } from './api.ts';
import { text } from './text.ts';

/** What the last reading of the content folder found wrong, and the button that reads it again. */
export const Problems = () => {
  const t = useText(text);
  const problems = useProblems(true);
  const reload = useReload();
  const counts = ({ added, changed, retired }: LoadReport['materials']) => t.changes(added, changed, retired);
  const columns: Column<Problem>[] = [
    {
      key: 'file',
      header: t.file,
      phone: 'title',
      width: '30%',
      render: (row) => <span style={{ overflowWrap: 'anywhere' }}>{row.file}</span>,
    },
    { key: 'line', header: t.line, align: 'right', render: (row) => row.line },
    { key: 'what', header: t.what, phone: 'plain', render: (row) => row.message },
  ];
  return (
    <Stack>
      <Group justify="space-between" gap="sm">
        <Text c="dimmed" flex="1 1 280px">
          {t.problemsAbout}
        </Text>
        <Button
          leftSection={<IconRefresh size={20} aria-hidden />}
          loading={reload.isPending}
          onClick={() =>
            reload.mutate(undefined, {
              onSuccess: ({ materials, questions }) => notifyDone(t.reloaded(counts(materials), counts(questions))),
              onError: notifyFailure,
            })
          }
        >
          {t.reload}
        </Button>
      </Group>
      <DataTable
        caption={t.problems}
        columns={columns}
        rows={problems.data}
        rowKey={(row) => `${row.file}:${row.line}:${row.code}:${row.message}`}
        error={problems.error}
        onRetry={() => void problems.refetch()}
        empty={
          <EmptyState
            icon={<IconCircleCheck size={32} stroke={1.5} aria-hidden />}
            title={t.noProblems}
            hint={t.noProblemsHint}
          />
        }
      />
    </Stack>
  );
};
