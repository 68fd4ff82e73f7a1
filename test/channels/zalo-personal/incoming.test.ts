import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openZaloBench, type ZaloBench } from './bench.ts';
import { INCOMING } from './incoming.ts';

describe('Zalo cá nhân: incoming', () => {
  let bench: ZaloBench;
  beforeAll(async () => {
    bench = await openZaloBench();
  });
  afterAll(() => bench.close());

  /** How often each unknown event was noted. */
  const counts = async (): Promise<Map<string, number>> => {
    const notes = await bench.accounts.notes(bench.account, '/');
    return new Map(notes.ok ? notes.value.map(({ name, count }) => [name, count]) : []);
  };

  it.each(INCOMING.map((one) => [one.name, one] as const))('%s', async (_name, { act, told = [], unknown = [] }) => {
    bench.taken();
    const before = await counts();
    act(bench.control);
    await bench.rest();
    const heard = bench.taken();
    expect(heard).toMatchObject(told);
    expect(heard).toHaveLength(told.length);
    const after = await counts();
    expect([...after].filter(([name, count]) => count > (before.get(name) ?? 0)).map(([name]) => name)).toEqual(
      unknown,
    );
  });
});
