import { Alert, Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { AnswerList, AnswerRow, Meeting } from '../../../meetings/types.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { Tag } from '../../components/tag.tsx';
import { useText } from '../../lib/i18n.ts';
import { newRequestId } from '../../lib/request-id.ts';
import { useMay } from '../../lib/session.ts';
import { formatMoment, formatShort } from '../../lib/time.ts';
import { useAnswers, useAskSilent } from './api.ts';
import { begun } from './state-tag.tsx';
import { text } from './text.ts';

/** People shown of a column before "show more": a province invites thousands. */
const SHOWN = 50;

const Column = <Row,>({
  title,
  rows,
  color,
  render,
}: {
  title: string;
  rows: readonly Row[];
  color: string;
  render: (row: Row) => ReactNode;
}) => {
  const t = useText(text);
  const [shown, setShown] = useState(SHOWN);
  return (
    <Card withBorder style={{ borderTop: `4px solid var(--mantine-color-${color})` }}>
      <Group justify="space-between" mb="xs">
        <Title order={3}>{title}</Title>
        <Text fz={24} fw={700} lh={1}>
          {rows.length}
        </Text>
      </Group>
      <Stack gap="sm">
        {rows.length === 0 ? <Text c="dimmed">{t.nobody}</Text> : null}
        {rows.slice(0, shown).map(render)}
        {rows.length > shown ? (
          <Button variant="subtle" onClick={() => setShown(shown + 4 * SHOWN)}>
            {t.more(String(Math.min(4 * SHOWN, rows.length - shown)))}
          </Button>
        ) : null}
      </Stack>
    </Card>
  );
};

const Answered = ({ row, withReason }: { row: AnswerRow; withReason: boolean }) => {
  const t = useText(text);
  return (
    <div>
      <Text fw={600}>{row.name}</Text>
      {withReason ? <Text>{row.reason ?? t.noReason}</Text> : null}
      <Text c="dimmed">{formatShort(row.at)}</Text>
      {row.beforeChange || row.person === undefined ? (
        <Group gap={6} mt={4}>
          {row.beforeChange ? <Tag tone="doubt">{t.beforeChange}</Tag> : null}
          {row.person === undefined ? <Tag tone="doubt">{t.unlinked}</Tag> : null}
        </Group>
      ) : null}
    </div>
  );
};

const Names = ({ title, names }: { title: string; names: readonly string[] }) =>
  names.length === 0 ? null : (
    <Alert color="orange" title={title}>
      {names.join(', ')}
    </Alert>
  );

const AskSilent = ({ meeting, silent }: { meeting: Meeting; silent: number }) => {
  const t = useText(text);
  const ask = useAskSilent(meeting.id);
  const done = ask.data;
  return (
    <Stack gap="sm">
      <ConfirmButton
        color="sen"
        variant="filled"
        style={{ alignSelf: 'flex-start' }}
        disabled={silent === 0}
        question={t.askQuestion(String(silent))}
        consequence={t.askConsequence}
        onConfirm={() => ask.mutateAsync(newRequestId())}
      >
        {t.ask}
      </ConfirmButton>
      {done?.postponedTo === undefined ? null : (
        <Alert color="blue" role="status">
          {t.postponed(formatMoment(done.postponedTo))}
        </Alert>
      )}
      {done?.asked === undefined ? null : (
        <>
          <Alert color="teal" role="status">
            {t.asked(String(done.asked.direct), String(done.asked.mentioned))}
          </Alert>
          <Names title={t.callThem} names={done.asked.unreachable} />
          <Names title={t.askFailed} names={done.asked.failed} />
        </>
      )}
    </Stack>
  );
};

const Lists = ({ answers: { yes, no, silent } }: { answers: AnswerList }) => {
  const t = useText(text);
  return (
    <SimpleGrid cols={{ base: 1, md: 3 }}>
      <Column
        title={t.yes}
        color="teal-7"
        rows={yes}
        render={(row) => <Answered key={row.contact} row={row} withReason={false} />}
      />
      <Column
        title={t.no}
        color="red-7"
        rows={no}
        render={(row) => <Answered key={row.contact} row={row} withReason />}
      />
      <Column
        title={t.silent}
        color="gray-5"
        rows={silent}
        render={(row) => (
          <div key={row.person}>
            <Text fw={600}>{row.name}</Text>
            <Text c="dimmed">{row.unit}</Text>
            {row.reachable ? null : <Tag tone="doubt">{t.unreachable}</Tag>}
          </div>
        )}
      />
    </SimpleGrid>
  );
};

/** Who comes, who does not and why, who is silent; live while answers arrive. */
export const Answers = ({ meeting }: { meeting: Meeting }) => {
  const t = useText(text);
  const edit = useMay('editor');
  const answers = useAnswers(meeting.id);
  if (answers.error) return <ErrorMessage error={answers.error} onRetry={() => void answers.refetch()} />;
  if (!answers.data) return <Loading />;
  const { counts } = answers.data;
  const open = meeting.state === 'planned' && !begun(meeting);
  return (
    <Stack>
      <Text c="dimmed">
        {t.invited(String(counts.invited))}. {t.deadline(formatMoment(meeting.answerBy))}.
      </Text>
      {edit && open ? <AskSilent meeting={meeting} silent={counts.silent} /> : null}
      <Lists answers={answers.data} />
    </Stack>
  );
};
