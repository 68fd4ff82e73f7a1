import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { openEmbedded } from '../../src/store/embedded/client.ts';
import { removeExpired } from '../../src/store/embedded/ttl.ts';

test('a TTL index removes what is over, looks only at dates, and leaves the rest', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chihoi-ttl-'));
  let now = new Date('2026-11-27T12:00:00Z');
  const waiting: (() => void)[] = [];
  const clock: Clock = {
    now: () => now,
    at(_at, run) {
      waiting.push(run);
      return () => {};
    },
  };
  const { client, engine } = openEmbedded(join(folder, 'x.sqlite'), () => {}, clock);
  const rows = client.db().collection('rows');
  await rows.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  await rows.insertMany([
    { at: now, n: 1 },
    { at: new Date(now.getTime() + 30_000), n: 2 },
    { at: 'never', n: 3 },
    { n: 4 },
  ]);
  expect(await removeExpired(engine)).toBe(0);
  now = new Date(now.getTime() + 60_000);
  expect(waiting).toHaveLength(1);
  waiting[0]?.();
  await expect.poll(() => rows.countDocuments()).toBe(3);
  expect((await rows.find().toArray()).map((row) => row.n)).toEqual([2, 3, 4]);
  await client.close();
  await rm(folder, { recursive: true, force: true });
});
