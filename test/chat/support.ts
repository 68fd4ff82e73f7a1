import { z } from 'zod';
import { createLogger } from '../../src/base/log.ts';
import { createSimulator, SIMULATOR, type Simulator } from '../../src/channels/simulator/channel.ts';
import type { Channel, SendOutcome } from '../../src/chat/channel.ts';
import { type ChatRoom, createChat } from '../../src/chat/service.ts';
import { type ActionTable, action } from '../../src/flow/action.ts';
import type { Effect, FlowEvent, Session, StepResult } from '../../src/flow/session.ts';
import { createEmbeddedQueue } from '../../src/queue/embedded.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { type FakeClock, fakeClock, settle } from '../support/clock.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

type Draft = Effect extends infer E ? (E extends Effect ? Omit<E, 'id'> : never) : never;

/**
 * A tiny conversation in place of the flow engine: it repeats what it hears, `việc` asks for an action, `hẹn` sets a
 * timer of one minute, `xong` ends, and in a group it takes only what is addressed or is a digit.
 */
export const parrot = (session: Session | undefined, event: FlowEvent, now: Date): StepResult => {
  const base: Session = session ?? {
    v: 1,
    id: event.type === 'start' ? event.session : 'none',
    scope: event.type === 'start' ? event.scope : 'person',
    threadKind: event.type === 'start' ? event.threadKind : 'direct',
    stack: [{ flow: event.type === 'start' ? event.flow : '', version: '1', at: '0', vars: {} }],
    waiting: 1,
    turn: 0,
    startedAt: now.toISOString(),
    lastAt: now.toISOString(),
  };
  const turn = base.turn + 1;
  const next = { ...base, turn, lastAt: now.toISOString() };
  const answer = (effects: Draft[], end = false): StepResult => ({
    session: end ? undefined : next,
    effects: effects.map((effect, index) => ({ ...effect, id: `${base.id}:${turn}:${index}` }) as Effect),
    handled: true,
  });
  const say = (text: string): Draft => ({ type: 'send', message: { type: 'text', text } });
  switch (event.type) {
    case 'start':
      return answer([say(`bắt đầu ${event.flow}`)]);
    case 'message':
      if (event.addressed === false && !/^\d$/.test(event.text)) return { session: base, effects: [], handled: false };
      if (event.text === 'việc') return answer([{ type: 'do', action: 'test.count', args: { by: 1 } }]);
      if (event.text === 'hẹn')
        return answer([{ type: 'set_timer', timer: 't', at: new Date(now.getTime() + 60_000).toISOString() }]);
      if (event.text === 'gặp người') return answer([say('chị chờ nhé'), { type: 'hand_over', reason: 'hỏi' }], true);
      if (event.text === 'riêng')
        return answer([
          { type: 'send', message: { type: 'text', text: 'chuyện riêng' }, to: { direct: event.person.id } },
        ]);
      if (event.text === 'xong') return answer([say('tạm biệt')], true);
      return answer([say(`nghe: ${event.text}`)]);
    case 'action_done':
      return answer([say(`kết quả ${JSON.stringify(event.value)}`)]);
    case 'action_failed':
      return answer([say(`lỗi ${event.reason}`)]);
    case 'timer':
      return answer([say('đến giờ')]);
    case 'vote':
      return answer([say(`phiếu ${event.options.join(',')}`)]);
  }
};

export interface House {
  readonly clock: FakeClock;
  readonly store: TestStore;
  readonly queue: Queue;
  readonly chat: ChatRoom;
  readonly simulator: Simulator;
  /** Keys under which `test.count` was run. */
  readonly actionKeys: string[];
  /** Replaces how the next sends to a thread end. */
  faults: Map<string, SendOutcome[]>;
  /** Waits until the house has nothing more to do. */
  rest(): Promise<void>;
  /** What stands in a thread: `An: xin chào`, `em: …`. */
  texts(thread: string): Promise<string[]>;
  say(contact: string, thread: string, text: string, extra?: object): Promise<void>;
  close(): Promise<void>;
}

export interface HouseOptions {
  readonly store?: TestStore;
  readonly clock?: FakeClock;
  readonly actions?: ActionTable;
  /** Stands between the chat room and the simulator. */
  readonly wrap?: (simulator: Simulator) => Channel;
  readonly greeted?: boolean;
  /** Holds sends back, as a paused account does. */
  readonly admit?: () => Promise<{ readonly at: Date; readonly sentence: string } | undefined>;
}

/** The chat room with the simulator and the embedded queue; Ann, Bob and Cat are in the group `g-1`. */
export const openHouse = async (options: HouseOptions = {}): Promise<House> => {
  const clock = options.clock ?? fakeClock('2026-11-20T08:00:00+07:00');
  const store = options.store ?? (await openTestStore());
  const logger = createLogger('silent');
  const queue = createEmbeddedQueue({ connection: store.connection, clock, logger });
  const actionKeys: string[] = [];
  const faults = new Map<string, SendOutcome[]>();
  const chat = await createChat({
    connection: store.connection,
    clock,
    logger,
    queue,
    conversation: {
      step: parrot,
      route: (text) => (/^tra /.test(text) ? { flow: 'tra-cuu', vars: { query: text.slice(4) } } : undefined),
      scopeOf: (flow) => (flow === 'nhom' ? 'group' : 'person'),
      wakes: (text) => text === 'menu',
      welcome: 'chao-hoi',
      fallback: 'khong-hieu',
    },
    actions: () =>
      options.actions ?? {
        'test.count': action({
          about: 'Counts its calls.',
          args: z.object({ by: z.number() }),
          result: z.number(),
          run: async (_args, context) => actionKeys.push(context.key),
        }),
      },
    roster: async () => undefined,
    defaultAddress: async () => 'chị',
    ...(options.admit && { admit: options.admit }),
  });
  const simulator = createSimulator({
    connection: store.connection,
    clock,
    changed: () => undefined,
    fault: (thread) => faults.get(thread)?.shift(),
  });
  await chat.connect(options.wrap?.(simulator) ?? simulator);
  if (!options.store) {
    for (const [id, name] of [
      ['ann', 'An'],
      ['bob', 'Bình'],
      ['cat', 'Cúc'],
    ] as const)
      await simulator.phone.addContact({ id, name });
    await simulator.phone.addGroup({ id: 'g-1', name: 'Chi hội thử', members: ['ann', 'bob', 'cat'] });
    await simulator.phone.addGroup({ id: 'g-2', name: 'Chi hội hai', members: ['ann', 'bob'] });
  }
  await queue.start();
  await chat.recover();
  const rest = async () => {
    for (let round = 0; round < 3; round += 1) {
      await settle();
      await chat.idle();
    }
  };
  const names = async () => new Map((await simulator.phone.contacts()).map(({ id, name }) => [id, name]));
  return {
    clock,
    store,
    queue,
    chat,
    simulator,
    actionKeys,
    faults,
    rest,
    async texts(thread) {
      const people = await names();
      const { messages } = await simulator.phone.messages(thread);
      return messages.map(({ from, message }) => {
        const words = 'text' in message ? message.text : message.type;
        return `${from === undefined ? 'em' : people.get(from)}: ${words}`;
      });
    },
    async say(contact, thread, text, extra = {}) {
      const written = await simulator.phone.write({ contact, thread, text, ...extra });
      if (!written.ok) throw new Error(written.error.message);
      await rest();
    },
    async close() {
      await chat.stop();
      await queue.stop(1);
      await store.close();
    },
  };
};

export { SIMULATOR };
