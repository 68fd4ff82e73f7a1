import { DateTime } from 'luxon';
import type { Clock } from '../base/clock.ts';
import { DEFAULT_ZONE } from '../base/time.ts';
import type { Queue } from '../queue/queue.ts';
import type { LearningService } from './service.ts';

/** Repairs runs that a crash left half-started, and closes those whose flow is over. */
export const SWEEP_QUEUE = 'learning.sweep';
/** Freezes the denominators of every unit above the chapters at the end of each month. */
export const FREEZE_QUEUE = 'learning.freeze';

/** What this room runs in the background. Call before `queue.start`; the promise sets the schedules. */
export const registerLearningJobs = async (queue: Queue, service: LearningService, clock: Clock): Promise<void> => {
  queue.process(SWEEP_QUEUE, async () => {
    await service.runs.sweep(clock.now());
    return undefined;
  });

  queue.process(FREEZE_QUEUE, async () => {
    // On the 1st, for the day before: the month is over, and a run missed while the program was off still knows its date.
    const today = DateTime.fromJSDate(clock.now(), { zone: DEFAULT_ZONE });
    const date = today.startOf('month').minus({ days: 1 }).toFormat('yyyy-MM-dd');
    for (const unit of await service.org.unitsUnder('/', {
      on: today.startOf('month').minus({ hours: 12 }).toJSDate(),
    })) {
      if (unit.level !== 'chi_hoi') await service.progress.freeze(unit.path, date);
    }
    return undefined;
  });

  await queue.every({ key: SWEEP_QUEUE, queue: SWEEP_QUEUE, data: null, rule: { type: 'cron', cron: '*/10 * * * *' } });
  await queue.every({ key: FREEZE_QUEUE, queue: FREEZE_QUEUE, data: null, rule: { type: 'cron', cron: '5 0 1 * *' } });
};
