import type { Queue } from '../queue/queue.ts';
import type { SupportService } from './service.ts';

/** Sends answers that a crash left unsent. */
export const SWEEP_QUEUE = 'support.sweep';

/** What this room runs in the background. Call before `queue.start`; the promise sets the schedule. */
export const registerSupportJobs = async (queue: Queue, service: SupportService): Promise<void> => {
  queue.process(SWEEP_QUEUE, async () => {
    await service.sweep();
    return undefined;
  });
  await queue.every({ key: SWEEP_QUEUE, queue: SWEEP_QUEUE, data: null, rule: { type: 'cron', cron: '*/10 * * * *' } });
};
