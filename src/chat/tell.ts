import type { Clock } from '../base/clock.ts';
import type { Job, JobOutcome, Queue } from '../queue/queue.ts';
import type { Happening, Tell } from './channel.ts';
import { contactId, type DeliveryState, type Settled, threadId } from './chat.ts';
import { createChunkReceipts } from './chunk-receipts.ts';
import type { Contacts } from './contacts.ts';
import type { InboundEventInput } from './event.ts';
import type { OutboundMessage } from './message.ts';
import type { ChatModels, OutboxDoc } from './model.ts';
import { settledOf } from './outbox.ts';

/** The queue that looks at what platforms show back of messages in our name. */
export const ECHO_QUEUE = 'chat.echo';
/** An echo can come before the answer to the send that it echoes: it is looked at this much later. */
const ECHO_SECONDS = 5;
/** While a message to the same thread is still being sent, the echo may be that message's: looked at again so often. */
const ECHO_LOOKS = 12;
/** A send of unknown end is matched with an echo by its words only this long. */
const MATCH_MINUTES = 30;
/** How long the assistant keeps silent in a direct chat after a person of the office wrote there. */
const OPERATOR_MINUTES = 60;

type Echo = Extract<Happening, { type: 'echo' }>;

interface TellDeps {
  readonly models: ChatModels;
  readonly clock: Clock;
  readonly queue: Queue;
  readonly contacts: Contacts;
  readonly intake: (events: readonly InboundEventInput[]) => Promise<void>;
  readonly settled: (settled: Settled) => Promise<void>;
  /** A platform told a phone number that it has checked. */
  readonly phoneTold?: (contact: string, phone: string) => Promise<void>;
}

/** The words of a message, as an echo shows them; undefined for messages without any. */
const wordsOf = (message: OutboundMessage): string | undefined => {
  switch (message.type) {
    case 'text':
    case 'choice':
    case 'dropdown':
    case 'mention':
      return message.text;
    case 'poll':
      return message.question;
    case 'reminder':
    case 'card':
      return message.title;
    default:
      return undefined;
  }
};

const spaceless = (text: string): string => text.normalize('NFC').replace(/\s+/g, '');

