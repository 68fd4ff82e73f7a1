import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestPlace, testPlace } from '../../support/store.ts';
import { type Bundle, bundle } from '../bundle.ts';
import { backup, everything, filesOf, fill, must } from './support.ts';

/** Kills of each task, spread over its whole time with some chance in between. */
const KILLS = 6;
const MANY = 3_000;

let program: Bundle;
let from: TestPlace;
let to: TestPlace;
let folder: string;
let file: string;
beforeAll(async () => {
  program = await bundle('test/store/archive/program.ts');
  [from, to] = [await testPlace(), await testPlace()];
  folder = await mkdtemp(join(tmpdir(), 'chihoi-kill-'));
  file = join(folder, 'a.tar.gz');
  await fill(from, 'old', MANY);
  await fill(to, 'new', MANY);
  must(await backup(from, file));
}, 120_000);
afterAll(async () => {
  await program.remove();
  await from.remove();
  await to.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a task; kills it so many milliseconds after it has begun. Gives the time that it took, or undefined if killed. */
const run = async (task: 'backup' | 'restore', place: TestPlace, path: string, killAfterMs?: number) => {
  const { dataDir, mongodbUrl } = place;
  const child = spawn(process.execPath, [program.path, JSON.stringify({ task, file: path, dataDir, mongodbUrl })], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, problem, begun] = ['', '', 0];
  child.stderr.on('data', (part) => {
    problem += String(part);
  });
  child.stdout.on('data', (part) => {
    said += String(part);
    if (begun > 0) return;
    begun = performance.now();
    if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
  await new Promise((done) => child.on('close', done));
  expect(problem).toBe('');
  return said.includes('done') ? performance.now() - begun : undefined;
};

const moments = (took: number): number[] =>
  Array.from({ length: KILLS }, (_one, i) => (took * (i + Math.random())) / KILLS);

test('a restore that is killed leaves the old data or the new ones, whole, and can be run again', async () => {
  const [old, fresh] = [await everything(from), await everything(to)];
  const third = await testPlace();
  try {
    const took = await run('restore', third, file);
    expect(took).toBeDefined();
    for (const moment of moments(took ?? 0)) {
      await run('restore', to, file, moment);
      const found = await everything(to);
      expect([old, fresh].map((one) => Object.keys(one).sort())).toContainEqual(Object.keys(found).sort());
      expect(found.people?.length).toBe(MANY);
      expect(found).toEqual(found.people?.[0] === old.people?.[0] ? old : fresh);
    }
    expect(await run('restore', to, file)).toBeDefined();
    expect(await everything(to)).toEqual(old);
    expect((await filesOf(to.dataDir)).filter((name) => name.startsWith('.'))).toEqual([]);
  } finally {
    await third.remove();
  }
}, 300_000);

test('a backup that is killed leaves no file of its name', async () => {
  const took = await run('backup', from, join(folder, 'whole.tar.gz'));
  for (const [i, moment] of moments(took ?? 0).entries()) {
    const path = join(folder, `cut-${i}.tar.gz`);
    const finished = await run('backup', from, path, moment);
    if (finished === undefined && !(await filesOf(folder)).includes(`cut-${i}.tar.gz`)) continue;
    await rm(path);
  }
  expect(await run('backup', from, join(folder, 'again.tar.gz'))).toBeDefined();
}, 300_000);
