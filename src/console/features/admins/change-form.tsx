import { Button, Group, PasswordInput, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { AdminRow } from '../../../web/admins.ts';
import { common } from '../../app/text.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { UnitPicker } from '../../components/unit-picker.tsx';
import { fieldErrors } from '../../lib/form.ts';
import { useText } from '../../lib/i18n.ts';
import { useSession } from '../../lib/session.ts';
import { useChangeAdmin, useRemoveAdmin } from './api.ts';
import { RoleSelect } from './role-select.tsx';
import { text } from './text.ts';

export const ChangeForm = ({ row, onDone }: { row: AdminRow; onDone: () => void }) => {
  const t = useText(text);
  const c = useText(common);
  const { admin } = useSession();
  const change = useChangeAdmin(row.id);
  const remove = useRemoveAdmin(row.id);
  const self = row.id === admin.id;
  const form = useForm({
    initialValues: { name: row.name, role: row.role, unitPath: row.unitPath, active: row.active, password: '' },
  });
  const submit = ({ password, name, ...rights }: typeof form.values) =>
    // Her own rights are not hers to change, so they are not sent.
    change.mutate(self ? { name } : { name, ...rights, ...(password ? { password } : {}) }, {
      onSuccess: () => {
        notifyDone();
        onDone();
      },
      onError: (error) => form.setErrors(fieldErrors(error, Object.keys(form.values)) ?? {}),
    });
  const marked = Object.keys(form.errors).length > 0;
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack>
        <TextInput label={t.name} required {...form.getInputProps('name')} />
        {self ? null : (
          <>
            <RoleSelect
              value={form.values.role}
              onChange={(role) => form.setFieldValue('role', role)}
              error={form.errors.role}
            />
            <UnitPicker
              label={t.unit}
              required
              withScope
              value={form.values.unitPath}
              onChange={(path) => form.setFieldValue('unitPath', path ?? row.unitPath)}
              error={form.errors.unitPath}
            />
            <PasswordInput
              label={t.newPassword}
              description={t.newPasswordHint}
              autoComplete="new-password"
              {...form.getInputProps('password')}
            />
            <Switch size="md" label={t.active} {...form.getInputProps('active', { type: 'checkbox' })} />
          </>
        )}
        <ErrorMessage error={marked ? null : change.error} />
        <Group justify="space-between">
          <Button type="submit" loading={change.isPending}>
            {c.save}
          </Button>
          {self ? null : (
            <ConfirmButton
              question={t.removeQuestion(row.name)}
              consequence={t.removeAbout}
              onConfirm={async () => {
                await remove.mutateAsync();
                notifyDone(t.removed(row.name));
                onDone();
              }}
            >
              {t.remove}
            </ConfirmButton>
          )}
        </Group>
      </Stack>
    </form>
  );
};
