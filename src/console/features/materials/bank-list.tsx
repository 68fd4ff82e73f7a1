import { Anchor, Stack } from '@mantine/core';
import { Link, useNavigate } from 'react-router';
import type { BankSummary } from '../../../content/types.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useText } from '../../lib/i18n.ts';
import { PAGE_SIZE, useBanks, useTopicTitle } from './api.ts';
import { text as bankText } from './bank-text.ts';
import { showDay } from './days.ts';
import { Filters, useListChoice } from './filters.tsx';
import { useOriginName } from './tags.tsx';
import { text } from './text.ts';

/** Question banks of the library and of the units. */
export const BankList = () => {
  const t = useText(bankText);
  const m = useText(text);
  const navigate = useNavigate();
  const topicTitle = useTopicTitle();
  const originName = useOriginName();
  const [choice, change] = useListChoice();
  const banks = useBanks(choice);
  const columns: Column<BankSummary>[] = [
    {
      key: 'title',
      header: t.name,
      phone: 'title',
      render: (row) => (
        <Anchor component={Link} to={`banks/${row.id}`} fw={600}>
          {row.title}
        </Anchor>
      ),
    },
    { key: 'topic', header: m.topic, render: (row) => topicTitle(row.topic) },
    { key: 'origin', header: m.origin, render: (row) => originName(row) },
    { key: 'size', header: t.questions, align: 'right', render: (row) => t.questionCount(row.size) },
    { key: 'updated', header: m.updated, align: 'right', render: (row) => showDay(row.updated) },
  ];
  return (
    <Stack>
      <Filters choice={choice} onChange={change} withOrigin />
      <DataTable
        caption={m.banks}
        columns={columns}
        rows={banks.data?.items}
        total={banks.data?.total ?? 0}
        page={choice.page}
        pageSize={PAGE_SIZE}
        onPage={(page) => change({ page })}
        onRow={(row) => navigate(`banks/${row.id}`)}
        rowKey={(row) => row.id}
        error={banks.error}
        onRetry={() => void banks.refetch()}
        empty={<EmptyState title={t.empty} hint={t.emptyHint} />}
      />
    </Stack>
  );
};
