import { Button, Group, Stack, Title } from '@mantine/core';
import { Link, useParams } from 'react-router';
import type { Quiz } from '../../../learning/types.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Tag } from '../../components/tag.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay, useSession } from '../../lib/session.ts';
import { useArchive, useQuiz } from './api.ts';
import { RunsTable } from './runs-table.tsx';
import { useSourceWords } from './source-words.ts';
import { StartButton } from './start-button.tsx';
import { text } from './text.ts';

const Actions = ({ quiz }: { quiz: Quiz }) => {
  const t = useText(text);
  const { admin } = useSession();
  const archive = useArchive(quiz.id);
  const own = quiz.unitPath.startsWith(admin.unitPath);
  return (
    <>
      {quiz.archived ? null : <StartButton quiz={quiz} />}
      {own ? (
        <Button component={Link} to="edit" variant="default">
          {t.edit}
        </Button>
      ) : null}
      {own && !quiz.archived ? (
        <ConfirmButton
          question={t.archiveQuestion(quiz.title)}
          consequence={t.archiveConsequence}
          onConfirm={() => archive.mutateAsync(true)}
        >
          {t.archive}
        </ConfirmButton>
      ) : null}
      {own && quiz.archived ? (
        <Button loading={archive.isPending} onClick={() => archive.mutate(false)}>
          {t.restore}
        </Button>
      ) : null}
      <ErrorMessage error={archive.error} />
    </>
  );
};

/** One quiz: what it asks, and every run of it. */
export const QuizDetail = () => {
  const t = useText(text);
  const { id = '' } = useParams();
  const quiz = useQuiz(id);
  const edit = useMay('editor');
  const sourceWords = useSourceWords();
  if (quiz.error) return <ErrorMessage error={quiz.error} onRetry={() => void quiz.refetch()} />;
  if (!quiz.data) return <Loading />;
  const { title, choice, count, secondsPerQuestion, countsToTarget, archived } = quiz.data;
  return (
    <>
      <PageHeader
        title={title}
        about={`${sourceWords(choice)}. ${t.questionCount(String(count))}, ${t.secondsUnit(String(secondsPerQuestion))}.`}
        back={{ to: '/quizzes', label: t.back }}
        actions={edit ? <Actions quiz={quiz.data} /> : undefined}
      />
      <Stack>
        {archived || countsToTarget ? (
          <Group gap="xs">
            {archived ? <Tag tone="off">{t.archived}</Tag> : null}
            {countsToTarget ? <Tag tone="info">{t.countsToTarget}</Tag> : null}
          </Group>
        ) : null}
        <Title order={2}>{t.runs}</Title>
        <RunsTable quizId={id} />
      </Stack>
    </>
  );
};
