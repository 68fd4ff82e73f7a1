import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { isBusy } from './embedded/file.ts';

/** A folder that is ours until it is released or the process ends, whatever ends it. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes a folder for this process alone; undefined while another holds it. The lock is SQLite's on a file `lock` in it:
 * the system drops it with the process, so a holder that was killed holds nothing a moment later, and no clock is asked.
 * Throws when the folder cannot be written.
 */
export const lockFolder = (dir: string): FolderLock | undefined => {
  mkdirSync(dir, { recursive: true });
  const sql = new Database(join(dir, 'lock'));
  try {
    sql.exec('PRAGMA locking_mode = EXCLUSIVE');
    sql.exec('BEGIN EXCLUSIVE; COMMIT');
  } catch (error) {
    sql.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return {
    release() {
      // libsql may keep a closed database alive for a while, so the lock is given up in words.
      if (existsSync(dir)) sql.exec('PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sqlite_schema');
      sql.close();
    },
  };
};
