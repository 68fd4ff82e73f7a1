import type { Clock } from '../../../src/base/clock.ts';
import type { Job, JobHandler, NewJob, Queue } from '../../../src/queue/queue.ts';
import type { FakeClock } from '../../support/clock.ts';

/** One store of jobs, on which queues can be opened as separate processes would. */
export interface QueueWorld {
  readonly clock: FakeClock;
  /** A queue that is not started yet. */
  open(): OpenQueue;
  close(): Promise<void>;
}

export interface OpenQueue {
  readonly queue: Queue;
  /** The process is gone: its timers never fire again. Jobs in hand stay as they are; their handlers must be hanging. */
  crash(): void;
}

export type MakeWorld = (startIso: string) => Promise<QueueWorld>;

/** What an implementation cannot be asked, each with the reason. */
export interface Unable {
  /** Two processes at work on one store. */
  readonly several?: string;
}

export interface Times {
  /** How long after a crash, in milliseconds, a new process has certainly taken up what was running. */
  readonly takenUpMs: number;
  /** After how many milliseconds one process has certainly noticed what another added, paused or cancelled. */
  readonly noticedMs: number;
}

/** A handler that writes down what it was given. */
export const recorder = (run: JobHandler = async () => undefined) => {
  const jobs: Job[] = [];
  return {
    jobs,
    data: () => jobs.map((job) => job.data),
    handler: async (job: Job) => {
      jobs.push(job);
      return run(job);
    },
  };
};

/** A handler that hangs until it is let go: `open` is how many hang now. */
export const gate = () => {
  const held: { job: Job; go: () => void }[] = [];
  return {
    held,
    handler: (job: Job) =>
      new Promise<undefined>((resolve) => {
        const entry = {
          job,
          go: () => {
            held.splice(held.indexOf(entry), 1);
            resolve(undefined);
          },
        };
        held.push(entry);
      }),
  };
};

export const numbered = (count: number, job: Partial<NewJob> = {}): NewJob[] =>
  Array.from({ length: count }, (_, i) => ({ queue: 'work', data: i + 1, ...job }));

/** A clock whose timers can be lost, as they are when a process dies. */
export const mortal = (clock: Clock): { clock: Clock; die(): void } => {
  const timers = new Set<() => void>();
  let dead = false;
  return {
    clock: {
      now: clock.now,
      at(at, run) {
        if (dead) return () => undefined;
        const cancel = clock.at(at, () => {
          timers.delete(cancel);
          run();
        });
        timers.add(cancel);
        return () => {
          timers.delete(cancel);
          cancel();
        };
      },
    },
    die() {
      dead = true;
      for (const cancel of timers) cancel();
    },
  };
};
