import { DEFAULT_ZONE } from '../base/time.ts';
import type { Queue } from '../queue/queue.ts';
import { DEFAULT_QUIET_HOURS, type QuietHours } from './quiet-hours.ts';
import { QUIET_QUEUE } from './room.ts';

/**
 * Sets the two moments of every day at which the quiet hours begin and end. `repair` does it at every start, and the
 * jobs themselves each time, so that they follow what an administrator sets.
 */
export const scheduleQuietHours = async (
  queue: Pick<Queue, 'every'>,
  { from, to }: QuietHours = DEFAULT_QUIET_HOURS,
): Promise<void> => {
  for (const [name, time] of [
    ['begin', from],
    ['end', to],
  ] as const) {
    const [hour, minute] = time.split(':').map(Number);
    await queue.every({
      key: `${QUIET_QUEUE}:${name}`,
      queue: QUIET_QUEUE,
      data: null,
      rule: { type: 'cron', cron: `${minute} ${hour} * * *` },
      zone: DEFAULT_ZONE,
      priority: 'reply',
    });
  }
};
