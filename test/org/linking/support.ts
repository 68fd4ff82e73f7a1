import type { ActionContext } from '../../../src/flow/action.ts';
import { linkingActions } from '../../../src/org/linking/actions.ts';
import { createLinking } from '../../../src/org/linking/service.ts';
import { fakeChat } from '../../learning/support.ts';
import type { openTestOrg } from '../support.ts';

type Room = Awaited<ReturnType<typeof openTestOrg>>;

/** Direct chats: `zalo:lan` writes in the thread of the same name, as a contact does. */
const DIRECT = Object.fromEntries(
  ['zalo:lan', 'zalo:mai', 'messenger:lan', 'messenger:x', 'bot:lan'].map((contact) => [contact, contact]),
);

/** The linking of a test org room, with a chat that remembers what it was handed and codes `100001`, `100002`, … */
export const openLinking = (room: Room) => {
  const fake = fakeChat(DIRECT);
  let lastCode = 100_000;
  let lastId = 0;
  const linking = createLinking({
    connection: room.connection,
    clock: room.clock,
    org: room.org,
    chat: fake.chat,
    contactInfo: async (contact) =>
      contact === 'gone:x' ? undefined : { channel: contact.split(':')[0] ?? '', name: `Tên ${contact}` },
    publish: (update) => room.live.push(update),
    codeKey: Buffer.alloc(32, 7),
    newCode: () => String(++lastCode),
    newId: () => `request-${++lastId}`,
  });
  let effects = 0;
  /** Runs an action as the contact says it in her direct chat; each call is an effect of its own unless a key is given. */
  const run = async (contact: string, name: string, args: object, context: Partial<ActionContext> = {}) => {
    const found = linkingActions(room.org, linking)[name];
    if (found === undefined) throw new Error(`no action ${name}`);
    const result = await found.run(found.args.parse(args), {
      account: contact.split(':')[0] ?? '',
      thread: contact,
      threadKind: 'direct',
      contact,
      key: `effect-${++effects}`,
      now: room.clock.now(),
      ...context,
    });
    // What a flow stores must be plain JSON of the promised shape.
    return found.result.parse(JSON.parse(JSON.stringify(result))) as Record<string, unknown>;
  };
  return { linking, run, starts: fake.starts, said: fake.items };
};
