import { expect, test } from 'vitest';
import { actionWords } from '../../src/console/features/audit/actions.ts';
import { changedFields } from '../../src/console/features/audit/change-details.tsx';

test.each([
  ['broadcast.paused', 'tạm dừng đợt phát tin', 'paused broadcast'],
  ['session.opened', 'đăng nhập', 'signed in'],
  ['roster.imported', 'nhập danh sách cán bộ', 'imported roster'],
  ['something.new', 'something.new', 'something.new'],
])('%s reads "%s"', (action, vietnamese, english) => {
  expect(actionWords(action, 'vi')).toBe(vietnamese);
  expect(actionWords(action, 'en')).toBe(english);
});

test('only fields that differ are shown, at any depth, also those that appear or vanish', () => {
  expect(
    changedFields({ a: 1, b: { c: 'x', d: true }, gone: null }, { a: 1, b: { c: 'y', d: true }, list: ['p'] }),
  ).toEqual([
    { field: 'b.c', before: 'x', after: 'y' },
    { field: 'gone', before: 'null', after: undefined },
    { field: 'list.0', before: undefined, after: 'p' },
  ]);
  expect(changedFields(undefined, undefined)).toEqual([]);
});
