import type { Channel } from './channel.ts';
import { accountOf } from './chat.ts';
import type { ChatModels, ContactDoc } from './model.ts';

interface DirectThreadsDeps {
  readonly models: ChatModels;
  readonly channel: (account: string) => Channel | undefined;
  readonly addThread: (thread: {
    account: string;
    platformId: string;
    kind: 'direct';
    name: string;
    contact: string;
  }) => Promise<string>;
}

/** The direct threads with many contacts, read together. */
export const createDirectThreads =
  ({ models, channel, addThread }: DirectThreadsDeps) =>
  async (contacts: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const found = await models.contacts
      .find({ _id: { $in: [...contacts] } }, { directThread: 1 })
      .lean<Pick<ContactDoc, '_id' | 'directThread'>[]>();
    const threads = new Map(
      found.flatMap(({ _id, directThread }) => (directThread ? [[_id, directThread] as const] : [])),
    );
    for (const contact of contacts) {
      if (threads.has(contact)) continue;
      const account = accountOf(contact);
      const platformId = channel(account)?.directThreadOf?.(contact.slice(account.length + 1));
      // Where we may write first, the thread is made known before it is written to.
      if (platformId !== undefined)
        threads.set(contact, await addThread({ account, platformId, kind: 'direct', name: '', contact }));
    }
    return threads;
  };
