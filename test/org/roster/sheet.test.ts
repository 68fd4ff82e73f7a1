import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createLogger } from '../../../src/base/log.ts';
import { readRows } from '../../../src/org/roster/rows.ts';
import { readSheet } from '../../../src/org/roster/sheet.ts';
import { rosterTemplate } from '../../../src/org/roster/template.ts';
import { HEADINGS, workbook } from './support.ts';

const logger = createLogger('silent');
const message = async (bytes: Buffer) => {
  const sheet = await readSheet(bytes, logger);
  return sheet.ok ? 'read' : `${sheet.error.code}: ${sheet.error.message}`;
};

/** A zip of one part, its sizes told as given. */
const zip = (name: string, content: Buffer, tell: { flags?: number; size?: number } = {}): Buffer => {
  const packed = deflateRawSync(content);
  const title = Buffer.from(name);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt16LE(title.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(tell.flags ?? 0, 8);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(tell.size ?? content.length, 24);
  entry.writeUInt16LE(title.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(30 + title.length + packed.length, 16);
  return Buffer.concat([local, title, packed, entry, title, end]);
};

describe('what is no roster workbook is refused with a sentence', () => {
  test.each<[string, () => Buffer | Promise<Buffer>, RegExp]>([
    ['an empty file', () => Buffer.alloc(0), /^roster\.empty: Tệp trống/],
    ['a text file', () => Buffer.from('Họ và tên;Chức danh\n'), /^roster\.not_xlsx: Đây không phải tệp Excel/],
    [
      'a locked workbook or an old .xls',
      () => Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      /^roster\.protected: Tệp có mật khẩu hoặc là bản Excel cũ/,
    ],
    ['another zip', () => zip('readme.txt', Buffer.from('x')), /^roster\.not_xlsx/],
    ['an encrypted part', () => zip('xl/workbook.xml', Buffer.from('x'), { flags: 1 }), /^roster\.protected/],
    [
      'a bomb that lies about its size',
      () => zip('xl/workbook.xml', Buffer.alloc(60_000_000), { size: 10 }),
      /^roster\.too_large: Tệp quá lớn/,
    ],
    [
      'a workbook cut in half',
      async () => (await workbook([HEADINGS])).subarray(0, 1500),
      /^roster\.damaged: Tệp bị hỏng/,
    ],
    [
      'a zip that only looks like one',
      () => zip('xl/workbook.xml', Buffer.from('<not a workbook')),
      /^roster\.damaged/,
    ],
    [
      'a sheet without a heading',
      () =>
        workbook(
          [
            ['a', 'b'],
            ['c', 'd'],
          ],
          'Trang 1',
        ),
      /^roster\.no_header: .*“Trang 1”/,
    ],
  ])('%s', async (_, bytes, expected) => {
    expect(await message(await bytes())).toMatch(expected);
  });
});

const read = async (rows: Parameters<typeof workbook>[0]) => {
  const sheet = await readSheet(await workbook(rows), logger);
  if (!sheet.ok) throw new Error(sheet.error.message);
  return readRows(sheet.value);
};

describe('a sheet is read as offices write it', () => {
  test('headings in any order, with titles above and a total below', async () => {
    const result = await read([
      ['HỘI LHPN XÃ BA BỂ', null, null, null, null],
      ['DANH SÁCH CÁN BỘ', null, null, null, null],
      ['STT', 'SĐT', 'CHUC VU', 'Họ tên', 'Thôn bản', 'Từ ngày'] as never,
      [1, 912345678, 'CHT', 'Nông Thị  Lan', 'Nà Phai', new Date('2025-07-01')] as never,
      [2, '', 'Phó Chủ tịch, UV BTV', 'Lý Thị Mai', '', '1/7/2025'] as never,
      ['Tổng cộng: 2', null, null, 'Tổng số: 2 người', null],
    ]);
    expect(result).toMatchObject({
      ok: true,
      value: {
        notes: [],
        rows: [
          {
            row: 4,
            name: 'Nông Thị Lan',
            posts: ['chi_hoi_truong'],
            chapter: 'Nà Phai',
            phone: '+84912345678',
            from: '2025-07-01',
            faults: [],
          },
          { row: 5, name: 'Lý Thị Mai', posts: ['pho_chu_tich_co_so', 'uv_btv'], from: '2025-07-01', faults: [] },
        ],
      },
    });
  });

  test.each([
    ['Chủ tịch Hội LHPN xã', ['chu_tich_co_so']],
    ['PCT', ['pho_chu_tich_co_so']],
    ['Uỷ viên BCH', ['uv_bch']],
    ['Chi hội trưởng phụ nữ thôn', ['chi_hoi_truong']],
    ['Tổ trưởng TK&VV', ['to_truong_tkvv']],
    ['Chi hội trưởng kiêm Tổ trưởng Tổ TK&VV', ['chi_hoi_truong', 'to_truong_tkvv']],
    ['Bí thư', []],
  ])('the post “%s”', async (text, posts) => {
    const result = await read([
      ['Họ và tên', 'Chức danh'],
      ['Nông Thị Lan', text],
    ]);
    expect(result).toMatchObject({ value: { rows: [{ posts }] } });
  });

  test('a cell that is not understood is a fault of its row, with its column', async () => {
    const result = await read([
      [...HEADINGS],
      ['Nông Thị Lan', 'mợ', 'Bí thư', 'Xã Ba Bể', '', '0912', '31/6/2025', '1/1/2020', 'hái hoa', ''],
    ]);
    expect(result).toMatchObject({
      value: {
        rows: [
          {
            faults: [
              { column: 'post', message: 'Không hiểu chức danh “Bí thư”.' },
              { column: 'phone', message: 'Số điện thoại không đúng.' },
              { column: 'from', message: 'Không hiểu ngày “31/6/2025”; ghi dạng 01/07/2025.' },
              { column: 'address', message: 'Không hiểu cách xưng hô “mợ”.' },
              { column: 'how', message: 'Không hiểu cách bổ nhiệm “hái hoa”.' },
            ],
          },
        ],
      },
    });
  });

  test('two columns of one meaning, no people, too many rows', async () => {
    expect(
      await read([
        ['Họ tên', 'Chức vụ', 'Chức danh'],
        ['Lan', 'CT', 'CT'],
      ]),
    ).toMatchObject({
      error: {
        code: 'roster.double_column',
        message: expect.stringContaining('“Chức danh” (trang “Danh sách”, dòng 1)'),
      },
    });
    expect(
      await read([
        ['Họ tên', 'Chức vụ'],
        ['', ''],
      ]),
    ).toMatchObject({ error: { code: 'roster.no_rows' } });
    expect(await read([['Họ tên', 'Chức vụ'], ...Array.from({ length: 5001 }, () => ['Lan', 'CT'])])).toMatchObject({
      error: { code: 'roster.too_many_rows' },
    });
  });

  test('the template is a sheet that we read, without people yet', async () => {
    const sheet = await readSheet(Buffer.from(await rosterTemplate()), logger);
    expect(sheet).toMatchObject({ ok: true, value: { name: 'Danh sách' } });
    expect(sheet.ok && readRows(sheet.value)).toMatchObject({ error: { code: 'roster.no_rows' } });
  });
});
