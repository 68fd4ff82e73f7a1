import { fail, ok, type Result } from '../../base/result.ts';
import { parseDay } from '../days.ts';
import { normalisePhone } from '../phone.ts';
import { fold, tidy } from '../text.ts';
import type { Address, Appointment, Post } from '../types.ts';
import { type Cell, COLUMNS, type Column, cellText, findHeader } from './columns.ts';
import type { Sheet } from './sheet.ts';
import { readAddress, readHow, readPosts } from './words.ts';

/** A commune has a few hundred officers, the 37 communes of the old province a few thousand. */
export const MAX_ROWS = 5_000;
/** Longer cells are cut: no name, unit or decision number needs more. */
const MAX_CELL = 200;

/** A cell that could not be understood: which, and what to do. */
export interface CellFault {
  readonly column: Column;
  readonly message: string;
}

/** One row of the sheet, read but not yet compared with anything. */
export interface RosterRow {
  /** As Excel numbers it, from 1. */
  readonly row: number;
  readonly name: string;
  readonly address?: Address;
  readonly posts: readonly Post[];
  readonly unit: string;
  readonly chapter: string;
  readonly phone?: string;
  readonly from?: string;
  readonly to?: string;
  readonly how?: Appointment;
  readonly decision?: string;
  readonly faults: readonly CellFault[];
}

export interface ReadRows {
  readonly rows: readonly RosterRow[];
  /** Sentences about the sheet as a whole: columns that were not understood. */
  readonly notes: readonly string[];
}

/** A sheet's cells → its rows. A row without a name is left out; a cell that is not understood becomes a fault of its row. */
export const readRows = (sheet: Sheet): Result<ReadRows> => {
  const header = findHeader(sheet.rows);
  const place = (row: number, column?: Column) =>
    `trang “${sheet.name}”, dòng ${row}${column === undefined ? '' : `, cột “${COLUMNS[column]}”`}`;
  if (header === undefined)
    return fail(
      'roster.no_header',
      `Trang “${sheet.name}” không có dòng tiêu đề với cột “Họ và tên” và “Chức danh”. Chị tải tệp mẫu về và điền theo mẫu.`,
    );
  const [double] = header.double;
  if (double !== undefined)
    return fail(
      'roster.double_column',
      `Có hai cột cùng là “${COLUMNS[double]}” (${place(header.index + 1)}). Chị xóa hoặc đổi tên một cột.`,
      place(header.index + 1, double),
    );
  const data = sheet.rows.slice(header.index + 1);
  if (data.length > MAX_ROWS)
    return fail(
      'roster.too_many_rows',
      `Trang “${sheet.name}” có ${data.length} dòng, nhiều hơn ${MAX_ROWS}. Chị tách thành nhiều tệp theo xã.`,
    );
  const rows = data.flatMap((cells, i) => {
    const row = readRow(cells, header.index + 2 + i, header.at);
    return row === undefined ? [] : [row];
  });
  if (rows.length === 0)
    return fail(
      'roster.no_rows',
      `Trang “${sheet.name}” không có người nào dưới dòng tiêu đề. Chị điền danh sách rồi tải lên.`,
    );
  const notes = header.unknown.map((heading) => `Cột “${heading}” không dùng đến.`);
  return ok({ rows, notes });
};

const readRow = (cells: readonly Cell[], row: number, at: ReadonlyMap<Column, number>): RosterRow | undefined => {
  const text = (column: Column): string => {
    const i = at.get(column);
    return i === undefined ? '' : tidy(cellText(cells[i]).slice(0, MAX_CELL));
  };
  const name = text('name');
  // Empty rows, and lines such as "1", "I" or "Tổng cộng: 12" under the table, are not people.
  if (fold(name).length < 2 || /^(?:tong|cong|tong cong|tong so)(?: |$)/.test(fold(name))) return undefined;
  if (!/\p{L}/u.test(name)) return undefined;
  const faults: CellFault[] = [];
  const understood = <T>(column: Column, value: T | undefined, message: string): T | undefined => {
    if (value === undefined && text(column) !== '') faults.push({ column, message });
    return value;
  };
  const { posts, unknown } = readPosts(text('post'));
  if (posts.length === 0 && unknown.length === 0) faults.push({ column: 'post', message: 'Chưa ghi chức danh.' });
  for (const word of unknown) faults.push({ column: 'post', message: `Không hiểu chức danh “${word}”.` });
  const typedPhone = text('phone');
  const phone = typedPhone === '' ? undefined : normalisePhone(typedPhone);
  const phoneValue = phone?.ok ? phone.value : undefined;
  understood('phone', phoneValue, 'Số điện thoại không đúng.');
  const from = understood('from', parseDay(text('from')), `Không hiểu ngày “${text('from')}”; ghi dạng 01/07/2025.`);
  const to = understood('to', parseDay(text('to')), `Không hiểu ngày “${text('to')}”; ghi dạng 01/07/2025.`);
  if (from !== undefined && to !== undefined && to < from)
    faults.push({ column: 'to', message: '“Đến ngày” trước “Từ ngày”.' });
  const address = text('address') === '' ? undefined : readAddress(text('address'));
  understood('address', address, `Không hiểu cách xưng hô “${text('address')}”.`);
  const how = understood('how', readHow(text('how')), `Không hiểu cách bổ nhiệm “${text('how')}”.`);
  const decision = text('decision');
  return {
    row,
    name,
    ...(address === undefined ? {} : { address }),
    posts,
    unit: text('unit'),
    chapter: text('chapter'),
    ...(phoneValue === undefined ? {} : { phone: phoneValue }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(how === undefined ? {} : { how }),
    ...(decision === '' ? {} : { decision }),
    faults,
  };
};
