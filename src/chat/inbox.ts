import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { isAway } from '../base/transient.ts';
import { threadId } from './chat.ts';
import { InboundEvent, type InboundEventInput, MAX_INBOUND_CHARACTERS } from './event.ts';
import type { ChatModels, InboxDoc } from './model.ts';
import type { Spool } from './spool.ts';
import { writeTogether } from './together.ts';

/** Control characters that no flow needs and that break some platforms; line ends and tabs stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose.
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g;
/** Events of all threads that are stored by one write at most. */
const BATCH = 500;
/**
 * How long the store may take before events go to the spool instead: Zalo waits two seconds for its answer. What the
 * store then still finishes is a duplicate of what the spool brings.
 */
const STORE_MS = 1_200;
/** Between two tries to bring the spool's events to the store. */
const DRAIN_MS = 1_000;
/** Between two looks for spools of processes that died. */
const ORPHANS_MS = 30_000;

/** Cuts and cleans what a person typed; nothing else of an event is touched. */
const tidy = (event: InboundEventInput): InboundEventInput => {
  if (event.type !== 'message') return event;
  const clean = event.text.replace(CONTROL, '').toWellFormed().normalize('NFC');
  return clean.length > MAX_INBOUND_CHARACTERS
    ? { ...event, text: clean.slice(0, MAX_INBOUND_CHARACTERS).toWellFormed(), truncated: true }
    : { ...event, text: clean };
};

export interface Inbox {
  /**
   * Stores events and resolves when they are durable, in the store or on the spool. Known ones are dropped. An event
   * that does not fit the schema is logged and dropped: the platform would send it again for ever. Rejects when neither
   * the store nor the spool can keep them.
   */
  take(events: readonly InboundEventInput[]): Promise<void>;
  /** Events that wait on the spool for the store, in bytes. */
  spooled(): number;
  /** Brings what an earlier process left on the spool to the store. */
  recover(): Promise<void>;
  stop(): Promise<void>;
}

interface InboxDeps {
  readonly models: ChatModels;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly nextSeq: () => number;
  /** Called with the threads that have something new, after it is durable in the store. */
  readonly wake: (threads: ReadonlySet<string>) => void;
  /** Takes events while the store is away. Absent: they are refused then. */
  readonly spool?: Spool;
}

export const createInbox = ({ models, clock, logger, nextSeq, wake, spool }: InboxDeps): Inbox => {
  const { collection } = models.inbox;
  let drain: NodeJS.Timeout | undefined;
  let orphans: NodeJS.Timeout | undefined;
  let writing = 0;
  let stopped = false;

  const insert = (rows: readonly InboxDoc[]): Promise<unknown> =>
    rows.length === 1
      ? collection.insertOne(rows[0] as never)
      : collection.insertMany(rows as never[], { ordered: false });

  /** Like `insert`, but gives up waiting for a store that does not answer. */
  const insertInTime = async (rows: readonly InboxDoc[]): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(Object.assign(new Error('the store is slow'), { code: 'ETIMEDOUT' })), STORE_MS);
    });
    const inserted = insert(rows);
    inserted.catch(() => undefined);
    try {
      await Promise.race([inserted, late]);
    } finally {
      clearTimeout(timer);
    }
  };

  /** The spool's rows, of which the store may know some already. */
  const drained = writeTogether<InboxDoc>(insert, BATCH);

  const wakeFor = (rows: readonly InboxDoc[]): void => wake(new Set(rows.map((row) => row.thread)));

  const drainSpool = async (): Promise<void> => {
    if (!spool) return;
    await spool.drain(async (rows) => {
      const written = await drained.write(rows);
      if (written.type === 'failed') throw written.error;
      wakeFor(rows);
    });
  };
  const drainLater = (): void => {
    if (drain || stopped) return;
    drain = setTimeout(() => {
      drain = undefined;
      drainSpool()
        .catch((error: unknown) => logger.debug({ err: error }, 'the spool waits for the store'))
        .finally(() => {
          if (spool && !spool.isEmpty()) drainLater();
        });
    }, DRAIN_MS);
    drain.unref();
  };

  /** To the store; to the spool when the store is away or earlier events still lie there. */
  const keep = async (rows: readonly InboxDoc[]): Promise<void> => {
    if (!spool) {
      await insert(rows);
      return;
    }
    if (spool.isEmpty() && models.inbox.db.readyState === 1) {
      try {
        return await insertInTime(rows);
      } catch (error) {
        if (!isAway(error)) throw error;
        logger.warn({ count: rows.length }, 'the store is away: events go to the spool');
      }
    }
    await spool.append(rows);
    drainLater();
  };
  const together = writeTogether<InboxDoc>(keep, BATCH);

  const rowsOf = (events: readonly InboundEventInput[]): InboxDoc[] =>
    events.flatMap((raw) => {
      const parsed = InboundEvent.safeParse(tidy(raw));
      if (!parsed.success) {
        const where = parsed.error.issues[0]?.path.join('.');
        logger.warn({ account: raw.account, type: raw.type, where }, 'an inbound event does not fit the schema');
        return [];
      }
      const event = parsed.data;
      return [
        {
          _id: `${event.account}:${event.id}`,
          thread: threadId(event.account, event.thread.id),
          seq: nextSeq(),
          event: JSON.stringify(event),
          state: 'new' as const,
          attempts: 0,
          receivedAt: clock.now(),
        },
      ];
    });

  return {
    async take(events) {
      const rows = rowsOf(events);
      if (rows.length === 0) return;
      writing += 1;
      const written = await together.write(rows);
      writing -= 1;
      if (written.type === 'failed') throw written.error;
      wakeFor(rows);
    },

    spooled: () => spool?.bytes() ?? 0,

    async recover() {
      if (spool && !orphans) {
        orphans = setInterval(() => drainLater(), ORPHANS_MS);
        orphans.unref();
      }
      try {
        await drainSpool();
      } catch (error) {
        drainLater();
        throw error;
      }
    },

    async stop() {
      stopped = true;
      clearTimeout(drain);
      clearInterval(orphans);
      while (writing > 0) await new Promise((resolve) => setImmediate(resolve));
      await spool?.close();
    },
  };
};
