import type { Clock } from '../base/clock.ts';
import type { Person } from '../flow/session.ts';
import { contactId, threadId } from './chat.ts';
import type { InboundEvent } from './event.ts';
import type { ChatModels, ContactDoc } from './model.ts';

/** Contacts kept in memory; beyond this the least recently seen are read again from the store. */
const CACHE_SIZE = 10_000;
/** A contact's "last seen" is written at most this often. */
const SEEN_EVERY_MS = 15 * 60 * 1000;

/** What the roster knows of the person behind a contact. */
export type RosterLookup = (contact: string) => Promise<{ name: string; address?: string } | undefined>;

export interface Contacts {
  /** Makes or refreshes the contact who caused an event; undefined when nobody in particular did. */
  seen(event: InboundEvent, channel: string): Promise<ContactDoc | undefined>;
  /** The contact as flows see her: roster name and form of address before the platform's. */
  person(contact: ContactDoc): Promise<Person>;
  find(id: string): Promise<ContactDoc | undefined>;
  update(
    id: string,
    change: Partial<Pick<ContactDoc, 'name' | 'ownName' | 'address' | 'consent' | 'subscribed'>>,
  ): Promise<boolean>;
  /** The platform tells her name; it is kept unless she chose one herself or wants nothing kept. */
  named(id: string, name: string): Promise<void>;
  /** Removes the contact altogether. */
  remove(id: string): Promise<void>;
  /** Erases name, consent and form of address, and keeps the id with the moment it was done. */
  forget(id: string, at: Date): Promise<void>;
}

export const createContacts = (
  models: ChatModels,
  clock: Clock,
  roster: RosterLookup,
  defaultAddress: () => Promise<string>,
  active: (contact: string, at: Date) => Promise<void> = async () => undefined,
  /** A contact read longer ago is read again: where several processes share the store, another may have changed it. */
  maxAgeMs = Number.POSITIVE_INFINITY,
): Contacts => {
  const cache = new Map<string, { readonly doc: ContactDoc; readonly at: number }>();

  const keep = (contact: ContactDoc): ContactDoc => {
    cache.delete(contact._id);
    cache.set(contact._id, { doc: contact, at: performance.now() });
    if (cache.size > CACHE_SIZE) cache.delete(cache.keys().next().value as string);
    return contact;
  };

  const find = async (id: string): Promise<ContactDoc | undefined> => {
    const held = cache.get(id);
    if (held && performance.now() - held.at <= maxAgeMs) return held.doc;
    const stored = (await models.contacts.findById(id).lean()) as ContactDoc | null;
    return stored ? keep(stored) : undefined;
  };

  return {
    find,

    async seen(event, channel) {
      const who = 'contact' in event ? event.contact : undefined;
      if (!who) return undefined;
      const id = contactId(event.account, who.id);
      const now = clock.now();
      const direct = event.thread.kind === 'direct' ? threadId(event.account, event.thread.id) : undefined;
      const known = await find(id);
      const change: Partial<ContactDoc> = {};
      const mayKeepName = !known?.ownName && known?.consent?.answer !== 'no';
      if (who.name && who.name !== known?.name && mayKeepName) change.name = who.name;
      if (direct && direct !== known?.directThread) change.directThread = direct;
      // Our own program starting a flow for her is no sign of life.
      const stale =
        event.type !== 'start_flow' &&
        (!known?.lastSeenAt || now.getTime() - known.lastSeenAt.getTime() > SEEN_EVERY_MS);
      if (stale) change.lastSeenAt = now;
      if (known && Object.keys(change).length === 0) return known;
      const fresh: ContactDoc = known ?? {
        _id: id,
        account: event.account,
        channel,
        platformId: who.id,
        name: '',
        subscribed: true,
        createdAt: now,
      };
      const { _id, ...onInsert } = fresh;
      for (const field of Object.keys(change)) delete (onInsert as Record<string, unknown>)[field];
      await models.contacts.updateOne(
        { _id: id },
        known ? { $set: change } : { $set: change, $setOnInsert: onInsert },
        { upsert: true },
      );
      if (change.lastSeenAt) await active(id, now);
      return keep({ ...fresh, ...change });
    },

    async person(contact) {
      const listed = await roster(contact._id);
      return {
        id: contact._id,
        name: contact.ownName ? contact.name : (listed?.name ?? contact.name),
        address: contact.address ?? listed?.address ?? (await defaultAddress()),
      };
    },

    async update(id, change) {
      const result = await models.contacts.updateOne({ _id: id }, { $set: change });
      cache.delete(id);
      return result.matchedCount > 0;
    },

    async named(id, name) {
      const known = await find(id);
      if (!known || known.ownName || known.consent?.answer === 'no' || known.forgottenAt || known.name === name) return;
      await models.contacts.updateOne({ _id: id }, { $set: { name } });
      cache.delete(id);
    },

    async remove(id) {
      await models.contacts.deleteOne({ _id: id });
      cache.delete(id);
    },

    async forget(id, at) {
      await models.contacts.updateOne(
        { _id: id },
        {
          $set: { name: '', subscribed: false, forgottenAt: at },
          $unset: { address: 1, consent: 1, ownName: 1, lastSeenAt: 1 },
        },
      );
      cache.delete(id);
    },
  };
};
