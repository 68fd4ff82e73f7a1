import { Button, Card, NumberInput, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { QuizInput } from '../../../learning/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { notifyDone } from '../../components/notify.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { UnitPicker } from '../../components/unit-picker.tsx';
import { ApiFailure } from '../../lib/api.ts';
import { useText } from '../../lib/i18n.ts';
import { useSession } from '../../lib/session.ts';
import { useQuiz, useSaveQuiz } from './api.ts';
import { ChoiceFields } from './choice-fields.tsx';
import { text } from './text.ts';

/** The server's limits, repeated so that the field stops there. */
const SECONDS = { min: 10, max: 86_400 } as const;

const FIELDS = ['title', 'choice', 'count', 'secondsPerQuestion', 'unitPath'] as const;

/** The mistake of a field, or of anything inside it. */
const mistake = (error: unknown, field: (typeof FIELDS)[number]): string | undefined =>
  error instanceof ApiFailure
    ? error.issues.find(({ place }) => place === `body.${field}` || place.startsWith(`body.${field}.`))?.message
    : undefined;

const Editor = ({ id, initial }: { id: string | undefined; initial: QuizInput & { unitPath: string } }) => {
  const t = useText(text);
  const navigate = useNavigate();
  const save = useSaveQuiz(id);
  const [input, setInput] = useState(initial);
  const set = (part: Partial<typeof input>) => setInput((held) => ({ ...held, ...part }));
  const marked = FIELDS.some((field) => mistake(save.error, field));
  const [tried, setTried] = useState(false);
  const nothingChosen = input.choice.type === 'questions' && input.choice.ids.length === 0;
  const submit = () => {
    setTried(true);
    if (nothingChosen) return;
    save.mutate(
      // Chosen questions are all asked, whatever number stood there before.
      { ...input, count: input.choice.type === 'questions' ? Math.max(1, input.choice.ids.length) : input.count },
      {
        onSuccess: (quiz) => {
          notifyDone(t.saved);
          navigate(`/quizzes/${quiz.id}`);
        },
      },
    );
  };
  return (
    <>
      <PageHeader
        title={id === undefined ? t.add : t.edit}
        back={{ to: id ? `/quizzes/${id}` : '/quizzes', label: t.back }}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack maw={760}>
          <Card withBorder>
            <Stack>
              <TextInput
                label={t.name}
                description={t.nameHint}
                required
                maxLength={200}
                value={input.title}
                error={mistake(save.error, 'title')}
                onChange={(event) => set({ title: event.currentTarget.value })}
              />
              <UnitPicker
                label={t.unit}
                description={t.unitHint}
                required
                withScope
                value={input.unitPath}
                onChange={(path) => set({ unitPath: path ?? initial.unitPath })}
                error={mistake(save.error, 'unitPath')}
              />
            </Stack>
          </Card>
          <Card withBorder>
            <ChoiceFields
              value={input}
              onChange={set}
              errors={{
                choice: tried && nothingChosen ? t.chooseQuestions : mistake(save.error, 'choice'),
                count: mistake(save.error, 'count'),
              }}
            />
          </Card>
          <Card withBorder>
            <Stack>
              <NumberInput
                label={t.seconds}
                description={t.secondsHint}
                required
                maw={320}
                allowDecimal={false}
                {...SECONDS}
                step={10}
                value={input.secondsPerQuestion}
                error={mistake(save.error, 'secondsPerQuestion')}
                onChange={(seconds) => set({ secondsPerQuestion: Number(seconds) })}
              />
              <Switch
                size="md"
                label={t.countsToTarget}
                description={t.countsHint}
                styles={{ description: { fontSize: '1rem' } }}
                checked={input.countsToTarget}
                onChange={(event) => set({ countsToTarget: event.currentTarget.checked })}
              />
            </Stack>
          </Card>
          <ErrorMessage error={marked ? null : save.error} />
          <Button type="submit" loading={save.isPending} style={{ alignSelf: 'flex-start' }}>
            {t.save}
          </Button>
        </Stack>
      </form>
    </>
  );
};

/** Makes a quiz or changes one; runs that already began keep their questions. */
export const QuizForm = () => {
  const { id } = useParams();
  const { admin } = useSession();
  const quiz = useQuiz(id);
  if (id === undefined) {
    return (
      <Editor
        id={undefined}
        initial={{
          title: '',
          choice: { type: 'topic', topic: '' },
          count: 10,
          secondsPerQuestion: 60,
          countsToTarget: true,
          unitPath: admin.unitPath,
        }}
      />
    );
  }
  if (quiz.error) return <ErrorMessage error={quiz.error} onRetry={() => void quiz.refetch()} />;
  if (!quiz.data) return <Loading />;
  const { title, choice, count, secondsPerQuestion, countsToTarget, unitPath } = quiz.data;
  return <Editor id={id} initial={{ title, choice, count, secondsPerQuestion, countsToTarget, unitPath }} />;
};
