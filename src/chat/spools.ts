import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../base/log.ts';
import { lockFolder } from '../store/folder-lock.ts';
import { openSpool, type Spool } from './spool.ts';

/**
 * A process's own spool, and those that dead processes left in the same folder: their events are taken in before its
 * own, and nothing goes past them. `dir` holds one folder a process, named after it and locked by it while it lives.
 */
export const openSpools = async (options: {
  readonly dir: string;
  readonly owner: string;
  readonly logger: Logger;
  readonly maxBytes?: number;
}): Promise<Spool> => {
  const { dir, owner, logger, maxBytes } = options;
  const limit = maxBytes === undefined ? {} : { maxBytes };
  const folder = join(dir, owner);
  await mkdir(folder, { recursive: true });
  const ours = lockFolder(folder);
  if (!ours) throw new Error(`the spool ${folder} is held by another process`);
  const own = await openSpool({ dir: folder, logger, ...limit });
  /** Folders of dead processes that are still to be taken in, as seen at the last look. */
  let left = 0;

  const others = async (): Promise<string[]> => (await readdir(dir)).filter((name) => name !== owner);

  /** Does something with every folder that no living process holds. */
  const eachDead = async (work: (path: string) => Promise<void>): Promise<void> => {
    for (const name of (await others()).sort()) {
      const path = join(dir, name);
      const held = lockFolder(path);
      if (!held) continue;
      try {
        await work(path);
      } finally {
        held.release();
      }
    }
  };
  await eachDead(async () => {
    left += 1;
  });

  const drainAll = async (take: Parameters<Spool['drain']>[0]): Promise<number> => {
    let count = 0;
    const emptied: string[] = [];
    await eachDead(async (path) => {
      const spool = await openSpool({ dir: path, logger, ...limit });
      try {
        count += await spool.drain(take);
      } finally {
        await spool.close();
      }
      emptied.push(path);
    });
    for (const path of emptied) await rm(path, { recursive: true, force: true });
    left = 0;
    return count + (await own.drain(take));
  };
  let draining: Promise<number> | undefined;

  return {
    isEmpty: () => own.isEmpty() && left === 0,
    bytes: own.bytes,
    append: own.append,
    drain(take) {
      draining ??= drainAll(take).finally(() => {
        draining = undefined;
      });
      return draining;
    },
    async close() {
      await draining?.catch(() => undefined);
      await own.close();
      ours.release();
      if (own.isEmpty()) await rm(folder, { recursive: true, force: true });
    },
  };
};
