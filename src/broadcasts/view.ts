import { DEFAULT_ZONE } from '../base/time.ts';
import type { Schedule } from '../queue/queue.ts';
import { nextOccurrence } from '../queue/recurrence.ts';
import type { BroadcastDoc } from './model.ts';
import { NO_PROGRESS } from './progress.ts';
import type { Broadcast, CalendarMoment, Progress, When } from './types.ts';
import { whenInWords } from './words.ts';

/** More than this in one range is not shown: a calendar of a month has no room for it. */
const MAX_MOMENTS = 62;

/** The rule of a repeating broadcast as the queue takes it. */
export const ruleOf = (when: Extract<When, { type: 'repeating' }>): Schedule['rule'] =>
  when.rule.type === 'cron' ? when.rule : { ...when.rule, start: new Date(when.rule.start) };

/** `nextHeld`: until when quiet hours will hold the next sending. */
export const broadcastView = (
  doc: BroadcastDoc,
  nextHeld: Date | undefined,
  progress: Progress = doc.progress ?? NO_PROGRESS,
): Broadcast => {
  const open = doc.state === 'scheduled' || doc.state === 'running' || doc.state === 'paused';
  const held = doc.heldUntil ?? nextHeld;
  return {
    id: doc._id,
    title: doc.title,
    content: doc.content,
    contentLabel: doc.contentLabel,
    audience: doc.audience,
    when: doc.when,
    whenInWords: whenInWords(doc.when),
    state: doc.state,
    unitPath: doc.unitPath,
    createdBy: { id: doc.createdBy.id, name: doc.createdBy.name },
    createdAt: doc.createdAt.toISOString(),
    updatedAt: doc.updatedAt.toISOString(),
    ...(open && doc.nextAt && { nextAt: doc.nextAt.toISOString() }),
    ...(open && held && { heldUntil: held.toISOString() }),
    ...(open && doc.problem !== undefined && { problem: doc.problem }),
    runs: doc.runs.map(({ occurrence, startedAt, resolvedAt, endedAt }) => ({
      occurrence,
      startedAt: startedAt.toISOString(),
      ...(resolvedAt && { resolvedAt: resolvedAt.toISOString() }),
      ...(endedAt && { endedAt: endedAt.toISOString() }),
    })),
    progress,
  };
};

/** When a broadcast was or will be sent between two moments. */
export const momentsBetween = (doc: BroadcastDoc, from: Date, to: Date): CalendarMoment[] => {
  const moments = doc.runs
    .filter(({ startedAt }) => startedAt >= from && startedAt <= to)
    .map(({ startedAt }) => ({ at: startedAt.toISOString(), past: true }));
  if (doc.state !== 'scheduled' && doc.state !== 'paused') return moments;
  const soon = (at: Date) => moments.push({ at: at.toISOString(), past: false });
  if (doc.when.type !== 'repeating') {
    if (doc.nextAt && doc.nextAt >= from && doc.nextAt <= to) soon(doc.nextAt);
    return moments;
  }
  const rule = ruleOf(doc.when);
  let at = doc.nextAt;
  // Straight to the range: the rule need not be walked through from today.
  if (at && at < from) at = nextOccurrence(rule, DEFAULT_ZONE, new Date(from.getTime() - 1));
  while (at && at <= to && moments.length < MAX_MOMENTS) {
    soon(at);
    at = nextOccurrence(rule, DEFAULT_ZONE, at);
  }
  return moments;
};
