import { copyFileSync, existsSync } from 'node:fs';
import Database from 'libsql';
import type { Connection } from 'mongoose';
import { BSON, decodeExact } from './embedded/bson.ts';
import { engineOf } from './embedded/client.ts';
import { FileProblem, isBusy, prepare } from './embedded/file.ts';

/** Moves everything from the write-ahead log into the file itself, so that the one file holds all. Embedded store only. */
export const checkpoint = async (connection: Connection): Promise<void> => {
  const { committer, sql } = engineOf(connection);
  await committer.write(() => undefined);
  sql.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all([]);
};

/**
 * Writes a whole, consistent copy of the embedded file to `path`, which must not exist yet. Holds up the process while
 * it writes (about a second for 200,000 documents). Waiting writes are committed first and are in the copy.
 */
export const copyTo = async (connection: Connection, path: string): Promise<void> => {
  const { committer, sql } = engineOf(connection);
  await committer.write(() => undefined);
  sql.prepare('VACUUM INTO ?').run([path]);
};

/**
 * Copies an embedded file that no process has open, without changing a byte of it: while the copy is made, the file is
 * locked against a program that starts. What a killed program left in its write-ahead log is copied along. Throws
 * `FileProblem`: the file is in use, or not readable.
 */
export const copyAtRest = (path: string, to: string): void => {
  let sql: Database.Database;
  try {
    sql = new Database(path, { fileMustExist: true });
  } catch (error) {
    throw new FileProblem('unwritable', error);
  }
  try {
    sql.exec('BEGIN EXCLUSIVE');
    copyFileSync(path, to);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${to}-wal`);
    sql.exec('ROLLBACK');
  } catch (error) {
    throw new FileProblem(isBusy(error) ? 'busy' : 'damaged', error);
  } finally {
    sql.close();
  }
};

/** SQLite's check of the whole file: an empty list when it is sound, else what is wrong. */
export const integrityProblems = (connection: Connection): string[] => {
  const rows = engineOf(connection).sql.prepare('PRAGMA integrity_check').all([]) as { integrity_check: string }[];
  return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
};

/** The documents of a collection as lines of extended JSON, oldest first: a way to look into the embedded file. */
export function* dumpCollection(connection: Connection, name: string): Generator<string> {
  const { catalog, sql } = engineOf(connection);
  const collection = catalog.get(name);
  if (collection === undefined) return;
  const page = prepare<[number, Uint8Array]>(
    sql,
    `SELECT rid, doc FROM c${collection.id} WHERE rid > ? ORDER BY rid LIMIT 200`,
  );
  for (let last = 0; ; ) {
    const rows = page.all(last);
    if (rows.length === 0) return;
    for (const [rid, bytes] of rows) {
      yield BSON.EJSON.stringify(decodeExact(bytes), { relaxed: true });
      last = rid;
    }
  }
}
