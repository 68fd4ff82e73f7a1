import { Card, Group, Pagination, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { common } from '../app/text.ts';
import { useText } from '../lib/i18n.ts';
import classes from './data-table.module.css';
import { EmptyState } from './empty-state.tsx';
import { ErrorMessage } from './error-message.tsx';

/** Below this width rows become cards: six columns do not fit a phone. */
const CARDS_BELOW = '(max-width: 48em)';

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly render: (row: Row) => ReactNode;
  readonly align?: 'left' | 'right' | 'center';
  readonly width?: number | string;
  /** On a phone: `title` stands at the card's head, `hide` is left out, `plain` has no label. Default: label and value. */
  readonly phone?: 'title' | 'hide' | 'plain';
}

export interface DataTableProps<Row> {
  readonly columns: readonly Column<Row>[];
  /** Undefined while loading. */
  readonly rows: readonly Row[] | undefined;
  readonly rowKey: (row: Row) => string;
  /** How many there are on all pages. Absent: no pages. */
  readonly total?: number;
  /** From 1. */
  readonly page?: number;
  readonly pageSize?: number;
  readonly onPage?: (page: number) => void;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  /** Opens a row; the whole row, or card, is then a button. */
  readonly onRow?: (row: Row) => void;
  /** What stands there when there is nothing. */
  readonly empty?: ReactNode;
  /** Read out by screen readers. */
  readonly caption: string;
}

const opens = (open: (() => void) | undefined) =>
  open === undefined
    ? {}
    : {
        tabIndex: 0,
        className: classes.open,
        onClick: (event: MouseEvent<HTMLElement>) => {
          const { target, currentTarget } = event;
          // A button in the row does its own work, and React lets clicks in a row's dialogue bubble up to the row.
          if (!(target instanceof Element) || !currentTarget.contains(target)) return;
          if (target.closest('a, button, input, label') === null) open();
        },
        onKeyDown: (event: KeyboardEvent) => {
          if (event.key === 'Enter' && event.target === event.currentTarget) open();
        },
      };

const Wide = <Row,>({ columns, rows, rowKey, onRow, caption }: DataTableProps<Row> & { rows: readonly Row[] }) => (
  <Card withBorder p={0}>
    <Table.ScrollContainer minWidth={560} type="native">
      <Table aria-label={caption}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.key} ta={column.align ?? 'left'} w={column.width}>
                {column.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)} {...opens(onRow && (() => onRow(row)))}>
              {columns.map((column) => (
                <Table.Td key={column.key} ta={column.align ?? 'left'}>
                  {column.render(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  </Card>
);

const Cards = <Row,>({ columns, rows, rowKey, onRow, caption }: DataTableProps<Row> & { rows: readonly Row[] }) => {
  const title = columns.filter((column) => column.phone === 'title');
  const rest = columns.filter((column) => column.phone === undefined || column.phone === 'plain');
  return (
    <Stack gap="sm" component="section" aria-label={caption}>
      {rows.map((row) => (
        <Card key={rowKey(row)} withBorder padding="md" {...opens(onRow && (() => onRow(row)))}>
          {title.map((column) => (
            <Text key={column.key} fw={650} component="div" mb={4}>
              {column.render(row)}
            </Text>
          ))}
          {rest.map((column) =>
            column.phone === 'plain' ? (
              <div key={column.key} style={{ marginTop: 8 }}>
                {column.render(row)}
              </div>
            ) : (
              <Group key={column.key} justify="space-between" align="flex-start" gap="sm" wrap="nowrap" py={3}>
                <Text c="dimmed" style={{ flex: 'none' }}>
                  {column.header}
                </Text>
                <Text component="div" ta="right" style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
                  {column.render(row)}
                </Text>
              </Group>
            ),
          )}
        </Card>
      ))}
    </Stack>
  );
};

/** A list from the server, page by page: a table on a screen, cards on a phone; with loading, failure and emptiness. */
export const DataTable = <Row,>(props: DataTableProps<Row>) => {
  const { rows, total, page = 1, pageSize = 50, onPage, error, onRetry, empty } = props;
  const t = useText(common);
  const phone = useMediaQuery(CARDS_BELOW, false, { getInitialValueInEffect: false });
  if (error !== null && error !== undefined && rows === undefined) {
    return <ErrorMessage error={error} {...(onRetry ? { onRetry } : {})} />;
  }
  if (rows === undefined) {
    return (
      <Stack gap="sm" role="status" aria-label={t.loading}>
        {[0, 1, 2, 3].map((line) => (
          <Skeleton key={line} height={phone ? 96 : 48} />
        ))}
      </Stack>
    );
  }
  if (rows.length === 0 && page === 1) return <Card withBorder>{empty ?? <EmptyState title={t.emptyList} />}</Card>;
  const pages = total === undefined ? 1 : Math.max(1, Math.ceil(total / pageSize));
  const View = phone ? Cards : Wide;
  return (
    <Stack gap="md">
      <View {...props} rows={rows} />
      {total === undefined ? null : (
        <Group justify="space-between" gap="sm">
          <Text c="dimmed">{t.total(total)}</Text>
          {pages > 1 && onPage !== undefined ? (
            <Pagination total={pages} value={page} onChange={onPage} siblings={phone ? 0 : 1} size="md" />
          ) : null}
        </Group>
      )}
    </Stack>
  );
};
