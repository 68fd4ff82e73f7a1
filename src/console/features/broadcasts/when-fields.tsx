import { Group, NumberInput, Radio, SegmentedControl, Select, Stack } from '@mantine/core';
import type { When } from '../../../broadcasts/types.ts';
import { DateTimeField } from '../../components/date-time-field.tsx';
import { TimeField } from '../../components/time-field.tsx';
import { useText } from '../../lib/i18n.ts';
import { DEFAULT_REPEAT, fromCron, type Repeat, toCron } from './repeat.ts';
import { text } from './text.ts';

interface Fields {
  readonly value: When;
  readonly onChange: (value: When) => void;
  readonly error?: string | undefined;
}

const Repeating = ({ value, onChange }: { value: Repeat; onChange: (value: Repeat) => void }) => {
  const t = useText(text);
  return (
    <Group align="flex-end">
      <SegmentedControl
        size="md"
        value={value.every}
        onChange={(every) => onChange({ ...value, every: every as Repeat['every'] })}
        data={[
          { value: 'daily', label: t.daily },
          { value: 'weekly', label: t.weekly },
          { value: 'monthly', label: t.monthly },
        ]}
      />
      {value.every === 'weekly' ? (
        <Select
          label={t.weekday}
          w={150}
          allowDeselect={false}
          data={t.weekdays.split(',').map((label, index) => ({ value: String(index), label }))}
          value={String(value.weekday)}
          onChange={(day) => onChange({ ...value, weekday: Number(day) })}
        />
      ) : null}
      {value.every === 'monthly' ? (
        <NumberInput
          label={t.dayOfMonth}
          w={150}
          min={1}
          max={28}
          value={value.dayOfMonth}
          onChange={(day) => onChange({ ...value, dayOfMonth: Number(day) || 1 })}
        />
      ) : null}
      <TimeField label={t.hour} value={value.hour} onChange={(hour) => onChange({ ...value, hour })} />
    </Group>
  );
};

/** Now, at a moment, or again and again; always in the house's zone. */
export const WhenFields = ({ value, onChange, error }: Fields) => {
  const t = useText(text);
  const repeat = value.type === 'repeating' && value.rule.type === 'cron' ? fromCron(value.rule.cron) : undefined;
  const choose = (type: string) => {
    if (type === 'now') onChange({ type: 'now' });
    else if (type === 'at') onChange({ type: 'at', at: '' });
    else onChange({ type: 'repeating', rule: { type: 'cron', cron: toCron(DEFAULT_REPEAT) } });
  };
  return (
    <Radio.Group label={t.when} size="md" value={value.type} onChange={choose} error={error}>
      <Stack gap="sm" mt="xs">
        <Radio size="md" value="now" label={t.now} />
        <Radio size="md" value="at" label={t.at} />
        {value.type === 'at' ? (
          <DateTimeField
            label={t.moment}
            required
            value={value.at === '' ? null : value.at}
            onChange={(at) => onChange({ type: 'at', at: at ?? '' })}
          />
        ) : null}
        <Radio size="md" value="repeating" label={t.repeating} />
        {value.type === 'repeating' && repeat ? (
          <Repeating
            value={repeat}
            onChange={(next) => onChange({ type: 'repeating', rule: { type: 'cron', cron: toCron(next) } })}
          />
        ) : null}
      </Stack>
    </Radio.Group>
  );
};
