import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../../base/clock.ts';
import type { Abilities, Channel, SendOutcome, Tell } from '../../chat/channel.ts';
import { type SimMessage, type SimulatorModels, simulatorModels } from './model.ts';
import { createPhone, type Phone } from './phone.ts';

/** The account id of the one simulator. */
export const SIMULATOR = 'simulator';

/** Like a Zalo group: buttons, polls and mentions, and texts of 2,000 characters. */
const ABILITIES: Abilities = {
  groups: true,
  maxButtons: 10,
  polls: true,
  reminders: true,
  mentions: true,
  typing: true,
  reactions: true,
  maxTextLength: 2000,
  lengthOf: (text) => text.length,
};

export interface SimulatorDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Tells open pages that a thread has something new; `from` is absent for the assistant's own (`typing`: it is writing). */
  readonly changed: (thread: string, what: 'message' | 'typing', from?: string) => void;
  /**
   * For trying out what can go wrong: how the next send to a thread ends instead of arriving. Default: it arrives.
   */
  readonly fault?: (thread: string) => SendOutcome | undefined;
}

export interface Simulator extends Channel {
  /** The side of the invented officers. */
  readonly phone: Phone;
  readonly models: SimulatorModels;
}

/** A channel without a platform: an invented one, kept in our own store, that behaves like a Zalo group. */
export const createSimulator = ({ connection, clock, changed, fault }: SimulatorDeps): Simulator => {
  const models = simulatorModels(connection);
  let tell: Tell | undefined;
  let last = 0;
  const nextSeq = () => {
    last = Math.max(last + 1, clock.now().getTime() * 1000);
    return last;
  };

  const post = async (message: Omit<SimMessage, '_id' | 'seq' | 'at' | 'reactions' | 'votes' | 'seenBy'>) => {
    const stored: SimMessage = {
      ...message,
      _id: randomUUID(),
      seq: nextSeq(),
      at: clock.now(),
      reactions: [],
      votes: [],
      seenBy: [],
    };
    await models.messages.collection.insertOne(stored as never);
    void models.threads.updateOne({ _id: message.thread }, { $set: { lastAt: stored.at } }).catch(() => undefined);
    changed(message.thread, 'message', message.from);
    return stored;
  };

  return {
    account: SIMULATOR,
    kind: 'simulator',
    abilities: ABILITIES,
    models,
    phone: createPhone({
      models,
      clock,
      post,
      changed,
      intake: async (events) => {
        if (!tell) throw new Error('the simulator has not been started');
        await tell(events.map((event) => ({ type: 'event', event })));
      },
      receipts: async (receipt) => tell?.([{ type: 'receipt', account: SIMULATOR, ...receipt }]),
    }),

    async start(to) {
      tell = to;
      await Promise.all(Object.values(models).map((model) => model.init()));
      const [newest] = await models.messages.find({}, { seq: 1 }).sort({ seq: -1 }).limit(1).lean();
      last = newest?.seq ?? 0;
    },

    async stop() {
      tell = undefined;
    },

    async send({ thread, message, key }) {
      const fails = fault?.(thread);
      if (fails) return fails;
      if (!(await models.threads.exists({ _id: thread })))
        return {
          type: 'failed',
          error: {
            code: 'thread_gone',
            retry: false,
            attention: false,
            sentence: 'Nhóm này không còn trong kênh thử. Chị kiểm tra lại danh sách nhóm.',
          },
        };
      const { _id } = await post({ thread, key, message, mentionsUs: false });
      return { type: 'sent', messageId: _id };
    },

    directThreadOf: (contact) => contact,

    async signal(thread, _kind, signal) {
      if (signal.type === 'typing') changed(thread, 'typing');
      if (signal.type !== 'react') return;
      await models.messages.updateOne(
        { _id: signal.messageId },
        { $push: { reactions: { contact: SIMULATOR, emoji: signal.emoji } } },
      );
      changed(thread, 'message');
    },

    async findSent({ key }) {
      const found = await models.messages.findOne({ key }, { _id: 1 }).lean();
      return found ? { messageId: found._id } : null;
    },
  };
};
