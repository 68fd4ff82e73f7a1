import { Button, Checkbox, CloseButton, Group, Input, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useText } from '../../lib/i18n.ts';
import { letterOf, type QuestionDraft, type QuestionField } from './bank-input.ts';
import { text as bankText } from './bank-text.ts';
import { lengthOf, MAX_EXPLANATION, MAX_OPTIONS, MAX_QUESTION, MIN_OPTIONS } from './limits.ts';
import { text } from './text.ts';

interface Props {
  readonly value: QuestionDraft;
  readonly onChange: (value: QuestionDraft) => void;
  readonly mistake: (field: QuestionField) => string | undefined;
}

const Options = ({ value, onChange, mistake }: Props) => {
  const t = useText(bankText);
  const { options, answer } = value;
  const change = (index: number, option: string) =>
    onChange({ ...value, options: options.map((held, at) => (at === index ? option : held)) });
  const remove = (index: number) =>
    onChange({
      ...value,
      options: options.filter((_, at) => at !== index),
      answer: answer === null || answer === index ? null : answer > index ? answer - 1 : answer,
    });
  return (
    <Input.Wrapper
      label={t.options}
      labelElement="div"
      size="md"
      required
      description={t.optionsHint}
      error={mistake('options')}
    >
      <Stack gap="xs" my={6} data-mistake={mistake('options') !== undefined || undefined}>
        {options.map((option, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an option has no other identity while it is typed
          <Group key={index} gap="sm" wrap="nowrap">
            <Radio
              size="md"
              name="answer"
              label={letterOf(index)}
              aria-label={t.isRight(letterOf(index))}
              checked={answer === index}
              onChange={() => onChange({ ...value, answer: index })}
            />
            <TextInput
              flex={1}
              miw={0}
              aria-label={t.option(letterOf(index))}
              value={option}
              onChange={(event) => change(index, event.currentTarget.value)}
            />
            {options.length > MIN_OPTIONS ? (
              <CloseButton size="lg" aria-label={t.removeOption(letterOf(index))} onClick={() => remove(index)} />
            ) : null}
          </Group>
        ))}
        {options.length < MAX_OPTIONS ? (
          <Button
            variant="light"
            leftSection={<IconPlus size={20} aria-hidden />}
            style={{ alignSelf: 'flex-start' }}
            onClick={() => onChange({ ...value, options: [...options, ''] })}
          >
            {t.addOption}
          </Button>
        ) : null}
      </Stack>
    </Input.Wrapper>
  );
};

/** Everything that is said about one question. */
export const QuestionFields = ({ value, onChange, mistake }: Props) => {
  const t = useText(bankText);
  const m = useText(text);
  const words = (field: 'text' | 'explanation' | 'source') => ({
    required: true,
    value: value[field],
    error: mistake(field),
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...value, [field]: event.currentTarget.value }),
  });
  return (
    <Stack>
      <Textarea
        label={t.text}
        description={m.count(lengthOf(value.text), MAX_QUESTION)}
        autosize
        minRows={2}
        {...words('text')}
      />
      <Options value={value} onChange={onChange} mistake={mistake} />
      <Textarea
        label={t.explanation}
        description={`${t.explanationHint} ${m.count(lengthOf(value.explanation), MAX_EXPLANATION)}.`}
        autosize
        minRows={2}
        {...words('explanation')}
      />
      <TextInput label={t.source} description={t.sourceHint} {...words('source')} />
      <Checkbox
        size="md"
        label={m.yearly}
        description={m.yearlyHint}
        checked={value.reviewYearly}
        onChange={(event) => onChange({ ...value, reviewYearly: event.currentTarget.checked })}
      />
      <Checkbox
        size="md"
        label={m.legal}
        description={m.legalHint}
        checked={value.reviewLegal}
        onChange={(event) => onChange({ ...value, reviewLegal: event.currentTarget.checked })}
      />
    </Stack>
  );
};
