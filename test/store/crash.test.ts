import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import { integrityProblems } from '../../src/store/backup.ts';
import { openStore } from '../../src/store/open.ts';
import { type Bundle, bundle } from './bundle.ts';

/** Each costs the start of a process: about half a second on a quiet machine. */
const KILLS = 50;
/** The child is killed this long, at most, after its first acknowledged write. */
const LATEST_KILL_MS = 120;

let program: Bundle;
let dataDir: string;
beforeAll(async () => {
  program = await bundle('test/store/crash-writer.ts');
  dataDir = await mkdtemp(join(tmpdir(), 'chihoi-crash-'));
});
afterAll(async () => {
  await program.remove();
  await rm(dataDir, { recursive: true, force: true });
});

/** Runs the writer until it is killed with SIGKILL; returns the writes that it acknowledged. */
const writeUntilKilled = async (from: number, killAfterMs: number): Promise<number[]> => {
  const child = spawn(process.execPath, [program.path, dataDir, String(from)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  let problem = '';
  child.stderr.on('data', (part) => {
    problem += String(part);
  });
  child.stdout.on('data', (part) => {
    if (text === '') setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    text += String(part);
  });
  await new Promise((resolve) => child.on('close', resolve));
  expect(problem).toBe('');
  // What stands behind the last newline may be cut off.
  return text.slice(0, text.lastIndexOf('\n')).split('\n').map(Number);
};

test(`after ${KILLS} kills at random moments no acknowledged write is lost and no document is half written`, async () => {
  const acknowledged: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    acknowledged.push(...(await writeUntilKilled(kill * 1_000_000, Math.random() * LATEST_KILL_MS)));
  }
  const opened = await openStore({ dataDir, logger: createLogger('silent') });
  if (!opened.ok) throw new Error(opened.error.message);
  const { connection } = opened.value;
  const rows = connection.collection<{ _id: number; n: number; half: string; other: string }>('rows');
  const found = new Map((await rows.find().toArray()).map((row) => [row._id, row]));
  expect(acknowledged.length).toBeGreaterThan(KILLS);
  expect(acknowledged.filter((n) => !found.has(n))).toEqual([]);
  expect(acknowledged.filter((n) => n % 3 === 0 && !found.get(n)?.half.endsWith('!'))).toEqual([]);
  expect([...found.values()].filter((row) => row.half !== row.other || row.n !== row._id)).toEqual([]);
  expect(await rows.countDocuments({ n: { $gte: 0 } })).toBe(found.size);
  expect(integrityProblems(connection)).toEqual([]);
  await opened.value.close();
}, 300_000);

test('a second process on the same file is refused, and the first one goes on', async () => {
  const opened = await openStore({ dataDir, logger: createLogger('silent') });
  if (!opened.ok) throw new Error(opened.error.message);
  const child = spawn(process.execPath, [program.path, dataDir, '90000000'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let problem = '';
  child.stderr.on('data', (part) => {
    problem += String(part);
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code).not.toBe(0);
  expect(problem).toContain('đang được một chương trình Chi Hội khác mở');
  await opened.value.connection.collection('rows').insertOne({ n: -1 });
  await opened.value.close();
});
