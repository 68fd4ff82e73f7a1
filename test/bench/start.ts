import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Measure } from './measure.ts';

const RUNS = 3;
/** A start that takes longer than this has failed. */
const PATIENCE_MS = 60_000;

/** The options that `npm start` gives to Node, so that what is measured is what people run. */
const nodeOptions = (): string[] => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  return scripts.start.match(/--\S+/g) ?? [];
};

/** Milliseconds from the process's birth to its first answer, and its resident memory after so long at rest. */
export const startOnce = async (dataDir: string, restMs = 1_500): Promise<{ ms: number; rssMb: number }> => {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [...nodeOptions(), '--input-type=module', '-e', "const { main } = await import('./dist/main.js'); await main();"],
    {
      env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'error' },
      stdio: 'ignore',
    },
  );
  try {
    for (;;) {
      if (performance.now() - began > PATIENCE_MS) throw new Error('the program did not start');
      const up = await fetch(`http://127.0.0.1:${port}/healthz`).then(
        (response) => response.ok,
        () => false,
      );
      if (up) break;
      await sleep(10);
    }
    const ms = performance.now() - began;
    await sleep(restMs);
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    return { ms, rssMb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024 };
  } finally {
    child.kill('SIGTERM');
    await new Promise((ended) => child.once('exit', ended));
  }
};

/** From `node` to the first answer of the whole program: on an empty folder, and on one that was used before. */
export const benchStart = async (): Promise<Measure[]> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'chihoi-bench-'));
  try {
    const first = await startOnce(dataDir);
    const later = [];
    for (let run = 0; run < RUNS; run += 1) later.push(await startOnce(dataDir));
    const best = later.reduce((a, b) => (a.ms < b.ms ? a : b));
    return [
      { name: 'start.first', value: first.ms, unit: 'ms' },
      { name: 'start', value: best.ms, unit: 'ms', limit: 2_000 },
      { name: 'memory.started', value: best.rssMb, unit: 'MB', limit: 150 },
    ];
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
};
