import { Alert, Anchor, Button, Card, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react';
import { Link, useSearchParams } from 'react-router';
import type { AccountView } from '../../../accounts/types.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useUnitName } from '../../components/unit-picker.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { needsPerson, useAccounts, useKinds } from './api.ts';
import { KindCards } from './kind-cards.tsx';
import { Standing } from './standing.tsx';
import { AccountTag } from './state-tag.tsx';
import { text } from './text.ts';

const AccountCard = ({ account, owner }: { account: AccountView; owner: boolean }) => {
  const unitName = useUnitName();
  return (
    <Card withBorder padding="lg" component="article" aria-label={account.name}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <div style={{ minWidth: 0 }}>
            <Text fw={650} fz="lg" component="h2" m={0}>
              {owner ? (
                <Anchor component={Link} to={account.id} inherit>
                  {account.name}
                </Anchor>
              ) : (
                account.name
              )}
            </Text>
            <Text c="dimmed">
              {account.kindLabel} · {unitName(account.unitPath)}
            </Text>
          </div>
          <AccountTag account={account} />
        </Group>
        <Standing account={account} />
      </Stack>
    </Card>
  );
};

/** What an administrator who has no account yet reads: which kind to take, and why. */
const NoAccounts = ({ owner }: { owner: boolean }) => {
  const t = useText(text);
  const kinds = useKinds();
  if (!owner)
    return (
      <Card withBorder>
        <EmptyState title={t.empty} hint={t.emptyViewer} />
      </Card>
    );
  return (
    <Stack>
      <Card withBorder>
        <EmptyState title={t.empty} hint={t.emptyHint} />
      </Card>
      <ErrorMessage error={kinds.error} onRetry={() => void kinds.refetch()} />
      {kinds.data ? <KindCards kinds={kinds.data} /> : null}
    </Stack>
  );
};

/** Every account in scope: how it stands, what it sent, what waits; those that need a person first. */
export const AccountList = () => {
  const t = useText(text);
  const owner = useMay('owner');
  const accounts = useAccounts();
  const [params, setParams] = useSearchParams();
  const failure = params.get('loi');
  const all = accounts.data;
  const alarms = all?.filter(needsPerson) ?? [];
  const sorted = [...(all ?? [])].sort((a, b) => Number(needsPerson(b)) - Number(needsPerson(a)));
  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        actions={
          owner && all !== undefined && all.length > 0 ? (
            <Button component={Link} to="new" leftSection={<IconPlus size={20} aria-hidden />}>
              {t.add}
            </Button>
          ) : undefined
        }
      />
      <Stack>
        {failure === null ? null : (
          <Alert
            color="red"
            variant="light"
            icon={<IconAlertTriangle aria-hidden />}
            title={t.failedConnect}
            withCloseButton
            onClose={() => setParams({}, { replace: true })}
            role="alert"
          >
            {failure}
          </Alert>
        )}
        {alarms.length === 0 ? null : (
          <Alert
            color="red"
            variant="light"
            icon={<IconAlertTriangle aria-hidden />}
            title={t.alarm(alarms.length)}
            role="alert"
          >
            {t.alarmAbout}
          </Alert>
        )}
        {accounts.error && !all ? (
          <ErrorMessage error={accounts.error} onRetry={() => void accounts.refetch()} />
        ) : null}
        {accounts.isPending ? <Loading /> : null}
        {all?.length === 0 ? <NoAccounts owner={owner} /> : null}
        {sorted.map((account) => (
          <AccountCard key={account.id} account={account} owner={owner} />
        ))}
      </Stack>
    </>
  );
};
