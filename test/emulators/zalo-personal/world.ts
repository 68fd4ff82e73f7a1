import { randomBytes } from 'node:crypto';

/** What the emulated Zalo knows: people, groups, messages, polls, reminders and files. No network here. */

export interface Person {
  readonly uid: string;
  name: string;
  readonly globalId: string;
  /** True for those who can sign in here: an assistant's account. */
  readonly account: boolean;
}

export interface Group {
  readonly id: string;
  name: string;
  readonly creatorId: string;
  admins: string[];
  /** In the order in which they came in. */
  members: string[];
  pending: string[];
  readonly link: string;
  version: number;
  readonly createdAt: number;
  /** Flags of Zalo's group settings that are switched on. */
  setting: Partial<Record<'joinAppr' | 'lockSendMsg' | 'lockViewMember' | 'lockCreatePoll', 0 | 1>>;
}

/** A conversation: a group, or two people (in the order of their ids). */
export type Place =
  | { readonly kind: 'group'; readonly id: string }
  | { readonly kind: 'direct'; readonly people: readonly [string, string] };

export interface Message {
  readonly msgId: string;
  readonly cliMsgId: string;
  readonly place: Place;
  readonly from: string;
  readonly at: number;
  readonly msgType: string;
  readonly content: string | Readonly<Record<string, unknown>>;
  readonly mentions?: readonly { uid: string; pos: number; len: number; type: number }[];
  readonly quote?: Readonly<Record<string, unknown>>;
  undone: boolean;
}

export interface Poll {
  readonly id: number;
  readonly group: string;
  readonly creator: string;
  readonly question: string;
  readonly options: { readonly id: number; readonly content: string; voters: string[] }[];
  readonly multiple: boolean;
  readonly anonymous: boolean;
  readonly createdAt: number;
  readonly expiresAt: number;
  updatedAt: number;
  closed: boolean;
}

export interface Reminder {
  readonly id: string;
  readonly place: Place;
  readonly creator: string;
  title: string;
  startTime: number;
  emoji: string;
  repeat: number;
  readonly createdAt: number;
  accepted: string[];
  rejected: string[];
}

export interface StoredFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

export interface World {
  readonly people: Map<string, Person>;
  readonly groups: Map<string, Group>;
  readonly messages: Message[];
  readonly polls: Map<number, Poll>;
  readonly reminders: Map<string, Reminder>;
  /** By path below `/media/`. */
  readonly files: Map<string, StoredFile>;
  now(): number;
  nextId(what: 'message' | 'poll' | 'option' | 'reminder' | 'file' | 'person' | 'group' | 'client'): string;
  person(uid: string): Person;
  group(id: string): Group;
  message(msgId: string): Message;
  addPerson(person: { name: string; uid?: string; account?: boolean }): Person;
  addGroup(group: {
    name: string;
    members: readonly string[];
    id?: string;
    creator?: string;
    admins?: readonly string[];
  }): Group;
}

/** First numbers of each kind, as long as Zalo's: messages of 13 digits, people and groups of 19. */
const FIRST = {
  message: 6_200_000_000_001n,
  client: 1_780_000_000_001n,
  poll: 81_000_001n,
  option: 501n,
  reminder: 700_001n,
  file: 900_001n,
  person: 3_120_000_000_000_000_001n,
  group: 5_210_000_000_000_000_001n,
};

export const direct = (one: string, two: string): Place => ({
  kind: 'direct',
  people: one < two ? [one, two] : [two, one],
});

export const samePlace = (one: Place, two: Place): boolean =>
  one.kind === 'group'
    ? two.kind === 'group' && one.id === two.id
    : two.kind === 'direct' && one.people[0] === two.people[0] && one.people[1] === two.people[1];

export const createWorld = (now: () => number): World => {
  const counters = { ...FIRST };
  const people = new Map<string, Person>();
  const groups = new Map<string, Group>();
  const messages: Message[] = [];
  const found = <T>(what: string, id: string, one: T | undefined): T => {
    if (one === undefined) throw new Error(`emulator: no ${what} ${id}`);
    return one;
  };
  const world: World = {
    people,
    groups,
    messages,
    polls: new Map(),
    reminders: new Map(),
    files: new Map(),
    now,
    nextId(what) {
      const id = counters[what];
      counters[what] += 1n;
      return String(id);
    },
    person: (uid) => found('person', uid, people.get(uid)),
    group: (id) => found('group', id, groups.get(id)),
    message: (msgId) =>
      found(
        'message',
        msgId,
        messages.find((one) => one.msgId === msgId),
      ),
    addPerson({ name, uid = world.nextId('person'), account = false }) {
      const person = { uid, name, account, globalId: `G${randomBytes(8).toString('hex').toUpperCase()}` };
      people.set(uid, person);
      return person;
    },
    addGroup({ name, members, id = world.nextId('group'), creator = members[0] ?? '0', admins = [] }) {
      const group: Group = {
        id,
        name,
        creatorId: creator,
        admins: [...admins],
        members: [...members],
        pending: [],
        link: `https://zalo.me/g/${randomBytes(4).toString('hex')}`,
        version: 1,
        createdAt: now(),
        setting: {},
      };
      groups.set(id, group);
      return group;
    },
  };
  return world;
};
