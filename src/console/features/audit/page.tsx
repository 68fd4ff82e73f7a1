import { Select, SimpleGrid } from '@mantine/core';
import { useState } from 'react';
import type { AuditRow } from '../../../web/audit.ts';
import { common } from '../../app/text.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { DateTimeField } from '../../components/date-time-field.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useUnitName } from '../../components/unit-picker.tsx';
import { useLanguage, useText } from '../../lib/i18n.ts';
import { formatShort } from '../../lib/time.ts';
import { actionWords, kinds } from './actions.ts';
import { useAudit } from './api.ts';
import { ChangeDetails } from './change-details.tsx';
import { text } from './text.ts';

const PAGE_SIZE = 50;

const AuditPage = () => {
  const t = useText(text);
  const c = useText(common);
  const language = useLanguage();
  const unitName = useUnitName();
  const [filter, setFilter] = useState<{ action: string | null; from: string | null; to: string | null }>({
    action: null,
    from: null,
    to: null,
  });
  const [page, setPage] = useState(1);
  const [shown, setShown] = useState<AuditRow>();
  const log = useAudit({ ...filter, action: filter.action ? `${filter.action}.` : null, page, size: PAGE_SIZE });
  const change = (part: Partial<typeof filter>) => {
    setFilter({ ...filter, ...part });
    setPage(1);
  };
  const columns: Column<AuditRow>[] = [
    { key: 'when', header: t.when, width: 170, render: (row) => formatShort(row.at) },
    { key: 'who', header: t.who, render: (row) => row.admin.name },
    { key: 'what', header: t.what, phone: 'title', render: (row) => actionWords(row.action, language) },
    { key: 'target', header: t.target, render: (row) => row.target.label },
    { key: 'unit', header: t.unit, render: (row) => unitName(row.unitPath) },
  ];
  return (
    <>
      <PageHeader title={t.title} about={t.about} />
      <SimpleGrid cols={{ base: 1, sm: 3 }} mb="lg" maw={1000}>
        <Select
          label={t.kind}
          placeholder={c.all}
          clearable
          searchable
          data={kinds.map((kind) => ({ value: kind.value, label: kind.label[language] }))}
          value={filter.action}
          onChange={(action) => change({ action })}
        />
        <DateTimeField label={t.from} value={filter.from} onChange={(from) => change({ from })} />
        <DateTimeField label={t.to} value={filter.to} onChange={(to) => change({ to })} />
      </SimpleGrid>
      <DataTable
        caption={t.title}
        columns={columns}
        rows={log.data?.rows}
        total={log.data?.total ?? 0}
        page={page}
        pageSize={PAGE_SIZE}
        onPage={setPage}
        rowKey={(row) => row.id}
        error={log.error}
        onRetry={() => void log.refetch()}
        onRow={setShown}
        empty={<EmptyState title={t.empty} />}
      />
      <ChangeDetails row={shown} onClose={() => setShown(undefined)} />
    </>
  );
};

export default AuditPage;
