import type { Happening } from '../../chat/channel.ts';
import { MAX_INBOUND_CHARACTERS } from '../../chat/event.ts';
import type { AccountNote } from '../kind.ts';
import { sha256Hex } from '../signature.ts';
import { readAttachments } from './attachments.ts';
import { momentOf } from './moment.ts';
import { Frame, Message, OptIn, Policy, Postback, Reaction, Referral, ThreadControl, Watermark } from './payloads.ts';
import { policyReport } from './policy.ts';
import { readMetadata, readPayload } from './press.ts';

/** What is known about an event before it is looked into. */
export interface Place {
  readonly account: string;
  readonly page: string;
  readonly app: string;
  /** In `standby`: another app holds the thread, and nothing here is ours to answer. */
  readonly standby: boolean;
  /** The entry's time, for events without their own. */
  readonly time: Date;
  readonly now: Date;
}

export interface Read {
  readonly told: Happening[];
  readonly notes: AccountNote[];
}

interface Scene extends Place {
  readonly raw: Record<string, unknown>;
  /** The person in it: whichever of sender and recipient is not the Page. */
  readonly person: string | undefined;
  readonly at: Date;
}

/**
 * Our own note that a message is sent comes after Meta's, so a watermark of Meta's clock may lie just before it: without
 * this allowance the newest message would never count as read.
 */
const WATERMARK_ALLOWANCE_MS = 1000;

const NOTHING: Read = { told: [], notes: [] };

/** The events that a Page may get beside ours and that change nothing for us. */
const IGNORED = ['app_roles', 'response_feedback', 'account_linking'] as const;

const unknown = ({ account, raw }: Pick<Scene, 'account' | 'raw'>, name: string): Read => ({
  told: [],
  notes: [{ type: 'unknown_event', account, name, body: raw }],
});

const direct = (person: string) => ({ id: person, kind: 'direct' as const });

const from = ({ account, at }: Scene, person: string) => ({
  account,
  at: at.toISOString(),
  thread: direct(person),
  contact: { id: person },
});

const cut = (text: string): { text: string; truncated?: boolean } =>
  text.length > MAX_INBOUND_CHARACTERS ? { text: text.slice(0, MAX_INBOUND_CHARACTERS), truncated: true } : { text };

const opened = (scene: Scene, person: string, id: string): Read => ({
  told: [{ type: 'event', event: { type: 'opened', ...from(scene, person), id } }],
  notes: [],
});

/** A stand-in id for events that have none of their own (messenger.md 2.6). */
const ownId = (kind: string, ...parts: readonly (string | number)[]): string =>
  `${kind}:${sha256Hex(JSON.stringify(parts)).slice(0, 40)}`;

/** A message in the Page's name: ours when it carries our key or our app's id, otherwise somebody of the office wrote it. */
const echo = (scene: Scene, message: Message, person: string): Read => {
  const ours = readMetadata(message.metadata);
  const isOurs = ours !== undefined || message.app_id === scene.app;
  if (isOurs && ours?.key === undefined) return NOTHING;
  return {
    told: [
      {
        type: 'echo',
        account: scene.account,
        thread: person,
        threadKind: 'direct',
        messageId: message.mid,
        ...(ours?.key !== undefined && { key: ours.key }),
        ...(message.text !== undefined && { text: message.text }),
        at: scene.at,
      },
    ],
    notes: [],
  };
};

const message = (scene: Scene): Read => {
  const { person, account, standby, page } = scene;
  const read = Message.safeParse(scene.raw['message']);
  if (!read.success || person === undefined || person === page) return unknown(scene, 'message');
  const said = read.data;
  if (said.is_echo) return echo(scene, said, person);
  if (standby) return NOTHING;
  if (said.is_deleted) return unknown(scene, 'message_deleted');
  const typed = said.text ?? '';
  const attached = readAttachments(said.attachments ?? [], typed);
  const press = said.quick_reply && readPayload(said.quick_reply.payload);
  const words = press?.type === 'say' ? press.text : [typed, ...attached.words].filter(Boolean).join('\n');
  return {
    told: [
      {
        type: 'event',
        event: {
          type: 'message',
          ...from(scene, person),
          id: said.mid,
          messageId: said.mid,
          ...cut(words),
          attachments: attached.attachments,
          ...(press?.type === 'value' && { choice: press.value }),
          ...(said.reply_to?.mid !== undefined && { quotes: said.reply_to.mid }),
          ...(said.reply_to?.is_self_reply === false && { repliesToUs: true }),
        },
      },
    ],
    notes: attached.unknown.map((type) => ({
      type: 'unknown_event',
      account,
      name: `attachment.${type}`,
      body: scene.raw,
    })),
  };
};

/** In standby a postback comes without its payload, and another app answers it. */
const postback = (scene: Scene): Read => {
  const { person, standby, page } = scene;
  const read = Postback.safeParse(scene.raw['postback']);
  if (!read.success || person === undefined || person === page) return unknown(scene, 'postback');
  if (standby) return NOTHING;
  const { mid, title = '', payload } = read.data;
  const id = mid ?? ownId('postback', page, person, scene.at.getTime(), payload ?? title);
  const press = readPayload(payload);
  if (press.type === 'opened') return opened(scene, person, id);
  return {
    told: [
      {
        type: 'event',
        event: {
          type: 'message',
          ...from(scene, person),
          id,
          messageId: id,
          ...cut(press.type === 'say' ? press.text : title),
          ...(press.type === 'value' && { choice: press.value }),
        },
      },
    ],
    notes: [],
  };
};

