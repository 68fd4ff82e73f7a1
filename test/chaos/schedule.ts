import type { Recorder } from './recorder.ts';

/** A time in which a process was dead, a server away or the clock put forward, in milliseconds of the real clock. */
export interface Disturbance {
  readonly from: number;
  readonly to: number;
}

/** The schedule of the chaos suite fires every minute. */
const EVERY_MS = 60_000;
/** What a disturbance began may end this much later: a claim runs out, a late look finds what is due. */
const AFTER_MS = 40_000;

/**
 * What is wrong with the occurrences that ran. One may run again only where its process can have died before it wrote
 * that it had run; one may be missing only where nobody was there at its minute, and then the last one missed runs.
 */
export const wrongTicks = (ticks: Recorder['ticks'], disturbances: readonly Disturbance[]): string[] => {
  const disturbed = (from: number, to: number) =>
    disturbances.some((one) => one.from <= to && one.to + AFTER_MS >= from);
  const byOccurrence = new Map<number, number[]>();
  for (const { job, at } of ticks) {
    const moment = Date.parse(job.slice(job.indexOf('@') + 1));
    byOccurrence.set(moment, [...(byOccurrence.get(moment) ?? []), at]);
  }
  const ran = [...byOccurrence].sort(([one], [other]) => one - other);
  const twice = ran.flatMap(([moment, times]) =>
    times
      .slice(1)
      .flatMap((at, index) =>
        disturbed(times[index] ?? at, at) ? [] : [`the schedule ran twice for ${new Date(moment).toISOString()}`],
      ),
  );
  const missed = ran.slice(1).flatMap(([moment, [at = 0]], index) => {
    const [before, [last = 0]] = ran[index] ?? [moment, [at]];
    return moment - before > EVERY_MS && !disturbed(last, at)
      ? [`the schedule did not run between ${new Date(before).toISOString()} and ${new Date(moment).toISOString()}`]
      : [];
  });
  return [...twice, ...missed, ...(ran.some(([moment]) => Number.isNaN(moment)) ? ['a job without its moment'] : [])];
};
