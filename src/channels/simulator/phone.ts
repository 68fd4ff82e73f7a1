import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ContactRef, InboundEventInput, ThreadRef } from '../../chat/event.ts';
import type { SimMessage, SimThread, SimulatorModels } from './model.ts';

/** Messages shown of a thread at once. */
const PAGE = 60;

/** What an invented officer can do with her phone. */
export interface Phone {
  addContact(contact: { id: string; name: string; sample?: boolean }): Promise<void>;
  /** Makes or renames a group and sets its members. */
  addGroup(group: { id: string; name: string; members: string[]; sample?: boolean }): Promise<void>;
  contacts(): Promise<{ id: string; name: string }[]>;
  /** Her groups, and her direct chat with the assistant, the latest first. */
  threads(contact: string): Promise<{ id: string; kind: 'direct' | 'group'; name: string; last?: SimMessage }[]>;
  /** The newest messages, oldest first; `before` pages back. */
  messages(
    thread: string,
    before?: number,
  ): Promise<{ messages: SimMessage[]; members: { id: string; name: string }[] }>;
  write(what: {
    contact: string;
    thread: string;
    text: string;
    choice?: string;
    quotes?: string;
    /** The assistant is called by name. */
    mention?: boolean;
    imageUrl?: string;
    /** The phone's own id of this message: written again under it, it is a duplicate. */
    clientId?: string;
  }): Promise<Result<{ messageId: string }>>;
  react(what: { contact: string; message: string; emoji: string }): Promise<Result<null>>;
  vote(what: { contact: string; message: string; options: string[] }): Promise<Result<null>>;
  /** She looked at the thread: everything of the assistant's in it is seen. */
  open(contact: string, thread: string): Promise<Result<null>>;
  removeSample(): Promise<void>;
}

interface PhoneDeps {
  readonly models: SimulatorModels;
  readonly clock: Clock;
  readonly post: (
    message: Omit<SimMessage, '_id' | 'seq' | 'at' | 'reactions' | 'votes' | 'seenBy'>,
  ) => Promise<SimMessage>;
  readonly intake: (events: readonly InboundEventInput[]) => Promise<void>;
  readonly receipts: (receipt: { messageId: string; state: 'seen'; at: Date }) => Promise<void>;
  readonly changed: (thread: string, what: 'message') => void;
}

const noThread = () => fail('simulator.no_thread', 'Không có cuộc trò chuyện này. Chị mở lại danh sách rồi chọn lại.');
const noContact = () => fail('simulator.no_contact', 'Không có người này trong kênh thử. Chị chọn người khác.');
const noMessage = () => fail('simulator.no_message', 'Tin này không còn. Chị tải lại cuộc trò chuyện.');

