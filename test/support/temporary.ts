import { statfsSync } from 'node:fs';

/** Where Linux keeps files in memory. */
const IN_MEMORY = '/dev/shm';
/** Free bytes that the whole suite never comes near. */
const ENOUGH = 4 * 1024 ** 3;

/**
 * Where tests make their folders: in memory where there is room, because nearly every test waits for writes to reach a
 * disk and none pulls the machine's plug. `TMPDIR`, when it is set, stays.
 */
export const temporaryFolder = (): string | undefined => {
  if (process.env.TMPDIR || process.platform !== 'linux') return undefined;
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize >= ENOUGH ? IN_MEMORY : undefined;
  } catch {
    return undefined;
  }
};
