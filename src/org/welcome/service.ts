import type { Connection } from 'mongoose';
import type { Clock } from '../../base/clock.ts';
import type { Chat } from '../../chat/chat.ts';
import type { MembersChange } from '../../chat/event.ts';
import type { JobOutcome, Queue } from '../../queue/queue.ts';
import type { Org } from '../service.ts';
import type { Group } from '../types.ts';
import { type NewcomerDoc, newcomerModel, WELCOME_DAYS } from './model.ts';
import { namesOf } from './names.ts';

/** The flow that welcomes new members, and the one by which the assistant introduces itself: docs/actions.md. */
export const WELCOME_FLOW = 'chao-thanh-vien-moi';
export const INTRODUCTION_FLOW = 'vao-nhom';
export const WELCOME_QUEUE = 'org.welcome';

/** One welcome takes all who come with less than this between them … */
const GATHER_MS = 30_000;
/** … but the first of them waits no longer than this. */
const MOST_GATHER_MS = 5 * 60_000;
/** A join that we hear of this late (the line was down) is old news in the group. */
const STALE_MS = 24 * 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

export interface WelcomeDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly queue: Queue;
  readonly org: Pick<Org, 'groupOfThread' | 'personOfContact'>;
  readonly chat: Pick<Chat, 'startFlow'>;
  /** What the chat knows of a contact's name. */
  readonly nameOf: (contact: string) => Promise<string | undefined>;
  /** The house's switch. */
  readonly isOn: () => Promise<boolean>;
  /** When the quiet hours that hold now end; undefined outside them. */
  readonly quietUntil: (at: Date) => Promise<Date | undefined>;
  /** False when the house took the flow out of its folder: then it is not started. */
  readonly hasFlow: (name: string) => boolean;
}

/** Welcomes whoever comes into a registered group, many at once in one message, nobody twice in a while. */
export interface Welcome {
  /** Somebody came or went. Durable when it resolves; the same change again changes nothing. */
  membersChanged(change: MembersChange): Promise<void>;
  /** Welcomes those who wait in a thread. */
  run(thread: string): Promise<JobOutcome>;
  /** Erases what is remembered of a contact. */
  forget(contact: string): Promise<void>;
}

export const createWelcome = async (deps: WelcomeDeps): Promise<Welcome> => {
  const { clock, queue, org, chat } = deps;
  const newcomers = newcomerModel(deps.connection);
  await newcomers.init();

  const notice = async (thread: string, contact: string, name: string): Promise<void> => {
    const now = clock.now();
    const _id = `${thread} ${contact}`;
    const fresh = {
      thread,
      contact,
      name,
      noticedAt: now,
      batch: null,
      welcomedAt: null,
      expireAt: new Date(now.getTime() + WELCOME_DAYS * DAY_MS),
    };
    await newcomers.updateOne({ _id }, { $setOnInsert: fresh }, { upsert: true });
    // The store may not have cleared away yet what is over.
    await newcomers.updateOne({ _id, expireAt: { $lte: now } }, { $set: fresh });
  };

  const start = async (batch: string, docs: readonly NewcomerDoc[], group: Group | undefined): Promise<void> => {
    const ourselves = docs.some(({ contact }) => contact === '');
    const flow = ourselves ? INTRODUCTION_FLOW : WELCOME_FLOW;
    if (deps.hasFlow(flow)) {
      const people = await Promise.all(
        docs.map(async ({ contact, name }) => ({
          id: contact,
          name: (await org.personOfContact(contact))?.name || name || (await deps.nameOf(contact)) || '',
        })),
      );
      const { thread } = docs[0] as NewcomerDoc;
      await chat.startFlow([
        {
          key: batch,
          thread,
          flow,
          vars: { don_vi: group?.unit.name ?? '', ...(!ourselves && namesOf(people)) },
          // Nobody waits for it: it goes behind what answers somebody.
          delivery: batch,
        },
      ]);
    }
    const ids = docs.map(({ _id }) => _id);
    await newcomers.updateMany({ _id: { $in: ids } }, { $set: { batch, welcomedAt: clock.now() } });
  };

  return {
    async membersChanged(change) {
      const { account } = change;
      const thread = `${account}:${change.thread.id}`;
      const now = clock.now();
      if (change.type === 'members_left') {
        const _id = { $in: change.contacts.map(({ id }) => `${thread} ${account}:${id}`) };
        await newcomers.deleteMany({ _id, batch: null });
        return;
      }
      if (now.getTime() - Date.parse(change.at) > STALE_MS) return;
      if (change.type === 'we_joined') await notice(thread, '', '');
      else for (const { id, name = '' } of change.contacts) await notice(thread, `${account}:${id}`, name);
      const at = new Date(now.getTime() + GATHER_MS);
      // A key of its own for each moment: one added while the last one runs must not be lost.
      await queue.add({ queue: WELCOME_QUEUE, key: `${thread}@${at.toISOString()}`, at, data: { thread } });
    },

    async forget(contact) {
      await newcomers.deleteMany({ contact });
    },

    async run(thread) {
      const waiting = await newcomers.find({ thread, welcomedAt: null }).sort({ noticedAt: 1, _id: 1 }).lean();
      const [first] = waiting;
      if (first === undefined) return undefined;
      const now = clock.now();
      const group = await org.groupOfThread(thread);
      // A spare hears of the same people as the group whose spare it is.
      const isSpare = group !== undefined && group.thread !== thread;
      const ourselves = waiting.some(({ contact }) => contact === '');
      const wanted = (await deps.isOn()) && !isSpare && group?.welcome !== false && (group !== undefined || ourselves);
      if (!wanted) {
        await newcomers.deleteMany({ _id: { $in: waiting.map(({ _id }) => _id) } });
        return undefined;
      }
      const quietEnd = await deps.quietUntil(now);
      if (quietEnd) return { type: 'later', at: quietEnd, reason: 'quiet hours' };
      const last = waiting.at(-1) ?? first;
      const ready = Math.min(last.noticedAt.getTime() + GATHER_MS, first.noticedAt.getTime() + MOST_GATHER_MS);
      if (ready > now.getTime()) return { type: 'later', at: new Date(ready), reason: 'more are coming' };

      // What a crash left half done first, under the key that it had.
      const begun = new Set(waiting.flatMap(({ batch }) => batch ?? []));
      for (const batch of begun)
        await start(
          batch,
          waiting.filter((one) => one.batch === batch),
          group,
        );
      const fresh = waiting.filter(({ batch }) => batch === null);
      if (fresh.length === 0) return undefined;
      const batch = `welcome:${now.getTime()}:${thread}`.slice(0, 200);
      await newcomers.updateMany({ _id: { $in: fresh.map(({ _id }) => _id) } }, { $set: { batch } });
      await start(batch, fresh, group);
      return undefined;
    },
  };
};
