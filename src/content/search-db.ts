import { rmSync } from 'node:fs';
import Database from 'libsql';
import { words } from '../language/fold.ts';

/** What is searched of one material. */
export interface SearchDoc {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly topic: string;
  readonly keywords: readonly string[];
  /** Plain text. */
  readonly text: string;
  readonly unitPath: string;
  /** Last day on which it applies; after it the material is not found any more. */
  readonly validTo?: string | undefined;
}

export type Db = InstanceType<typeof Database>;

/** Raised when the tables or what is put in them change: an older file is then built anew. */
const INDEX_FORMAT = '1';
/** Stands for "no last day" where days are compared as text. */
const NO_END = '9999';

/**
 * `head` finds words in title and keywords: short, so it answers most queries quickly. `body` finds them anywhere. Both
 * have folded columns, which find, and an exact one with the marks, which lifts. `tri` finds pieces of words in title and
 * keywords written without blanks. They keep no text of their own; `doc` has what is shown.
 */
const SCHEMA = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE doc (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL, topic TEXT NOT NULL, unit_path TEXT NOT NULL, valid_to TEXT NOT NULL,
    title TEXT NOT NULL, summary TEXT NOT NULL, letters TEXT NOT NULL, folded TEXT NOT NULL
  );
  CREATE VIRTUAL TABLE head USING fts5(title, keys, exact, content='', tokenize='unicode61 remove_diacritics 0');
  CREATE VIRTUAL TABLE body USING fts5(text, exact, content='', tokenize='unicode61 remove_diacritics 0');
  CREATE VIRTUAL TABLE tri USING fts5(letters, content='', tokenize='trigram', detail='none');
`;
const TABLES = ['head', 'body', 'tri', 'doc', 'meta'];

/** A text's words joined by blanks, folded and with their marks. */
const bothForms = (text: string): { readonly folded: string; readonly marked: string } => {
  const list = words(text);
  return {
    folded: list.map((word) => word.folded).join(' '),
    marked: list.map((word) => word.marked).join(' '),
  };
};

/** Removes the file and what SQLite keeps beside it. */
const remove = (path: string): void => {
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
};

const connect = (path: string): Db => {
  const db = new Database(path);
  // Derived data: losing the last write costs a rebuild, not a fact.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  db.prepare('SELECT count(*) AS n FROM sqlite_master').get();
  return db;
};

/** Opens the file; one that is not a database is replaced by an empty one. */
export const openSearchDb = (path: string): Db => {
  try {
    return connect(path);
  } catch {
    remove(path);
    return connect(path);
  }
};

/** What `build` was given, or undefined when the file is empty, damaged or of an older form. */
export const signatureOf = (db: Db): string | undefined => {
  try {
    const rows = db.prepare('SELECT key, value FROM meta').all() as { key: string; value: string }[];
    const meta = new Map(rows.map(({ key, value }) => [key, value]));
    return meta.get('format') === INDEX_FORMAT ? meta.get('signature') : undefined;
  } catch {
    return undefined;
  }
};

const fill = (db: Db, docs: readonly SearchDoc[]): void => {
  const addDoc = db.prepare('INSERT INTO doc VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const addHead = db.prepare('INSERT INTO head (rowid, title, keys, exact) VALUES (?, ?, ?, ?)');
  const addBody = db.prepare('INSERT INTO body (rowid, text, exact) VALUES (?, ?, ?)');
  const addLetters = db.prepare('INSERT INTO tri (rowid, letters) VALUES (?, ?)');
  docs.forEach((doc, index) => {
    const n = index + 1;
    const text = bothForms(`${doc.summary}\n${doc.text}`);
    const title = bothForms(doc.title);
    // "phay" keeps the end of one and the beginning of the next from reading as one phrase.
    const keys = bothForms(doc.keywords.join(' phay '));
    const letters = `${title.folded} ${keys.folded}`.replaceAll(' ', '');
    const exactHead = `${title.marked} phay ${keys.marked}`;
    const folded = `${title.folded} phay ${keys.folded} phay ${text.folded}`;
    addDoc.run(
      n,
      doc.id,
      doc.topic,
      doc.unitPath,
      doc.validTo ?? NO_END,
      doc.title,
      doc.summary,
      letters,
      ` ${folded} `,
    );
    addHead.run(n, title.folded, keys.folded, exactHead);
    addBody.run(n, folded, `${exactHead} phay ${text.marked}`);
    addLetters.run(n, letters);
  });
};

const buildOnce = (db: Db, docs: readonly SearchDoc[], signature: string): void => {
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const table of TABLES) db.exec(`DROP TABLE IF EXISTS ${table}`);
    db.exec(SCHEMA);
    fill(db, docs);
    const set = db.prepare('INSERT INTO meta VALUES (?, ?)');
    set.run('format', INDEX_FORMAT);
    set.run('signature', signature);
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
};

/** Fills the file anew, all or nothing. A file too damaged for that is thrown away first; the database in use is returned. */
export const buildSearchDb = (path: string, db: Db, docs: readonly SearchDoc[], signature: string): Db => {
  try {
    buildOnce(db, docs, signature);
    return db;
  } catch {
    db.close();
    remove(path);
    const fresh = connect(path);
    buildOnce(fresh, docs, signature);
    return fresh;
  }
};
