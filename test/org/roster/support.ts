import writeExcelFile from 'write-excel-file/node';
import { COLUMNS } from '../../../src/org/roster/columns.ts';

export type CellValue = string | number | Date | null;

/** A workbook as an office would upload it. */
export const workbook = async (rows: readonly (readonly CellValue[])[], sheet = 'Danh sách'): Promise<Buffer> =>
  writeExcelFile([
    {
      sheet,
      data: rows.map((row) =>
        row.map((value) =>
          value === null ? null : value instanceof Date ? { value, type: Date, format: 'dd/mm/yyyy' } : { value },
        ),
      ),
    },
  ] as never).toBuffer();

/** The template's headings in order. */
export const HEADINGS = Object.values(COLUMNS);

/** A row of the template: name, post, unit, chapter, phone, from, to. */
export const row = (
  name: string,
  post: string,
  unit: string,
  chapter = '',
  more: { phone?: CellValue; from?: CellValue; to?: CellValue; address?: string; decision?: string } = {},
): CellValue[] => [
  name,
  more.address ?? '',
  post,
  unit,
  chapter,
  more.phone ?? '',
  more.from ?? '',
  more.to ?? '',
  '',
  more.decision ?? '',
];
