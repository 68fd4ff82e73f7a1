import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import type { SessionAnswer } from '../../../web/session-start.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Welcome } from '../../components/welcome.tsx';
import { api } from '../../lib/api.ts';
import { useText } from '../../lib/i18n.ts';
import { useSessionChange } from '../../lib/session.ts';
import { text } from './text.ts';

const SignInPage = () => {
  const t = useText(text);
  const { signedIn } = useSessionChange();
  const form = useForm({ initialValues: { userName: '', password: '' } });
  const signIn = useMutation({
    mutationFn: (values: { userName: string; password: string }) => api.post<SessionAnswer>('/session', values),
    onSuccess: signedIn,
  });
  return (
    <Welcome title={t.title}>
      <form onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
        <Stack>
          <TextInput
            label={t.userName}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            autoFocus
            {...form.getInputProps('userName')}
          />
          <PasswordInput
            label={t.password}
            autoComplete="current-password"
            required
            {...form.getInputProps('password')}
          />
          <ErrorMessage error={signIn.error} />
          <Button type="submit" loading={signIn.isPending}>
            {t.submit}
          </Button>
          <Text c="dimmed">{t.forgot}</Text>
        </Stack>
      </form>
    </Welcome>
  );
};

export default SignInPage;
