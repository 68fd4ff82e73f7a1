import type { Acts } from './acts.ts';
import type { Exchange } from './exchange.ts';
import type { Feed, MessageDraft } from './feed.ts';
import type { Recorder, Sent } from './recorder.ts';
import type { Session } from './sessions.ts';
import type { Sockets } from './sockets.ts';
import { direct, type Group, type Message, type Place, type World } from './world.ts';

/** The code with which a call is refused, as the real service has them (zca-js.md, section 5). */
export class Refused extends Error {
  readonly code: number;
  constructor(code: number, message = 'Tham số không hợp lệ') {
    super(message);
    this.code = code;
  }
}

export type Params = Readonly<Record<string, unknown>>;

/** One call of a service, unsealed. */
export interface Call {
  readonly account: string;
  readonly session: Session;
  readonly params: Params;
  readonly exchange: Exchange;
  /** True when the thread shall not get what is sent (`empty_id`). */
  readonly lost: boolean;
}

/** What the handlers work with. */
export interface Parts {
  readonly world: World;
  readonly feed: Feed;
  readonly acts: Acts;
  readonly sockets: Sockets;
  readonly recorder: Recorder;
  /** The address of a stored file. */
  readonly mediaUrl: (path: string) => string;
}

export type Handler = (call: Call) => unknown;
/** By `<service> <path>`, for instance `group /api/group/sendmsg`. */
export type Handlers = Readonly<Record<string, Handler>>;

export const text = (params: Params, name: string): string => {
  const value = params[name];
  if (typeof value !== 'string' && typeof value !== 'number') throw new Refused(114, `thiếu ${name}`);
  return String(value);
};

export const optional = (params: Params, name: string): string | undefined =>
  params[name] === undefined ? undefined : text(params, name);

/** A parameter that is JSON in a string. */
export const json = <T>(params: Params, name: string): T => JSON.parse(text(params, name)) as T;

/** The thread that a call names by `grid`, `group_id`, `toid` or `toId`. */
export const threadOf = (params: Params): string | undefined => {
  for (const name of ['grid', 'group_id', 'toid', 'toId', 'toUid']) {
    const value = params[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
};

/** The group that a call speaks of, if the account may write there. */
export const groupFor = (world: World, account: string, id: string | undefined): Group => {
  const group = world.groups.get(id ?? '');
  if (!group?.members.includes(account)) throw new Refused(114);
  return group;
};

export const mayWrite = (group: Group, account: string): void => {
  if (group.setting.lockSendMsg === 1 && ![group.creatorId, ...group.admins].includes(account))
    throw new Refused(166, 'Nhóm chỉ cho trưởng nhóm gửi tin');
};

export const placeFor = (world: World, { account, params }: Call): Place => {
  const grid = optional(params, 'grid');
  if (grid !== undefined) {
    mayWrite(groupFor(world, account, grid), account);
    return { kind: 'group', id: grid };
  }
  const to = threadOf(params);
  if (to === undefined || !world.people.has(to)) throw new Refused(114);
  return direct(account, to);
};

/** Stores what an account sends, tells it to everyone and writes it down; answers as the service does. */
export const deliver = (
  { feed, recorder }: Parts,
  call: Call,
  draft: Omit<MessageDraft, 'from'>,
  what: Pick<Sent, 'kind' | 'text'> & Partial<Sent>,
): { msgId?: number; message?: Message } => {
  const { account, lost } = call;
  const thread =
    draft.place.kind === 'group' ? draft.place.id : (draft.place.people.find((uid) => uid !== account) ?? account);
  const base = { account, threadKind: draft.place.kind, thread, ...what };
  if (lost) {
    recorder.send(base);
    return {};
  }
  // Written down before it is told, so that whoever hears of it finds it in the record.
  const message = feed.post({ ...draft, from: account }, { told: false });
  recorder.send({ ...base, msgId: message.msgId });
  feed.tell([message]);
  return { msgId: Number(message.msgId), message };
};
