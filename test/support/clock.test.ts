import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeClock } from './clock.ts';

test('timers fire in the order of their moments, each at its own moment', async () => {
  const clock = fakeClock('2026-11-27T00:00:00Z');
  const fired: string[] = [];
  const note = (name: string) => () => fired.push(`${name} ${clock.now().toISOString().slice(17, 23)}`);
  clock.at(new Date('2026-11-27T00:00:05Z'), note('b'));
  clock.at(new Date('2026-11-27T00:00:02Z'), note('a'));
  clock.at(new Date('2026-11-27T00:00:09Z'), note('late'));
  await clock.advance(6_000);
  expect(fired).toEqual(['a 02.000', 'b 05.000']);
  expect(clock.now().toISOString()).toBe('2026-11-27T00:00:06.000Z');
});

test('what a timer sets off, files included, is over before the next timer fires', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'clock-'));
  const clock = fakeClock('2026-11-27T00:00:00Z');
  const seen: string[] = [];
  clock.at(new Date('2026-11-27T00:00:01Z'), () => {
    void (async () => {
      for (let i = 0; i < 20; i++) await writeFile(join(dir, 'a'), `${i}`);
      seen.push(await readFile(join(dir, 'a'), 'utf8'));
    })();
  });
  clock.at(new Date('2026-11-27T00:00:02Z'), () => seen.push('second'));
  await clock.advance(2_000);
  expect(seen).toEqual(['19', 'second']);
  await rm(dir, { recursive: true });
});

test('a timer set by a timer fires in the same advance, a cancelled one never, a past one at once', async () => {
  const clock = fakeClock('2026-11-27T00:00:00Z');
  const fired: string[] = [];
  clock.at(new Date('2026-11-27T00:00:01Z'), () =>
    clock.at(new Date('2026-11-27T00:00:02Z'), () => fired.push('inner')),
  );
  clock.at(new Date('2026-11-27T00:00:01Z'), () => fired.push('never'))();
  clock.at(new Date('2026-11-26T00:00:00Z'), () => fired.push('past'));
  await clock.set('2026-11-27T00:00:03Z');
  expect(fired).toEqual(['past', 'inner']);
});
