import { prepare, type Sql } from './file.ts';

interface Waiting {
  readonly work: () => unknown;
  readonly done: (value: unknown) => void;
  readonly failed: (error: unknown) => void;
}

/** A group stops taking writes after this long, so that reads and timers get their turn. */
const GROUP_MS = 20;
/** Writes in one group at most: more gain nothing measurable and make one commit long. */
const GROUP_WRITES = 512;

/**
 * Commits writes in groups: all that wait when a turn comes go into one SQLite transaction, each behind a savepoint of
 * its own, so that one that fails leaves its neighbours alone. A write's promise settles after the commit, never before.
 */
export class Committer {
  readonly #sql: Sql;
  readonly #savepoint;
  readonly #release;
  readonly #rolledBack: () => void;
  #queue: Waiting[] = [];
  #scheduled = false;
  #closed = false;

  /** `rolledBack` is told when a write was undone, so that what is cached about the file is read again. */
  constructor(sql: Sql, rolledBack: () => void) {
    this.#sql = sql;
    this.#savepoint = prepare<[]>(sql, 'SAVEPOINT w');
    this.#release = prepare<[]>(sql, 'RELEASE w');
    this.#rolledBack = rolledBack;
  }

  /** Runs `work` (synchronous) inside the next group and settles with its result once that is on disk. */
  write<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed) {
        reject(new Error('the embedded store is closed'));
        return;
      }
      this.#queue.push({ work, done: resolve as (value: unknown) => void, failed: reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#group();
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #group(): void {
    if (this.#queue.length === 0) return;
    const group: { one: Waiting; value: unknown }[] = [];
    const failed: { one: Waiting; error: unknown }[] = [];
    const until = performance.now() + GROUP_MS;
    let taken = 0;
    try {
      this.#sql.exec('BEGIN IMMEDIATE');
      do {
        const one = this.#queue[taken++] as Waiting;
        this.#savepoint.run();
        try {
          group.push({ one, value: one.work() });
          this.#release.run();
        } catch (error) {
          failed.push({ one, error });
          this.#sql.exec('ROLLBACK TO w; RELEASE w');
          this.#rolledBack();
        }
      } while (taken < this.#queue.length && taken < GROUP_WRITES && performance.now() < until);
      this.#sql.exec('COMMIT');
    } catch (error) {
      // The transaction itself failed (disk full, I/O error): nothing of the group is on disk.
      if (this.#sql.inTransaction) this.#sql.exec('ROLLBACK');
      this.#rolledBack();
      const lost = this.#queue.splice(0, taken);
      for (const one of lost) one.failed(failed.find((entry) => entry.one === one)?.error ?? error);
      return;
    }
    this.#queue.splice(0, taken);
    for (const { one, value } of group) one.done(value);
    for (const { one, error } of failed) one.failed(error);
  }

  /** Commits what waits and takes no more. */
  close(): void {
    this.#closed = true;
    while (this.#queue.length > 0) this.#group();
  }
}
