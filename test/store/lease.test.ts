import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import { createLeases, type Leases } from '../../src/store/lease.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

const times = { beatMs: 20, giveUpMs: 90, staleMs: 150 };
let store: TestStore;
let ann: Leases;
let bob: Leases;
const leasesOf = (owner: string) =>
  createLeases({ connection: store.connection, logger: createLogger('silent'), alone: false, times, owner });
beforeEach(async () => {
  store = await openTestStore();
  ann = leasesOf('ann');
  bob = leasesOf('bob');
});
afterEach(async () => {
  await ann.close();
  await bob.close();
  await store.close();
});

const until = (what: () => Promise<boolean>) => vi.waitFor(async () => expect(await what()).toBe(true), 5_000);

test('one process holds a lease; the other gets it when it is given back, with a larger token', async () => {
  const first = await ann.take('line', () => undefined);
  expect(first?.token).toBe(1);
  expect(await bob.take('line', () => undefined)).toBeUndefined();
  await first?.release();
  const second = await bob.take('line', () => undefined);
  expect(second?.token).toBe(2);
  expect(first?.isHeld()).toBe(false);
});

test('a holder that beats keeps its lease, however long another waits', async () => {
  await ann.take('line', () => undefined);
  const began = performance.now();
  while (performance.now() - began < times.staleMs * 3) {
    expect(await bob.take('line', () => undefined)).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  expect(await bob.isAlive('line')).toBe(true);
});

test('the lease of a process that died is taken over when its beat stood still', async () => {
  await store.connection.collection('leases').insertOne({ _id: 'line' as never, holder: 'dead', token: 7, beat: 3 });
  expect(await bob.take('line', () => undefined)).toBeUndefined();
  await until(async () => (await bob.take('line', () => undefined))?.token === 8);
});

test('a holder that cannot write any more stops before anybody else may hold it', async () => {
  let lost = false;
  const lease = await ann.take('line', () => {
    lost = true;
  });
  // Another process took it: ann's beats find nothing.
  await store.connection
    .collection('leases')
    .updateOne({ _id: 'line' as never }, { $set: { holder: 'cat', token: 9 } });
  await until(async () => lost);
  expect(lease?.isHeld()).toBe(false);
});

test('where the store is one process’s alone, what another process held is free at once', async () => {
  await store.connection.collection('leases').insertOne({ _id: 'line' as never, holder: 'dead', token: 7, beat: 3 });
  const alone = createLeases({ connection: store.connection, logger: createLogger('silent'), alone: true, times });
  expect((await alone.take('line', () => undefined))?.token).toBe(8);
  await alone.close();
});
