import { systemClock } from '../../src/base/clock.ts';
import { createLogger } from '../../src/base/log.ts';
import { createBullQueue } from '../../src/queue/bullmq.ts';

// A worker process: prints every job that it begins, does those with even numbers, and hangs on the others until it is killed.
const [connection, lockSeconds] = process.argv.slice(2) as [string, string];
const queue = createBullQueue({
  connection,
  clock: systemClock,
  logger: createLogger('silent'),
  lockSeconds: Number(lockSeconds),
});
queue.process(
  'work',
  async (job) => {
    process.stdout.write(`${job.data}\n`);
    if (Number(job.data) % 2 === 1) await new Promise(() => undefined);
    return undefined;
  },
  { concurrency: 4 },
);
await queue.start();
