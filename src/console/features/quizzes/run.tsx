import { Alert, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useParams } from 'react-router';
import type { RunResults, Score } from '../../../learning/types.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { notifyDone } from '../../components/notify.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { Tag } from '../../components/tag.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { formatMoment } from '../../lib/time.ts';
import { useFinish, useRun } from './api.ts';
import { QuestionResults } from './question-results.tsx';
import { RunTag } from './state-tag.tsx';
import { text } from './text.ts';

const Figure = ({ label, value }: { label: string; value: string }) => (
  <Card withBorder padding="sm">
    <Text c="dimmed">{label}</Text>
    <Text fz={28} fw={700} lh={1.3}>
      {value}
    </Text>
  </Card>
);

const Figures = ({ results: { scoreboard, participants, run } }: { results: RunResults }) => {
  const t = useText(text);
  const right = scoreboard.reduce((sum, score) => sum + score.correct, 0);
  const average = participants === 0 ? '–' : `${Math.round((100 * right) / (participants * run.questionCount))}%`;
  return (
    <SimpleGrid cols={3} spacing={{ base: 'xs', sm: 'md' }}>
      <Figure label={t.participants} value={String(participants)} />
      <Figure label={t.tookPart} value={String(scoreboard.filter((score) => score.tookPart).length)} />
      <Figure label={t.average} value={average} />
    </SimpleGrid>
  );
};

const Scoreboard = ({ results: { scoreboard, run } }: { results: RunResults }) => {
  const t = useText(text);
  const columns: Column<Score>[] = [
    { key: 'rank', header: t.rank, width: 80, render: (row) => row.rank },
    { key: 'name', header: t.person, phone: 'title', render: (row) => row.name },
    { key: 'correct', header: t.correct, render: (row) => `${row.correct}/${row.total}` },
    { key: 'answered', header: t.answered, phone: 'hide', render: (row) => `${row.answered}/${row.total}` },
    {
      key: 'part',
      header: t.state,
      phone: 'plain',
      render: (row) => (
        <Group gap={6}>
          <Tag tone={row.tookPart ? 'good' : 'plain'}>{row.tookPart ? t.didTakePart : t.tooFew}</Tag>
          {row.person === undefined ? <Tag tone="doubt">{t.unlinked}</Tag> : null}
        </Group>
      ),
    },
  ];
  const unlinked = run.countsToTarget && scoreboard.some((score) => score.person === undefined);
  return (
    <Stack gap="sm">
      <Title order={2}>{t.scoreboard}</Title>
      {unlinked ? <Alert color="orange">{t.unlinkedHint}</Alert> : null}
      <DataTable
        caption={t.scoreboard}
        columns={columns}
        rows={scoreboard}
        rowKey={(row) => row.person ?? row.contact}
        empty={<EmptyState title={t.nobody} hint={t.nobodyHint} />}
      />
    </Stack>
  );
};

/** One run in one group: live while it is played. */
export const RunDetail = () => {
  const t = useText(text);
  const { id = '' } = useParams();
  const edit = useMay('editor');
  const results = useRun(id);
  const finish = useFinish(id);
  if (results.error) return <ErrorMessage error={results.error} onRetry={() => void results.refetch()} />;
  if (!results.data) return <Loading />;
  const { run } = results.data;
  const open = run.state === 'waiting' || run.state === 'running';
  const moments = [
    t.when(formatMoment(run.startedAt ?? run.createdAt)),
    ...(run.finishedAt === undefined ? [] : [t.until(formatMoment(run.finishedAt))]),
  ];
  return (
    <>
      <PageHeader
        title={run.title}
        about={`${run.groupName ?? t.alone}. ${moments.join('. ')}.`}
        back={{ to: `/quizzes/${run.quizId}`, label: t.back }}
        actions={
          edit && open ? (
            <ConfirmButton
              question={t.finishQuestion}
              consequence={t.finishConsequence}
              onConfirm={async () => {
                await finish.mutateAsync(undefined);
                notifyDone(t.finishedNow);
              }}
            >
              {t.finish}
            </ConfirmButton>
          ) : undefined
        }
      />
      <Stack gap="lg">
        <Group gap="xs">
          <RunTag state={run.state} />
          {run.countsToTarget ? <Tag tone="info">{t.countsToTarget}</Tag> : null}
        </Group>
        <Figures results={results.data} />
        <Scoreboard results={results.data} />
        <QuestionResults questions={results.data.questions} />
      </Stack>
    </>
  );
};
