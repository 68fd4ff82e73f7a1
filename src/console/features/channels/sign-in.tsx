import { Button, Stack } from '@mantine/core';
import type { AccountView } from '../../../accounts/types.ts';
import { ErrorMessage } from '../../components/error-message.tsx';
import { useText } from '../../lib/i18n.ts';
import { useConnect } from './api.ts';
import { text } from './connect-text.ts';
import { QrPanel } from './qr-panel.tsx';
import { Section } from './section.tsx';

const OauthPanel = ({ id, label }: { id: string; label: string }) => {
  const connect = useConnect(id);
  return (
    <Stack gap="sm" align="flex-start">
      <ErrorMessage error={connect.error} />
      <Button
        loading={connect.isPending}
        onClick={() => connect.mutate(undefined, { onSuccess: ({ url }) => window.location.assign(url) })}
      >
        {label}
      </Button>
    </Stack>
  );
};

/** How an account is signed in where that is more than typing its fields. */
export const SignInSection = ({ account }: { account: AccountView }) => {
  const t = useText(text);
  const { id, signIn, connectedAt } = account;
  if (signIn === 'fields') return null;
  const label = connectedAt === undefined ? t.signIn : t.signInAgain;
  return (
    <Section title={t.signIn} about={signIn === 'qr' ? t.qrAbout : t.oauthAbout}>
      {signIn === 'qr' ? <QrPanel id={id} label={label} /> : <OauthPanel id={id} label={label} />}
    </Section>
  );
};
