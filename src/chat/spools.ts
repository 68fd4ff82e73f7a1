import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../base/log.ts';
import { openSpool, type Spool } from './spool.ts';

/**
 * A process's own spool, and those that dead processes left in the same folder: their events are taken in before its
 * own. `dir` holds one folder a process, named after it. `alone`: whatever another process left is ours at once.
 */
export const openSpools = async (options: {
  readonly dir: string;
  readonly owner: string;
  readonly alone: boolean;
  readonly isAlive: (owner: string) => Promise<boolean>;
  readonly logger: Logger;
  readonly maxBytes?: number;
}): Promise<Spool> => {
  const { dir, owner, alone, isAlive, logger, maxBytes } = options;
  await mkdir(dir, { recursive: true });
  const limit = maxBytes === undefined ? {} : { maxBytes };
  const own = await openSpool({ dir: join(dir, owner), logger, ...limit });
  const others = async (): Promise<string[]> => (await readdir(dir)).filter((name) => name !== owner);
  let left = (await others()).length;

  /** Takes in what a dead process left, in order, and removes its folder. */
  const inherit = async (name: string, take: Parameters<Spool['drain']>[0]): Promise<number> => {
    const spool = await openSpool({ dir: join(dir, name), logger, ...limit });
    const count = await spool.drain(take);
    await spool.close();
    await rm(join(dir, name), { recursive: true, force: true });
    return count;
  };

  return {
    // What a process that may be alive keeps does not hold our own events back: it brings them itself.
    isEmpty: () => own.isEmpty() && (!alone || left === 0),
    bytes: own.bytes,
    append: own.append,
    async drain(take) {
      let count = 0;
      for (const name of await others()) if (alone || !(await isAlive(name))) count += await inherit(name, take);
      left = (await others()).length;
      return count + (await own.drain(take));
    },
    async close() {
      await own.close();
      if (own.isEmpty()) await rm(join(dir, owner), { recursive: true, force: true });
    },
  };
};
