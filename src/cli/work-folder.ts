import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Runs `use` with an empty folder, removed afterwards, in the data folder: a running program sees it too (system services
 * often have a folder for temporary files of their own), and there is room for a copy of the data.
 */
export const withFolder = async <T>(dataDir: string, use: (folder: string) => Promise<T>): Promise<T> => {
  await mkdir(dataDir, { recursive: true });
  const folder = await mkdtemp(join(dataDir, '.tmp-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
