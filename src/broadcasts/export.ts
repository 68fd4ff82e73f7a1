import writeExcelFile from 'write-excel-file/node';
import { formatMoment } from '../base/time.ts';
import type { Download } from '../web/route.ts';
import type { Delivery, DeliveryStanding } from './types.ts';

/** A workbook is made in memory: a longer list is a CSV file, which Excel opens as well. */
export const MAX_WORKBOOK_ROWS = 10_000;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const STATE_WORDS: Readonly<Record<DeliveryStanding, string>> = {
  waiting: 'chờ gửi',
  sending: 'đang gửi',
  sent: 'đã gửi',
  delivered: 'đã nhận',
  seen: 'đã xem',
  failed: 'lỗi',
  unknown: 'chưa rõ',
  cancelled: 'đã hủy',
  skipped: 'không gửi được',
};

const HEADINGS = ['Nơi nhận', 'Loại', 'Đơn vị', 'Tình trạng', 'Lý do', 'Lúc', 'Cũng nhận với tư cách'];
const WIDTHS = [34, 10, 26, 16, 60, 30, 40];

const cellsOf = ({ name, kind, unit, state, reason, at, mergedFrom }: Delivery): string[] => [
  name,
  kind === 'group' ? 'nhóm' : 'cán bộ',
  unit.name,
  STATE_WORDS[state],
  reason ?? '',
  formatMoment(new Date(at)),
  mergedFrom.join('; '),
];

/** A cell of a CSV file. What begins like a formula is made a text, so that a name cannot compute anything. */
export const csvCell = (value: string): string => {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[";\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Every place with what became of it: a workbook, or a CSV file when it is long. */
export const exportDeliveries = async (
  total: number,
  pages: AsyncIterable<readonly Delivery[]>,
): Promise<Download['download']> => {
  if (total > MAX_WORKBOOK_ROWS) {
    // The mark of UTF-8 and the line about the separator are what Excel needs to read Vietnamese in columns.
    const parts = ['\uFEFFsep=;\r\n', `${HEADINGS.map(csvCell).join(';')}\r\n`];
    for await (const page of pages)
      parts.push(page.map((delivery) => `${cellsOf(delivery).map(csvCell).join(';')}\r\n`).join(''));
    return { name: 'noi-nhan.csv', type: 'text/csv; charset=utf-8', bytes: Buffer.from(parts.join('')) };
  }
  const rows: { readonly value: string; readonly fontWeight?: 'bold' }[][] = [
    HEADINGS.map((value) => ({ value, fontWeight: 'bold' as const })),
  ];
  for await (const page of pages) rows.push(...page.map((one) => cellsOf(one).map((value) => ({ value }))));
  const columns = WIDTHS.map((width) => ({ width }));
  const file = writeExcelFile([{ sheet: 'Nơi nhận', data: rows, columns, stickyRowsCount: 1 }]);
  return { name: 'noi-nhan.xlsx', type: XLSX, bytes: new Uint8Array(await file.toBuffer()) };
};
