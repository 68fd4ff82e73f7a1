import {
  type Call,
  deliver,
  groupFor,
  type Handlers,
  json,
  optional,
  type Parts,
  placeFor,
  Refused,
  text,
} from '../call.ts';
import { quoteOf } from '../rows.ts';
import type { Message } from '../world.ts';

/** Text and style bytes of one message that the real service took at most: between 2,867 (taken) and 3,712 (refused). */
const MAX_TEXT_BYTES = 3000;

/** Texts, replies, reactions, withdrawals, typing and seen. */
export const messageHandlers = (parts: Parts): Handlers => {
  const { world, recorder, acts } = parts;

  const send = (call: Call, quoted?: Message) => {
    const { params } = call;
    const message = text(params, 'message');
    const styles = optional(params, 'textProperties');
    if (Buffer.byteLength(message) + Buffer.byteLength(styles ?? '') > MAX_TEXT_BYTES)
      throw new Refused(112, 'Nội dung quá dài');
    const mentions =
      optional(params, 'mentionInfo') === undefined
        ? undefined
        : json<{ pos: number; len: number; uid: string; type: number }[]>(params, 'mentionInfo');
    for (const { pos, len } of mentions ?? []) if (pos < 0 || pos + len > message.length) throw new Refused(114);
    const place = placeFor(world, call);
    const { msgId } = deliver(
      parts,
      call,
      {
        place,
        msgType: 'webchat',
        content: message,
        cliMsgId: text(params, 'clientId'),
        ...(mentions && { mentions }),
        ...(quoted && { quote: quoteOf(world, quoted) }),
      },
      {
        kind: 'text',
        text: message,
        ...(mentions && {
          mentions: mentions.map(({ uid, pos, len }) => ({ uid, text: message.slice(pos, pos + len) })),
        }),
        ...(quoted && { quotes: quoted.msgId }),
        ...(styles !== undefined && { styles: JSON.parse(styles) }),
      },
    );
    return { msgId };
  };

  const reply = (call: Call) => {
    const quoted = world.messages.find((one) => one.msgId === text(call.params, 'qmsgId'));
    if (!quoted) throw new Refused(114);
    return send(call, quoted);
  };

  const react = (call: Call) => {
    const place = placeFor(world, call);
    const list = call.params['react_list'] as { message: string }[];
    const ids: string[] = [];
    for (const { message } of list) {
      const { rMsg, rIcon, rType } = JSON.parse(message) as {
        rMsg: { gMsgID: number }[];
        rIcon: string;
        rType: number;
      };
      for (const { gMsgID } of rMsg) {
        const found = world.messages.find((one) => one.msgId === String(gMsgID));
        if (!found) throw new Refused(114);
        recorder.sign({
          account: call.account,
          thread: place.kind === 'group' ? place.id : text(call.params, 'toid'),
          kind: 'react',
          msgId: found.msgId,
          icon: rIcon,
        });
        acts.react(found, call.account, rIcon, rType);
        ids.push(world.nextId('message'));
      }
    }
    return { msgIds: JSON.stringify(ids) };
  };

  const undo = (call: Call) => {
    const message = world.messages.find((one) => one.msgId === text(call.params, 'msgId'));
    if (!message || message.from !== call.account || message.cliMsgId !== text(call.params, 'cliMsgIdUndo'))
      throw new Refused(114);
    acts.undo(message);
    recorder.sign({
      account: call.account,
      thread: optional(call.params, 'grid') ?? text(call.params, 'toid'),
      kind: 'undo',
      msgId: message.msgId,
    });
    return { status: 0 };
  };

  const sign = (kind: 'typing' | 'seen' | 'delivered') => (call: Call) => {
    const infos = optional(call.params, 'msgInfos');
    const { grid, senderId, data } = (infos === undefined ? {} : JSON.parse(infos)) as {
      grid?: string;
      senderId?: string;
      data?: { gmi: string }[];
    };
    const thread = optional(call.params, 'grid') ?? optional(call.params, 'toid') ?? grid ?? senderId ?? '';
    if (call.exchange.path.startsWith('/api/group/')) groupFor(world, call.account, thread);
    const msgId = data?.[0]?.gmi;
    recorder.sign({ account: call.account, thread, kind, ...(msgId !== undefined && { msgId }) });
    return { status: 0 };
  };

  return {
    'chat /api/message/sms': (call) => send(call),
    'group /api/group/sendmsg': (call) => send(call),
    'group /api/group/mention': (call) => send(call),
    'chat /api/message/quote': reply,
    'group /api/group/quote': reply,
    'reaction /api/message/reaction': react,
    'reaction /api/group/reaction': react,
    'chat /api/message/undo': undo,
    'group /api/group/undomsg': undo,
    'chat /api/message/typing': sign('typing'),
    'group /api/group/typing': sign('typing'),
    'chat /api/message/seenv2': sign('seen'),
    'group /api/group/seenv2': sign('seen'),
    'chat /api/message/deliveredv2': sign('delivered'),
    'group /api/group/deliveredv2': sign('delivered'),
  };
};
