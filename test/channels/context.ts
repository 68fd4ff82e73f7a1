import { createLogger } from '../../src/base/log.ts';
import { fail, ok } from '../../src/base/result.ts';
import type { AccountContext, AccountNote, StateReport } from '../../src/channels/kind.ts';
import type { FakeClock } from '../support/clock.ts';

/** What several processes share of one account: secrets, locks and memory. */
export interface SharedAccount<Secrets> {
  secrets: Secrets;
  /** Every stored version of the secrets, in order. */
  readonly saved: Secrets[];
  /** How many of the next writes fail. */
  failingSaves: number;
  readonly memory: Map<string, unknown>;
  readonly locks: Map<string, Promise<unknown>>;
}

export const sharedAccount = <Secrets>(secrets: Secrets): SharedAccount<Secrets> => ({
  secrets,
  saved: [],
  failingSaves: 0,
  memory: new Map(),
  locks: new Map(),
});

/** A context as the accounts room makes it, in memory; `reports` and `notes` write down what was told. */
export const testContext = <Settings, Secrets>(deps: {
  readonly settings: Settings;
  readonly shared: SharedAccount<Secrets>;
  readonly clock: FakeClock;
}): AccountContext<Settings, Secrets> & { readonly reports: StateReport[]; readonly notes: AccountNote[] } => {
  const { settings, shared, clock } = deps;
  const reports: StateReport[] = [];
  const notes: AccountNote[] = [];
  return {
    account: 'account-1',
    name: 'Tài khoản thử',
    settings,
    clock,
    logger: createLogger('silent'),
    secrets: async () => shared.secrets,
    async saveSecrets(next) {
      if (shared.failingSaves > 0) {
        shared.failingSaves -= 1;
        throw new Error('the store is away');
      }
      shared.secrets = next;
      shared.saved.push(next);
    },
    exclusively(name, task) {
      const before = shared.locks.get(name) ?? Promise.resolve();
      const run = before.then(task, task);
      shared.locks.set(
        name,
        run.catch(() => undefined),
      );
      return run;
    },
    report: (report) => void reports.push(report),
    note: (note) => void notes.push(note),
    memory: {
      get: async (key) => shared.memory.get(key),
      set: async (key, value) => void shared.memory.set(key, value),
    },
    link: (url) =>
      /^https?:/.test(url) ? ok(url) : fail('accounts.no_public_url', 'Trợ lý chưa có địa chỉ ngoài: PUBLIC_URL.'),
    file: async (url) =>
      url.startsWith('data:')
        ? ok({ bytes: Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'), name: 'tep.png', type: 'image/png' })
        : fail('accounts.file_unreadable', 'Không đọc được tệp.'),
    reports,
    notes,
  };
};
