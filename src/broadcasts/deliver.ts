import type { Target } from './audience.ts';
import type { Sending } from './content.ts';
import type { BroadcastDoc, DeliveryDoc } from './model.ts';
import { groupOf, keyOf, type Room } from './room.ts';

const DUPLICATE_KEY = 11_000;

const UNREACHABLE = {
  code: 'unreachable',
  sentence: 'Chưa có cuộc trò chuyện riêng với chị ấy. Khi chị ấy nhắn cho trợ lý một tin thì lần sau sẽ gửi được.',
};

export interface Deliveries {
  /**
   * Writes down the deliveries of some targets, each recipient once, and gives those that still have to be sent.
   * Harmless the second time: recipients that are there keep what they have.
   */
  plan(doc: BroadcastDoc, occurrence: string, targets: readonly Target[]): Promise<DeliveryDoc[]>;
  /** Hands waiting deliveries to the chat. Their keys make the second time harmless. */
  hand(doc: BroadcastDoc, sending: Sending, rows: readonly DeliveryDoc[]): Promise<void>;
}

export const createDeliveries = ({ models, chat, clock, quizFlows }: Room): Deliveries => {
  const threadOf = async (target: Target): Promise<string | undefined> => {
    if (target.thread !== undefined) return target.thread;
    for (const contact of target.contacts) {
      const thread = await chat.directThread(contact);
      if (thread !== undefined) return thread;
    }
    return undefined;
  };

  /** Two people who write from one thread share its copy. */
  const share = async (row: DeliveryDoc) => {
    await models.deliveries.updateOne({ once: row.once }, { $addToSet: { reasons: { $each: row.reasons } } });
  };

  const insert = async (rows: readonly DeliveryDoc[]) => {
    if (rows.length === 0) return;
    try {
      await models.deliveries.insertMany(rows, { ordered: false, lean: true });
    } catch (error) {
      const { writeErrors } = error as { writeErrors?: { code?: number; index?: number; err?: { index?: number } }[] };
      if (!writeErrors?.length || writeErrors.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
      for (const one of writeErrors) {
        const row = rows[one.index ?? one.err?.index ?? -1];
        if (row?.once !== undefined) await share(row);
      }
    }
  };

  return {
    async plan(doc, occurrence, targets) {
      const idOf = (target: Target) => `${doc._id}:${occurrence}:${target.id}`;
      const wanted = new Map<string, { target: Target; reasons: Set<string> }>();
      for (const target of targets) {
        const known = wanted.get(idOf(target));
        if (known) known.reasons.add(target.reason);
        else wanted.set(idOf(target), { target, reasons: new Set([target.reason]) });
      }
      const ids = [...wanted.keys()];
      const there = await models.deliveries.find({ _id: { $in: ids } }).lean<DeliveryDoc[]>();
      for (const row of there) {
        const reasons = [...(wanted.get(row._id)?.reasons ?? [])].filter((reason) => !row.reasons.includes(reason));
        if (reasons.length > 0)
          await models.deliveries.updateOne({ _id: row._id }, { $addToSet: { reasons: { $each: reasons } } });
        wanted.delete(row._id);
      }
      const fresh = await Promise.all(
        [...wanted].map(async ([_id, { target, reasons }]): Promise<DeliveryDoc> => {
          const thread = await threadOf(target);
          return {
            _id,
            broadcast: doc._id,
            occurrence,
            kind: target.kind,
            name: target.name,
            unit: { ...target.unit },
            reasons: [...reasons],
            at: clock.now(),
            key: keyOf(_id, 0),
            tries: 0,
            ...(thread === undefined
              ? { state: 'skipped', error: UNREACHABLE }
              : { state: 'waiting', thread, once: `${doc._id}:${occurrence}:${thread}` }),
          };
        }),
      );
      await insert(fresh);
      return models.deliveries.find({ _id: { $in: ids }, state: 'waiting' }).lean<DeliveryDoc[]>();
    },

    async hand(doc, sending, rows) {
      const group = groupOf(doc._id);
      if (rows.length === 0) return;
      if (sending.type === 'message')
        await chat.send(
          rows.map((row) => ({
            key: row.key,
            thread: row.thread ?? '',
            message: sending.message,
            lane: 'bulk' as const,
            group,
          })),
        );
      else
        await chat.startFlow(
          rows.map((row) => ({
            key: `start:${row.key}`,
            thread: row.thread ?? '',
            flow: row.kind === 'group' ? quizFlows.group : (quizFlows.direct ?? quizFlows.group),
            vars: { quizId: sending.quiz },
            delivery: row.key,
            group,
          })),
        );
    },
  };
};
