import { Button, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ErrorMessage } from '../../components/error-message.tsx';
import { useText } from '../../lib/i18n.ts';
import { text } from './text.ts';

export const CodeStep = ({
  onCode,
  busy,
  error,
}: {
  onCode: (code: string) => void;
  busy: boolean;
  error: unknown;
}) => {
  const t = useText(text);
  const [code, setCode] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onCode(code);
      }}
    >
      <Stack>
        <TextInput
          label={t.code}
          description={t.codeHint}
          placeholder="XXXX-XXXX-XXXX"
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          required
          autoFocus
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          styles={{ input: { fontFamily: 'ui-monospace, Consolas, monospace', letterSpacing: '0.08em' } }}
        />
        <ErrorMessage error={error} />
        <Button type="submit" loading={busy}>
          {t.next}
        </Button>
      </Stack>
    </form>
  );
};
