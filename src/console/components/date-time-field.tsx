import '@mantine/dates/styles.css';
import 'dayjs/locale/vi';
import { DatesProvider, DateTimePicker } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { defineText, useLanguage, useText } from '../lib/i18n.ts';
import { currentZone, formatMoment, fromWall, toWall } from '../lib/time.ts';

export interface DateTimeFieldProps {
  readonly label: ReactNode;
  /** ISO UTC, or null for nothing chosen: what the API takes and gives. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly error?: ReactNode;
  readonly required?: boolean;
  readonly disabled?: boolean;
  /** ISO UTC: earlier days cannot be chosen. */
  readonly min?: string;
}

const text = defineText({
  vi: { hours: 'Giờ', minutes: 'Phút', done: 'Xong' },
  en: { hours: 'Hours', minutes: 'Minutes', done: 'Done' },
});

/** A moment in the house's zone, whatever the browser's zone is. What was chosen is repeated with its weekday. */
export const DateTimeField = ({ label, value, onChange, min, ...rest }: DateTimeFieldProps) => {
  const language = useLanguage();
  const t = useText(text);
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
      <DateTimePicker
        {...rest}
        label={label}
        size="md"
        valueFormat="DD/MM/YYYY HH:mm"
        placeholder="__/__/____ __:__"
        value={value === null ? null : toWall(value)}
        onChange={(wall) => onChange(wall === null ? null : (fromWall(wall) ?? null))}
        {...(min === undefined ? {} : { minDate: toWall(min).slice(0, 10) })}
        timePickerProps={{ hoursInputLabel: t.hours, minutesInputLabel: t.minutes, format: '24h' }}
        submitButtonProps={{ 'aria-label': t.done }}
        clearable
        leftSection={<IconCalendar size={20} aria-hidden />}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        description={value === null ? currentZone() : `${formatMoment(value)} (${currentZone()})`}
      />
    </DatesProvider>
  );
};
