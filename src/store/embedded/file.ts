import { existsSync } from 'node:fs';
import Database from 'libsql';

export type Sql = Database.Database;
export type Value = number | string | Uint8Array | null;

/** The file of the embedded store cannot be opened; `reason` says what the caller must tell a person. */
export class FileProblem extends Error {
  readonly reason: 'busy' | 'damaged' | 'unwritable';

  constructor(reason: FileProblem['reason'], cause: unknown) {
    super(`embedded store: ${reason}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.reason = reason;
  }
}

/** Pages kept in memory, in KiB. Small, so that the process stays small at rest; the system caches the file anyway. */
const CACHE_KIB = 8 * 1024;

/**
 * After so many pages (4 KiB each) in the write-ahead log, SQLite moves them into the file. Under load that is some times a
 * minute: a page that many writes touch is moved once for all of them, and every move makes requests wait.
 */
const CHECKPOINT_PAGES = 8000;

/** Format of the file, in SQLite's `user_version`. */
const FORMAT = 1;

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? '');

/** Whether SQLite says that another process has the file. */
export const isBusy = (error: unknown): boolean => /BUSY|LOCKED/.test(codeOf(error));

/**
 * Opens the file for this process alone. At a commit SQLite writes its log without waiting for the disk; the committer
 * sees to that. Before it moves the log into the file it waits for both. `locking_mode=EXCLUSIVE` takes SQLite's file lock for as long as the file is
 * open: the system drops it with the process, whatever kills it, and nothing stale is left behind.
 */
export const openFile = (path: string): Sql => {
  const fresh = !existsSync(path);
  let sql: Sql;
  try {
    sql = new Database(path);
  } catch (error) {
    throw new FileProblem('unwritable', error);
  }
  try {
    sql.exec('PRAGMA locking_mode = EXCLUSIVE');
    sql.exec('BEGIN EXCLUSIVE; COMMIT');
    sql.exec('PRAGMA journal_mode = WAL');
    sql.exec(
      `PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
    );
    const { user_version: format } = sql.prepare('PRAGMA user_version').get([]) as { user_version: number };
    if (format > FORMAT) throw new Error(`the file has format ${format}, this program knows ${FORMAT}`);
    // A transaction of its own takes the write lock before anything is read: a second process fails here.
    sql.exec('BEGIN IMMEDIATE');
    sql.exec(`CREATE TABLE IF NOT EXISTS collections (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, options BLOB);
      CREATE TABLE IF NOT EXISTS indexes (id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, spec BLOB NOT NULL, multi TEXT NOT NULL);
      PRAGMA user_version = ${FORMAT}`);
    sql.exec('COMMIT');
    if (!fresh) sql.prepare('SELECT id, name, options FROM collections').all([]);
    return sql;
  } catch (error) {
    sql.close();
    const code = codeOf(error);
    if (isBusy(error)) throw new FileProblem('busy', error);
    if (code.includes('READONLY') || code.includes('CANTOPEN') || code.includes('IOERR') || code.includes('FULL')) {
      throw new FileProblem('unwritable', error);
    }
    throw new FileProblem('damaged', error);
  }
};

/**
 * Closes the file and gives up its lock. Leaving WAL puts everything into the one file. libsql keeps a closed database
 * alive until its prepared statements are collected as garbage, so the lock must be given up in words.
 */
export const closeFile = (sql: Sql): void => {
  try {
    sql.exec('PRAGMA journal_mode = DELETE');
    sql.exec('PRAGMA locking_mode = NORMAL; SELECT count(*) FROM collections');
  } finally {
    sql.close();
  }
};

/** One prepared statement, with its parameters always given as one array (a lone BLOB would be read as named ones). */
export interface Statement<Row> {
  get(...values: Value[]): Row | undefined;
  all(...values: Value[]): Row[];
  run(...values: Value[]): number;
}

/**
 * Prepares a statement when it is first used; rows come as arrays of columns. `get` and `all` have a statement each: in
 * libsql 0.5 the first `get` after an `all` of one statement answers with a row of that `all`.
 */
export const prepare = <Row extends readonly unknown[]>(sql: Sql, text: string): Statement<Row> => {
  const reads = /^\s*(select|explain|pragma)/i.test(text);
  const make = () => {
    const statement = sql.prepare(text);
    if (reads) statement.raw(true);
    return statement;
  };
  let one: ReturnType<typeof make> | undefined;
  let many: ReturnType<typeof make> | undefined;
  return {
    get(...values) {
      one ??= make();
      return (one.get(values) as Row | undefined) ?? undefined;
    },
    all(...values) {
      many ??= make();
      return many.all(values) as Row[];
    },
    run(...values) {
      one ??= make();
      return one.run(values).changes;
    },
  };
};
