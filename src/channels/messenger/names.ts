import { z } from 'zod';
import type { Tell } from '../../chat/channel.ts';
import type { AccountContext } from '../kind.ts';
import type { Graph } from './graph.ts';
import type { Secrets, Settings } from './settings.ts';

/** A name is asked again after this long; so is one that Meta did not tell (no permission, no profile). */
const FRESH_MS = 30 * 86_400_000;
/** The chat comes first: a name is asked a moment after the message that made it wanted. */
const DELAY_MS = 2_000;
/** People kept in mind as asked for, so that the store is not asked at every message. */
const MAX_REMEMBERED = 20_000;

const Asked = z.object({ at: z.string() });
/** May be empty: what is told depends on the app's permissions. */
const Profile = z.object({
  name: z.string().trim().min(1).max(300).optional().catch(undefined),
  first_name: z.string().trim().max(100).optional().catch(undefined),
  last_name: z.string().trim().max(100).optional().catch(undefined),
});

/** Vietnamese names begin with the family's. */
const nameOf = ({ name, first_name: first, last_name: last }: z.infer<typeof Profile>): string | undefined =>
  name ?? ([last, first].filter(Boolean).join(' ') || undefined);

export interface Names {
  /** Somebody was written to: her name is asked by and by, unless it is known. Never throws, never waits. */
  want(person: string): void;
  stop(): void;
}

/** Asks Meta how people are called, once in a while and never in the way of a message. */
export const createNames = (
  context: AccountContext<Settings, Secrets>,
  graph: Graph,
  tell: () => Tell | undefined,
): Names => {
  const { account, clock, memory, logger } = context;
  const remembered = new Set<string>();
  const pending = new Set<() => void>();

  const ask = async (person: string): Promise<void> => {
    const key = `name:${person}`;
    const before = Asked.safeParse(await memory.get(key));
    if (before.success && clock.now().getTime() - Date.parse(before.data.at) < FRESH_MS) return;
    const answer = await graph({ path: person, query: { fields: 'name,first_name,last_name' } });
    // Not reached: asked at a later message.
    if (answer.type !== 'done' && answer.type !== 'refused') {
      remembered.delete(person);
      return;
    }
    await memory.set(key, { at: clock.now().toISOString() });
    const read = Profile.safeParse(answer.type === 'done' ? answer.json : undefined);
    const name = read.success ? nameOf(read.data) : undefined;
    if (name !== undefined) await tell()?.([{ type: 'contact', account, contact: person, name }]);
  };

  return {
    want(person) {
      if (remembered.has(person) || !/^\d+$/.test(person)) return;
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.add(person);
      const cancel = clock.at(new Date(clock.now().getTime() + DELAY_MS), () => {
        pending.delete(cancel);
        ask(person).catch((error: unknown) => logger.warn({ err: error, account }, 'a name was not asked'));
      });
      pending.add(cancel);
    },
    stop() {
      for (const cancel of pending) cancel();
      pending.clear();
    },
  };
};
