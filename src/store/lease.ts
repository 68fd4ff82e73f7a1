import { randomUUID } from 'node:crypto';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Logger } from '../base/log.ts';

/** A holder shows that it lives this often. */
const BEAT_MS = 4_000;
/** A holder that could not write for this long stops by itself, before anybody may take over. */
const GIVE_UP_MS = 14_000;
/** A lease whose beat stood still for this long, by the watcher's own clock, is taken over. */
const STALE_MS = 20_000;

interface LeaseDoc {
  _id: string;
  /** Which process holds it; absent: it was given back. */
  holder?: string;
  /** Grows with every taking: the fencing token. */
  token: number;
  /** Grows with every sign of life. */
  beat: number;
}

const schema = new Schema<LeaseDoc>(
  { _id: String, holder: String, token: { type: Number, default: 0 }, beat: { type: Number, default: 0 } },
  { versionKey: false, collection: 'leases' },
);

/** A lease that is held: `isHeld` turns false before another process can hold it, also when this one was stopped. */
export interface Lease {
  readonly name: string;
  readonly token: number;
  isHeld(): boolean;
  /** Gives it back, so that another process need not wait. */
  release(): Promise<void>;
}

export interface Leases {
  /** Names this process. */
  readonly owner: string;
  /** Takes the lease if it is free, given back or stale; undefined otherwise (ask again every few seconds). */
  take(name: string, onLost: () => void): Promise<Lease | undefined>;
  /** Like `take`, and waits until it is free. */
  hold(name: string): Promise<Lease>;
  /** Whether another process holds the lease, as far as its beats tell. Needs two looks `STALE_MS` apart to say no. */
  isAlive(name: string): Promise<boolean>;
  /** Gives back all that is held. */
  close(): Promise<void>;
}

export interface LeaseTimes {
  readonly beatMs: number;
  readonly giveUpMs: number;
  readonly staleMs: number;
}

/** Between two tries to get a lease that is waited for. */
const HOLD_LOOK_MS = 300;

const DEFAULT_TIMES: LeaseTimes = { beatMs: BEAT_MS, giveUpMs: GIVE_UP_MS, staleMs: STALE_MS };

/**
 * Leases in the store: what one process at a time may do, whoever dies. No clock of another machine is trusted: a holder
 * counts beats, and a watcher takes over when it saw the same beat for `staleMs` of its own monotonic time.
 */
export const createLeases = (options: {
  readonly connection: Connection;
  readonly logger: Logger;
  /** The store belongs to one process at a time (the embedded file): whatever another process held is free. */
  readonly alone: boolean;
  readonly times?: LeaseTimes;
  readonly owner?: string;
}): Leases => {
  const { connection, logger, alone, times = DEFAULT_TIMES, owner = randomUUID() } = options;
  const model: Model<LeaseDoc> = connection.models.Lease ?? connection.model<LeaseDoc>('Lease', schema);
  const seen = new Map<string, { mark: string; since: number }>();
  const held = new Set<Lease>();

  /** Whether the lease's beat has stood still long enough, as this process saw it. */
  const isStale = (doc: LeaseDoc): boolean => {
    if (alone && doc.holder !== owner) return true;
    const mark = `${doc.holder}/${doc.token}/${doc.beat}`;
    const before = seen.get(doc._id);
    if (before?.mark === mark) return performance.now() - before.since >= times.staleMs;
    seen.set(doc._id, { mark, since: performance.now() });
    return false;
  };

  const hold = (name: string, token: number, onLost: () => void): Lease => {
    let beat = 0;
    let lastWrite = performance.now();
    let over = false;
    const end = () => {
      over = true;
      clearInterval(timer);
      held.delete(lease);
    };
    const lose = () => {
      if (over) return;
      end();
      logger.warn({ lease: name }, 'a lease was lost');
      onLost();
    };
    const timer = setInterval(() => {
      if (performance.now() - lastWrite >= times.giveUpMs) return lose();
      const began = performance.now();
      model
        .updateOne({ _id: name, holder: owner, token }, { $set: { beat: beat + 1 } })
        .then((result) => {
          if (over) return;
          if (result.matchedCount === 0) return lose();
          beat += 1;
          lastWrite = began;
        })
        .catch((error: unknown) => logger.debug({ err: error, lease: name }, 'a beat was not written'));
    }, times.beatMs);
    timer.unref();
    const lease: Lease = {
      name,
      token,
      isHeld: () => !over && performance.now() - lastWrite < times.giveUpMs,
      async release() {
        if (over) return;
        end();
        await model.updateOne({ _id: name, holder: owner, token }, { $unset: { holder: 1 } }).catch(() => undefined);
      },
    };
    held.add(lease);
    return lease;
  };

  const take: Leases['take'] = async (name, onLost) => {
    const doc = (await model.findById(name).lean()) as LeaseDoc | null;
    if (!doc) {
      try {
        await model.collection.insertOne({ _id: name, holder: owner, token: 1, beat: 0 } as never);
        return hold(name, 1, onLost);
      } catch {
        return undefined;
      }
    }
    if (doc.holder !== undefined && !isStale(doc)) return undefined;
    const token = doc.token + 1;
    const taken = await model.updateOne(
      { _id: name, token: doc.token, beat: doc.beat, ...(doc.holder !== undefined && { holder: doc.holder }) },
      { $set: { holder: owner, token, beat: 0 } },
    );
    return taken.matchedCount === 1 ? hold(name, token, onLost) : undefined;
  };

  return {
    owner,
    take,

    async hold(name) {
      for (;;) {
        const lease = await take(name, () => undefined);
        if (lease) return lease;
        await new Promise((resolve) => setTimeout(resolve, HOLD_LOOK_MS));
      }
    },

    async isAlive(name) {
      const doc = (await model.findById(name).lean()) as LeaseDoc | null;
      return doc?.holder !== undefined && !isStale(doc);
    },

    async close() {
      await Promise.all([...held].map((lease) => lease.release()));
    },
  };
};
