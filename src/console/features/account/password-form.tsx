import { Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { ErrorMessage } from '../../components/error-message.tsx';
import { notifyDone } from '../../components/notify.ts';
import { api } from '../../lib/api.ts';
import { fieldErrors } from '../../lib/form.ts';
import { useText } from '../../lib/i18n.ts';
import { text } from './text.ts';

export const PasswordForm = ({ onChanged }: { onChanged: () => void }) => {
  const t = useText(text);
  const form = useForm({ initialValues: { current: '', next: '' } });
  const change = useMutation({
    mutationFn: (values: typeof form.values) => api.put('/session/password', values),
    onSuccess: () => {
      form.reset();
      notifyDone(t.changed);
      onChanged();
    },
    onError: (error) => form.setErrors(fieldErrors(error, ['current', 'next']) ?? {}),
  });
  const marked = Object.keys(form.errors).length > 0;
  return (
    <form onSubmit={form.onSubmit((values) => change.mutate(values))}>
      <Stack maw={460}>
        <PasswordInput label={t.current} autoComplete="current-password" required {...form.getInputProps('current')} />
        <PasswordInput
          label={t.next}
          description={t.nextHint}
          autoComplete="new-password"
          required
          {...form.getInputProps('next')}
        />
        <ErrorMessage error={marked ? null : change.error} />
        <Button type="submit" loading={change.isPending} style={{ alignSelf: 'flex-start' }}>
          {t.change}
        </Button>
      </Stack>
    </form>
  );
};
