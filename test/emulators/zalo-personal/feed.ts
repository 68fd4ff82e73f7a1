import { groupEventData, messageRow } from './rows.ts';
import type { Sockets } from './sockets.ts';
import type { Group, Message, Place, World } from './world.ts';

/** Puts things into the world and tells every account that is concerned. */
export interface Feed {
  /** Stores a message and tells it to the sockets of the accounts in its place, the sender's own among them. */
  post(draft: MessageDraft, options?: { readonly told?: boolean }): Message;
  /** Tells a stored message (again), in the order given, one frame each; `msgId` overrides the id in the copy. */
  tell(messages: readonly Message[], options?: { readonly msgId?: string; readonly oneFrame?: boolean }): void;
  groupEvent(group: Group, act: string, by: string, about: readonly string[], alsoTo?: readonly string[]): void;
  /** A group event with data of its own. */
  control(group: Group, act: string, data: unknown, alsoTo?: readonly string[]): void;
  /** Accounts that see a place. */
  accountsIn(place: Place): string[];
}

export type MessageDraft = Omit<Message, 'msgId' | 'cliMsgId' | 'at' | 'undone'> & {
  readonly cliMsgId?: string;
  readonly at?: number;
};

export const createFeed = (world: World, sockets: Sockets): Feed => {
  const isAccount = (uid: string) => world.people.get(uid)?.account === true;
  const membersOf = (place: Place): readonly string[] =>
    place.kind === 'group' ? world.group(place.id).members : place.people;
  const accountsIn = (place: Place) => membersOf(place).filter(isAccount);

  const tell: Feed['tell'] = (messages, { msgId, oneFrame = false } = {}) => {
    const groups = oneFrame ? [messages] : messages.map((message) => [message]);
    for (const together of groups) {
      const [first] = together;
      if (!first) continue;
      for (const account of accountsIn(first.place)) {
        const rows = together.map((message) => messageRow(world, account, message, msgId));
        if (first.place.kind === 'group') sockets.push(account, 521, 0, { groupMsgs: rows });
        else sockets.push(account, 501, 0, { msgs: rows });
      }
    }
  };

  const control: Feed['control'] = (group, act, data, alsoTo = []) => {
    const accounts = new Set([...group.members, ...alsoTo].filter(isAccount));
    for (const account of accounts)
      sockets.push(account, 601, 0, {
        controls: [{ content: { act_type: 'group', act, data: JSON.stringify(data) } }],
      });
  };

  return {
    accountsIn,
    tell,
    control,
    post(draft, { told = true } = {}) {
      const message: Message = {
        ...draft,
        msgId: world.nextId('message'),
        cliMsgId: draft.cliMsgId ?? world.nextId('client'),
        at: draft.at ?? world.now(),
        undone: false,
      };
      world.messages.push(message);
      if (told) tell([message]);
      return message;
    },
    groupEvent(group, act, by, about, alsoTo = []) {
      group.version += 1;
      control(group, act, groupEventData(world, group, by, about), alsoTo);
    },
  };
};
