import type { Logger } from '../base/log.ts';
import type { Seal } from '../base/seal.ts';
import type { AccountView, ChannelKind } from '../channels/kind.ts';
import type { Abilities } from '../chat/channel.ts';
import type { AccountDoc, AccountModels } from './model.ts';

/** An account as this process knows it, with its kind and its opened secrets. */
export interface Entry {
  readonly doc: AccountDoc;
  readonly kind: ChannelKind;
  readonly view: AccountView<unknown, unknown>;
  readonly abilities: Abilities;
  readonly exclusive: boolean;
}

export interface Registry {
  find(account: string): Entry | undefined;
  all(): readonly Entry[];
  byWebhook(kind: string, key: string): readonly Entry[];
  /** Reads the accounts again; true when anything changed. */
  reload(): Promise<boolean>;
  /** Reads one account again, after this process wrote it. */
  refresh(account: string): Promise<Entry | undefined>;
}

/**
 * The accounts in memory, so that a webhook or a send asks nobody. Accounts are few; each process reads them all when
 * it hears that one changed, and every few seconds besides.
 */
export const createRegistry = (deps: {
  readonly models: AccountModels;
  readonly kinds: readonly ChannelKind[];
  readonly seal: Seal;
  readonly logger: Logger;
}): Registry => {
  const { models, kinds, seal, logger } = deps;
  const byKind = new Map(kinds.map((kind) => [kind.kind, kind]));
  let entries = new Map<string, Entry>();

  const enter = (doc: AccountDoc): Entry | undefined => {
    const kind = byKind.get(doc.kind);
    if (!kind) {
      logger.error({ account: doc._id, kind: doc.kind }, 'an account is of a kind that this version does not know');
      return undefined;
    }
    const opened = seal.open(doc._id, doc.sealed);
    if (opened === undefined)
      logger.error({ account: doc._id }, 'the secrets of an account cannot be opened: APP_KEY is another one');
    const secrets = kind.secrets.safeParse(opened === undefined ? {} : JSON.parse(opened));
    const settings = kind.settings.safeParse(doc.settings);
    if (!secrets.success || !settings.success) {
      logger.error({ account: doc._id }, 'an account is stored in a form that its channel does not read');
      return undefined;
    }
    return {
      doc,
      kind,
      view: { account: doc._id, settings: settings.data, secrets: secrets.data },
      abilities: kind.abilities(settings.data),
      exclusive: kind.exclusive(settings.data),
    };
  };

  return {
    find: (account) => entries.get(account),
    all: () => [...entries.values()],
    byWebhook: (kind, key) =>
      [...entries.values()].filter((entry) => entry.doc.kind === kind && entry.doc.webhookKey === key),

    async reload() {
      const docs = (await models.accounts.find().lean()) as AccountDoc[];
      const next = new Map<string, Entry>();
      let changed = docs.length !== entries.size;
      for (const doc of docs) {
        const before = entries.get(doc._id);
        // A token that another process renewed is no change of the account, and yet must be known here.
        if (before?.doc.revision === doc.revision && before.doc.sealed === doc.sealed) {
          next.set(doc._id, { ...before, doc });
          continue;
        }
        changed = true;
        const entry = enter(doc);
        if (entry) next.set(doc._id, entry);
      }
      entries = next;
      return changed;
    },

    async refresh(account) {
      const doc = (await models.accounts.findById(account).lean()) as AccountDoc | null;
      const entry = doc ? enter(doc) : undefined;
      const next = new Map(entries);
      if (entry) next.set(account, entry);
      else next.delete(account);
      entries = next;
      return entry;
    },
  };
};
