import { ActionIcon, Button, Group, Input, NumberInput, Select, Stack, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useText } from '../../lib/i18n.ts';
import { minutesOf, PERIODS, type Period, type Span } from './periods.ts';
import { text } from './text.ts';

/** The server's limit, repeated so that no more can be added. */
const MAX_REMINDERS = 10;

/** A line of the list with a key of its own: two lines may say the same while they are typed. */
export interface ReminderLine extends Span {
  readonly key: number;
}

interface Fields {
  readonly value: readonly ReminderLine[];
  readonly onChange: (value: readonly ReminderLine[]) => void;
  readonly error?: ReactNode;
}

/** How long before the meeting the groups are reminded, as many times as wanted. */
export const ReminderFields = ({ value, onChange, error }: Fields) => {
  const t = useText(text);
  const change = (key: number, part: Partial<Span>) =>
    onChange(value.map((line) => (line.key === key ? { ...line, ...part } : line)));
  return (
    <Input.Wrapper label={t.reminders} description={t.remindersHint} labelElement="div" size="md" error={error}>
      <Stack gap="xs" mt={6}>
        {value.length === 0 ? <Text c="dimmed">{t.noReminders}</Text> : null}
        {value.map((line) => (
          <Group key={line.key} gap="xs" wrap="nowrap">
            <NumberInput
              aria-label={t.amount}
              w={100}
              min={1}
              max={9999}
              allowDecimal={false}
              value={line.amount}
              onChange={(amount) => change(line.key, { amount: Math.max(1, Number(amount)) })}
            />
            <Select
              aria-label={t.period}
              w={120}
              allowDeselect={false}
              data={(Object.keys(PERIODS) as Period[]).reverse().map((period) => ({ value: period, label: t[period] }))}
              value={line.period}
              onChange={(period) => change(line.key, { period: (period ?? line.period) as Period })}
            />
            <ActionIcon
              variant="subtle"
              color="red"
              size="lg"
              aria-label={t.removeReminder(t.before(`${line.amount} ${t[line.period]}`))}
              onClick={() => onChange(value.filter((each) => each.key !== line.key))}
            >
              <IconX size={20} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {value.length < MAX_REMINDERS ? (
          <Button
            variant="light"
            leftSection={<IconPlus size={18} aria-hidden />}
            style={{ alignSelf: 'flex-start' }}
            onClick={() =>
              onChange([
                ...value,
                { key: Math.max(0, ...value.map((line) => line.key)) + 1, amount: 2, period: 'hours' },
              ])
            }
          >
            {t.addReminder}
          </Button>
        ) : null}
      </Stack>
    </Input.Wrapper>
  );
};

/** The lines as the server takes them: minutes, each once, the longest first. */
export const minutesOfLines = (lines: readonly ReminderLine[]): number[] =>
  [...new Set(lines.map(minutesOf))].sort((a, b) => b - a);
