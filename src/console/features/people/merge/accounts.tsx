import { Group, Stack, Text } from '@mantine/core';
import type { PersonRecord } from '../../../../org/types.ts';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { ErrorMessage } from '../../../components/error-message.tsx';
import { Loading } from '../../../components/loading.tsx';
import { notifyDone } from '../../../components/notify.ts';
import { Tag } from '../../../components/tag.tsx';
import { useText } from '../../../lib/i18n.ts';
import { formatShort } from '../../../lib/time.ts';
import { useAccounts, useUnlink } from './api.ts';
import { text } from './text.ts';

/** Platforms that let us write only for a time after she wrote: whether that time is now. */
const WINDOW_TONES = { open: 'good', paid: 'doubt', closed: 'off' } as const;

/** Her linked accounts: where, under which name, since when, and who confirmed it. */
export const Accounts = ({ person, edit }: { person: PersonRecord; edit: boolean }) => {
  const t = useText(text);
  const accounts = useAccounts(person.id);
  const unlink = useUnlink(person.id);
  if (accounts.error !== null) return <ErrorMessage error={accounts.error} onRetry={() => void accounts.refetch()} />;
  if (accounts.data === undefined) return <Loading />;
  if (accounts.data.items.length === 0) return <Text c="dimmed">{t.none}</Text>;
  return (
    <Stack gap="md">
      {accounts.data.items.map((account) => (
        <Group key={account.contact} justify="space-between" wrap="nowrap" align="flex-start">
          <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            <Text fw={600}>{t.channel(account.channel || (account.contact.split(':')[0] ?? ''))}</Text>
            <Text>{account.name === '' ? account.contact.split(':').slice(1).join(':') : account.name}</Text>
            {account.window === undefined ? null : (
              <Group gap="xs" my={4}>
                <Tag tone={WINDOW_TONES[account.window.state]}>{t.window(account.window.state)}</Tag>
                <Text>{account.window.sentence}</Text>
              </Group>
            )}
            <Text c="dimmed">
              {t.since(formatShort(account.since))} · {t.by(account.by, account.admin)}
            </Text>
          </div>
          {edit ? (
            <ConfirmButton
              size="sm"
              style={{ flexShrink: 0 }}
              question={t.unlinkQuestion(person.name)}
              consequence={t.unlinkAbout}
              onConfirm={async () => {
                await unlink.mutateAsync(account.contact);
                notifyDone(t.unlinked);
              }}
            >
              {t.unlink}
            </ConfirmButton>
          ) : null}
        </Group>
      ))}
    </Stack>
  );
};
