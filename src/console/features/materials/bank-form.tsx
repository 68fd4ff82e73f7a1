import { Button, Card, Group, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Bank } from '../../../content/types.ts';
import { common } from '../../app/text.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { useText } from '../../lib/i18n.ts';
import { useSaveBank } from './api.ts';
import {
  emptyQuestion,
  inputOfBank,
  inputOfDraft,
  inputOfQuestion,
  type QuestionField,
  questionDraft,
  questionMistakes,
  titleMistake,
} from './bank-input.ts';
import { text as bankText } from './bank-text.ts';
import { today } from './days.ts';
import { focusMistake } from './focus.ts';
import { mistakeAt } from './mistakes.ts';
import { QuestionFields } from './question-fields.tsx';
import { text } from './text.ts';
import { TopicSelect } from './topic-select.tsx';

const QUESTION_FIELDS: readonly QuestionField[] = ['text', 'options', 'explanation', 'source'];

interface FormProps {
  /** Called when nothing of the form's own checks is wrong. `failed` leads to the field that the server marked. */
  readonly onSubmit: (failed: () => void) => void;
  /** Whether the form's own checks find something. */
  readonly wrong: boolean;
  readonly onTry: () => void;
  readonly children: ReactNode;
}

const CheckedForm = ({ onSubmit, wrong, onTry, children }: FormProps) => {
  const form = useRef<HTMLFormElement>(null);
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onTry();
        if (wrong) focusMistake(form.current);
        else onSubmit(() => focusMistake(form.current));
      }}
    >
      {children}
    </form>
  );
};

interface Head {
  readonly title: string;
  readonly topic: string;
}

interface HeadProps {
  readonly value: Head;
  readonly onChange: (value: Head) => void;
  readonly tried: boolean;
  readonly error: unknown;
}

const HeadFields = ({ value, onChange, tried, error }: HeadProps) => {
  const t = useText(bankText);
  const m = useText(text);
  return (
    <Stack>
      <TextInput
        label={t.name}
        required
        value={value.title}
        error={(tried ? titleMistake(value.title, m) : undefined) ?? mistakeAt(error, 'title')}
        onChange={(event) => onChange({ ...value, title: event.currentTarget.value })}
      />
      <TopicSelect
        required
        value={value.topic || null}
        error={(tried && value.topic === '' ? m.needed : undefined) ?? mistakeAt(error, 'topic')}
        onChange={(topic) => onChange({ ...value, topic: topic ?? '' })}
      />
    </Stack>
  );
};

/** Changes a bank's name and topic. */
export const BankForm = ({ bank, onDone }: { bank: Bank; onDone: () => void }) => {
  const t = useText(bankText);
  const m = useText(text);
  const c = useText(common);
  const save = useSaveBank(bank.id);
  const [head, setHead] = useState<Head>({ title: bank.title, topic: bank.topic });
  const [tried, setTried] = useState(false);
  const marked = mistakeAt(save.error, 'title') ?? mistakeAt(save.error, 'topic');
  return (
    <CheckedForm
      wrong={titleMistake(head.title, m) !== undefined || head.topic === ''}
      onTry={() => setTried(true)}
      onSubmit={(failed) =>
        save.mutate(
          { ...inputOfBank(bank), ...head },
          {
            onSuccess: () => {
              notifyDone(t.bankSaved);
              onDone();
            },
            onError: failed,
          },
        )
      }
    >
      <Stack>
        <HeadFields value={head} onChange={setHead} tried={tried} error={save.error} />
        <ErrorMessage error={marked ? null : save.error} />
        <Button type="submit" loading={save.isPending}>
          {c.save}
        </Button>
      </Stack>
    </CheckedForm>
  );
};

/** Changes the question at `index` of a bank, or adds one; the bank is saved at once. */
export const QuestionForm = ({
  bank,
  index,
  onDone,
}: {
  bank: Bank;
  index: number | undefined;
  onDone: () => void;
}) => {
  const t = useText(bankText);
  const m = useText(text);
  const save = useSaveBank(bank.id);
  const old = index === undefined ? undefined : bank.questions[index];
  const at = index ?? bank.questions.length;
  const [draft, setDraft] = useState(() => (old ? questionDraft(old) : emptyQuestion()));
  const [tried, setTried] = useState(false);
  const own = questionMistakes(draft, m);
  const mistake = (field: QuestionField): string | undefined =>
    (tried ? own[field] : undefined) ?? mistakeAt(save.error, `questions.${at}.${field}`);
  const input = () => {
    const written = inputOfDraft(draft);
    const held = inputOfBank(bank);
    // What was changed was compared with its source today.
    const question = old ? { ...inputOfQuestion(old), ...written, updated: today() } : { ...written, updated: today() };
    const questions = old
      ? held.questions.map((each) => (each.id === old.id ? question : each))
      : [...held.questions, question];
    return { ...held, updated: today(), questions };
  };
  return (
    <CheckedForm
      wrong={Object.keys(own).length > 0}
      onTry={() => setTried(true)}
      onSubmit={(failed) =>
        save.mutate(input(), {
          onSuccess: () => {
            notifyDone(t.saved);
            onDone();
          },
          onError: failed,
        })
      }
    >
      <Stack>
        <QuestionFields value={draft} onChange={setDraft} mistake={mistake} />
        <ErrorMessage error={QUESTION_FIELDS.some(mistake) ? null : save.error} />
        <Button type="submit" loading={save.isPending}>
          {t.save}
        </Button>
      </Stack>
    </CheckedForm>
  );
};

/** Makes a bank with its first question; the others are added on its page. */
export const NewBank = () => {
  const t = useText(bankText);
  const m = useText(text);
  const navigate = useNavigate();
  const save = useSaveBank(undefined);
  const [head, setHead] = useState<Head>({ title: '', topic: '' });
  const [draft, setDraft] = useState(emptyQuestion);
  const [tried, setTried] = useState(false);
  const own = questionMistakes(draft, m);
  const mistake = (field: QuestionField): string | undefined =>
    (tried ? own[field] : undefined) ?? mistakeAt(save.error, `questions.0.${field}`);
  const marked =
    (mistakeAt(save.error, 'title') ?? mistakeAt(save.error, 'topic')) !== undefined || QUESTION_FIELDS.some(mistake);
  return (
    <>
      <PageHeader title={t.add} about={m.seenBy} back={{ to: '/materials?tab=banks', label: t.back }} />
      <CheckedForm
        wrong={Object.keys(own).length > 0 || titleMistake(head.title, m) !== undefined || head.topic === ''}
        onTry={() => setTried(true)}
        onSubmit={(failed) =>
          save.mutate(
            { ...head, updated: today(), questions: [inputOfDraft(draft)] },
            {
              onSuccess: (bank) => {
                notifyDone(t.bankSaved);
                navigate(`/materials/banks/${bank.id}`, { replace: true });
              },
              onError: failed,
            },
          )
        }
      >
        <Stack maw={760}>
          <Card withBorder>
            <HeadFields value={head} onChange={setHead} tried={tried} error={save.error} />
          </Card>
          <Card withBorder>
            <Text component="h2" fw={650} fz="lg" mt={0} mb="sm">
              {t.firstQuestion}
            </Text>
            <QuestionFields value={draft} onChange={setDraft} mistake={mistake} />
          </Card>
          <ErrorMessage error={marked ? null : save.error} />
          <Group>
            <Button type="submit" loading={save.isPending}>
              {t.create}
            </Button>
          </Group>
        </Stack>
      </CheckedForm>
    </>
  );
};
