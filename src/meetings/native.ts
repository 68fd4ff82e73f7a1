import type { OutboxItem } from '../chat/chat.ts';
import type { MeetingDoc } from './model.ts';
import { groupOf } from './room.ts';
import type { AnswerValue } from './types.ts';

/**
 * The reminder of the platform's own that a meeting has in a group: it rings on the members' telephones, and who accepts
 * it or says no has answered the meeting. A meeting has one in a group at a time.
 */

/** Longest title: nobody has published a limit, and more does not fit on a telephone. */
const MAX_TITLE = 150;

const topicOf = (meeting: Pick<MeetingDoc, '_id'>): string => `meeting:${meeting._id}`;
const option = (meetingId: string, answer: AnswerValue): string => `meeting/${meetingId}/${answer}`;

const titleOf = ({ title, place }: Pick<MeetingDoc, 'title' | 'place'>): string => {
  const whole = place === '' ? title : `${title}, ${place}`;
  return whole.length <= MAX_TITLE ? whole : `${whole.slice(0, MAX_TITLE - 1)}…`;
};

/** Handed in again it changes nothing; after a change of the meeting it takes the place of the one before. */
export const nativeReminder = (meeting: MeetingDoc, thread: string): OutboxItem => ({
  key: `meeting:${meeting._id}:native:${meeting.changes}:${thread}`,
  thread,
  message: {
    type: 'reminder',
    title: titleOf(meeting),
    at: meeting.at.toISOString(),
    topic: topicOf(meeting),
    answers: { accept: option(meeting._id, 'yes'), reject: option(meeting._id, 'no') },
  },
  lane: 'bulk',
  group: groupOf(meeting),
});

/** Takes it away again: a meeting that is not held must not ring. */
export const noNativeReminder = (meeting: MeetingDoc, thread: string): OutboxItem => ({
  key: `meeting:${meeting._id}:native:none:${thread}`,
  thread,
  message: { type: 'no_reminder', topic: topicOf(meeting) },
  lane: 'bulk',
  group: groupOf(meeting),
});

/** What a vote on such a reminder says; undefined for any other vote. */
export const nativeAnswer = (
  options: readonly string[],
): { readonly meetingId: string; readonly answer: AnswerValue } | undefined => {
  const [, meetingId, answer] = /^meeting\/([^/]+)\/(yes|no)$/.exec(options.at(-1) ?? '') ?? [];
  return meetingId === undefined ? undefined : { meetingId, answer: answer === 'yes' ? 'yes' : 'no' };
};
