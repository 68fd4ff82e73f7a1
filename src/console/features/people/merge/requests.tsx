import { Anchor, Card, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { notifyDone } from '../../../components/notify.ts';
import { usePostLabel } from '../../../components/org-words.ts';
import { useUnitLabel } from '../../../components/unit-label.ts';
import { useText } from '../../../lib/i18n.ts';
import { useMay } from '../../../lib/session.ts';
import { formatShort } from '../../../lib/time.ts';
import { type LinkRequest, useDecide, useLinkRequests } from './api.ts';
import { text } from './text.ts';

const One = ({ request, edit }: { request: LinkRequest; edit: boolean }) => {
  const t = useText(text);
  const postLabel = usePostLabel();
  const unitLabel = useUnitLabel();
  const decide = useDecide();
  const account = t.account(t.channel(request.channel), request.name);
  const [held] = request.person.posts;
  const answer = async (decision: 'approve' | 'decline') => {
    await decide.mutateAsync({ id: request.id, decision });
    notifyDone(decision === 'approve' ? t.approved : t.declined);
  };
  return (
    <Card withBorder padding="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ minWidth: 0, flex: '1 1 240px', overflowWrap: 'anywhere' }}>
          <Text fw={650}>{account}</Text>
          <Text>
            {t.says}{' '}
            <Anchor component={Link} to={`/people/${request.person.id}`}>
              {request.person.name}
            </Anchor>
            {held === undefined ? null : ` · ${postLabel(held.post)} · ${unitLabel(held.unit)}`}
          </Text>
          <Text c="dimmed">{formatShort(request.at)}</Text>
          {request.linkedTo === undefined ? null : <Text>{t.linkedTo(request.linkedTo.name)}</Text>}
        </div>
        {edit ? (
          <Group gap="xs">
            <ConfirmButton
              size="sm"
              color="sen"
              question={t.approveQuestion(account, request.person.name)}
              consequence={t.approveAbout}
              onConfirm={() => answer('approve')}
            >
              {t.approve}
            </ConfirmButton>
            <ConfirmButton
              size="sm"
              question={t.declineQuestion(account)}
              consequence={t.declineAbout}
              onConfirm={() => answer('decline')}
            >
              {t.decline}
            </ConfirmButton>
          </Group>
        ) : null}
      </Group>
    </Card>
  );
};

/** Accounts that say they are somebody of the list; of one person, or of everybody in the scope. Nothing when none waits. */
export const LinkRequests = ({ person }: { person?: string }) => {
  const t = useText(text);
  const edit = useMay('editor');
  const requests = useLinkRequests(person);
  const items = requests.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Stack gap="sm" mb="lg">
      <Title order={2}>{t.requests(items.length)}</Title>
      <Text c="dimmed">{t.requestsAbout}</Text>
      {items.map((request) => (
        <One key={request.id} request={request} edit={edit} />
      ))}
    </Stack>
  );
};
