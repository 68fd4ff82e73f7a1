import '@mantine/dates/styles.css';
import 'dayjs/locale/vi';
import { DateInput, type DateInputProps, DatesProvider } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import { parseDay } from '../../lib/day.ts';
import { useLanguage } from '../../lib/i18n.ts';

interface Props extends Pick<DateInputProps, 'label' | 'description' | 'error' | 'required'> {
  /** `2026-11-23`, or null. */
  readonly value: string | null;
  readonly onChange: (day: string | null) => void;
}

/** A day without an hour, typed as 23/11/2026 or chosen. */
export const DayField = (props: Props) => (
  <DatesProvider settings={{ locale: useLanguage(), firstDayOfWeek: 1 }}>
    <DateInput
      {...props}
      size="md"
      valueFormat="DD/MM/YYYY"
      dateParser={parseDay}
      placeholder="__/__/____"
      clearable={!props.required}
      leftSection={<IconCalendar size={20} aria-hidden />}
    />
  </DatesProvider>
);
