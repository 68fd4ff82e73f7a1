import { TextInput } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { parseHour } from '../lib/hour.ts';
import { defineText, useText } from '../lib/i18n.ts';

const text = defineText({
  vi: { wrong: 'Giờ chưa đúng, ví dụ 19:30.' },
  en: { wrong: 'Not an hour of the day. For example 19:30.' },
});

export interface TimeFieldProps {
  readonly label?: ReactNode;
  /** Where the label stands elsewhere. */
  readonly 'aria-label'?: string;
  /** `19:30`; empty for nothing. */
  readonly value?: string;
  /** Called with `19:30` as soon as what is typed is an hour. */
  readonly onChange: (value: string) => void;
  readonly error?: ReactNode;
  readonly required?: boolean;
  readonly disabled?: boolean;
}

/**
 * An hour of the day, of 24 hours, typed as people write it (`19h30`, `1930`). The browser's own time input shows AM and
 * PM in English browsers.
 */
export const TimeField = ({ value = '', onChange, error, ...rest }: TimeFieldProps) => {
  const t = useText(text);
  const [typed, setTyped] = useState(value);
  const [left, setLeft] = useState(true);
  useEffect(() => {
    // What is being typed is not rewritten under the fingers.
    setTyped((now) => (parseHour(now) === value ? now : value));
  }, [value]);
  const wrong = left && typed !== '' && parseHour(typed) === undefined;
  return (
    <TextInput
      {...rest}
      value={typed}
      placeholder="19:30"
      w={120}
      leftSection={<IconClock size={20} aria-hidden />}
      autoComplete="off"
      error={error ?? (wrong ? t.wrong : undefined)}
      onFocus={(event) => {
        setLeft(false);
        event.currentTarget.select();
      }}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        const hour = parseHour(event.currentTarget.value);
        if (hour !== undefined) onChange(hour);
      }}
      onBlur={() => {
        setLeft(true);
        setTyped(parseHour(typed) ?? typed);
      }}
    />
  );
};
