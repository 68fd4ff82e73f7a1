import {
  ActionIcon,
  Checkbox,
  Group,
  Input,
  NumberInput,
  ScrollArea,
  SegmentedControl,
  Select,
  Stack,
  Text,
} from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Question } from '../../../content/types.ts';
import type { QuestionChoice } from '../../../learning/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { useText } from '../../lib/i18n.ts';
import { useBanks, useTopics, useWholeBanks } from './api.ts';
import { text } from './text.ts';

/** The server's limit, repeated so that the field stops there. */
const MAX_QUESTIONS = 50;

export interface Choice {
  readonly choice: QuestionChoice;
  readonly count: number;
}

interface Fields {
  readonly value: Choice;
  readonly onChange: (value: Choice) => void;
  /** The mistake about the source, and that about the number. */
  readonly errors: { readonly choice?: ReactNode; readonly count?: ReactNode };
}

const Chosen = ({
  ids,
  questions,
  onRemove,
}: {
  ids: readonly string[];
  questions: ReadonlyMap<string, Question>;
  onRemove: (id: string) => void;
}) => {
  const t = useText(text);
  return (
    <Stack gap={6}>
      <Text fw={600}>{t.chosen(String(ids.length))}</Text>
      {ids.length > 0 ? <Text c="dimmed">{t.chosenOrder}</Text> : null}
      {ids.map((id, index) => {
        const words = questions.get(id)?.text ?? id;
        return (
          <Group key={id} gap="xs" wrap="nowrap" align="flex-start">
            <Text c="dimmed">{index + 1}.</Text>
            <Text style={{ flex: 1 }}>{words}</Text>
            <ActionIcon
              variant="subtle"
              color="red"
              size="lg"
              aria-label={t.removeQuestion(words)}
              onClick={() => onRemove(id)}
            >
              <IconX size={20} aria-hidden />
            </ActionIcon>
          </Group>
        );
      })}
    </Stack>
  );
};

const QuestionPicker = ({ ids, onChange }: { ids: readonly string[]; onChange: (ids: string[]) => void }) => {
  const t = useText(text);
  const banks = useBanks();
  const [bank, setBank] = useState<string | null>(null);
  const whole = useWholeBanks((banks.data ?? []).map(({ id }) => id));
  const all = new Map(whole.flatMap(({ questions }) => questions.map((question) => [question.id, question] as const)));
  const shown = whole.find(({ id }) => id === bank)?.questions ?? [];
  const toggle = (id: string, on: boolean) => onChange(on ? [...ids, id] : ids.filter((each) => each !== id));
  return (
    <Stack>
      <ErrorMessage error={banks.error} />
      <Select
        label={t.chooseFrom}
        searchable
        data={(banks.data ?? []).map(({ id, title, size }) => ({ value: id, label: t.bankSize(title, String(size)) }))}
        value={bank}
        onChange={setBank}
      />
      {shown.length > 0 ? (
        <ScrollArea.Autosize mah={340} type="auto" offsetScrollbars>
          <Stack gap="sm">
            {shown.map((question) => (
              <Checkbox
                key={question.id}
                size="md"
                label={question.text}
                checked={ids.includes(question.id)}
                disabled={ids.length >= MAX_QUESTIONS && !ids.includes(question.id)}
                onChange={(event) => toggle(question.id, event.currentTarget.checked)}
              />
            ))}
          </Stack>
        </ScrollArea.Autosize>
      ) : null}
      <Chosen ids={ids} questions={all} onRemove={(id) => toggle(id, false)} />
    </Stack>
  );
};

/** Where the questions come from, and how many. */
export const ChoiceFields = ({ value: { choice, count }, onChange, errors }: Fields) => {
  const t = useText(text);
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const topics = useTopics();
  const banks = useBanks();
  const empty: Record<QuestionChoice['type'], QuestionChoice> = {
    topic: { type: 'topic', topic: '' },
    bank: { type: 'bank', bank: '' },
    questions: { type: 'questions', ids: [] },
    all: { type: 'all' },
  };
  const set = (next: QuestionChoice) => onChange({ choice: next, count });
  return (
    <Stack>
      <Input.Wrapper label={t.source} labelElement="div" size="md" error={errors.choice}>
        <SegmentedControl
          size="md"
          mt={4}
          fullWidth
          orientation={narrow ? 'vertical' : 'horizontal'}
          aria-label={t.source}
          value={choice.type}
          onChange={(type) => set(empty[type as QuestionChoice['type']])}
          data={[
            { value: 'topic', label: t.byTopic },
            { value: 'bank', label: t.byBank },
            { value: 'questions', label: t.byQuestions },
            { value: 'all', label: t.byAll },
          ]}
        />
      </Input.Wrapper>
      {choice.type === 'topic' ? (
        <Select
          label={t.topic}
          required
          searchable
          data={(topics.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
          value={choice.topic || null}
          onChange={(topic) => set({ type: 'topic', topic: topic ?? '' })}
        />
      ) : null}
      {choice.type === 'bank' ? (
        <Select
          label={t.bank}
          required
          searchable
          data={(banks.data ?? []).map(({ id, title, size }) => ({
            value: id,
            label: t.bankSize(title, String(size)),
          }))}
          value={choice.bank || null}
          onChange={(bank) => set({ type: 'bank', bank: bank ?? '' })}
        />
      ) : null}
      {choice.type === 'all' ? <Text c="dimmed">{t.allHint}</Text> : null}
      {choice.type === 'questions' ? (
        <QuestionPicker ids={choice.ids} onChange={(ids) => set({ type: 'questions', ids })} />
      ) : (
        <NumberInput
          label={t.count}
          required
          w={160}
          min={1}
          max={MAX_QUESTIONS}
          allowDecimal={false}
          value={count}
          error={errors.count}
          onChange={(next) => onChange({ choice, count: Number(next) })}
        />
      )}
    </Stack>
  );
};
