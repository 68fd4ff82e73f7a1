import type { Job, JobHandler, NewJob, Queue } from '../../src/queue/queue.ts';
import type { FakeClock } from '../support/clock.ts';

interface Waiting extends NewJob {
  readonly id: string;
  readonly at: Date;
  readonly attempt: number;
}

/**
 * A queue in memory that runs only when a test moves the clock through it. Its jobs outlive a restart of what handles
 * them, as those of the real ones do; schedules (`every`) are noted and never run by themselves.
 */
export const fakeQueue = (clock: FakeClock) => {
  let jobs: Waiting[] = [];
  let ids = 0;
  const handlers = new Map<string, JobHandler>();
  const ran: string[] = [];

  const add = async (job: NewJob): Promise<string> => {
    const same = job.key === undefined ? undefined : jobs.find((j) => j.queue === job.queue && j.key === job.key);
    if (same) return same.id;
    const id = `job${++ids}`;
    jobs.push({ ...job, id, at: job.at ?? clock.now(), attempt: 1 });
    return id;
  };

  const queue = {
    add,
    addMany: async (list: readonly NewJob[]) => Promise.all(list.map(add)),
    process: (name: string, handler: JobHandler) => {
      handlers.set(name, handler);
      return { stop: async () => undefined };
    },
    every: async () => {},
    async cancel(name: string) {
      const before = jobs.length;
      jobs = jobs.filter((job) => job.group !== name);
      return before - jobs.length;
    },
  } as unknown as Queue;

  const runOne = async (job: Waiting): Promise<void> => {
    const handler = handlers.get(job.queue);
    if (!handler) throw new Error(`nobody handles ${job.queue}`);
    jobs = jobs.filter((other) => other !== job);
    ran.push(`${job.queue} ${clock.now().toISOString()}`);
    const given: Job = {
      id: job.id,
      queue: job.queue,
      data: job.data,
      attempt: job.attempt,
      maxAttempts: 5,
      signal: new AbortController().signal,
    };
    const outcome = await handler(given);
    if (outcome?.type === 'later') jobs.push({ ...job, at: outcome.at });
    if (outcome?.type === 'retry' && job.attempt < 5) {
      jobs.push({ ...job, at: new Date(clock.now().getTime() + 1000), attempt: job.attempt + 1 });
    }
    if (outcome?.type === 'failed') throw new Error(outcome.reason);
  };

  return {
    queue,
    /** What was run, `<queue> <moment>`. */
    ran,
    waiting: () => jobs.map((job) => ({ queue: job.queue, key: job.key, at: job.at.toISOString() })),
    /** Loses what waits, as a crash before the write to the queue does. */
    lose: () => {
      jobs = [];
    },
    /** Runs what comes due until a moment, each job at its own. */
    async runUntil(iso: string): Promise<void> {
      const end = new Date(iso);
      for (;;) {
        const due = jobs.filter((job) => job.at <= end).sort((a, b) => a.at.getTime() - b.at.getTime())[0];
        if (!due) break;
        if (due.at > clock.now()) await clock.set(due.at.toISOString());
        await runOne(due);
      }
      if (end > clock.now()) await clock.set(iso);
    },
  };
};
