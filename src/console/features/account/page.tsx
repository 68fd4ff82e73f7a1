import { Card, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { SessionRow } from '../../../web/sessions.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Tag } from '../../components/tag.tsx';
import { api } from '../../lib/api.ts';
import { useText } from '../../lib/i18n.ts';
import { useSession } from '../../lib/session.ts';
import { formatShort } from '../../lib/time.ts';
import { PasswordForm } from './password-form.tsx';
import { text } from './text.ts';

const SESSIONS = ['sessions'] as const;

/** `Chrome · Windows` from a browser's long description of itself; enough to tell one's machines apart. */
const deviceOf = (agent: string): string | undefined => {
  const browser = /(Edg|Firefox|Chrome|Safari)\//.exec(agent)?.[1]?.replace('Edg', 'Edge');
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1];
  return [browser, system].filter(Boolean).join(' · ') || undefined;
};

const AccountPage = () => {
  const t = useText(text);
  const { admin } = useSession();
  const client = useQueryClient();
  const sessions = useQuery({
    queryKey: SESSIONS,
    queryFn: () => api.get<{ rows: SessionRow[] }>('/sessions'),
  });
  const refresh = () => client.invalidateQueries({ queryKey: SESSIONS });
  const columns: Column<SessionRow>[] = [
    {
      key: 'device',
      header: t.device,
      phone: 'title',
      render: (row) => (
        <>
          {deviceOf(row.userAgent) ?? t.unknownDevice} {row.current ? <Tag tone="good">{t.here}</Tag> : null}
        </>
      ),
    },
    { key: 'address', header: t.address, render: (row) => row.address },
    { key: 'since', header: t.since, render: (row) => formatShort(row.createdAt) },
    { key: 'seen', header: t.seen, render: (row) => formatShort(row.lastSeenAt) },
    {
      key: 'revoke',
      header: '',
      phone: 'plain',
      align: 'right',
      render: (row) =>
        row.current ? null : (
          <ConfirmButton
            size="sm"
            question={t.revokeQuestion}
            onConfirm={async () => {
              await api.delete(`/sessions/${row.id}`);
              await refresh();
            }}
          >
            {t.revoke}
          </ConfirmButton>
        ),
    },
  ];
  return (
    <>
      <PageHeader title={t.title} about={admin.name} />
      <Stack gap="xl">
        <Card withBorder padding="lg">
          <Title order={2} mb="md">
            {t.password}
          </Title>
          <PasswordForm onChanged={() => void refresh()} />
        </Card>
        <section>
          <Title order={2}>{t.sessions}</Title>
          <Text c="dimmed" mb="md">
            {t.sessionsAbout}
          </Text>
          <DataTable
            caption={t.sessions}
            columns={columns}
            rows={sessions.data?.rows}
            rowKey={(row) => row.id}
            error={sessions.error}
            onRetry={() => void sessions.refetch()}
          />
        </section>
      </Stack>
    </>
  );
};

export default AccountPage;
