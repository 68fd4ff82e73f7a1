import { type Doc, decode, encode, isDoc, MISSING, ObjectId, TYPE, typeOf } from './bson.ts';
import { ServerError } from './errors.ts';
import { prepare, type Sql } from './file.ts';
import { type Index, indexKeys } from './indexes.ts';
import { keyOf } from './key.ts';
import { decodePart } from './part.ts';
import { valueAt } from './paths.ts';

/** Longest document in bytes, as in MongoDB. */
const MAX_DOCUMENT = 16 * 1024 * 1024;

/** A stored document: its row and its BSON bytes. */
export type Row = readonly [rid: number, bytes: Uint8Array];

/**
 * One collection: the table `c<id>` with a row a document (`id` holds the sortable bytes of `_id`), and for every
 * declared index a table `i<id>` of (key, rid). All methods are synchronous; the writing ones run inside a transaction.
 */
export class Collection {
  readonly id: number;
  readonly name: string;
  readonly options: Doc;
  #indexes: readonly Index[] = [];
  /** The fields that the keys are made of; undefined where a partial index may look at any field. */
  #keyFields: ReadonlySet<string> | undefined;
  readonly #sql: Sql;
  readonly #database: string;
  #nextRid: number | undefined;
  readonly #statements;
  readonly #indexStatements = new Map<number, ReturnType<typeof indexStatements>>();

  constructor(sql: Sql, database: string, id: number, name: string, options: Doc, indexes: readonly Index[]) {
    this.#sql = sql;
    this.#database = database;
    this.id = id;
    this.name = name;
    this.options = options;
    this.indexes = indexes;
    this.#statements = {
      insert: prepare<[]>(sql, `INSERT INTO c${id} (rid, id, doc) VALUES (?, ?, ?)`),
      update: prepare<[]>(sql, `UPDATE c${id} SET doc = ? WHERE rid = ?`),
      remove: prepare<[]>(sql, `DELETE FROM c${id} WHERE rid = ?`),
      byId: prepare<[number, Uint8Array]>(sql, `SELECT rid, doc FROM c${id} WHERE id = ?`),
      byRid: prepare<[Uint8Array]>(sql, `SELECT doc FROM c${id} WHERE rid = ?`),
      count: prepare<[number]>(sql, `SELECT count(*) FROM c${id}`),
      last: prepare<[number | null]>(sql, `SELECT max(rid) FROM c${id}`),
    };
  }

  get indexes(): readonly Index[] {
    return this.#indexes;
  }

  set indexes(indexes: readonly Index[]) {
    this.#indexes = indexes;
    this.#keyFields = indexes.some(({ partial }) => partial !== undefined)
      ? undefined
      : new Set(['_id', ...indexes.flatMap(({ fields }) => fields.map(({ parts }) => parts[0] ?? ''))]);
  }

  get namespace(): string {
    return `${this.#database}.${this.name}`;
  }

  count(): number {
    return this.#statements.count.get()?.[0] ?? 0;
  }

  byId(idKey: Uint8Array): Row | undefined {
    return this.#statements.byId.get(idKey);
  }

  byRid(rid: number): Uint8Array | undefined {
    return this.#statements.byRid.get(rid)?.[0];
  }

  /** Adds a document. Checks every unique index before the first change, so a duplicate leaves nothing behind. */
  insert(bytes: Uint8Array, doc: Doc = this.#indexed(bytes)): void {
    checkSize(bytes);
    const id = idKeyOf(doc);
    if (this.#statements.byId.get(id) !== undefined) throw this.#duplicate('_id_', { _id: 1 }, [doc._id]);
    const entries = this.indexes.map((index) => ({ index, keys: indexKeys(index, doc) }));
    for (const { index, keys } of entries) this.#checkUnique(index, keys, 0);
    this.#nextRid ??= (this.#statements.last.get()?.[0] ?? 0) + 1;
    const rid = this.#nextRid++;
    this.#statements.insert.run(rid, id, bytes);
    for (const { index, keys } of entries) {
      this.#noteMulti(index, keys.multi);
      for (const key of keys.keys) this.#index(index).insert.run(key, rid);
    }
  }

  /** Replaces a document in place; only the index entries that differ are touched. */
  replace(rid: number, before: Doc, bytes: Uint8Array): void {
    checkSize(bytes);
    if (this.indexes.length > 0) {
      const after = this.#indexed(bytes);
      const changes = this.indexes.map((index) => ({
        index,
        old: indexKeys(index, before).keys,
        next: indexKeys(index, after),
      }));
      for (const { index, next } of changes) this.#checkUnique(index, next, rid);
      for (const { index, old, next } of changes) {
        if (old.length === 1 && next.keys.length === 1 && (old[0] as Buffer).equals(next.keys[0] as Buffer)) continue;
        this.#noteMulti(index, next.multi);
        const statements = this.#index(index);
        for (const key of without(old, next.keys)) statements.remove.run(key, rid);
        for (const key of without(next.keys, old)) statements.insert.run(key, rid);
      }
    }
    this.#statements.update.run(bytes, rid);
  }

  remove(rid: number, doc: Doc): void {
    for (const index of this.indexes)
      for (const key of indexKeys(index, doc).keys) this.#index(index).remove.run(key, rid);
    this.#statements.remove.run(rid);
  }

  /** Fills a new index from the documents that are there. */
  build(index: Index): void {
    const statements = this.#index(index);
    const page = prepare<[number, Uint8Array]>(
      this.#sql,
      `SELECT rid, doc FROM c${this.id} WHERE rid > ? ORDER BY rid LIMIT 500`,
    );
    for (let rows = page.all(0); rows.length > 0; rows = page.all((rows.at(-1) as Row)[0])) {
      for (const [rid, bytes] of rows) {
        const keys = indexKeys(index, decode(bytes));
        this.#checkUnique(index, keys, rid);
        this.#noteMulti(index, keys.multi);
        for (const key of keys.keys) statements.insert.run(key, rid);
      }
    }
  }

  /** The fields of a document that its keys are made of. */
  #indexed(bytes: Uint8Array): Doc {
    return this.#keyFields === undefined ? decode(bytes) : decodePart(bytes, this.#keyFields);
  }

  /** Whether an index would let in what it must not; used where a document is checked but not written. */
  #checkUnique(index: Index, keys: ReturnType<typeof indexKeys>, rid: number): void {
    if (!index.unique) return;
    keys.keys.forEach((key, i) => {
      if (this.#index(index).other.get(key, rid) !== undefined)
        throw this.#duplicate(index.name, index.key, keys.values[i] ?? []);
    });
  }

  #duplicate(name: string, keyPattern: Doc, values: readonly unknown[]): ServerError {
    const keyValue = Object.fromEntries(
      Object.keys(keyPattern).map((path, i) => [
        path,
        values[i] === MISSING || values[i] === undefined ? null : values[i],
      ]),
    );
    const shown = Object.entries(keyValue).map(([path, value]) => `${path}: ${show(value)}`);
    return new ServerError(
      11000,
      `E11000 duplicate key error collection: ${this.namespace} index: ${name} dup key: { ${shown.join(', ')} }`,
      { keyPattern, keyValue },
    );
  }

  #noteMulti(index: Index, multi: readonly boolean[]): void {
    if (!multi.some((one, i) => one && !index.multi[i])) return;
    index.multi = index.multi.map((was, i) => was || multi[i] === true);
    prepare(this.#sql, 'UPDATE indexes SET multi = ? WHERE id = ?').run(
      index.multi.map((one) => (one ? '1' : '0')).join(''),
      index.id,
    );
  }

  #index(index: Index): ReturnType<typeof indexStatements> {
    let found = this.#indexStatements.get(index.id);
    if (found === undefined) {
      found = indexStatements(this.#sql, index.id);
      this.#indexStatements.set(index.id, found);
    }
    return found;
  }
}

