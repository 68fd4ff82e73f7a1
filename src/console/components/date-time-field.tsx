import '@mantine/dates/styles.css';
import 'dayjs/locale/vi';
import { Group, Input } from '@mantine/core';
import { DateInput, DatesProvider } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { parseDay } from '../lib/day.ts';
import { defineText, useLanguage, useText } from '../lib/i18n.ts';
import { currentZone, formatMoment, fromWall, toWall } from '../lib/time.ts';
import { TimeField } from './time-field.tsx';

/** Taken when a day is chosen before an hour: the first one after the quiet hours that people plan for. */
const DEFAULT_HOUR = '08:00';

const text = defineText({
  vi: { hour: 'Giờ', day: 'Ngày' },
  en: { hour: 'Hour', day: 'Day' },
});

export interface DateTimeFieldProps {
  readonly label: string;
  /** ISO UTC, or null for nothing chosen: what the API takes and gives. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly error?: ReactNode;
  readonly required?: boolean;
  readonly disabled?: boolean;
  /** ISO UTC: earlier days cannot be chosen. */
  readonly min?: string;
}

/** The zone is named only where it is not the one everybody here expects. */
const described = (value: string): string =>
  currentZone() === 'Asia/Ho_Chi_Minh' ? formatMoment(value) : `${formatMoment(value)} (${currentZone()})`;

/** A moment in the house's zone, whatever the browser's zone is. What was chosen is repeated with its weekday. */
export const DateTimeField = ({ label, value, onChange, min, error, required, disabled }: DateTimeFieldProps) => {
  const language = useLanguage();
  const t = useText(text);
  const [hour, setHour] = useState(DEFAULT_HOUR);
  const [day, shownHour] = value === null ? [null, hour] : [toWall(value).slice(0, 10), toWall(value).slice(11, 16)];
  const choose = (newDay: string | null, newHour: string) => {
    setHour(newHour);
    onChange(newDay === null ? null : (fromWall(`${newDay} ${newHour}`) ?? null));
  };
  const common = { size: 'md' as const, disabled: disabled ?? false };
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      size="md"
      error={error}
      required={required ?? false}
      description={value === null ? undefined : described(value)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
    >
      <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <DateInput
            {...common}
            aria-label={`${label}: ${t.day}`}
            flex="1 1 160px"
            miw={0}
            valueFormat="DD/MM/YYYY"
            dateParser={parseDay}
            placeholder="__/__/____"
            value={day}
            onChange={(next) => choose(next, shownHour)}
            {...(min === undefined ? {} : { minDate: toWall(min).slice(0, 10) })}
            clearable
            leftSection={<IconCalendar size={20} aria-hidden />}
          />
          <TimeField
            aria-label={`${label}: ${t.hour}`}
            disabled={disabled ?? false}
            value={shownHour}
            onChange={(next) => choose(day, next)}
          />
        </Group>
      </DatesProvider>
    </Input.Wrapper>
  );
};
