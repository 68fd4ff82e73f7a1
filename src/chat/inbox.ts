import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { threadId } from './chat.ts';
import { InboundEvent, type InboundEventInput, MAX_INBOUND_CHARACTERS } from './event.ts';
import type { ChatModels, InboxDoc } from './model.ts';
import { writeTogether } from './together.ts';

/** Control characters that no flow needs and that break some platforms; line ends and tabs stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose.
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g;

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
   * Stores events and resolves when they are durable. Known ones are dropped. An event that does not fit the schema is
   * logged and dropped: the platform would send it again for ever.
   */
  take(events: readonly InboundEventInput[]): Promise<{ stored: number; duplicates: number; refused: number }>;
}

interface InboxDeps {
  readonly models: ChatModels;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly nextSeq: () => number;
  /** Called with the threads that have something new, after it is durable. */
  readonly wake: (threads: ReadonlySet<string>) => void;
}

export const createInbox = ({ models, clock, logger, nextSeq, wake }: InboxDeps): Inbox => {
  const { collection } = models.inbox;
  const inserts = writeTogether<InboxDoc>((rows) =>
    rows.length === 1
      ? collection.insertOne(rows[0] as never)
      : collection.insertMany(rows as never[], { ordered: false }),
  );
  return {
    async take(events) {
      const rows: InboxDoc[] = [];
      let refused = 0;
      for (const raw of events) {
        const parsed = InboundEvent.safeParse(tidy(raw));
        if (!parsed.success) {
          refused += 1;
          const where = parsed.error.issues[0]?.path.join('.');
          logger.warn({ account: raw.account, type: raw.type, where }, 'an inbound event does not fit the schema');
          continue;
        }
        const event = parsed.data;
        rows.push({
          _id: `${event.account}:${event.id}`,
          thread: threadId(event.account, event.thread.id),
          seq: nextSeq(),
          event,
          state: 'new',
          attempts: 0,
          receivedAt: clock.now(),
        });
      }
      if (rows.length === 0) return { stored: 0, duplicates: 0, refused };
      const written = await inserts.write(rows);
      if (written.type === 'failed') throw written.error;
      const { duplicates } = written;
      if (duplicates < rows.length) wake(new Set(rows.map((row) => row.thread)));
      return { stored: rows.length - duplicates, duplicates, refused };
    },
  };
};
