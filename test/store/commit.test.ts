import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Committer } from '../../src/store/embedded/commit.ts';
import { closeFile, openFile, type Sql } from '../../src/store/embedded/file.ts';
import { settle } from '../support/clock.ts';

let dataDir: string;
let sql: Sql;
/** Callbacks of syncs that the disk has not answered yet. */
let syncs: ((error: Error | null) => void)[];
let closing: Error | undefined;
let committer: Committer;
let events: string[];

const rows = () => sql.prepare('SELECT n FROM t ORDER BY n').raw(true).all([]).flat();
const write = (n: number) =>
  committer
    .write(() => {
      sql.exec(`INSERT INTO t VALUES (${n})`);
      return n;
    })
    .then(
      (value) => events.push(`${value} is on the disk`),
      (error: Error) => events.push(`${n}: ${error.message}`),
    );

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chihoi-commit-'));
  sql = openFile(join(dataDir, 'a.db'));
  sql.exec('CREATE TABLE t (n INTEGER PRIMARY KEY)');
  syncs = [];
  events = [];
  closing = undefined;
  const log = {
    sync: (done: (error: Error | null) => void) => void syncs.push(done),
    close() {
      if (closing) throw closing;
    },
  };
  committer = new Committer(sql, log, () => undefined);
});
afterEach(async () => {
  closeFile(sql);
  await rm(dataDir, { recursive: true });
});

test('a write is told of when the disk has it, and what comes meanwhile goes together in the next group', async () => {
  void write(1);
  await settle();
  expect(syncs).toHaveLength(1);
  void write(2);
  void write(3);
  await settle();
  expect({ events, rows: rows() }).toEqual({ events: [], rows: [1] });
  syncs.shift()?.(null);
  await settle();
  expect({ events, rows: rows() }).toEqual({ events: ['1 is on the disk'], rows: [1, 2, 3] });
  syncs.shift()?.(null);
  await settle();
  expect(events).toEqual(['1 is on the disk', '2 is on the disk', '3 is on the disk']);
  expect(syncs).toEqual([]);
});

test('a write that fails leaves the others of its group alone', async () => {
  for (const n of [1, 1, 2]) void write(n);
  await settle();
  syncs.shift()?.(null);
  await settle();
  expect(events).toEqual(['1 is on the disk', '2 is on the disk', '1: UNIQUE constraint failed: t.n']);
});

const REFUSED = 'the embedded store: the disk refused a write; look at the disk, then start again';

test('after the disk refused a write nothing is said to be kept any more', async () => {
  void write(1);
  await settle();
  void write(2);
  syncs.shift()?.(new Error('EIO'));
  await settle();
  void write(3);
  await settle();
  expect(events).toEqual([`1: ${REFUSED}`, `2: ${REFUSED}`, `3: ${REFUSED}`]);
  expect(syncs).toEqual([]);
});

test.each([
  [undefined, ['1 is on the disk', '2 is on the disk', '3: the embedded store is closed']],
  [new Error('EIO'), [`1: ${REFUSED}`, `2: ${REFUSED}`, `3: ${REFUSED}`]],
])('closing commits what waits and tells what became of it (%s)', async (error, told) => {
  closing = error;
  void write(1);
  await settle();
  void write(2);
  committer.close();
  void write(3);
  await settle();
  // The answer to a sync that was under way changes nothing more.
  syncs.shift()?.(null);
  await settle();
  expect(events.sort()).toEqual(told);
});
