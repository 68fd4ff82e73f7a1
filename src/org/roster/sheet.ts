import readExcelFile from 'read-excel-file/node';
import type { Logger } from '../../base/log.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type Cell, findHeader } from './columns.ts';
import { checkWorkbook } from './zip.ts';

export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
}

/** Reads an uploaded workbook and picks the sheet that holds a roster: the first one with a header row we understand. */
export const readSheet = async (bytes: Buffer, logger: Logger): Promise<Result<Sheet>> => {
  const checked = await checkWorkbook(bytes);
  if (!checked.ok) return checked;
  let sheets: Sheet[];
  try {
    sheets = (await readExcelFile(bytes)).map(({ sheet, data }) => ({
      name: sheet,
      rows: data as unknown as readonly (readonly Cell[])[],
    }));
  } catch (error) {
    logger.warn({ err: error }, 'a workbook could not be read');
    return fail(
      'roster.damaged',
      'Không đọc được tệp này. Chị mở lại bằng Excel, lưu thành tệp .xlsx mới rồi tải lên.',
    );
  }
  const found = sheets.find((sheet) => findHeader(sheet.rows) !== undefined);
  return found === undefined
    ? fail(
        'roster.no_header',
        `Không thấy dòng tiêu đề có cột “Họ và tên” và “Chức danh” trong ${sheets.length} trang tính (${sheets
          .slice(0, 5)
          .map((sheet) => `“${sheet.name}”`)
          .join(', ')}). Chị tải tệp mẫu về và điền theo mẫu.`,
      )
    : ok(found);
};
