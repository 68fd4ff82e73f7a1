import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { NewAdmin } from '../../../web/admins.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { UnitPicker } from '../../components/unit-picker.tsx';
import { fieldErrors } from '../../lib/form.ts';
import { useText } from '../../lib/i18n.ts';
import { useSession } from '../../lib/session.ts';
import { useAddAdmin } from './api.ts';
import { RoleSelect } from './role-select.tsx';
import { text } from './text.ts';

export const AddForm = ({ onDone }: { onDone: () => void }) => {
  const t = useText(text);
  const { admin } = useSession();
  const add = useAddAdmin();
  const form = useForm<NewAdmin>({
    initialValues: { name: '', userName: '', password: '', role: 'editor', unitPath: admin.unitPath },
  });
  const submit = (values: NewAdmin) =>
    add.mutate(values, {
      onSuccess: (row) => {
        notifyDone(t.added(row.name));
        onDone();
      },
      onError: (error) => form.setErrors(fieldErrors(error, Object.keys(values)) ?? {}),
    });
  const marked = Object.keys(form.errors).length > 0;
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack>
        <TextInput label={t.name} required data-autofocus {...form.getInputProps('name')} />
        <TextInput
          label={t.userName}
          description={t.userNameHint}
          autoCapitalize="none"
          autoComplete="off"
          required
          {...form.getInputProps('userName')}
        />
        <PasswordInput
          label={t.password}
          description={t.passwordHint}
          autoComplete="new-password"
          required
          {...form.getInputProps('password')}
        />
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
          onChange={(path) => form.setFieldValue('unitPath', path ?? admin.unitPath)}
          error={form.errors.unitPath}
        />
        <ErrorMessage error={marked ? null : add.error} />
        <Button type="submit" loading={add.isPending}>
          {t.add}
        </Button>
      </Stack>
    </form>
  );
};
