import { Group, Stack, Title } from '@mantine/core';
import type { Delivery } from '../../../meetings/service.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorMessage } from '../../components/error-message.tsx';
import { Loading } from '../../components/loading.tsx';
import { StateBadge, StateLegend } from '../../components/state-badge.tsx';
import { Tag } from '../../components/tag.tsx';
import { useText } from '../../lib/i18n.ts';
import { formatMoment } from '../../lib/time.ts';
import { useDeliveries } from './api.ts';
import { spanOf } from './periods.ts';
import { text } from './text.ts';

type GroupRow = Delivery['groups'][number];

const Sending = ({ delivery }: { delivery: Delivery }) => {
  const t = useText(text);
  const span = delivery.minutesBefore === undefined ? undefined : spanOf(delivery.minutesBefore);
  const what = t[`${delivery.type}Sent`];
  const title = span === undefined ? what : `${what} ${t.before(`${span.amount} ${t[span.period]}`)}`;
  const columns: Column<GroupRow>[] = [
    { key: 'group', header: t.group, phone: 'title', render: (row) => row.name },
    {
      key: 'state',
      header: t.state,
      width: 200,
      render: (row) =>
        row.state === undefined ? <Tag tone="on_way">{t.handedOver}</Tag> : <StateBadge state={row.state} />,
    },
    { key: 'reason', header: t.reason, render: (row) => row.error ?? '' },
  ];
  return (
    <Stack gap="xs">
      <Title order={3}>{`${title}: ${formatMoment(delivery.at)}`}</Title>
      <DataTable caption={title} columns={columns} rows={delivery.groups} rowKey={(row) => row.thread} />
    </Stack>
  );
};

/** Every sending of a meeting, the newest first, with what became of it in each group. */
export const Deliveries = ({ id }: { id: string }) => {
  const t = useText(text);
  const deliveries = useDeliveries(id);
  if (deliveries.error) return <ErrorMessage error={deliveries.error} onRetry={() => void deliveries.refetch()} />;
  if (!deliveries.data) return <Loading />;
  if (deliveries.data.length === 0) return <EmptyState title={t.nothingSent} hint={t.nothingSentHint} />;
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Title order={2}>{t.sentTitle}</Title>
        <StateLegend />
      </Group>
      {deliveries.data.map((delivery) => (
        <Sending key={`${delivery.type} ${delivery.minutesBefore ?? ''} ${delivery.at}`} delivery={delivery} />
      ))}
    </Stack>
  );
};
