import { expect, test } from 'vitest';
import { csvCell, exportDeliveries, MAX_WORKBOOK_ROWS } from '../../src/broadcasts/export.ts';
import type { Delivery } from '../../src/broadcasts/types.ts';

const delivery = (name: string, change: Partial<Delivery> = {}): Delivery => ({
  id: `b:1:0/${name}`,
  occurrence: '1',
  kind: 'group',
  name,
  unit: { id: 'a', name: 'Xã An Bình' },
  state: 'sent',
  at: '2026-11-27T02:00:00.000Z',
  mergedFrom: [],
  ...change,
});
async function* pages() {
  yield [delivery('Nhóm 1'), delivery('Nhóm 2', { state: 'failed', reason: 'Nhóm này không còn nữa.' })];
  yield [delivery('An', { kind: 'person', state: 'skipped', reason: 'Chưa nhắn.', mergedFrom: ['Tổ trưởng, Xã A'] })];
}

test('a list is a workbook that Excel opens', async () => {
  const file = await exportDeliveries(3, pages());
  expect(file.name).toBe('noi-nhan.xlsx');
  expect(Buffer.from(file.bytes).subarray(0, 2).toString()).toBe('PK');
});

test('a long list is a CSV file with every place, its standing and why', async () => {
  const file = await exportDeliveries(MAX_WORKBOOK_ROWS + 1, pages());
  expect(file).toMatchObject({ name: 'noi-nhan.csv', type: 'text/csv; charset=utf-8' });
  expect(Buffer.from(file.bytes).toString().split('\r\n')).toEqual([
    '\uFEFFsep=;',
    'Nơi nhận;Loại;Đơn vị;Tình trạng;Lý do;Lúc;Cũng nhận với tư cách',
    'Nhóm 1;nhóm;Xã An Bình;đã gửi;;9h00, thứ Sáu ngày 27/11/2026;',
    'Nhóm 2;nhóm;Xã An Bình;lỗi;Nhóm này không còn nữa.;9h00, thứ Sáu ngày 27/11/2026;',
    'An;cán bộ;Xã An Bình;không gửi được;Chưa nhắn.;9h00, thứ Sáu ngày 27/11/2026;Tổ trưởng, Xã A',
    '',
  ]);
});

test.each([
  ['An', 'An'],
  ['a;b', '"a;b"'],
  ['nói "to"', '"nói ""to"""'],
  ['=1+1', "'=1+1"],
  ['@lan', "'@lan"],
])('the cell %j is written %j', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});
