import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

/** What BullMQ needs for as many jobs by itself, as one line of JSON: `addBulk` in batches, then a worker that does nothing. */
export interface BareResult {
  readonly addSeconds: number;
  readonly drainSeconds: number;
  /** Processor time of this process and of the Redis server in both. */
  readonly addCpu: number;
  readonly drainCpu: number;
}

/** Jobs in one `addBulk`. */
const BATCH = 1_000;
const CONCURRENCY = 50;

const run = async (url: string, jobs: number): Promise<BareResult> => {
  const connection = { url, maxRetriesPerRequest: null };
  const queue = new Queue('bare', { connection });
  await queue.waitUntilReady();
  const client = new Redis(url);
  const cpuSeconds = async () => {
    const { user, system } = process.cpuUsage();
    const server = [...(await client.info()).matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)];
    return (user + system) / 1e6 + server.reduce((sum, [, seconds]) => sum + Number(seconds), 0);
  };
  const [began, beganCpu] = [performance.now(), await cpuSeconds()];
  for (let from = 0; from < jobs; from += BATCH)
    await queue.addBulk(
      Array.from({ length: Math.min(BATCH, jobs - from) }, (_, i) => ({
        name: 'send',
        data: { key: `broadcast:b1:1:bench:${from + i}:0` },
        opts: { removeOnComplete: true },
      })),
    );
  const addSeconds = (performance.now() - began) / 1000;
  const addCpu = (await cpuSeconds()) - beganCpu;
  const [letGo, letGoCpu] = [performance.now(), await cpuSeconds()];
  let done = 0;
  await new Promise<void>((drained) => {
    const worker = new Worker(
      'bare',
      async () => {
        done += 1;
        if (done === jobs) drained();
      },
      { connection, concurrency: CONCURRENCY },
    );
    worker.on('error', () => undefined);
  });
  const drainSeconds = (performance.now() - letGo) / 1000;
  return { addSeconds, drainSeconds, addCpu, drainCpu: (await cpuSeconds()) - letGoCpu };
};

const [url = '', jobs = '100000'] = process.argv.slice(2);
console.log(JSON.stringify(await run(url, Number(jobs))));
process.exit(0);
