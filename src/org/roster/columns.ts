import { fold } from '../text.ts';

/** What a cell of a sheet may hold once it has been read. */
export type Cell = string | number | boolean | Date | null | undefined;

/** The columns of a roster, by our name, as the template writes them. */
export const COLUMNS = {
  name: 'Họ và tên',
  address: 'Xưng hô',
  post: 'Chức danh',
  unit: 'Đơn vị',
  chapter: 'Chi hội/Thôn',
  phone: 'Điện thoại',
  from: 'Từ ngày',
  to: 'Đến ngày',
  how: 'Cách bổ nhiệm',
  decision: 'Số quyết định',
} as const;
export type Column = keyof typeof COLUMNS;

/** Other headings in use for the same column, folded. */
const HEADINGS: Readonly<Record<Column, readonly string[]>> = {
  name: ['ho va ten', 'ho ten', 'ten', 'ho ten can bo', 'ho va ten can bo', 'can bo'],
  address: ['xung ho', 'cach xung ho'],
  post: ['chuc danh', 'chuc vu', 'nhiem vu', 'chuc danh hoi'],
  unit: [
    'don vi',
    'xa',
    'xa phuong',
    'phuong xa',
    'ten xa',
    'don vi cong tac',
    'co so hoi',
    'hoi lhpn xa phuong',
    'xa phuong thi tran',
  ],
  chapter: [
    'chi hoi thon',
    'chi hoi',
    'thon',
    'thon ban',
    'thon ban to dan pho',
    'to dan pho',
    'ten chi hoi',
    'thon to dan pho',
    'thon ban tdp',
    'khu dan cu',
  ],
  phone: [
    'dien thoai',
    'so dien thoai',
    'sdt',
    'dt',
    'di dong',
    'so di dong',
    'so dt',
    'dien thoai di dong',
    'zalo',
    'so zalo',
  ],
  from: ['tu ngay', 'tu', 'ngay bat dau', 'ngay nhan nhiem vu', 'ngay bo nhiem', 'ngay giu chuc vu', 'thoi gian tu'],
  to: ['den ngay', 'den', 'ngay ket thuc', 'ngay thoi giu chuc vu', 'thoi giu tu ngay', 'ngay thoi'],
  how: ['cach bo nhiem', 'hinh thuc', 'hinh thuc bo nhiem', 'bau chi dinh'],
  decision: ['so quyet dinh', 'quyet dinh', 'qd', 'so qd', 'so ngay quyet dinh'],
};

const byHeading = new Map(
  (Object.keys(HEADINGS) as Column[]).flatMap((column) =>
    HEADINGS[column].map((heading) => [heading, column] as const),
  ),
);

export interface Header {
  /** Index of the header row in the sheet. */
  readonly index: number;
  readonly at: ReadonlyMap<Column, number>;
  /** Headings that mean nothing to us; said to the administrator, so that a misspelt one is seen. */
  readonly unknown: readonly string[];
  /** Two columns with one meaning. */
  readonly double: readonly Column[];
}

/** Titles and emblems stand above the table in office papers. */
const MAX_TITLE_ROWS = 30;
const MAX_COLUMNS = 60;
/** Headings of columns that a roster has and we do not need. */
const IGNORED = new Set(['stt', 'tt', 'so tt', 'ghi chu', '']);

export const readHeader = (row: readonly Cell[], index: number): Header => {
  const at = new Map<Column, number>();
  const double: Column[] = [];
  const unknown: string[] = [];
  for (const [i, cell] of row.slice(0, MAX_COLUMNS).entries()) {
    const heading = fold(cellText(cell));
    const column = byHeading.get(heading);
    if (column === undefined) {
      if (!IGNORED.has(heading)) unknown.push(cellText(cell).slice(0, 60));
    } else if (at.has(column)) double.push(column);
    else at.set(column, i);
  }
  return { index, at, unknown, double };
};

/** The first row with a name and a post column; undefined when there is none. */
export const findHeader = (rows: readonly (readonly Cell[])[]): Header | undefined => {
  for (const [i, row] of rows.slice(0, MAX_TITLE_ROWS).entries()) {
    const header = readHeader(row, i);
    if (header.at.has('name') && header.at.has('post')) return header;
  }
  return undefined;
};

/** A cell as text. Dates are days: Excel keeps them as midnight UTC. */
export const cellText = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  return String(cell);
};
