import { describe, expect, it } from 'vitest';
import { writeTogether } from '../../src/chat/together.ts';

const duplicate = (...indexes: number[]) => ({ writeErrors: indexes.map((index) => ({ code: 11000, index })) });

/** Inserts that end when they are told to. */
const inserts = () => {
  const calls: { rows: readonly number[]; end: (error?: unknown) => void }[] = [];
  const insert = (rows: readonly number[]) =>
    new Promise<void>((done, failed) => {
      calls.push({ rows, end: (error) => (error === undefined ? done() : failed(error)) });
    });
  return { calls, insert };
};
const turn = () => new Promise((done) => setImmediate(done));

describe('writing together', () => {
  it('what comes during a write goes together in the next one, in order, and never more than fits', async () => {
    const { calls, insert } = inserts();
    const { write } = writeTogether(insert, 4);
    const all = [write([1]), write([2, 3]), write([4, 5]), write([6, 7, 8, 9, 10]), write([11])];
    const seen: (readonly number[])[] = [];
    for (let i = 0; i < 4; i += 1) {
      await turn();
      seen.push(calls[i]?.rows ?? []);
      calls[i]?.end();
    }
    expect(seen).toEqual([[1], [2, 3, 4, 5], [6, 7, 8, 9, 10], [11]]);
    expect(await Promise.all(all)).toEqual(all.map(() => ({ type: 'written', duplicates: 0 })));
  });

  it('tells each caller of her own duplicates and of nobody else’s failure', async () => {
    const { calls, insert } = inserts();
    const { write } = writeTogether(insert);
    const all = [write([0]), write([1, 2]), write([3]), write([4])];
    calls[0]?.end(duplicate(0));
    await turn();
    const broken = { writeErrors: [...duplicate(1).writeErrors, { code: 2, index: 2 }] };
    calls[1]?.end(broken);
    expect(await Promise.all(all)).toEqual([
      { type: 'written', duplicates: 1 },
      { type: 'written', duplicates: 1 },
      { type: 'failed', error: broken },
      { type: 'written', duplicates: 0 },
    ]);
  });

  it('a failure of the whole write is everybody’s, and the next write is tried again', async () => {
    const { calls, insert } = inserts();
    const { write } = writeTogether(insert);
    const first = write([1]);
    const gone = new Error('gone');
    calls[0]?.end(gone);
    expect(await first).toEqual({ type: 'failed', error: gone });
    const second = write([2]);
    await turn();
    calls[1]?.end();
    expect(await second).toEqual({ type: 'written', duplicates: 0 });
  });
});
