import { Button, Group, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { notifyFailure } from '../../../components/notify.ts';
import { PageHeader } from '../../../components/page-header.tsx';
import { useText } from '../../../lib/i18n.ts';
import { useMay } from '../../../lib/session.ts';
import { formatShort } from '../../../lib/time.ts';
import { downloadTemplate, type Import, useImports, useUpload } from './api.ts';
import { DropZone } from './drop-zone.tsx';
import { KIND_ORDER, KindTag, StatusTag } from './kind-tag.tsx';
import { text } from './text.ts';

const Counts = ({ row }: { row: Import }) => (
  <Group gap={6}>
    {KIND_ORDER.filter((kind) => row.counts[kind] > 0).map((kind) => (
      <KindTag key={kind} kind={kind} count={row.counts[kind]} />
    ))}
  </Group>
);

/** Where a workbook goes in, with what came of the earlier ones. */
export const RosterStart = () => {
  const t = useText(text);
  const navigate = useNavigate();
  const edit = useMay('editor');
  const imports = useImports();
  const upload = useUpload();
  const open = (id: string) => void navigate(`/people/rosters/${id}`);
  const columns: Column<Import>[] = [
    { key: 'file', header: t.file, phone: 'title', render: (row) => row.file },
    { key: 'at', header: t.at, render: (row) => formatShort(row.createdAt) },
    { key: 'state', header: t.state, render: (row) => <StatusTag status={row.status} /> },
    { key: 'result', header: t.result, phone: 'plain', render: (row) => <Counts row={row} /> },
  ];
  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about}
        back={{ to: '/people', label: t.people }}
        actions={
          <Button
            variant="light"
            leftSection={<IconDownload size={20} aria-hidden />}
            onClick={() => void downloadTemplate().catch(notifyFailure)}
          >
            {t.template}
          </Button>
        }
      />
      {edit ? (
        <DropZone
          pending={upload.isPending}
          error={upload.error}
          onFile={(file) => upload.mutate(file, { onSuccess: ({ id }) => open(id) })}
        />
      ) : null}
      <Title order={2} mt="xl" mb="sm">
        {t.history}
      </Title>
      <DataTable
        caption={t.history}
        columns={columns}
        rows={imports.data?.rows}
        rowKey={(row) => row.id}
        error={imports.error}
        onRetry={() => void imports.refetch()}
        onRow={(row) => open(row.id)}
        empty={<EmptyState title={t.historyEmpty} />}
      />
    </>
  );
};
