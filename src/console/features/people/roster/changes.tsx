import { Chip, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ChangeKind, RosterChange } from '../../../../org/roster/types.ts';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { useText } from '../../../lib/i18n.ts';
import type { Import } from './api.ts';
import { KIND_ORDER, KindTag } from './kind-tag.tsx';
import { text } from './text.ts';

const PAGE_SIZE = 50;

/** The list of changes by kind, row by row as Excel numbers them. */
export const Changes = ({ roster }: { roster: Import }) => {
  const t = useText(text);
  const [kind, setKind] = useState<ChangeKind | 'all'>('all');
  const [page, setPage] = useState(1);
  // Doubtful rows stand above, as questions. One row may have several changes, so its number is no key.
  const listed = roster.changes
    .filter((change) => change.kind !== 'doubtful')
    .map((change, index) => ({ ...change, key: `${index}` }));
  const kinds = KIND_ORDER.filter((one) => listed.some((change) => change.kind === one));
  const found = listed.filter((change) => kind === 'all' || change.kind === kind);
  const columns: Column<RosterChange & { key: string }>[] = [
    { key: 'row', header: t.row, width: 80, render: (row) => row.row },
    { key: 'name', header: t.name, phone: 'title', width: '22%', render: (row) => row.name },
    { key: 'kind', header: t.kind, width: 130, render: (row) => <KindTag kind={row.kind} /> },
    { key: 'unit', header: t.unit, width: '20%', render: (row) => row.unit },
    {
      key: 'what',
      header: t.what,
      phone: 'plain',
      render: (row) => (
        <Stack gap={2}>
          {row.lines.map((line) => (
            <Text key={line}>{line}</Text>
          ))}
        </Stack>
      ),
    },
  ];
  return (
    <Stack gap="sm">
      {kinds.length > 1 ? (
        <Chip.Group
          value={kind}
          onChange={(next) => {
            setKind(next as ChangeKind | 'all');
            setPage(1);
          }}
        >
          <Group gap="xs" role="group" aria-label={t.filter}>
            <Chip value="all" size="md">
              {t.all} ({listed.length})
            </Chip>
            {kinds.map((one) => (
              <Chip key={one} value={one} size="md">
                {t[one]} ({roster.counts[one]})
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      ) : null}
      <DataTable
        caption={t.title}
        columns={columns}
        rows={found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)}
        total={found.length}
        page={page}
        pageSize={PAGE_SIZE}
        onPage={setPage}
        rowKey={(row) => row.key}
        empty={<EmptyState title={t.noneOfKind} />}
      />
      {roster.counts.unchanged > 0 ? <Text c="dimmed">{t.unchangedHidden(roster.counts.unchanged)}</Text> : null}
    </Stack>
  );
};
