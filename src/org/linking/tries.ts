import type { Clock } from '../../base/clock.ts';
import type { LinkingModels } from './model.ts';

export interface Limit {
  readonly most: number;
  readonly minutes: number;
}
/** Wrong codes of one account: guessing one of a million stays hopeless, a slip of the finger does no harm. */
export const WRONG_CODES: Limit = { most: 5, minutes: 60 };
/** Numbers that one account may give: enough for a typing mistake, too few to try a list. */
export const PHONES: Limit = { most: 5, minutes: 24 * 60 };

/** Counts what an account tried lately. In the store, so that a restart or a second process forgets nothing. */
export const createTries = ({ tries }: Pick<LinkingModels, 'tries'>, clock: Clock) => {
  const recent = async (id: string, { minutes }: Limit) => {
    const since = clock.now().getTime() - minutes * 60_000;
    return ((await tries.findById(id).lean())?.tries ?? []).filter(({ at }) => at.getTime() > since);
  };
  return {
    /** True when this effect may still be tried; one that was counted before is answered as it was then. */
    async allowed(kind: 'code' | 'phone', contact: string, key: string, limit: Limit): Promise<boolean> {
      const found = await recent(`${kind}:${contact}`, limit);
      return found.length < limit.most || found.some((one) => one.key === key);
    },
    async count(kind: 'code' | 'phone', contact: string, key: string, limit: Limit): Promise<void> {
      const _id = `${kind}:${contact}`;
      const kept = (await recent(_id, limit)).filter((one) => one.key !== key);
      const at = clock.now();
      const expireAt = new Date(at.getTime() + limit.minutes * 60_000);
      await tries.updateOne({ _id }, { $set: { tries: [...kept, { key, at }], expireAt } }, { upsert: true });
    },
    async forget(contact: string): Promise<void> {
      await tries.deleteMany({ _id: { $in: [`code:${contact}`, `phone:${contact}`] } });
    },
  };
};
export type Tries = ReturnType<typeof createTries>;
