import {
  type BroadcastModels,
  batchFrom,
  type DeliveryBatch,
  type DeliveryBatchDoc,
  type DeliveryStandingDoc,
} from './model.ts';
import { stateOf, timesOf } from './standing.ts';
import type { DeliveriesQuery, Delivery, DeliveryStanding } from './types.ts';

/** Batches that are read together when all of a broadcast is listed. */
const READ = 4;

type Head = Pick<DeliveryStandingDoc, '_id' | 'counts'>;

const sizeOf = ({ counts }: Head, state: DeliveryStanding | undefined): number =>
  state === undefined ? Object.values(counts).reduce((sum, count) => sum + count, 0) : counts[state];

/** The deliveries of a batch, with their numbers. */
const deliveriesOf = (batch: DeliveryBatch, standing: DeliveryStandingDoc): Delivery[] => {
  const times = timesOf(standing);
  const reasons = new Map(standing.reasons.map((one) => [one.n, one.sentence]));
  return batch.recipients.map(({ kind, name, thread, unit, reasons: why }, n) => {
    const reason = reasons.get(n);
    return {
      id: `${batch._id}/${n}`,
      occurrence: batch.occurrence,
      kind,
      name,
      ...(thread !== undefined && { thread }),
      unit: { id: unit.id, name: unit.name },
      state: stateOf(standing, n),
      ...(reason !== undefined && { reason }),
      at: new Date((times[n] ?? 0) * 1000).toISOString(),
      mergedFrom: why.slice(1),
    };
  });
};

/** The deliveries of a broadcast as a list. What lies before a page is passed over by its counts and not read. */
export interface Listing {
  page(broadcast: string, query: DeliveriesQuery): Promise<{ readonly items: Delivery[]; readonly total: number }>;
  /** All of them, some at a time. */
  all(broadcast: string): AsyncIterable<readonly Delivery[]>;
}

export const createListing = ({ batches, standings }: Pick<BroadcastModels, 'batches' | 'standings'>): Listing => {
  const headsOf = (broadcast: string, occurrence?: string): Promise<Head[]> =>
    standings
      .find({ broadcast, ...(occurrence !== undefined && { occurrence }) }, { counts: 1 })
      .sort({ run: 1, no: 1 })
      .lean<Head[]>();

  const read = async (ids: readonly string[]): Promise<Delivery[][]> => {
    const [some, stand] = await Promise.all([
      batches.find({ _id: { $in: [...ids] } }).lean<DeliveryBatchDoc[]>(),
      standings.find({ _id: { $in: [...ids] } }).lean<DeliveryStandingDoc[]>(),
    ]);
    return ids.map((id) => {
      const batch = some.find(({ _id }) => _id === id);
      const standing = stand.find(({ _id }) => _id === id);
      return batch && standing ? deliveriesOf(batchFrom(batch), standing) : [];
    });
  };

  return {
    async page(broadcast, { state, occurrence, skip, limit }) {
      const heads = await headsOf(broadcast, occurrence);
      const total = heads.reduce((sum, head) => sum + sizeOf(head, state), 0);
      const wanted: string[] = [];
      let before = 0;
      let inFirst = 0;
      for (const head of heads) {
        const size = sizeOf(head, state);
        if (size > 0 && before + size > skip && before < skip + limit) {
          if (wanted.length === 0) inFirst = skip - before;
          wanted.push(head._id);
        }
        before += size;
      }
      const found = (await read(wanted)).flat().filter((one) => state === undefined || one.state === state);
      return { items: found.slice(inFirst, inFirst + limit), total };
    },

    async *all(broadcast) {
      const ids = (await headsOf(broadcast)).map(({ _id }) => _id);
      for (let from = 0; from < ids.length; from += READ) yield (await read(ids.slice(from, from + READ))).flat();
    },
  };
};
