import writeExcelFile from 'write-excel-file/node';
import { POSTS } from '../types.ts';
import { COLUMNS } from './columns.ts';

const WIDTHS = [28, 10, 26, 22, 24, 16, 14, 14, 16, 20];

/** An empty roster workbook: the headings, and a second sheet that says what each column takes. */
export const rosterTemplate = async (): Promise<Uint8Array> => {
  const headings = Object.values(COLUMNS).map((value) => ({ value, fontWeight: 'bold' as const }));
  const guide: readonly (readonly [string, string])[] = [
    ['Cột', 'Cách ghi'],
    [COLUMNS.name, 'Bắt buộc. Ghi đúng dấu, mỗi người một dòng; một người giữ nhiều chức danh có thể ghi nhiều dòng.'],
    [COLUMNS.address, 'chị, anh, cô, bác hoặc đồng chí. Để trống nếu chưa rõ.'],
    [
      COLUMNS.post,
      `Bắt buộc. Một trong: ${Object.values(POSTS)
        .map((post) => post.short)
        .join(', ')}.`,
    ],
    [COLUMNS.unit, 'Xã, phường hiện nay. Ghi tên cũ cũng được, chương trình sẽ hỏi lại khi chưa chắc.'],
    [COLUMNS.chapter, 'Tên thôn, bản, tổ dân phố. Chi hội chưa có sẽ được tạo khi chị xác nhận.'],
    [COLUMNS.phone, 'Không bắt buộc. 10 chữ số.'],
    [COLUMNS.from, 'Ngày bắt đầu giữ chức danh, ví dụ 01/07/2025. Để trống là ngày tải lên.'],
    [COLUMNS.to, 'Chỉ ghi khi đã thôi giữ chức danh.'],
    [COLUMNS.how, 'bầu, bầu bổ sung hoặc chỉ định.'],
    [COLUMNS.decision, 'Không bắt buộc.'],
  ];
  const file = writeExcelFile([
    { sheet: 'Danh sách', data: [headings], columns: WIDTHS.map((width) => ({ width })), stickyRowsCount: 1 },
    {
      sheet: 'Cách ghi',
      data: guide.map((row, i) =>
        row.map((value) => ({ value, wrap: true, ...(i === 0 ? { fontWeight: 'bold' as const } : {}) })),
      ),
      columns: [{ width: 18 }, { width: 90 }],
    },
  ]);
  return new Uint8Array(await file.toBuffer());
};
