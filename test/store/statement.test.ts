import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, it } from 'vitest';
import { prepare } from '../../src/store/embedded/file.ts';

it('answers each read by its own values, whatever was read before it', () => {
  const dir = mkdtempSync(join(tmpdir(), 'chihoi-statement-'));
  const sql = new Database(join(dir, 'a.db'));
  sql.exec("CREATE TABLE t (k TEXT PRIMARY KEY); INSERT INTO t VALUES ('a'), ('b'), ('c')");
  const find = prepare<[string]>(sql, 'SELECT k FROM t WHERE k >= ? AND k <= ?');
  expect(find.all('a', 'a')).toEqual([['a']]);
  expect(find.get('b', 'b')).toEqual(['b']);
  expect(find.all('x', 'y')).toEqual([]);
  expect(find.get('c', 'c')).toEqual(['c']);
  expect(find.get('x', 'y')).toBeUndefined();
  expect(find.all('a', 'c')).toHaveLength(3);
  expect(find.get('a', 'a')).toEqual(['a']);
  sql.close();
  rmSync(dir, { recursive: true, force: true });
});
