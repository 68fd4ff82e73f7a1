import type { JobOutcome, NewJob } from '../queue/queue.ts';
import type { MeetingDoc } from './model.ts';
import type { Notices } from './notices.ts';
import { askSilentMoment, isQuiet, movedAfterQuiet, noticeMoment, planReminders } from './plan.ts';
import { groupOf, type Room } from './room.ts';
import type { Silent } from './silent.ts';
import { announceText, cancelledText, changedText, reminderText } from './text.ts';

export const REMIND_QUEUE = 'meetings.remind';
export const NOTICE_QUEUE = 'meetings.notice';
export const ASK_QUEUE = 'meetings.ask_silent';
export const SWEEP_QUEUE = 'meetings.sweep';

/** Whoever was asked less than this ago is not yet called silent. */
const TIME_TO_ANSWER_HOURS = 12;

/** Whether the groups were asked, and have had time to answer. */
const wasAsked = (meeting: MeetingDoc, now: Date): boolean => {
  const asked = meeting.sent.filter((sent) => sent.type !== 'cancelled').map((sent) => sent.at.getTime());
  return asked.length > 0 && Math.max(...asked) <= now.getTime() - TIME_TO_ANSWER_HOURS * 3_600_000;
};

export interface RemindJob {
  readonly meetingId: string;
  readonly plan: number;
  readonly minutesBefore: number;
}
export interface NoticeJob {
  readonly meetingId: string;
  readonly noticeId: string;
}
export interface AskJob {
  readonly meetingId: string;
  readonly key: string;
  /** Present on the automatic asking: an older plan's job does nothing. */
  readonly plan?: number;
}

/** Everything of a meeting that must wait for its moment. Adding the same again changes nothing. */
export const jobsOf = (meeting: MeetingDoc, now: Date): NewJob[] => {
  const { _id: meetingId, plan } = meeting;
  // Notices have a group of their own: cancelling what waits of a plan must not cancel the news that it was cancelled.
  const jobs: NewJob[] = meeting.pending.map((notice) => ({
    queue: NOTICE_QUEUE,
    key: `${meetingId}:${notice.id}`,
    data: { meetingId, noticeId: notice.id },
  }));
  if (meeting.state !== 'planned' || meeting.at <= now) return jobs;
  for (const reminder of planReminders(meeting.at, meeting.reminders, meeting.plannedAt, meeting.quiet)) {
    const key = `meeting:${meetingId}:${plan}:${reminder.minutesBefore}`;
    if (reminder.skipped || meeting.sent.some((sent) => sent.key === key)) continue;
    const data = { meetingId, plan, minutesBefore: reminder.minutesBefore };
    jobs.push({ queue: REMIND_QUEUE, key, at: reminder.at, data, group: groupOf(meeting) });
  }
  const ask = askSilentMoment(meeting.answerBy, meeting.plannedAt, meeting.quiet);
  const key = `meeting:${meetingId}:${plan}:silent`;
  if (ask && meeting.answerBy > now && !meeting.sent.some((sent) => sent.key === key)) {
    jobs.push({ queue: ASK_QUEUE, key, at: ask, data: { meetingId, plan, key }, group: groupOf(meeting) });
  }
  return jobs;
};

