import type { Logger } from '../base/log.ts';
import type { Queue } from '../queue/queue.ts';

/** The queue by which processes that only receive wake those that answer. */
export const WAKE_QUEUE = 'chat.wake';

/**
 * Wakes threads in the processes that answer, by jobs: one of them takes each. Threads gather while the queue is being
 * told of the last ones. What is lost on the way is found by the dispatcher's sweep.
 */
export const createWaker = (queue: Queue, logger: Logger): ((threads: ReadonlySet<string>) => void) => {
  let toWake = new Set<string>();
  let waking = false;

  const tell = async (): Promise<void> => {
    while (toWake.size > 0) {
      const batch = [...toWake];
      toWake = new Set();
      await queue
        .addMany(batch.map((thread) => ({ queue: WAKE_QUEUE, data: { thread }, priority: 'reply' as const })))
        .catch((error: unknown) => logger.debug({ err: error }, 'nobody was woken: the sweep finds the events'));
    }
    waking = false;
  };

  return (threads) => {
    for (const thread of threads) toWake.add(thread);
    if (waking) return;
    waking = true;
    void tell();
  };
};
