import { DEFAULT_ZONE } from '../base/time.ts';
import type { Queue } from '../queue/queue.ts';
import { QUIET_FROM_HOUR, QUIET_UNTIL_HOUR } from './quiet-hours.ts';
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

/** Sets the two moments of every day at which the quiet hours begin and end. Once at every start. */
export const scheduleQuietHours = async (queue: Pick<Queue, 'every'>): Promise<void> => {
  for (const hour of [QUIET_FROM_HOUR, QUIET_UNTIL_HOUR])
    await queue.every({
      key: `${QUIET_QUEUE}:${hour}`,
      queue: QUIET_QUEUE,
      data: { hour },
      rule: { type: 'cron', cron: `0 ${hour} * * *` },
      zone: DEFAULT_ZONE,
      priority: 'reply',
    });
};
