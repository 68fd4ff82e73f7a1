import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Seal } from '../base/seal.ts';
import type { AccountContext, ConnectedChannel } from '../channels/kind.ts';
import type { Channel, SendOutcome, SendRequest } from '../chat/channel.ts';
import type { Lease, Leases } from '../store/lease.ts';
import type { FileLinks } from './file-links.ts';
import type { createFiles } from './files.ts';
import type { AccountModels } from './model.ts';
import type { Notes } from './notes.ts';
import type { Paces } from './pace.ts';
import type { Entry, Registry } from './registry.ts';

/** Between two looks at the accounts: at what changed elsewhere, and at leases that became free. */
const LOOK_MS = 4_000;
/** A process that died while it held a lock of an account (a token refresh) holds it no longer than this. */
const LOCK_WAIT_MS = 40_000;
const LOCK_LOOK_MS = 500;

/** Which accounts this process connects: those that need no single holder, those that do, both, or none. */
export interface Serves {
  readonly shared: boolean;
  readonly exclusive: boolean;
}

export interface Runner {
  connection(account: string): ConnectedChannel | undefined;
  /** A context for work outside a connection: a test from the console, a procedure. */
  contextOf(entry: Entry): AccountContext<unknown, unknown>;
  /** Looks at all accounts and connects, disconnects or connects anew. */
  look(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

interface Running {
  readonly channel: ConnectedChannel;
  readonly revision: number;
  readonly lease?: Lease;
}

export const createRunner = (deps: {
  readonly models: AccountModels;
  readonly registry: Registry;
  readonly seal: Seal;
  readonly leases: Leases;
  readonly notes: Notes;
  readonly paces: Paces;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly serves: Serves;
  readonly files: ReturnType<typeof createFiles>;
  readonly link: FileLinks['linkTo'];
  readonly connect: (channel: Channel) => Promise<void>;
  readonly disconnect: (account: string) => Promise<void>;
  /** Tells the other processes that an account changed. */
  readonly changed: (account: string) => void;
  /** Counts what became of a send. */
  readonly sent?: (kind: string, outcome: string) => void;
}): Runner => {
  const { models, registry, seal, leases, notes, paces, clock, logger, serves, files, link } = deps;
  const running = new Map<string, Running>();
  let stopped = false;
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** One process at a time; waits for another's end, or for its death. */
  const exclusively = async <T>(account: string, name: string, task: () => Promise<T>): Promise<T> => {
    const until = performance.now() + LOCK_WAIT_MS;
    for (;;) {
      const lease = await leases.take(`account:${account}:${name}`, () => undefined);
      if (lease) {
        try {
          return await task();
        } finally {
          await lease.release();
        }
      }
      if (performance.now() > until) throw new Error(`the lock ${name} of ${account} was not given back`);
      await new Promise((resolve) => setTimeout(resolve, LOCK_LOOK_MS));
    }
  };

  const contextOf = (entry: Entry): AccountContext<unknown, unknown> => {
    const account = entry.doc._id;
    return {
      account,
      name: entry.doc.name,
      settings: entry.view.settings,
      clock,
      logger: logger.child({ account }),
      async secrets() {
        const doc = await models.accounts.findById(account, { sealed: 1 }).lean();
        const text = doc ? seal.open(account, doc.sealed) : undefined;
        return entry.kind.secrets.parse(text === undefined ? {} : JSON.parse(text));
      },
      async saveSecrets(next) {
        await models.accounts.updateOne(
          { _id: account },
          { $set: { sealed: seal.close(account, JSON.stringify(next)) } },
        );
        await registry.refresh(account);
        deps.changed(account);
      },
      exclusively: (name, task) => exclusively(account, name, task),
      report: (report) => notes.report(account, report),
      note: (note) => notes.note(note),
      memory: {
        async get(key) {
          return (await models.memory.findById(`${account}/${key}`).lean())?.value;
        },
        async set(key, value) {
          await models.memory.updateOne(
            { _id: `${account}/${key}` },
            { $set: { value, at: clock.now() } },
            { upsert: true },
          );
        },
      },
      file: files,
      link,
    };
  };

  /** Counts and keeps what became of sends, and refuses to send once the lease is lost. */
  const watched = (channel: ConnectedChannel, lease: Lease | undefined): Channel => ({
    account: channel.account,
    kind: channel.kind,
    abilities: channel.abilities,
    start: (tell) =>
      channel.start(async (happenings) => {
        await tell(happenings);
        notes.touched(channel.account);
      }),
    stop: () => channel.stop(),
    async send(request: SendRequest): Promise<SendOutcome> {
      if (lease && !lease.isHeld())
        return {
          type: 'failed',
          error: {
            code: 'offline',
            retry: true,
            attention: false,
            sentence: 'Tài khoản đang chuyển sang tiến trình khác.',
          },
        };
      const outcome = await channel.send(request);
      deps.sent?.(channel.kind, outcome.type);
      if (outcome.type === 'sent') notes.sent(channel.account);
      if (outcome.type === 'failed') {
        const { code, sentence, retry } = outcome.error;
        if (!retry) paces.failed(channel.account);
        await models.accounts
          .updateOne({ _id: channel.account }, { $set: { lastError: { code, sentence, at: clock.now() } } })
          .catch((error: unknown) => logger.warn({ err: error }, 'an error of an account was not kept'));
      }
      return outcome;
    },
    ...(channel.directThreadOf && { directThreadOf: channel.directThreadOf.bind(channel) }),
    ...(channel.signal && { signal: channel.signal.bind(channel) }),
    ...(channel.findSent && { findSent: channel.findSent.bind(channel) }),
  });

  const drop = async (account: string): Promise<void> => {
    const one = running.get(account);
    if (!one) return;
    running.delete(account);
    await deps.disconnect(account);
    await one.lease?.release();
  };

  const mine = ({ exclusive, doc }: Entry): boolean => (exclusive ? serves.exclusive && !doc.paused : serves.shared);

  const take = async (entry: Entry): Promise<void> => {
    const account = entry.doc._id;
    const lease = entry.exclusive
      ? await leases.take(`account:${account}`, () => {
          drop(account).catch((error: unknown) => logger.error({ err: error, account }, 'an account was not let go'));
        })
      : undefined;
    if (entry.exclusive && !lease) return;
    const channel = entry.kind.connect(contextOf(entry));
    running.set(account, { channel, revision: entry.doc.revision, ...(lease && { lease }) });
    await deps.connect(watched(channel, lease));
  };

  const lookOnce = async (): Promise<void> => {
    await registry.reload();
    for (const [account, one] of running) {
      const entry = registry.find(account);
      if (!entry || !mine(entry) || entry.doc.revision !== one.revision) await drop(account);
    }
    for (const entry of registry.all()) {
      if (stopped || running.has(entry.doc._id) || !mine(entry)) continue;
      await take(entry).catch((error: unknown) =>
        logger.error({ err: error, account: entry.doc._id }, 'an account could not be connected'),
      );
    }
  };

  const look = (): Promise<void> => {
    // A look that is asked for during a look comes after it: it must see what was just written.
    looking = (looking ?? Promise.resolve())
      .then(() => (stopped ? undefined : lookOnce()))
      .catch((error: unknown) => logger.warn({ err: error }, 'the accounts could not be looked at'));
    return looking;
  };

  return {
    connection: (account) => running.get(account)?.channel,
    contextOf,
    look,
    start() {
      timer = setInterval(() => void look(), LOOK_MS);
      timer.unref();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await looking;
      for (const [account, one] of running) {
        running.delete(account);
        await deps.disconnect(account);
        await one.lease?.release();
      }
    },
  };
};
