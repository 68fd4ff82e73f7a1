import type { Settled } from '../chat/chat.ts';
import { type Answers, createAnswers } from './answers.ts';
import { createMeetings, type Meetings } from './meetings.ts';
import type { MeetingDoc } from './model.ts';
import { nativeAnswer } from './native.ts';
import { createNotices } from './notices.ts';
import { isQuiet, movedAfterQuiet } from './plan.ts';
import { groupOf, type MeetingDeps, openRoom, toldGroups } from './room.ts';
import { ASK_QUEUE, createSchedule, type Schedule } from './schedule.ts';
import { createSilent, type Silent } from './silent.ts';
import type { AskedSilent } from './types.ts';

export type { MeetingDeps } from './room.ts';

export interface Vote {
  /** The event's. */
  readonly id: string;
  /** Our ids. */
  readonly contact: string;
  readonly thread: string;
  readonly options: readonly string[];
  readonly at: Date;
}

/** What became of one sending of a meeting in one group. */
export interface Delivery {
  readonly type: MeetingDoc['sent'][number]['type'];
  readonly minutesBefore?: number;
  readonly at: string;
  readonly groups: readonly {
    readonly name: string;
    readonly thread: string;
    /** Undefined: handed over, and nothing known of it (the group asked another way, or joined later). */
    readonly state?: Settled['state'];
    readonly error?: string;
  }[];
}

export interface MeetingService {
  readonly meetings: Meetings;
  readonly answers: Answers;
  readonly schedule: Schedule;
  readonly org: MeetingDeps['org'];
  /**
   * Asks the silent ones now, or at their end in the quiet hours. `request` names the wish: the same again sends nothing
   * twice.
   */
  askSilentNow(
    meeting: MeetingDoc,
    request: string,
  ): Promise<{ readonly asked?: AskedSilent; readonly postponedTo?: string }>;
  /** Somebody answered a poll or reminder in a chat: taken when it is a meeting's reminder. The same again changes nothing. */
  voted(vote: Vote): Promise<void>;
  /** Which group got which sending, newest first. */
  deliveries(meeting: MeetingDoc): Promise<Delivery[]>;
}

/** Meetings, their reminders, answers and attendance. */
export const createMeetingService = (deps: MeetingDeps): MeetingService => {
  const room = openRoom(deps);
  const notices = createNotices(room);
  const answers = createAnswers(room);
  const silent: Silent = createSilent(room, answers, notices);
  const schedule = createSchedule(room, notices, silent);
  const meetings = createMeetings(room, answers, schedule);

  return {
    meetings,
    answers,
    schedule,
    org: deps.org,

    async voted({ id, contact, thread, options, at }) {
      const said = nativeAnswer(options);
      if (!said) return;
      const recorded = await answers.record({ ...said, contact, thread, key: `vote:${id}`, at });
      if (!recorded.ok) deps.logger.debug({ code: recorded.error.code }, 'an answer to a reminder was not taken');
    },

    async askSilentNow(meeting, request) {
      const now = room.clock.now();
      const key = `meeting:${meeting._id}:silent:${request}`;
      const quiet = await room.quietHours();
      if (!isQuiet(now, quiet)) return { asked: await silent.ask(meeting, key) };
      const at = movedAfterQuiet(now, quiet);
      const data = { meetingId: meeting._id, key };
      await room.queue.add({ queue: ASK_QUEUE, key, at, data, group: groupOf(meeting) });
      return { postponedTo: at.toISOString() };
    },

    async deliveries(meeting) {
      const groups = await toldGroups(room, meeting);
      const sent = [...meeting.sent].reverse();
      const keys = sent.flatMap((notice) => groups.map((group) => `${notice.key}:${group.thread}`));
      const states = new Map((await room.chat.states(keys)).map((settled) => [settled.key, settled]));
      return sent.map((notice) => ({
        type: notice.type,
        ...(notice.minutesBefore === undefined ? {} : { minutesBefore: notice.minutesBefore }),
        at: notice.at.toISOString(),
        groups: groups.flatMap((group) => {
          const settled = states.get(`${notice.key}:${group.thread}`);
          // The silent were asked in some groups only; where nobody was, there is nothing to tell.
          if (notice.type === 'ask_silent' && !settled) return [];
          return [
            {
              name: group.name,
              thread: group.thread,
              ...(settled ? { state: settled.state } : {}),
              ...(settled?.error ? { error: settled.error.sentence } : {}),
            },
          ];
        }),
      }));
    },
  };
};
