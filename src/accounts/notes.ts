import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { withoutPhones } from '../base/log.ts';
import type { AccountNote, StateReport } from '../channels/kind.ts';
import type { AccountModels } from './model.ts';
import type { Registry } from './registry.ts';

/** A kept body is cut here: enough to see its shape. */
const MAX_BODY_CHARACTERS = 4_000;
/** "Last event" and "last sent" are each written at most this often for an account. */
const TOUCH_MS = 10_000;

/** States of which administrators are told on another channel, and after how long without an end. */
export const ALARMING: readonly string[] = ['needs_sign_in', 'blocked'];

export interface Notes {
  note(note: AccountNote): void;
  report(account: string, report: StateReport): void;
  /** Something came in for this account. */
  touched(account: string): void;
  /** Something went out. */
  sent(account: string): void;
  /** Resolves when what was noted is written. */
  idle(): Promise<void>;
}

/** Keeps what channels say of accounts: state, unknown events, test events. Never throws, never makes a channel wait. */
export const createNotes = (deps: {
  readonly models: AccountModels;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called after an account's stored state changed. */
  readonly changed: (account: string, before: string | undefined, after: StateReport) => Promise<void>;
  /** Called after "last event" or "last sent" was written: pages that show them look again. */
  readonly seen: (account: string) => void;
  readonly deletionRequested: (account: string, person: string, code: string) => Promise<void>;
}): Notes => {
  const { models, registry, clock, logger, changed, seen, deletionRequested } = deps;
  const writing = new Set<Promise<void>>();
  const lastTouch = new Map<string, number>();
  // One after another: an account's states must be stored in the order in which they came.
  let tail: Promise<void> = Promise.resolve();

  const later = (what: string, task: () => Promise<void>): void => {
    const done = tail
      .then(task)
      .catch((error: unknown) => logger.warn({ err: error }, `${what} could not be kept`))
      .finally(() => writing.delete(done));
    tail = done;
    writing.add(done);
  };

  const write = async (account: string, report: StateReport): Promise<void> => {
    const now = clock.now();
    const { doc: before } = registry.find(account) ?? {};
    const same = before?.state === report.state && before.sentence === (report.sentence ?? '');
    await models.accounts.updateOne(
      { _id: account },
      {
        $set: {
          state: report.state,
          sentence: report.sentence ?? '',
          ...(report.retryAt && { retryAt: report.retryAt }),
          ...(!same && { stateAt: now }),
          ...(report.state === 'connected' && before && !before.connectedAt && { connectedAt: now }),
        },
        ...(!report.retryAt && { $unset: { retryAt: 1 } }),
      },
    );
    await registry.refresh(account);
    if (!same) await changed(account, before?.state, report);
  };

  const report: Notes['report'] = (account, one) => later('an account’s state', () => write(account, one));

  const touch = (account: string, field: 'lastEventAt' | 'lastSentAt'): void => {
    const now = clock.now();
    const key = `${field}/${account}`;
    if (now.getTime() - (lastTouch.get(key) ?? 0) < TOUCH_MS) return;
    lastTouch.set(key, now.getTime());
    later('the last event', async () => {
      await models.accounts.updateOne({ _id: account }, { $set: { [field]: now } });
      seen(account);
    });
  };

  const unknownEvent = async (note: Extract<AccountNote, { type: 'unknown_event' }>): Promise<void> => {
    const now = clock.now();
    const hour = now.toISOString().slice(0, 13);
    const text = withoutPhones(JSON.stringify(note.body ?? null)).slice(0, MAX_BODY_CHARACTERS);
    await models.notes.updateOne(
      { _id: `${note.account}/${hour}/${note.name}`.slice(0, 300) },
      { $inc: { count: 1 }, $set: { account: note.account, name: note.name, body: text, at: now } },
      { upsert: true },
    );
  };

  return {
    report,

    note(note) {
      switch (note.type) {
        case 'state':
          report(note.account, note.report);
          break;
        case 'unknown_event':
          later('an unknown event', () => unknownEvent(note));
          break;
        case 'tested':
          later('a test event', async () => {
            await models.accounts.updateOne({ _id: note.account }, { $set: { testedAt: clock.now() } });
            await registry.refresh(note.account);
            await changed(note.account, undefined, { state: registry.find(note.account)?.doc.state ?? 'new' });
          });
          break;
        case 'deletion_requested':
          later('a request to delete data', () => deletionRequested(note.account, note.person, note.code));
          break;
      }
    },

    touched: (account) => touch(account, 'lastEventAt'),
    sent: (account) => touch(account, 'lastSentAt'),

    async idle() {
      while (writing.size > 0) await Promise.all(writing);
    },
  };
};
