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
    const heard = await bench.hear(told.length);
    expect(heard).toMatchObject(told);
    expect(heard).toHaveLength(told.length);
    const grown = async () => {
      const after = await counts();
      return [...after].filter(([name, count]) => count > (before.get(name) ?? 0)).map(([name]) => name);
    };
    await bench.eventually(async () => (await grown()).length >= unknown.length, 'the note');
    expect(await grown()).toEqual(unknown);
  });
});