const indexStatements = (sql: Sql, id: number) => ({
  insert: prepare<[]>(sql, `INSERT OR IGNORE INTO i${id} (key, rid) VALUES (?, ?)`),
  remove: prepare<[]>(sql, `DELETE FROM i${id} WHERE key = ? AND rid = ?`),
  other: prepare<[number]>(sql, `SELECT rid FROM i${id} WHERE key = ? AND rid <> ? LIMIT 1`),
});

/** The keys of a list that are not in another one. An array may have hundreds, so they are not compared one by one. */
const without = (keys: readonly Buffer[], others: readonly Buffer[]): readonly Buffer[] => {
  const there = new Set(others.map((key) => key.toString('latin1')));
  return keys.filter((key) => !there.has(key.toString('latin1')));
};

const checkSize = (bytes: Uint8Array): void => {
  if (bytes.length > MAX_DOCUMENT)
    throw new ServerError(
      10334,
      `BSONObj size: ${bytes.length} is invalid. Size must be between 0 and ${MAX_DOCUMENT}`,
    );
};

/** Sortable bytes of a document's `_id`; arrays, regular expressions and undefined cannot be one. */
export const idKeyOf = (doc: Doc): Buffer => {
  const id = valueAt(doc, ['_id']);
  const type = typeOf(id);
  if (type === TYPE.array) throw new ServerError(53, "The '_id' value cannot be of type array");
  if (type === TYPE.regex) throw new ServerError(53, "The '_id' value cannot be of type regex");
  if (type === TYPE.undefined) throw new ServerError(53, "The '_id' value cannot be of type undefined");
  if (isDoc(id)) {
    const dollar = Object.keys(id).find((name) => name.startsWith('$'));
    if (dollar !== undefined)
      throw new ServerError(52, `_id fields may not contain '$'-prefixed fields: ${dollar} is not valid for storage.`);
  }
  return keyOf(id);
};

const show = (value: unknown): string => {
  if (typeof value === 'string') return `"${value}"`;
  if (typeOf(value) === TYPE.objectId) return `ObjectId('${String(value)}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  return typeOf(value) === TYPE.object || typeOf(value) === TYPE.array ? JSON.stringify(value) : String(value);
};

/** Bytes of a document with `_id` in front, as MongoDB stores it; an `_id` is made when there is none. */
export const withIdFirst = (doc: Doc): Uint8Array => {
  if (Object.keys(doc)[0] === '_id') return encode(doc);
  const { _id = new ObjectId(), ...rest } = doc;
  return encode({ _id, ...rest });
};
