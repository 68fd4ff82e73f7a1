import type { Queue } from '../queue/queue.ts';
import { QUIET_QUEUE, RUN_QUEUE } from './room.ts';
import type { BroadcastService } from './service.ts';

/** Broadcasts that are resolved at a time. What they hand on is paced by the accounts. */
const CONCURRENCY = 2;

/** Tells the queue what runs broadcasts. Before `queue.start()`. */
export const registerBroadcastJobs = (
  queue: Pick<Queue, 'process'>,
  service: Pick<BroadcastService, 'handle' | 'quietHours'>,
): void => {
  queue.process(RUN_QUEUE, service.handle, { concurrency: CONCURRENCY });
  queue.process(QUIET_QUEUE, async () => {
    await service.quietHours();
    return undefined;
  });
};
