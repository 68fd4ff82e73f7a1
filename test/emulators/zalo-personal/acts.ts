import type { Feed } from './feed.ts';
import type { Sockets } from './sockets.ts';
import type { Message, Poll, Reminder, World } from './world.ts';

/** What a person or an account may do to a thing that exists, with the events that follow. */
export interface Acts {
  react(message: Message, by: string, icon: string, rType: number): void;
  undo(message: Message): void;
  /** Sets a voter's whole choice; empty takes her vote back. A `group.poll` message tells that something changed. */
  vote(poll: Poll, by: string, optionIds: readonly number[]): void;
  answer(reminder: Reminder, by: string, accepts: boolean): void;
  pollContent(poll: Poll, action: 'create' | 'vote'): Readonly<Record<string, unknown>>;
  reminderContent(reminder: Reminder): Readonly<Record<string, unknown>>;
  /** When off, poll messages leave out which poll they speak of, as nobody has confirmed that the real ones tell it. */
  pollIds: boolean;
}

const card = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  title: '',
  description: '',
  href: '',
  thumb: '',
  childnumber: 0,
  action: '',
  params: '',
  type: '',
  ...fields,
});

export const createActs = (world: World, feed: Feed, sockets: Sockets): Acts => {
  const seenAs = (account: string, uid: string) => (uid === account ? '0' : uid);

  const acts: Acts = {
    pollIds: true,

    react(message, by, icon, rType) {
      const content = JSON.stringify({
        rMsg: [{ gMsgID: Number(message.msgId), cMsgID: Number(message.cliMsgId), msgType: 1 }],
        rIcon: icon,
        rType,
        source: 6,
      });
      const msgId = world.nextId('message');
      for (const account of feed.accountsIn(message.place)) {
        const to =
          message.place.kind === 'group'
            ? message.place.id
            : seenAs(account, message.place.people.find((uid) => uid !== by) ?? by);
        const row = {
          actionId: '0',
          msgId,
          cliMsgId: world.nextId('client'),
          msgType: 'chat.reaction',
          uidFrom: seenAs(account, by),
          idTo: to,
          dName: world.person(by).name,
          content,
          ts: String(world.now()),
          ttl: 0,
        };
        const inGroup = message.place.kind === 'group';
        sockets.push(account, 612, 0, { reacts: inGroup ? [] : [row], reactGroups: inGroup ? [row] : [] });
      }
    },

    undo(message) {
      message.undone = true;
      const content = {
        globalMsgId: Number(message.msgId),
        cliMsgId: Number(message.cliMsgId),
        deleteMsg: 1,
        srcId: 0,
        destId: 0,
      };
      feed.post({ place: message.place, from: message.from, msgType: 'chat.undo', content });
    },

    pollContent: (poll, action) =>
      card({
        title: poll.question,
        action,
        params: JSON.stringify(
          acts.pollIds ? { pollId: poll.id, question: poll.question } : { question: poll.question },
        ),
      }),

    reminderContent: (reminder) =>
      card({
        title: reminder.title,
        description: 'Nhắc hẹn',
        action: 'msginfo.actionlist',
        params: JSON.stringify({ topicId: reminder.id, startTime: reminder.startTime }),
      }),

    vote(poll, by, optionIds) {
      for (const option of poll.options) {
        option.voters = option.voters.filter((uid) => uid !== by);
        if (optionIds.includes(option.id)) option.voters.push(by);
      }
      poll.updatedAt = world.now();
      feed.post({
        place: { kind: 'group', id: poll.group },
        from: by,
        msgType: 'group.poll',
        content: acts.pollContent(poll, 'vote'),
      });
    },

    answer(reminder, by, accepts) {
      reminder.accepted = reminder.accepted.filter((uid) => uid !== by);
      reminder.rejected = reminder.rejected.filter((uid) => uid !== by);
      (accepts ? reminder.accepted : reminder.rejected).push(by);
      if (reminder.place.kind !== 'group') return;
      const group = world.group(reminder.place.id);
      feed.control(group, accepts ? 'accept_remind' : 'reject_remind', {
        groupId: group.id,
        topicId: reminder.id,
        updateMembers: [by],
        time: String(world.now()),
      });
    },
  };
  return acts;
};
