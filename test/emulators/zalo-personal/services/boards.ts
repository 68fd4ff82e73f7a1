import { type Call, deliver, groupFor, type Handlers, json, type Parts, Refused, text } from '../call.ts';
import { pollRow, reminderRow } from '../rows.ts';
import { direct, type Place, type Poll, type Reminder } from '../world.ts';

/** Polls and reminders. */
export const boardHandlers = (parts: Parts): Handlers => {
  const { world, acts } = parts;

  const pollOf = ({ account, params }: Call): Poll => {
    const poll = world.polls.get(Number(text(params, 'poll_id')));
    if (!poll) throw new Refused(114, 'Không có bình chọn này');
    groupFor(world, account, poll.group);
    return poll;
  };

  const createPoll = (call: Call) => {
    const { account, params } = call;
    const group = groupFor(world, account, text(params, 'group_id'));
    const options = params['options'];
    if (!Array.isArray(options) || options.length < 1) throw new Refused(114);
    if (group.setting.lockCreatePoll === 1 && group.creatorId !== account) throw new Refused(166);
    const poll: Poll = {
      id: Number(world.nextId('poll')),
      group: group.id,
      creator: account,
      question: text(params, 'question'),
      options: options.map((content) => ({
        id: Number(world.nextId('option')),
        content: String(content),
        voters: [],
      })),
      multiple: params['allow_multi_choices'] === true,
      anonymous: params['is_anonymous'] === true,
      createdAt: world.now(),
      expiresAt: Number(params['expired_time'] ?? 0),
      updatedAt: world.now(),
      closed: false,
    };
    if (!call.lost) world.polls.set(poll.id, poll);
    deliver(
      parts,
      call,
      { place: { kind: 'group', id: group.id }, msgType: 'group.poll', content: acts.pollContent(poll, 'create') },
      { kind: 'poll', text: poll.question, options: poll.options.map(({ content }) => content), pollId: poll.id },
    );
    return call.lost ? {} : pollRow(poll, account);
  };

  const vote = (call: Call) => {
    const poll = pollOf(call);
    const ids = (call.params['option_ids'] as number[]).map(Number);
    acts.vote(poll, call.account, ids);
    return { options: pollRow(poll, call.account).options };
  };

  const keep = (
    call: Call,
    place: Place,
    fields: { title: string; startTime: number; emoji: string; repeat: number },
  ) => {
    const reminder: Reminder = {
      id: world.nextId('reminder'),
      place,
      creator: call.account,
      createdAt: world.now(),
      accepted: [],
      rejected: [],
      ...fields,
    };
    if (!call.lost) world.reminders.set(reminder.id, reminder);
    deliver(
      parts,
      call,
      { place, msgType: 'chat.ecard', content: acts.reminderContent(reminder) },
      { kind: 'reminder', text: reminder.title, startTime: reminder.startTime, reminderId: reminder.id },
    );
    return call.lost ? {} : reminderRow(reminder, call.account);
  };

  const createTopic = (call: Call) => {
    const { params, account } = call;
    const group = groupFor(world, account, text(params, 'grid'));
    const { title } = json<{ title: string }>(params, 'params');
    return keep(
      call,
      { kind: 'group', id: group.id },
      {
        title,
        startTime: Number(params['startTime']),
        emoji: text(params, 'emoji'),
        repeat: Number(params['repeat']),
      },
    );
  };

  const createOneOne = (call: Call) => {
    const data = json<{ toUid: string; startTime: number; emoji: string; repeat: number; params: { title: string } }>(
      call.params,
      'objectData',
    );
    if (!world.people.has(data.toUid)) throw new Refused(114);
    return keep(call, direct(call.account, data.toUid), { ...data, title: data.params.title });
  };

  const reminderOf = ({ params }: Call, name: string): Reminder => {
    const reminder = world.reminders.get(text(params, name));
    if (!reminder) throw new Refused(114, 'Không có nhắc hẹn này');
    return reminder;
  };

  const remove = (name: string) => (call: Call) => {
    const reminder = reminderOf(call, name);
    world.reminders.delete(reminder.id);
    return '';
  };

  const list = (call: Call) => {
    const data = json<{ group_id?: string; uid?: string; count: number; page: number }>(call.params, 'objectData');
    const rows = [...world.reminders.values()]
      .filter(({ place }) =>
        place.kind === 'group' ? place.id === data.group_id : place.people.includes(data.uid ?? ''),
      )
      .slice((data.page - 1) * data.count, data.page * data.count)
      .map((reminder) => reminderRow(reminder, call.account));
    return JSON.stringify(rows);
  };

  return {
    'group /api/poll/create': createPoll,
    'group /api/poll/detail': (call) => pollRow(pollOf(call), call.account),
    'group /api/poll/end': (call) => {
      pollOf(call).closed = true;
      return '';
    },
    'group /api/poll/share': (call) => {
      pollOf(call);
      return '';
    },
    'group /api/poll/vote': vote,
    'group_board /api/board/topic/createv2': createTopic,
    'group_board /api/board/oneone/create': createOneOne,
    'group_board /api/board/topic/remove': remove('topicId'),
    'group_board /api/board/oneone/remove': remove('reminderId'),
    'group_board /api/board/listReminder': list,
    'group_board /api/board/oneone/list': list,
    'group_board /api/board/topic/getReminder': (call) => reminderRow(reminderOf(call, 'eventId'), call.account),
    'group_board /api/board/topic/listResponseEvent': (call) => {
      const { accepted, rejected } = reminderOf(call, 'eventId');
      return { acceptMember: accepted, rejectMember: rejected };
    },
  };
};