const reaction = (scene: Scene): Read => {
  const { person, standby } = scene;
  const read = Reaction.safeParse(scene.raw['reaction']);
  if (!read.success || person === undefined) return unknown(scene, 'reaction');
  if (standby) return NOTHING;
  const { mid, emoji, reaction: word = '', action = 'react' } = read.data;
  return {
    told: [
      {
        type: 'event',
        event: {
          type: 'reaction',
          ...from(scene, person),
          id: ownId('reaction', person, mid, action, scene.at.getTime()),
          messageId: mid,
          emoji: emoji ?? word,
          removed: action === 'unreact',
        },
      },
    ],
    notes: [],
  };
};

const receipts =
  (name: 'delivery' | 'read', state: 'delivered' | 'seen') =>
  (scene: Scene): Read => {
    const { account, person, now } = scene;
    const read = Watermark.safeParse(scene.raw[name]);
    const until = read.success ? momentOf(read.data.watermark, now) : undefined;
    if (!read.success || person === undefined || !until) return unknown(scene, name);
    const each = (read.data.mids ?? []).map(
      (messageId): Happening => ({ type: 'receipt', account, messageId, state, at: until }),
    );
    const all: Happening = {
      type: 'receipts_until',
      account,
      thread: person,
      state,
      until: new Date(until.getTime() + WATERMARK_ALLOWANCE_MS),
    };
    return { told: [...each, all], notes: [] };
  };

/** She came by an m.me link or an advertisement, into a thread that was there before. */
const referral = (scene: Scene): Read => {
  const { person, page, standby } = scene;
  const read = Referral.safeParse(scene.raw['referral']);
  if (!read.success || person === undefined) return unknown(scene, 'referral');
  if (standby) return NOTHING;
  return opened(scene, person, ownId('referral', page, person, scene.at.getTime(), read.data.ref ?? ''));
};

/** The plugin on a web page. Leave for paid messages (`notification_messages`) is nothing that we use. */
const optin = (scene: Scene): Read => {
  const { person, page } = scene;
  const read = OptIn.safeParse(scene.raw['optin']);
  if (!read.success || person === undefined || read.data.type === 'notification_messages')
    return unknown(scene, 'optin');
  return opened(scene, person, ownId('optin', page, person, scene.at.getTime(), read.data.ref ?? ''));
};

/**
 * Another app or the Page's inbox took the thread: the same for us as a person of the office writing there. When it comes
 * to us nothing is to be done: from then on events stand under `messaging` again.
 */
const control =
  (name: 'pass_thread_control' | 'take_thread_control') =>
  (scene: Scene): Read => {
    const { account, app, person, at, page } = scene;
    const read = ThreadControl.safeParse(scene.raw[name]);
    if (!read.success || person === undefined) return unknown(scene, name);
    if (read.data.new_owner_app_id === app) return NOTHING;
    return {
      told: [
        {
          type: 'echo',
          account,
          thread: person,
          threadKind: 'direct',
          messageId: ownId(name, page, person, at.getTime()),
          at,
        },
      ],
      notes: [],
    };
  };

const policy = (scene: Scene): Read => {
  const read = Policy.safeParse(scene.raw['policy_enforcement']);
  if (!read.success) return unknown(scene, 'policy_enforcement');
  const report = policyReport(read.data.action, read.data.reason);
  return report
    ? { told: [], notes: [{ type: 'state', account: scene.account, report }] }
    : unknown(scene, 'policy_enforcement');
};

/**
 * What each event means, by the key that it carries. `message_edit` is among the unknown on purpose: the words were
 * answered as they stood, and taking the new ones for an answer would answer the next question.
 */
const READERS: readonly (readonly [string, (scene: Scene) => Read])[] = [
  ['message', message],
  ['postback', postback],
  ['reaction', reaction],
  ['delivery', receipts('delivery', 'delivered')],
  ['read', receipts('read', 'seen')],
  ['referral', referral],
  ['optin', optin],
  ['pass_thread_control', control('pass_thread_control')],
  ['take_thread_control', control('take_thread_control')],
  ['policy_enforcement', policy],
  ...IGNORED.map((name) => [name, () => NOTHING] as const),
];

const FRAME_KEYS = new Set(['sender', 'recipient', 'timestamp']);
const nameOf = (raw: Record<string, unknown>): string =>
  (Object.keys(raw).find((key) => !FRAME_KEYS.has(key)) ?? 'empty').slice(0, 60);

/** Reads one event of `messaging` or `standby`. Never throws: what cannot be read becomes a note. */
export const readEvent = (given: unknown, place: Place): Read => {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { told: [], notes: [{ type: 'unknown_event', account: place.account, name: 'not_an_event', body: given }] };
  const raw = given as Record<string, unknown>;
  const frame = Frame.safeParse(raw);
  if (!frame.success) return unknown({ account: place.account, raw }, nameOf(raw));
  const { sender, recipient, timestamp } = frame.data;
  const person = [sender?.id, recipient?.id].find((id) => id !== undefined && id !== place.page);
  const scene: Scene = { ...place, raw, person, at: momentOf(timestamp, place.now) ?? place.time };
  const reader = READERS.find(([key]) => raw[key] !== undefined && raw[key] !== null);
  return reader ? reader[1](scene) : unknown(scene, nameOf(raw));
};
