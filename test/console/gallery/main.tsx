import '@mantine/core/styles.css';
import { Group, MantineProvider, Stack } from '@mantine/core';
import { useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { DELIVERY_STATES, type DeliveryState } from '../../../src/chat/chat.ts';
import { cssVariables, themeFor } from '../../../src/console/app/theme.ts';
import { Chart } from '../../../src/console/components/chart.tsx';
import { ConfirmButton } from '../../../src/console/components/confirm-button.tsx';
import { type Column, DataTable } from '../../../src/console/components/data-table.tsx';
import { DateTimeField } from '../../../src/console/components/date-time-field.tsx';
import { ErrorBoundary } from '../../../src/console/components/error-boundary.tsx';
import { StateBadge, StateLegend } from '../../../src/console/components/state-badge.tsx';
import { ApiFailure } from '../../../src/console/lib/api.ts';

interface Row {
  readonly id: string;
  readonly group: string;
  readonly state: DeliveryState;
  readonly reason: string;
}

const ROWS: readonly Row[] = Array.from({ length: 45 }, (_, i) => ({
  id: String(i),
  group: `Chi hội thôn Nà Mơ ${i + 1}`,
  state: DELIVERY_STATES[i % DELIVERY_STATES.length] ?? 'waiting',
  reason: i % 8 === 5 ? 'Tài khoản Zalo đã đăng xuất ở máy khác.' : '',
}));
const PAGE_SIZE = 20;

const columns: readonly Column<Row>[] = [
  { key: 'group', header: 'Nhóm', phone: 'title', render: (row) => row.group },
  { key: 'state', header: 'Tình trạng', render: (row) => <StateBadge state={row.state} /> },
  { key: 'reason', header: 'Lý do', render: (row) => row.reason },
  {
    key: 'stop',
    header: '',
    phone: 'plain',
    render: (row) =>
      row.id === '1' ? (
        <ConfirmButton question="Dừng nhóm này?" onConfirm={async () => undefined}>
          Dừng nhóm
        </ConfirmButton>
      ) : null,
  },
  { key: 'id', header: 'Số', align: 'right', phone: 'hide', render: (row) => row.id },
];

const Table = () => {
  const [page, setPage] = useState(1);
  const [opened, setOpened] = useState('');
  return (
    <>
      <output data-testid="opened">{opened}</output>
      <DataTable
        caption="Các nhóm"
        columns={columns}
        rows={ROWS.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)}
        rowKey={(row) => row.id}
        total={ROWS.length}
        page={page}
        pageSize={PAGE_SIZE}
        onPage={setPage}
        onRow={(row) => setOpened(row.group)}
      />
    </>
  );
};

const Progress = () => {
  const option = useMemo(
    () => ({
      grid: { left: 40, right: 16, top: 16, bottom: 32 },
      xAxis: { type: 'category', data: ['Quý I', 'Quý II', 'Quý III', 'Quý IV'] },
      yAxis: { type: 'value' },
      series: [{ type: 'bar', data: [3, 9, 12, 7] }],
    }),
    [],
  );
  return <Chart option={option} summary="Bốn quý: 3, 9, 12 và 7 lượt." />;
};

const Moment = () => {
  const [value, setValue] = useState<string | null>('2026-11-27T12:30:00.000Z');
  return (
    <>
      <DateTimeField label="Lúc" value={value} onChange={setValue} required />
      <output data-testid="moment">{value ?? 'trống'}</output>
    </>
  );
};

const Careful = () => {
  const [tries, setTries] = useState(0);
  return (
    <>
      <ConfirmButton
        question="Hủy cuộc họp?"
        consequence="Các nhóm sẽ được báo."
        onConfirm={async () => {
          setTries((count) => count + 1);
          if (tries === 0) throw new ApiFailure(409, { code: 'x', message: 'Cuộc họp vừa được người khác sửa.' });
        }}
      >
        Hủy họp
      </ConfirmButton>
      <output data-testid="tries">{tries}</output>
    </>
  );
};

const Broken = (): never => {
  throw new Error('a page that throws');
};

const Gallery = () => (
  <MantineProvider theme={themeFor('vi')} cssVariablesResolver={cssVariables} forceColorScheme="light">
    <Stack p="md" gap="lg">
      <Group gap="xs">
        {DELIVERY_STATES.map((state, i) => (
          <StateBadge key={state} state={state} count={i * 3} />
        ))}
        <StateLegend />
      </Group>
      <Moment />
      <Careful />
      <Progress />
      <Table />
      <DataTable caption="Trống" columns={columns} rows={[]} rowKey={(row) => row.id} />
      <DataTable caption="Đang tải" columns={columns} rows={undefined} rowKey={(row) => row.id} />
      <DataTable
        caption="Lỗi"
        columns={columns}
        rows={undefined}
        rowKey={(row) => row.id}
        error={new ApiFailure(500, { code: 'web.internal', message: 'Máy chủ gặp lỗi. Mã sự cố ab12.' })}
        onRetry={() => undefined}
      />
      <ErrorBoundary>
        <Broken />
      </ErrorBoundary>
    </Stack>
  </MantineProvider>
);

const root = document.getElementById('root');
if (root) createRoot(root).render(<Gallery />);