/** Carries out what comes due. Every step may run twice: after a crash, or by two workers. */
export const createSchedule = (room: Room, notices: Notices, silent: Silent) => {
  const { meetings } = room.models;
  const retry = (failed: readonly string[]): JobOutcome =>
    failed.length > 0 ? { type: 'retry', reason: `not handed over: ${failed.join(', ')}` } : undefined;

  const planned = async (meetingId: string, plan: number | undefined): Promise<MeetingDoc | undefined> => {
    const meeting = await meetings.findById(meetingId).lean<MeetingDoc>();
    if (meeting?.state !== 'planned' || meeting.at <= room.clock.now()) return undefined;
    return plan === undefined || meeting.plan === plan ? meeting : undefined;
  };

  return {
    /** Puts what a meeting needs into the queue. */
    async queue(meeting: MeetingDoc): Promise<void> {
      const jobs = jobsOf(meeting, room.clock.now());
      if (jobs.length > 0) await room.queue.addMany(jobs);
    },

    async remind(job: RemindJob): Promise<JobOutcome> {
      const meeting = await planned(job.meetingId, job.plan);
      if (!meeting) return undefined;
      const now = room.clock.now();
      const due = planReminders(meeting.at, meeting.reminders, meeting.plannedAt, meeting.quiet).filter(
        (r) => !r.skipped && r.at <= now,
      );
      // The program was off when this came due, and a nearer reminder is due as well: that one is enough.
      if (due.some((r) => r.minutesBefore < job.minutesBefore)) return undefined;
      const quiet = await room.quietHours();
      if (isQuiet(now, quiet)) {
        const at = movedAfterQuiet(now, quiet);
        return at < meeting.at ? { type: 'later', at, reason: 'quiet hours' } : undefined;
      }
      const key = `meeting:${meeting._id}:${meeting.plan}:${job.minutesBefore}`;
      const failed = await notices.tellGroups(meeting, key, reminderText(meeting, now), true);
      await notices.noteSent(meeting, { key, type: 'reminder', minutesBefore: job.minutesBefore, at: now });
      return retry(failed);
    },

    /** News of a meeting: waits for the morning in the quiet hours, unless the meeting comes sooner. */
    async notice(job: NoticeJob): Promise<JobOutcome> {
      const meeting = await meetings.findById(job.meetingId).lean<MeetingDoc>();
      const notice = meeting?.pending.find((pending) => pending.id === job.noticeId);
      if (!meeting || !notice) return undefined;
      const now = room.clock.now();
      const at = noticeMoment(now, meeting.at, await room.quietHours());
      if (at > now) return { type: 'later', at, reason: 'quiet hours' };
      const key = `meeting:${meeting._id}:${notice.id}`;
      let failed: string[] = [];
      if (notice.type === 'cancelled') {
        failed = await notices.tellGroups(meeting, key, cancelledText(meeting, meeting.cancelReason ?? ''), false);
      } else if (meeting.at > now) {
        const text =
          notice.type === 'changed' && notice.before ? changedText(meeting, notice.before) : announceText(meeting);
        failed = await notices.tellGroups(meeting, key, text, true);
      }
      await notices.noteSent(meeting, { key, type: notice.type, at: now });
      if (failed.length > 0) return retry(failed);
      await meetings.updateOne({ _id: meeting._id }, { $pull: { pending: { id: notice.id } } });
      return undefined;
    },

    async askSilent(job: AskJob): Promise<JobOutcome> {
      const meeting = await planned(job.meetingId, job.plan);
      const now = room.clock.now();
      if (!meeting) return undefined;
      const automatic = job.plan !== undefined;
      if (automatic && (meeting.answerBy <= now || !wasAsked(meeting, now))) return undefined;
      const quiet = await room.quietHours();
      if (isQuiet(now, quiet)) {
        const at = movedAfterQuiet(now, quiet);
        return at < meeting.at ? { type: 'later', at, reason: 'quiet hours' } : undefined;
      }
      return retry((await silent.ask(meeting, job.key)).failed);
    },

    /** Puts back into the queue what a crash between a change and the queue left out. */
    async sweep(): Promise<void> {
      const now = room.clock.now();
      const open = { $or: [{ state: 'planned' as const, at: { $gt: now } }, { 'pending.id': { $exists: true } }] };
      for await (const meeting of meetings.find(open).lean<MeetingDoc[]>().cursor()) {
        const jobs = jobsOf(meeting, now);
        if (jobs.length > 0) await room.queue.addMany(jobs);
      }
    },
  };
};
export type Schedule = ReturnType<typeof createSchedule>;
