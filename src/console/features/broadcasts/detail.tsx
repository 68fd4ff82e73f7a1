import { Progress as Bar, Button, Card, Group, Modal, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { Broadcast, Delivery, DeliveryStanding } from '../../../broadcasts/types.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { notifyDone, notifyFailure } from '../../components/notify.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { StateLegend } from '../../components/state-badge.tsx';
import { useText } from '../../lib/i18n.ts';
import { useMay } from '../../lib/session.ts';
import { formatMoment, formatShort } from '../../lib/time.ts';
import {
  exportDeliveries,
  PAGE_SIZE,
  useBroadcast,
  useDeliveries,
  useGroupOptions,
  usePreview,
  useRemove,
  useResend,
  useTestSend,
  useVerb,
} from './api.ts';
import { ReachLines } from './audience-fields.tsx';
import { BroadcastTag, finished, StandingBadge } from './state-tag.tsx';
import { text } from './text.ts';

const TestSend = ({ id }: { id: string }) => {
  const t = useText(text);
  const [opened, { open, close }] = useDisclosure();
  const [thread, setThread] = useState<string | null>(null);
  const groups = useGroupOptions();
  const send = useTestSend(id);
  const submit = () =>
    thread !== null &&
    send.mutate(thread, {
      onSuccess: () => {
        notifyDone(t.tested);
        close();
      },
    });
  return (
    <>
      <Button variant="light" onClick={open}>
        {t.test}
      </Button>
      <Modal opened={opened} onClose={close} title={t.test} centered>
        <Stack>
          <Text>{t.testAbout}</Text>
          <Select label={t.testGroup} searchable data={groups.data ?? []} value={thread} onChange={setThread} />
          <ErrorMessage error={send.error} />
          <Button onClick={submit} disabled={thread === null} loading={send.isPending}>
            {t.test}
          </Button>
        </Stack>
      </Modal>
    </>
  );
};

const Actions = ({ broadcast }: { broadcast: Broadcast }) => {
  const t = useText(text);
  const navigate = useNavigate();
  const { id, title, state, when, progress } = broadcast;
  const verb = useVerb(id);
  const remove = useRemove(id);
  const resend = useResend(id);
  const preview = usePreview(broadcast.audience, state === 'draft');
  const { failed, unknown } = progress.byState;
  const sendWords = when.type === 'now' ? t.send : t.schedule;
  return (
    <Group gap="sm">
      {state === 'draft' ? (
        <>
          <ConfirmButton
            variant="filled"
            color="sen"
            question={t.sendQuestion(title)}
            consequence={
              <>
                {t.sendConsequence(preview.data?.inWords ?? '…')}
                {preview.data ? <ReachLines preview={preview.data} /> : null}
              </>
            }
            onConfirm={() => verb.mutateAsync('send')}
          >
            {sendWords}
          </ConfirmButton>
          <TestSend id={id} />
          <Button component={Link} to="edit" variant="default">
            {t.edit}
          </Button>
          <ConfirmButton
            question={t.removeQuestion(title)}
            onConfirm={async () => {
              await remove.mutateAsync(undefined);
              navigate('/broadcasts');
            }}
          >
            {t.remove}
          </ConfirmButton>
        </>
      ) : null}
      {state === 'running' || state === 'scheduled' ? (
        <Button variant="light" loading={verb.isPending} onClick={() => verb.mutate('pause')}>
          {t.pause}
        </Button>
      ) : null}
      {state === 'paused' ? (
        <Button loading={verb.isPending} onClick={() => verb.mutate('resume')}>
          {t.resume}
        </Button>
      ) : null}
      {state === 'scheduled' && progress.total === 0 ? (
        <Button variant="default" onClick={() => verb.mutate('unschedule')}>
          {t.toDraft}
        </Button>
      ) : null}
      {['running', 'scheduled', 'paused'].includes(state) ? (
        <ConfirmButton
          question={t.cancelQuestion(title)}
          consequence={t.cancelConsequence}
          onConfirm={() => verb.mutateAsync('cancel')}
        >
          {t.cancel}
        </ConfirmButton>
      ) : null}
      {failed > 0 && state !== 'cancelled' ? (
        <ConfirmButton
          color="sen"
          question={t.resendQuestion(failed)}
          consequence={t.resendConsequence}
          onConfirm={() => resend.mutateAsync(false)}
        >
          {t.resend(failed)}
        </ConfirmButton>
      ) : null}
      {unknown > 0 && state !== 'cancelled' ? (
        <ConfirmButton
          question={t.resendUnknownQuestion(unknown)}
          consequence={t.resendUnknownConsequence}
          onConfirm={() => resend.mutateAsync(true)}
        >
          {t.resendUnknown(unknown)}
        </ConfirmButton>
      ) : null}
      <ErrorMessage error={verb.error} />
    </Group>
  );
};

const Result = ({ broadcast }: { broadcast: Broadcast }) => {
  const t = useText(text);
  const { progress } = broadcast;
  const done = finished(progress);
  const standings = (Object.keys(progress.byState) as DeliveryStanding[]).filter(
    (state) => progress.byState[state] > 0,
  );
  const share = progress.total === 0 ? 0 : (done / progress.total) * 100;
  return (
    <Card withBorder mb="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="sm">
            <BroadcastTag state={broadcast.state} progress={progress} />
            <Text>{broadcast.whenInWords}</Text>
          </Group>
          <Text fw={600}>{t.done(done, progress.total)}</Text>
        </Group>
        {progress.total > 0 ? (
          <Bar value={share} size="lg" aria-label={t.finishedShare} animated={broadcast.state === 'running'} />
        ) : null}
        <Group gap="xs">
          {standings.map((state) => (
            <StandingBadge key={state} state={state} count={progress.byState[state]} />
          ))}
        </Group>
        {broadcast.problem === undefined ? null : <Text c="red">{broadcast.problem}</Text>}
        {broadcast.heldUntil === undefined ? null : <Text>{t.heldUntil(formatMoment(broadcast.heldUntil))}</Text>}
        {broadcast.nextAt === undefined ? null : <Text>{t.next(formatMoment(broadcast.nextAt))}</Text>}
        {progress.merged > 0 ? <Text c="dimmed">{t.merged(progress.merged)}</Text> : null}
        <Text c="dimmed">{t.by(broadcast.createdBy.name)}</Text>
      </Stack>
    </Card>
  );
};

const Recipients = ({ id }: { id: string }) => {
  const t = useText(text);
  const [page, setPage] = useState(1);
  const [state, setState] = useState<DeliveryStanding>();
  const deliveries = useDeliveries(id, state, page);
  const columns: Column<Delivery>[] = [
    { key: 'name', header: t.recipient, phone: 'title', render: (row) => row.name },
    { key: 'unit', header: t.unit, render: (row) => row.unit.name },
    { key: 'state', header: t.state, render: (row) => <StandingBadge state={row.state} /> },
    { key: 'reason', header: t.reason, render: (row) => row.reason ?? '' },
    { key: 'at', header: t.when, render: (row) => formatShort(row.at) },
  ];
  return (
    <Stack>
      <Group justify="space-between">
        <Text component="h2" fw={650} fz="lg" m={0}>
          {t.recipients}
        </Text>
        <Group gap="sm">
          <StateLegend />
          {deliveries.data && deliveries.data.total > 0 ? (
            <Button
              variant="default"
              leftSection={<IconDownload size={20} aria-hidden />}
              onClick={() => void exportDeliveries(id).catch(notifyFailure)}
            >
              {t.exportAll}
            </Button>
          ) : null}
        </Group>
      </Group>
      <SegmentedControl
        style={{ alignSelf: 'flex-start', maxWidth: '100%', overflowX: 'auto' }}
        value={state ?? 'all'}
        onChange={(next) => {
          setPage(1);
          setState(next === 'all' ? undefined : (next as DeliveryStanding));
        }}
        data={[
          { value: 'all', label: t.filterAll },
          ...(['failed', 'unknown', 'skipped'] as const).map((value) => ({
            value,
            label: <StandingBadge state={value} />,
          })),
        ]}
      />
      <DataTable
        caption={t.recipients}
        columns={columns}
        rows={deliveries.data?.items}
        total={deliveries.data?.total ?? 0}
        page={page}
        pageSize={PAGE_SIZE}
        onPage={setPage}
        rowKey={(row) => row.id}
        error={deliveries.error}
        onRetry={() => void deliveries.refetch()}
        empty={<EmptyState title={t.noRecipients} hint={t.noRecipientsHint} />}
      />
    </Stack>
  );
};

/** One broadcast: what it says, how far it is, and every place with what became of it. */
export const BroadcastDetail = () => {
  const t = useText(text);
  const { id = '' } = useParams();
  const broadcast = useBroadcast(id);
  const edit = useMay('editor');
  if (broadcast.error) return <ErrorMessage error={broadcast.error} onRetry={() => void broadcast.refetch()} />;
  if (!broadcast.data) return <Loading />;
  return (
    <>
      <PageHeader
        title={broadcast.data.title}
        about={broadcast.data.contentLabel}
        back={{ to: '/broadcasts', label: t.back }}
        actions={edit ? <Actions broadcast={broadcast.data} /> : undefined}
      />
      <Result broadcast={broadcast.data} />
      <Recipients id={id} />
    </>
  );
};
