import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noRedis, startRedis, type TestRedis } from '../support/redis.ts';
import type { HouseResult } from './broadcast-house.ts';
import type { BareResult } from './bullmq-bare.ts';
import type { Measure } from './measure.ts';

const RECIPIENTS = 100_000;
/** As `npm start` has them. */
const FLAGS = ['--max-semi-space-size=2', '--heap-growing-percent=60'];
/** A worker may use so much memory, in MB, while it sends them. */
const MEMORY_MB = 250;
/** Part of a bare BullMQ worker's speed that sending should reach. */
const SHARE_OF_BARE = 0.8;
/** The page of such a broadcast should answer in so many milliseconds. */
const PAGE_MS = 200;

const here = dirname(fileURLToPath(import.meta.url));

/** Runs a program of this folder by itself and reads the line that it ends with. */
const child = <T>(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<T> =>
  new Promise((resolve, reject) => {
    const started = spawn(process.execPath, [...FLAGS, join(here, program), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, MONGODB_URL: '', REDIS_URL: '', ...env },
    });
    let said = '';
    started.stdout.on('data', (part) => {
      said += String(part);
    });
    started.once('exit', (code) => {
      const line = said.trim().split('\n').at(-1) ?? '';
      if (code === 0) resolve(JSON.parse(line === '' ? 'null' : line) as T);
      else reject(new Error(`${program} ended with ${code}: ${said}`));
    });
  });

const house = async (env: NodeJS.ProcessEnv): Promise<HouseResult> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'chihoi-bench-'));
  try {
    const at = { DATA_DIR: dataDir, ...env };
    await child('broadcast-house.js', ['seed', String(RECIPIENTS)], at);
    return await child<HouseResult>('broadcast-house.js', ['run', String(RECIPIENTS)], at);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** Processor time of one delivery, in microseconds. */
const perOne = (seconds: number): number => (seconds * 1e6) / RECIPIENTS;

const measuresOf = (result: HouseResult, bare: BareResult | undefined, suffix = ''): Measure[] => [
  {
    name: `broadcast.enqueue${suffix}`,
    value: RECIPIENTS / result.enqueueSeconds,
    unit: 'deliveries/s',
    ...(bare && { limit: RECIPIENTS / bare.addSeconds }),
  },
  {
    name: `broadcast.drain${suffix}`,
    value: RECIPIENTS / result.drainSeconds,
    unit: 'sends/s',
    ...(bare && { limit: (SHARE_OF_BARE * RECIPIENTS) / bare.drainSeconds }),
  },
  {
    name: `broadcast.enqueue.cpu${suffix}`,
    value: perOne(result.enqueueCpu),
    unit: 'µs',
    ...(bare && { limit: perOne(bare.addCpu) }),
  },
  {
    name: `broadcast.drain.cpu${suffix}`,
    value: perOne(result.drainCpu),
    unit: 'µs',
    ...(bare && { limit: perOne(bare.drainCpu) / SHARE_OF_BARE }),
  },
  { name: `memory.worker${suffix}`, value: result.peakMb, unit: 'MB', limit: MEMORY_MB },
  { name: `memory.growth${suffix}`, value: result.peakMb - result.restMb, unit: 'MB' },
  { name: `broadcast.page${suffix}`, value: result.pageMs, unit: 'ms', limit: PAGE_MS },
  { name: `broadcast.preview${suffix}`, value: result.preview.ms, unit: 'ms' },
];

/**
 * A broadcast to 100,000 groups through the whole program and a channel that takes everything at once, against what
 * BullMQ alone needs for 100,000 jobs in the same run. With `MONGODB_URL` once more on MongoDB and Redis.
 */
export const benchBroadcast = async (): Promise<Measure[]> => {
  let redis: TestRedis | undefined;
  if (noRedis === undefined) redis = await startRedis({ appendfsync: 'everysec' });
  else console.log(`BullMQ is not measured: ${noRedis}`);
  try {
    const bare = redis && (await child<BareResult>('bullmq-bare.js', [redis.url, String(RECIPIENTS)]));
    const measures: Measure[] = bare
      ? [
          { name: 'bullmq.addbulk', value: RECIPIENTS / bare.addSeconds, unit: 'jobs/s' },
          { name: 'bullmq.drain', value: RECIPIENTS / bare.drainSeconds, unit: 'jobs/s' },
        ]
      : [];
    measures.push(...measuresOf(await house({}), bare));
    const { MONGODB_URL } = process.env;
    if (redis && MONGODB_URL)
      measures.push(...measuresOf(await house({ MONGODB_URL, REDIS_URL: redis.url }), bare, '.mongodb'));
    return measures;
  } finally {
    await redis?.close();
  }
};
