import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import type { InboxDoc } from '../../src/chat/model.ts';
import { openSpool, SpoolFullError } from '../../src/chat/spool.ts';
import { openSpools } from '../../src/chat/spools.ts';
import { lockFolder } from '../../src/store/folder-lock.ts';

const logger = createLogger('silent');
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chihoi-spool-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const row = (number: number): InboxDoc => ({
  _id: `a:${number}`,
  thread: 'a:t',
  seq: number,
  state: 'new',
  attempts: 0,
  receivedAt: new Date(number),
});
const taken = () => {
  const ids: string[] = [];
  return { ids, take: async (rows: readonly InboxDoc[]) => void ids.push(...rows.map(({ _id }) => _id)) };
};

test('what was kept is handed over in order, once, and the files go', async () => {
  const spool = await openSpool({ dir, logger, segmentBytes: 300 });
  await Promise.all(Array.from({ length: 20 }, (_, index) => spool.append([row(index)])));
  expect((await readdir(dir)).length).toBeGreaterThan(0);
  const { ids, take } = taken();
  expect(await spool.drain(take)).toBe(20);
  expect(ids).toEqual(Array.from({ length: 20 }, (_, index) => `a:${index}`));
  expect(spool.isEmpty()).toBe(true);
  expect(await readdir(dir)).toEqual([]);
  await spool.close();
});

test('a process that comes after a crash finds it, dates and all, and passes over a line that was cut off', async () => {
  const before = await openSpool({ dir, logger });
  await before.append([row(1), row(2)]);
  const [file = ''] = await readdir(dir);
  await appendFile(join(dir, file), '{"_id":"a:3","thre');
  const spool = await openSpool({ dir, logger });
  const rows: InboxDoc[] = [];
  await spool.drain(async (some) => void rows.push(...some));
  expect(rows).toEqual([row(1), row(2)]);
  await spool.close();
  await before.close();
});

test('a store that is still away keeps everything where it is', async () => {
  const spool = await openSpool({ dir, logger });
  await spool.append([row(1)]);
  await expect(
    spool.drain(async () => {
      throw new Error('away');
    }),
  ).rejects.toThrow('away');
  await spool.append([row(2)]);
  const { ids, take } = taken();
  await spool.drain(take);
  expect(ids).toEqual(['a:1', 'a:2']);
  await spool.close();
});

test('a full spool refuses, keeps nothing of what it refused, and takes again when there is room', async () => {
  const size = JSON.stringify(row(1)).length + 1;
  const spool = await openSpool({ dir, logger, maxBytes: size * 2 });
  await spool.append([row(1), row(2)]);
  await expect(spool.append([row(3)])).rejects.toBeInstanceOf(SpoolFullError);
  const { ids, take } = taken();
  await spool.drain(take);
  await spool.append([row(4)]);
  await spool.drain(take);
  expect(ids).toEqual(['a:1', 'a:2', 'a:4']);
  await spool.close();
});

/** A spool as a process leaves it that was killed: its events are there, and nobody holds its folder. */
const leftBehind = async (name: string, ...rows: InboxDoc[]) => {
  const spool = await openSpool({ dir: join(dir, name), logger });
  await spool.append(rows);
  await spool.close();
};

test('what a dead process left is taken in by the next one; what a living one keeps is left to it', async () => {
  await leftBehind('dead', row(1));
  await leftBehind('alive', row(2));
  const held = lockFolder(join(dir, 'alive'));
  const spools = await openSpools({ dir, owner: 'own', logger });
  await spools.append([row(3)]);
  const { ids, take } = taken();
  await spools.drain(take);
  expect(ids).toEqual(['a:1', 'a:3']);
  held?.release();
  await spools.drain(take);
  expect(ids).toEqual(['a:1', 'a:3', 'a:2']);
  await spools.close();
  expect(await readdir(dir)).toEqual([]);
});

test('nothing goes past the events of a dead process, also while the store is still away', async () => {
  await leftBehind('dead', row(1), row(2));
  const spools = await openSpools({ dir, owner: 'own', logger });
  expect(spools.isEmpty()).toBe(false);
  await spools.append([row(3)]);
  await expect(spools.drain(() => Promise.reject(new Error('the store is away')))).rejects.toThrow('away');
  expect(spools.isEmpty()).toBe(false);
  await spools.append([row(4)]);
  const { ids, take } = taken();
  await spools.drain(take);
  expect(ids).toEqual(['a:1', 'a:2', 'a:3', 'a:4']);
  expect(spools.isEmpty()).toBe(true);
  await spools.close();
});

test('a folder is held by one, and free as soon as its holder was killed', async () => {
  const holder = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import Database from 'libsql';
       const sql = new Database(${JSON.stringify(join(dir, 'lock'))});
       sql.exec('PRAGMA locking_mode = EXCLUSIVE');
       sql.exec('BEGIN EXCLUSIVE; COMMIT');
       process.stdout.write('held');
       setInterval(() => undefined, 1000);`,
    ],
    { cwd: process.cwd(), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(holder.stdout, 'data');
  expect(lockFolder(dir)).toBeUndefined();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const ours = lockFolder(dir);
  expect(ours).toBeDefined();
  expect(lockFolder(dir)).toBeUndefined();
  ours?.release();
  const again = lockFolder(dir);
  expect(again).toBeDefined();
  again?.release();
});