/** Takes what channels tell of their chats: events to the inbox, receipts and echoes to the outbox, names to contacts. */
export const createTell = (deps: TellDeps): { tell: Tell; handleEcho: (job: Job) => Promise<JobOutcome> } => {
  const { models, clock, queue, contacts, intake, settled, phoneTold } = deps;
  const inBatches = createChunkReceipts(models, settled);

  const settle = async (row: OutboxDoc, from: readonly DeliveryState[], change: Partial<OutboxDoc>): Promise<void> => {
    const changed = await models.outbox.updateOne(
      { _id: row._id, state: { $in: [...from] } },
      { $set: change, $unset: { claimedBy: 1, ...(change.state === 'sent' && { error: 1 }) } },
    );
    if (changed.modifiedCount === 0 || !row.settles) return;
    const { error: _gone, ...rest } = row;
    await settled(settledOf({ ...rest, ...change }));
  };

  const before = (state: 'delivered' | 'seen'): DeliveryState[] =>
    state === 'seen' ? ['sent', 'delivered', 'unknown'] : ['sent', 'unknown'];

  const receipt = async (one: Extract<Happening, { type: 'receipt' }>): Promise<void> => {
    const row = await models.outbox.findOne({ account: one.account, messageId: one.messageId }).lean();
    if (row) await settle(row as OutboxDoc, before(one.state), { state: one.state, settledAt: one.at });
    else await inBatches.receipt(one.account, one.messageId, before(one.state), { state: one.state, at: one.at });
  };

  const receiptsUntil = async (one: Extract<Happening, { type: 'receipts_until' }>): Promise<void> => {
    const from = before(one.state).filter((state) => state !== 'unknown');
    const thread = threadId(one.account, one.thread);
    for (const lane of ['reply', 'bulk'] as const) {
      const rows = models.outbox.find({ thread, lane, state: { $in: from } }).lean();
      for await (const row of rows.cursor()) {
        if ((row.settledAt ?? row.createdAt) <= one.until)
          await settle(row as OutboxDoc, from, { state: one.state, settledAt: one.until });
      }
    }
    await inBatches.until(thread, from, { state: one.state, at: one.until });
  };

  const contactTold = async (one: Extract<Happening, { type: 'contact' }>): Promise<void> => {
    const id = contactId(one.account, one.contact);
    if (one.name) await contacts.named(id, one.name);
    if (one.phone) await phoneTold?.(id, one.phone);
  };

  /** True when the echo is of a message that we sent. */
  const isOurs = async (echo: Echo, thread: string): Promise<boolean> => {
    if (await models.outbox.exists({ account: echo.account, messageId: echo.messageId })) return true;
    if (await inBatches.knows(echo.account, echo.messageId)) return true;
    const arrived = { state: 'sent' as const, messageId: echo.messageId, settledAt: clock.now() };
    const byKey = echo.key === undefined ? null : ((await models.outbox.findById(echo.key).lean()) as OutboxDoc | null);
    if (byKey) {
      await settle(byKey, ['sending', 'unknown', 'waiting'], arrived);
      return true;
    }
    const late = { state: 'sent' as const, messageId: echo.messageId, at: clock.now() };
    if (echo.key !== undefined && (await inBatches.byKey(echo.key, late))) return true;
    if (echo.text === undefined) return false;
    const since = new Date(clock.now().getTime() - MATCH_MINUTES * 60_000);
    const open = await models.outbox
      .find({ thread, lane: { $in: ['reply', 'bulk'] }, state: { $in: ['sending', 'unknown'] } })
      .sort({ seq: 1 })
      .lean();
    const words = spaceless(echo.text);
    const fits = (message: OutboundMessage) => spaceless(wordsOf(message) ?? '') === words;
    const match = open.find((row) => row.createdAt >= since && fits(row.message));
    if (match) await settle(match as OutboxDoc, ['sending', 'unknown'], arrived);
    return match !== undefined || inBatches.byMessage(thread, since, fits, late);
  };

  return {
    async tell(happenings) {
      const events = happenings.flatMap((one) => (one.type === 'event' ? [one.event] : []));
      if (events.length > 0) await intake(events);
      for (const one of happenings) {
        if (one.type === 'receipt') await receipt(one);
        else if (one.type === 'receipts_until') await receiptsUntil(one);
        else if (one.type === 'contact') await contactTold(one);
        else if (one.type === 'echo')
          await queue.add({
            queue: ECHO_QUEUE,
            key: `${one.account}:${one.messageId}`.slice(0, 200),
            data: { ...one, at: one.at.toISOString() },
            at: new Date(clock.now().getTime() + ECHO_SECONDS * 1000),
            priority: 'reply',
          });
      }
    },

    async handleEcho(job) {
      const data = job.data as unknown as Omit<Echo, 'at'> & { at: string };
      const echo: Echo = { ...data, at: new Date(data.at) };
      const thread = threadId(echo.account, echo.thread);
      if (await isOurs(echo, thread)) return { type: 'done' };
      const late = clock.now().getTime() - echo.at.getTime() > ECHO_LOOKS * ECHO_SECONDS * 1000;
      const sending =
        (await models.outbox.exists({ thread, lane: { $in: ['reply', 'bulk'] }, state: 'sending' })) !== null ||
        (await inBatches.isSending(echo.account, thread));
      if (!late && sending)
        return {
          type: 'later',
          at: new Date(clock.now().getTime() + ECHO_SECONDS * 1000),
          reason: 'a message to this thread is being sent',
        };
      if (echo.threadKind === 'direct')
        await models.threads.updateOne(
          { _id: thread },
          {
            $max: { handedOverUntil: new Date(echo.at.getTime() + OPERATOR_MINUTES * 60_000) },
            $inc: { revision: 1 },
          },
        );
      return { type: 'done' };
    },
  };
};
