import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { actionWords } from '../../src/console/features/audit/actions.ts';
import { changedFields } from '../../src/console/features/audit/change-details.tsx';

test.each([
  ['broadcast.paused', 'tạm dừng đợt phát tin', 'paused broadcast'],
  ['session.opened', 'đăng nhập', 'signed in'],
  ['roster.imported', 'nhập danh sách cán bộ', 'imported roster'],
  ['account.rinse', 'làm “rinse” cho tài khoản kênh', 'did “rinse” for channel account'],
  ['account.sign_in_begun', 'đăng nhập tài khoản kênh', 'began to sign in channel account'],
  ['something.new', 'something.new', 'something.new'],
])('%s reads "%s"', (action, vietnamese, english) => {
  expect(actionWords(action, 'vi')).toBe(vietnamese);
  expect(actionWords(action, 'en')).toBe(english);
});

const root = fileURLToPath(new URL('../../src/', import.meta.url));
const written = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.startsWith('console'))
  .flatMap((name) => [...readFileSync(join(root, name), 'utf8').matchAll(/action: '([a-z_]+\.[a-z_]+)'/g)])
  .map((match) => match[1] ?? '');

test('every action that the server writes to the log has words', () => {
  expect(written).toContain('settings.changed');
  for (const language of ['vi', 'en'] as const) {
    expect(written.filter((action) => actionWords(action, language) === action)).toEqual([]);
  }
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
