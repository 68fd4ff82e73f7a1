import { closeSync, existsSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';

/** SQLite's write-ahead log as a file that must reach the disk. */
export interface LogFile {
  /** Calls back when everything written until now is on the disk, or with the disk's error. */
  sync(done: (error: Error | null) => void): void;
  /** Brings everything to the disk, at once, and lets the file go. Throws the disk's error. */
  close(): void;
}

/**
 * The log beside the file at `path`. A handle of our own on it serves only to sync: the data belong to the file, whoever
 * wrote them. Closing it gives up none of SQLite's locks, which lie on the file itself. SQLite makes the log at the
 * first write and keeps it, under the same name, until the file is closed.
 */
export const openLogFile = (path: string): LogFile => {
  const log = `${path}-wal`;
  let handle: number | undefined;
  let closing = false;
  let syncing = 0;
  const open = (): number | undefined => {
    handle ??= existsSync(log) ? openSync(log, 'r+') : undefined;
    return handle;
  };
  const letGo = () => {
    if (handle !== undefined) closeSync(handle);
    handle = undefined;
  };
  return {
    sync(done) {
      let file: number | undefined;
      try {
        file = open();
      } catch (error) {
        setImmediate(done, error as Error);
        return;
      }
      // Nothing was ever written.
      if (file === undefined) {
        setImmediate(done, null);
        return;
      }
      syncing += 1;
      fdatasync(file, (error) => {
        syncing -= 1;
        if (closing && syncing === 0) letGo();
        done(error);
      });
    },
    close() {
      const file = open();
      if (file !== undefined) fdatasyncSync(file);
      closing = true;
      // The handle of a sync that is under way stays open until it has ended.
      if (syncing === 0) letGo();
    },
  };
};
