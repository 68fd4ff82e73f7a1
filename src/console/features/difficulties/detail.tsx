import { Alert, Anchor, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useParams } from 'react-router';
import type { Difficulty } from '../../../support/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { notifyDone } from '../../components/notify.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { Tag } from '../../components/tag.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { formatMoment } from '../../lib/time.ts';
import { AnswerForm } from './answer-form.tsx';
import { useDifficulty, useTake } from './api.ts';
import { DifficultyTag, Marks } from './state-tag.tsx';
import { text } from './text.ts';

const Report = ({ difficulty }: { difficulty: Difficulty }) => {
  const t = useText(text);
  const { name, place, callback } = difficulty;
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Group gap="xs">
          <DifficultyTag state={difficulty.state} />
          <Marks difficulty={difficulty} />
        </Group>
        <Text fz="lg" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          {difficulty.text || t.noText}
        </Text>
        <div>
          <Text>
            <Text span c="dimmed">
              {t.from}:
            </Text>{' '}
            {name || t.anonymous}, {difficulty.unitName}
          </Text>
          {place ? (
            <Text>
              <Text span c="dimmed">
                {t.place}:
              </Text>{' '}
              {place}
            </Text>
          ) : null}
          {callback ? (
            <Text>
              <Text span c="dimmed">
                {t.callback}:
              </Text>{' '}
              <Anchor href={`tel:${callback.replace(/[^\d+]/g, '')}`}>{callback}</Anchor>
            </Text>
          ) : null}
        </div>
      </Stack>
    </Card>
  );
};

const Answers = ({ answers }: { answers: Difficulty['answers'] }) => {
  const t = useText(text);
  return (
    <Stack gap="sm">
      <Title order={2}>{t.answers}</Title>
      {answers.length === 0 ? <Text c="dimmed">{t.noAnswers}</Text> : null}
      {answers.map((answer) => (
        <Card key={`${answer.at} ${answer.text}`} withBorder>
          <Group justify="space-between" gap="xs" mb={6}>
            <Text c="dimmed">{t.by(answer.by, formatMoment(answer.at))}</Text>
            <Tag tone={answer.sent ? 'on_way' : 'plain'}>{answer.sent ? t.sent : t.told}</Tag>
          </Group>
          <Text style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>{answer.text}</Text>
        </Card>
      ))}
    </Stack>
  );
};

/** One report, with what was answered. Opening a restricted one is written to the audit log by the server. */
export const DifficultyDetail = () => {
  const t = useText(text);
  const { id = '' } = useParams();
  const edit = useMay('editor');
  const difficulty = useDifficulty(id);
  const take = useTake(id);
  if (difficulty.error) return <ErrorMessage error={difficulty.error} onRetry={() => void difficulty.refetch()} />;
  if (!difficulty.data) return <Loading />;
  const { code, createdAt, state, restricted, answers } = difficulty.data;
  return (
    <>
      <PageHeader
        title={code}
        about={formatMoment(createdAt)}
        back={{ to: '/difficulties', label: t.back }}
        actions={
          edit && state === 'new' ? (
            <Button
              loading={take.isPending}
              onClick={() => take.mutate(undefined, { onSuccess: () => notifyDone(t.taken) })}
            >
              {t.take}
            </Button>
          ) : undefined
        }
      />
      <Stack maw={860} gap="lg">
        {restricted ? (
          <Alert color="orange" icon={<IconLock aria-hidden />}>
            {t.restrictedNote}
          </Alert>
        ) : null}
        <ErrorMessage error={take.error} />
        <Report difficulty={difficulty.data} />
        <Answers answers={answers} />
        {edit ? <AnswerForm difficulty={difficulty.data} /> : null}
      </Stack>
    </>
  );
};
