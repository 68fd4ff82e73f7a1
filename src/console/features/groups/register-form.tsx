import { Alert, Button, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconBulb } from '@tabler/icons-react';
import { useState } from 'react';
import type { Group } from '../../../org/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { UnitPicker } from '../../components/unit-picker.tsx';
import { fieldErrors } from '../../lib/form.ts';
import { useText } from '../../lib/i18n.ts';
import { unitIdOf } from '../../lib/unit-id.ts';
import { useRegister, useSimulatorGroups } from './api.ts';
import { text } from './text.ts';

/** `simulator:g-1`: an account and the platform's own id. */
const THREAD_ID = /^[a-z0-9-]+:\S+$/i;

/** Registers a chat group for a unit: one of the simulator's, or any by its id. */
export const RegisterForm = ({ groups, onDone }: { groups: readonly Group[]; onDone: () => void }) => {
  const t = useText(text);
  const register = useRegister();
  const simulator = useSimulatorGroups(true);
  const [typed, setTyped] = useState(false);
  const taken = new Set(groups.filter(({ active }) => active).map(({ thread }) => thread));
  const known = (simulator.data ?? []).filter(({ thread }) => !taken.has(thread));
  // Who may not use the simulator, or has registered all of it, is not asked to choose from it.
  const listed = known.length > 0;
  const byList = listed && !typed;
  const form = useForm({
    initialValues: { thread: '', name: '', unit: null as string | null },
    validate: {
      thread: (value) => (value === '' ? t.threadMissing : !THREAD_ID.test(value.trim()) ? t.threadForm : null),
      unit: (value) => (value === null ? t.unitMissing : null),
    },
  });
  const choose = (thread: string | null) => {
    form.setFieldValue('thread', thread ?? '');
    const name = known.find((one) => one.thread === thread)?.name;
    if (name !== undefined) form.setFieldValue('name', name);
  };
  const submit = ({ thread, name, unit }: typeof form.values) =>
    register.mutate(
      { thread: thread.trim(), name, unit: unitIdOf(unit ?? '') },
      {
        onSuccess: (group) => {
          notifyDone(t.registered(group.name));
          onDone();
        },
        onError: (error) => form.setErrors(fieldErrors(error, ['thread', 'name', 'unit']) ?? {}),
      },
    );
  const marked = Object.keys(form.errors).length > 0;
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack>
        <Alert variant="light" icon={<IconBulb aria-hidden />} title={t.easiest}>
          {t.easiestHint}
        </Alert>
        {listed ? (
          <SegmentedControl
            size="md"
            fullWidth
            aria-label={t.how}
            value={byList ? 'list' : 'id'}
            onChange={(how) => {
              setTyped(how === 'id');
              form.setFieldValue('thread', '');
            }}
            data={[
              { value: 'list', label: t.byList },
              { value: 'id', label: t.byId },
            ]}
          />
        ) : null}
        {byList ? (
          <Select
            label={t.known}
            description={t.knownHint}
            required
            searchable
            data={known.map(({ thread, name }) => ({ value: thread, label: name }))}
            value={form.values.thread === '' ? null : form.values.thread}
            onChange={choose}
            error={form.errors.thread}
          />
        ) : (
          <TextInput
            label={t.thread}
            description={t.threadHint}
            required
            autoCapitalize="none"
            autoComplete="off"
            {...form.getInputProps('thread')}
          />
        )}
        <TextInput label={t.name} required {...form.getInputProps('name')} />
        <UnitPicker
          label={t.unit}
          required
          value={form.values.unit}
          onChange={(path) => form.setFieldValue('unit', path)}
          error={form.errors.unit}
        />
        <ErrorMessage error={marked ? null : register.error} />
        <Button type="submit" loading={register.isPending}>
          {t.add}
        </Button>
      </Stack>
    </form>
  );
};
