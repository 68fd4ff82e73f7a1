import '@mantine/dates/styles.css';
import { TimePicker } from '@mantine/dates';
import type { ReactNode } from 'react';

export interface TimeFieldProps {
  readonly label: ReactNode;
  /** `19:30`; empty for nothing. */
  readonly value?: string;
  readonly onChange: (value: string) => void;
  readonly error?: ReactNode;
  readonly required?: boolean;
  readonly disabled?: boolean;
}

/** An hour of the day, always of 24 hours: a browser set to English would show AM and PM. */
export const TimeField = ({ value = '', onChange, ...rest }: TimeFieldProps) => (
  <TimePicker {...rest} size="md" w={130} format="24h" value={value} onChange={(next) => onChange(next.slice(0, 5))} />
);
