import { prepare, type Sql } from './file.ts';
import type { LogFile } from './log-file.ts';

interface Waiting {
  readonly work: () => unknown;
  readonly done: (value: unknown) => void;
  readonly failed: (error: unknown) => void;
}

/** A group stops taking writes after this long, so that reads and timers get their turn. */
const GROUP_MS = 20;
/** Writes in one group at most: more gain nothing measurable and make one commit long. */
const GROUP_WRITES = 512;

/** A committed group, whose callers wait to hear that it is on the disk. */
interface Group {
  /** It is: each hears how its write ended. */
  settle(): void;
  /** The disk refused it. */
  fail(error: Error): void;
}

/**
 * Commits writes in groups: all that wait when a turn comes go into one SQLite transaction, each behind a savepoint of
 * its own, so that one that fails leaves its neighbours alone. SQLite itself does not wait for the disk at a commit
 * (`synchronous=NORMAL`): the log file is brought to the disk in another thread, so that requests are read meanwhile. A
 * write's promise settles after that, never before, and the next group waits for it.
 */
export class Committer {
  readonly #sql: Sql;
  readonly #savepoint;
  readonly #release;
  readonly #rolledBack: () => void;
  readonly #log: LogFile;
  #queue: Waiting[] = [];
  #scheduled = false;
  #closed = false;
  /** Committed, and on its way to the disk. */
  #onItsWay: Group | undefined;
  /** Why nothing is written any more: after a disk refused, nobody knows what is on it. */
  #broken: Error | undefined;

  /** `rolledBack` is told when a write was undone, so that what is cached about the file is read again. */
  constructor(sql: Sql, log: LogFile, rolledBack: () => void) {
    this.#sql = sql;
    this.#log = log;
    this.#savepoint = prepare<[]>(sql, 'SAVEPOINT w');
    this.#release = prepare<[]>(sql, 'RELEASE w');
    this.#rolledBack = rolledBack;
  }

  /** Runs `work` (synchronous) inside the next group and settles with its result once that is on disk. */
  write<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed || this.#broken) {
        reject(this.#broken ?? new Error('the embedded store is closed'));
        return;
      }
      this.#queue.push({ work, done: resolve as (value: unknown) => void, failed: reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#onItsWay) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const group = this.#commit();
      if (group) this.#bring(group);
      else if (this.#queue.length > 0) this.#schedule();
    });
  }

  /** Brings a committed group to the disk, and settles it. */
  #bring(group: Group): void {
    this.#onItsWay = group;
    this.#log.sync((error) => {
      // Closing has settled it meanwhile.
      if (this.#onItsWay !== group) return;
      this.#onItsWay = undefined;
      if (error) return this.#break(error, [group]);
      group.settle();
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #break(cause: Error, groups: readonly Group[]): void {
    const broken = new Error('the embedded store: the disk refused a write; look at the disk, then start again', {
      cause,
    });
    this.#broken = broken;
    for (const group of groups) group.fail(broken);
    for (const one of this.#queue.splice(0)) one.failed(broken);
  }

  /** One transaction of what waits. Undefined: it failed, which its writes have heard. */
  #commit(): Group | undefined {
    if (this.#queue.length === 0) return undefined;
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
      return undefined;
    }
    this.#queue.splice(0, taken);
    return {
      settle() {
        for (const { one, value } of group) one.done(value);
        for (const { one, error } of failed) one.failed(error);
      },
      fail(broken) {
        for (const { one } of group) one.failed(broken);
        for (const { one, error } of failed) one.failed(error);
      },
    };
  }

  /** Commits what waits, brings all to the disk and takes no more. */
  close(): void {
    this.#closed = true;
    const groups = this.#onItsWay ? [this.#onItsWay] : [];
    this.#onItsWay = undefined;
    while (this.#queue.length > 0) {
      const group = this.#commit();
      if (group) groups.push(group);
    }
    try {
      this.#log.close();
      for (const group of groups) group.settle();
    } catch (error) {
      this.#break(error as Error, groups);
    }
  }
}
