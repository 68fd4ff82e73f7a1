import { Button, Card, Group, Radio, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { RosterAnswer, RosterChange } from '../../../../org/roster/types.ts';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { ErrorMessage } from '../../../components/error-message.tsx';
import { useText } from '../../../lib/i18n.ts';
import { type Import, useAnswer } from './api.ts';
import { text } from './text.ts';

/** With more answers than this they are a list that opens, not buttons. */
const MAX_BUTTONS = 5;
/** Questions on the page at once; the others follow when these are answered. */
const SHOWN = 50;

type Asked = RosterChange & { readonly question: NonNullable<RosterChange['question']> };

const keyOf = ({ row, question }: Asked): string => `${row} ${question.kind}`;

/** Rows that ask the same, but for their number: "Ba Bể" is written in every row of a commune's list. */
const sameKey = ({ question }: Asked): string =>
  JSON.stringify([question.kind, question.text.replace(/dòng \d+/, ''), question.options]);

interface QuestionProps {
  readonly asked: Asked;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
  /** Other rows with this question that have no answer yet. */
  readonly alike: number;
  readonly onAlike: () => void;
}

const Question = ({ asked, value, onChange, alike, onAlike }: QuestionProps) => {
  const t = useText(text);
  const { question, name, unit } = asked;
  return (
    <Card withBorder padding="md">
      <Stack gap="xs">
        <Text fw={650}>
          {name}
          {unit === '' ? '' : ` · ${unit}`}
        </Text>
        <Text>{question.text}</Text>
        {question.options.length > MAX_BUTTONS ? (
          <Select
            aria-label={`${t.answer}: ${name}`}
            placeholder={t.answer}
            searchable
            maw={420}
            data={question.options.map(({ value: code, label }) => ({ value: code, label }))}
            value={value ?? null}
            onChange={(next) => next !== null && onChange(next)}
          />
        ) : (
          <Radio.Group aria-label={`${t.answer}: ${name}`} value={value ?? null} onChange={onChange}>
            <Stack gap="xs">
              {question.options.map((option) => (
                <Radio key={option.value} size="md" value={option.value} label={option.label} />
              ))}
            </Stack>
          </Radio.Group>
        )}
        {value !== undefined && alike > 0 ? (
          <Group>
            <Button size="sm" variant="light" onClick={onAlike}>
              {t.alike(alike)}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Card>
  );
};

/** The rows that could mean several things. Answers are sent together, as the whole list is compared again each time. */
export const Questions = ({ roster }: { roster: Import }) => {
  const t = useText(text);
  const answer = useAnswer(roster.id);
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const open = roster.changes.filter((change): change is Asked => change.question !== undefined);
  const given = open.flatMap((asked): RosterAnswer[] => {
    const value = chosen[keyOf(asked)];
    return value === undefined ? [] : [{ row: asked.row, kind: asked.question.kind, value }];
  });
  const rest = open.filter((asked) => chosen[keyOf(asked)] === undefined);
  const restByKey = new Map<string, Asked[]>();
  for (const asked of rest) restByKey.set(sameKey(asked), [...(restByKey.get(sameKey(asked)) ?? []), asked]);
  const alikeOf = (asked: Asked) => restByKey.get(sameKey(asked)) ?? [];
  const takeAlike = (asked: Asked) => {
    const value = chosen[keyOf(asked)];
    if (value === undefined) return;
    setChosen({ ...chosen, ...Object.fromEntries(alikeOf(asked).map((other) => [keyOf(other), value])) });
  };
  if (open.length === 0) return null;
  return (
    <Stack gap="sm" component="section" aria-label={t.questions(open.length)}>
      <div>
        <Text component="h2" fw={650} fz="lg" m={0}>
          {t.questions(open.length)}
        </Text>
        <Text c="dimmed">{t.questionsAbout}</Text>
      </div>
      {open.slice(0, SHOWN).map((asked) => (
        <Question
          key={keyOf(asked)}
          asked={asked}
          value={chosen[keyOf(asked)]}
          onChange={(value) => setChosen({ ...chosen, [keyOf(asked)]: value })}
          alike={alikeOf(asked).length}
          onAlike={() => takeAlike(asked)}
        />
      ))}
      {open.length > SHOWN ? <Text c="dimmed">{t.moreQuestions(SHOWN, open.length)}</Text> : null}
      <ErrorMessage error={answer.error} />
      <Group>
        <Button disabled={given.length === 0} loading={answer.isPending} onClick={() => answer.mutate(given)}>
          {t.answers(given.length)}
        </Button>
        {rest.length > 0 ? (
          <ConfirmButton
            color="gray"
            question={t.skipQuestion(rest.length)}
            consequence={t.skipAbout}
            onConfirm={() =>
              answer.mutateAsync([
                ...given,
                ...rest.map(({ row, question }) => ({ row, kind: question.kind, value: 'skip' })),
              ])
            }
          >
            {t.skipRest}
          </ConfirmButton>
        ) : null}
      </Group>
    </Stack>
  );
};