export const createPhone = ({ models, clock, post, intake, receipts, changed }: PhoneDeps): Phone => {
  const { contacts, threads, messages } = models;

  const find = async (
    contact: string,
    thread: string,
  ): Promise<
    Result<{ thread: SimThread; refs: { account: string; thread: ThreadRef; contact: ContactRef; at: string } }>
  > => {
    const person = await contacts.findById(contact).lean();
    if (!person) return noContact();
    const found = await threads.findById(thread).lean();
    if (!found?.members.includes(contact)) return noThread();
    return ok({
      thread: found,
      refs: {
        account: 'simulator',
        thread: { id: thread, kind: found.kind, name: found.name },
        contact: { id: contact, name: person.name },
        at: clock.now().toISOString(),
      },
    });
  };

  const findByMessage = async (contact: string, id: string) => {
    const message = await messages.findById(id).lean();
    if (!message) return noMessage();
    const place = await find(contact, message.thread);
    return place.ok ? ok({ ...place.value, message }) : place;
  };

  return {
    async addContact({ id, name, sample = false }) {
      await contacts.updateOne({ _id: id }, { $set: { name }, $setOnInsert: { sample } }, { upsert: true });
      await threads.updateOne(
        { _id: id },
        { $set: { name }, $setOnInsert: { kind: 'direct', members: [id], sample, lastAt: clock.now() } },
        { upsert: true },
      );
    },

    async addGroup({ id, name, members, sample = false }) {
      await threads.updateOne(
        { _id: id },
        { $set: { name, members }, $setOnInsert: { kind: 'group', sample, lastAt: clock.now() } },
        { upsert: true },
      );
    },

    async contacts() {
      const found = await contacts.find().sort({ name: 1 }).lean();
      return found.map(({ _id, name }) => ({ id: _id, name }));
    },

    async threads(contact) {
      const found = await threads.find({ members: contact }).sort({ lastAt: -1 }).lean();
      return Promise.all(
        found.map(async ({ _id, kind, name }) => {
          const [last] = await messages.find({ thread: _id }).sort({ seq: -1 }).limit(1).lean();
          return { id: _id, kind, name, ...(last && { last }) };
        }),
      );
    },

    async messages(thread, before) {
      const found = await messages
        .find({ thread, ...(before !== undefined && { seq: { $lt: before } }) })
        .sort({ seq: -1 })
        .limit(PAGE)
        .lean();
      const place = await threads.findById(thread).lean();
      const people = await contacts.find({ _id: { $in: place?.members ?? [] } }).lean();
      return { messages: found.reverse(), members: people.map(({ _id, name }) => ({ id: _id, name })) };
    },

    async write({ contact, thread, text, choice, quotes, mention = false, imageUrl, clientId }) {
      const place = await find(contact, thread);
      if (!place.ok) return place;
      const quoted = quotes === undefined ? null : await messages.findById(quotes).lean();
      const bubble = await post({
        thread,
        from: contact,
        message: imageUrl
          ? { type: 'image', imageUrl, ...(text && { title: text }) }
          : { type: 'text', text: text || ' ' },
        mentionsUs: mention,
        ...(quotes !== undefined && { quotes }),
      });
      await intake([
        {
          type: 'message',
          id: clientId ?? bubble._id,
          ...place.value.refs,
          messageId: bubble._id,
          text,
          ...(imageUrl && { attachments: [{ kind: 'image' as const, url: imageUrl }] }),
          ...(choice !== undefined && { choice }),
          ...(quotes !== undefined && { quotes }),
          mentionsUs: mention,
          repliesToUs: quoted !== null && quoted.from === undefined,
        },
      ]);
      return ok({ messageId: bubble._id });
    },

    async react({ contact, message, emoji }) {
      const place = await findByMessage(contact, message);
      if (!place.ok) return place;
      await messages.updateOne({ _id: message }, { $pull: { reactions: { contact } } });
      if (emoji !== '') await messages.updateOne({ _id: message }, { $push: { reactions: { contact, emoji } } });
      await intake([
        { type: 'reaction', id: randomUUID(), ...place.value.refs, messageId: message, emoji, removed: emoji === '' },
      ]);
      changed(place.value.thread._id, 'message');
      return ok(null);
    },

    async vote({ contact, message, options }) {
      const place = await findByMessage(contact, message);
      if (!place.ok) return place;
      await messages.updateOne({ _id: message }, { $pull: { votes: { contact } } });
      if (options.length > 0) await messages.updateOne({ _id: message }, { $push: { votes: { contact, options } } });
      await intake([{ type: 'vote', id: randomUUID(), ...place.value.refs, messageId: message, options }]);
      changed(place.value.thread._id, 'message');
      return ok(null);
    },

    async open(contact, thread) {
      const place = await find(contact, thread);
      if (!place.ok) return place;
      const unseen = await messages
        .find({ thread, from: { $exists: false }, seenBy: { $ne: contact } })
        .sort({ seq: -1 })
        .limit(PAGE)
        .lean();
      for (const message of unseen) {
        await messages.updateOne({ _id: message._id }, { $addToSet: { seenBy: contact } });
        await receipts({ messageId: message._id, state: 'seen', at: clock.now() });
      }
      if (unseen.length > 0) changed(thread, 'message');
      return ok(null);
    },

    async removeSample() {
      const gone = await threads.find({ sample: true }, { _id: 1 }).lean();
      await messages.deleteMany({ thread: { $in: gone.map(({ _id }) => _id) } });
      await threads.deleteMany({ sample: true });
      await contacts.deleteMany({ sample: true });
    },
  };
};
