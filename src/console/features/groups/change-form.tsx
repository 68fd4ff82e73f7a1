import { Button, Group as Row, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Group } from '../../../org/types.ts';
import { common } from '../../app/text.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { UnitPicker } from '../../components/unit-picker.tsx';
import { fieldErrors } from '../../lib/form.ts';
import { useText } from '../../lib/i18n.ts';
import { unitIdOf } from '../../lib/unit-id.ts';
import { useChangeGroup, useUnregister } from './api.ts';
import { text } from './text.ts';

/** Renames a group, moves it to another unit, and turns it off or on again. */
export const ChangeForm = ({ group, onDone }: { group: Group; onDone: () => void }) => {
  const t = useText(text);
  const c = useText(common);
  const change = useChangeGroup(group.id);
  const unregister = useUnregister(group.id);
  const form = useForm({ initialValues: { name: group.name, unit: group.unit.path, welcome: group.welcome ?? true } });
  const submit = ({ name, unit, welcome }: typeof form.values) =>
    // Only what was changed: a group of a unit that has ended can still be renamed.
    change.mutate(
      { name, welcome, ...(unit === group.unit.path ? {} : { unit: unitIdOf(unit) }) },
      {
        onSuccess: () => {
          notifyDone();
          onDone();
        },
        onError: (error) => form.setErrors(fieldErrors(error, ['name', 'unit']) ?? {}),
      },
    );
  const marked = Object.keys(form.errors).length > 0;
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack>
        <TextInput label={t.name} required {...form.getInputProps('name')} />
        <UnitPicker
          label={t.unit}
          required
          value={form.values.unit}
          onChange={(path) => form.setFieldValue('unit', path ?? group.unit.path)}
          error={form.errors.unit}
        />
        <Switch
          label={t.welcome}
          description={t.welcomeHint}
          {...form.getInputProps('welcome', { type: 'checkbox' })}
        />
        <Text c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {t.thread}: {group.thread}
        </Text>
        <ErrorMessage error={marked ? null : change.error} />
        <Row justify="space-between">
          <Button type="submit" loading={change.isPending}>
            {c.save}
          </Button>
          {group.active ? (
            <ConfirmButton
              question={t.stopQuestion(group.name)}
              consequence={t.stopAbout}
              onConfirm={async () => {
                await unregister.mutateAsync();
                notifyDone(t.stopped(group.name));
                onDone();
              }}
            >
              {t.stop}
            </ConfirmButton>
          ) : (
            <Button
              variant="light"
              loading={change.isPending}
              onClick={() =>
                change.mutate(
                  { active: true },
                  {
                    onSuccess: () => {
                      notifyDone(t.started(group.name));
                      onDone();
                    },
                  },
                )
              }
            >
              {t.start}
            </Button>
          )}
        </Row>
      </Stack>
    </form>
  );
};
