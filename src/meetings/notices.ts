import type { StartFlow } from '../chat/chat.ts';
import type { Group } from '../org/types.ts';
import type { MeetingDoc, SentNotice } from './model.ts';
import { nativeReminder, noNativeReminder } from './native.ts';
import { planReminders } from './plan.ts';
import { groupOf, type Room, toldGroups } from './room.ts';
import { MAX_WINDOW_MINUTES } from './types.ts';

/** The flow that asks a group and the one that asks a single person: docs/actions.md. */
export const GROUP_FLOW = 'nhom-moi-hop';
export const PERSON_FLOW = 'moi-hop';

const MINUTE = 60_000;

/** When a question put to a group now closes: before the next reminder asks again, and before the meeting. */
export const windowEnd = (meeting: Pick<MeetingDoc, 'at' | 'reminders' | 'quiet'>, now: Date): Date => {
  const next = planReminders(meeting.at, meeting.reminders, now, meeting.quiet).find((reminder) => !reminder.skipped);
  const ends = [meeting.at.getTime(), now.getTime() + MAX_WINDOW_MINUTES * MINUTE];
  if (next) ends.push(next.at.getTime() - MINUTE);
  return new Date(Math.max(now.getTime() + MINUTE, Math.min(...ends)));
};

export const createNotices = (room: Room) => {
  const { windows, meetings } = room.models;

  /** Opens the group's window under this key; false while another sending's window is open. */
  const openWindow = async (thread: string, key: string, until: Date, now: Date): Promise<boolean> => {
    const present = await windows.findById(thread).lean();
    if (present?.key === key) return true;
    if (present && present.until > now) return false;
    await windows.updateOne({ _id: thread }, { $set: { key, until } }, { upsert: true });
    return true;
  };

  const start = (meeting: MeetingDoc, thread: string, key: string, text: string, until: Date): StartFlow => ({
    key: `${key}:${thread}`,
    thread,
    flow: GROUP_FLOW,
    vars: { meetingId: meeting._id, text, until: until.toISOString() },
    delivery: `${key}:${thread}`,
  });

  /** Tells one group: with the question when it is free to be asked, else as plain text. */
  const tellGroup = async (meeting: MeetingDoc, group: Group, key: string, text: string, ask: boolean) => {
    const now = room.clock.now();
    const until = windowEnd(meeting, now);
    if (ask && (await openWindow(group.thread, key, until, now))) {
      await room.chat.startFlow([start(meeting, group.thread, key, text, until)]);
      return;
    }
    await room.chat.send([
      {
        key: `${key}:${group.thread}`,
        thread: group.thread,
        message: { type: 'text', text },
        lane: 'bulk',
        group: groupOf(meeting),
      },
    ]);
  };

  /** The platform's own reminder beside the words: while the meeting is on, and taken away when it is not. */
  const remindNatively = async (meeting: MeetingDoc, thread: string) => {
    if (!room.answersReminders?.(thread)) return;
    const item = meeting.state === 'planned' ? nativeReminder : noNativeReminder;
    await room.chat.send([item(meeting, thread)]);
  };

  return {
    openWindow,
    start,

    /**
     * Tells all groups of a meeting, each once for ever under (`key`, thread). One that fails does not stop the rest; the
     * names of those that failed are returned, to be tried again.
     */
    async tellGroups(meeting: MeetingDoc, key: string, text: string, ask: boolean): Promise<string[]> {
      const failed: string[] = [];
      for (const group of await toldGroups(room, meeting)) {
        try {
          await tellGroup(meeting, group, key, text, ask);
          await remindNatively(meeting, group.thread);
        } catch (error) {
          failed.push(group.name);
          room.logger.error(
            { err: error, meeting: meeting._id, thread: group.thread },
            'meeting notice not handed over',
          );
        }
      }
      return failed;
    },

    /** Notes on the meeting what was handed to the chat; again changes nothing. */
    async noteSent(meeting: MeetingDoc, notice: SentNotice): Promise<void> {
      await meetings.updateOne({ _id: meeting._id, 'sent.key': { $ne: notice.key } }, { $push: { sent: notice } });
      room.publish({ topic: 'meeting', id: meeting._id, unitPath: meeting.unitPath });
    },
  };
};
export type Notices = ReturnType<typeof createNotices>;
