import { Button, Checkbox, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import type { SessionAnswer } from '../../../web/session-start.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { api } from '../../lib/api.ts';
import { fieldErrors } from '../../lib/form.ts';
import { useText } from '../../lib/i18n.ts';
import { useSessionChange } from '../../lib/session.ts';
import { text } from './text.ts';

export interface SetupChoices {
  readonly units: readonly { readonly id: string; readonly name: string; readonly path: string }[];
  /** Whether sample data can be loaded. */
  readonly sample: boolean;
}

const WHOLE = '/';

export const PersonStep = ({ code, choices, onBack }: { code: string; choices: SetupChoices; onBack: () => void }) => {
  const t = useText(text);
  const { signedIn } = useSessionChange();
  const form = useForm({
    initialValues: { name: '', userName: '', password: '', unitPath: WHOLE, sample: choices.sample },
  });
  const create = useMutation({
    mutationFn: (values: typeof form.values) => api.post<SessionAnswer>('/setup', { code, ...values }),
    onSuccess: signedIn,
    onError: (error) => form.setErrors(fieldErrors(error, ['name', 'userName', 'password', 'unitPath']) ?? {}),
  });
  const marked = Object.keys(form.errors).length > 0;
  return (
    <form onSubmit={form.onSubmit((values) => create.mutate(values))}>
      <Stack>
        <TextInput label={t.name} autoComplete="name" required autoFocus {...form.getInputProps('name')} />
        <TextInput
          label={t.userName}
          description={t.userNameHint}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
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
        {choices.units.length === 0 ? null : (
          <Select
            label={t.unit}
            searchable
            allowDeselect={false}
            data={[
              { value: WHOLE, label: t.whole },
              ...choices.units.map((unit) => ({ value: unit.path, label: unit.name })),
            ]}
            limit={100}
            {...form.getInputProps('unitPath')}
          />
        )}
        {choices.sample ? (
          <Checkbox
            size="md"
            label={t.sample}
            description={t.sampleHint}
            {...form.getInputProps('sample', { type: 'checkbox' })}
          />
        ) : null}
        <ErrorMessage error={marked ? null : create.error} />
        <Button type="submit" loading={create.isPending}>
          {t.submit}
        </Button>
        <Button variant="subtle" onClick={onBack} disabled={create.isPending}>
          {t.back}
        </Button>
      </Stack>
    </form>
  );
};
