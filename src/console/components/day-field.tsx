import '@mantine/dates/styles.css';
import 'dayjs/locale/vi';
import { DateInput, DatesProvider } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { parseDay } from '../lib/day.ts';
import { useLanguage } from '../lib/i18n.ts';

export interface DayFieldProps {
  readonly label: string;
  /** `2026-11-27`, or null for no day. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly required?: boolean;
  /** The first and the last day that can be chosen. */
  readonly min?: string;
  readonly max?: string;
}

/** A day without an hour, as posts and units have them; typed as `27/11/2026` or chosen. */
export const DayField = ({ min, max, required = false, ...field }: DayFieldProps) => {
  const language = useLanguage();
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
      <DateInput
        {...field}
        size="md"
        required={required}
        clearable={!required}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        valueFormat="DD/MM/YYYY"
        dateParser={parseDay}
        placeholder="__/__/____"
        {...(min === undefined ? {} : { minDate: min })}
        {...(max === undefined ? {} : { maxDate: max })}
        leftSection={<IconCalendar size={20} aria-hidden />}
      />
    </DatesProvider>
  );
};
