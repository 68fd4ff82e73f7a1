import type Database from 'libsql';
import { aggregate, updateOne as change, find, type Query } from 'mingo';
import mongoose from 'mongoose';

type Doc = Record<string, unknown>;
type Options = Doc & { upsert?: boolean; sort?: Record<string, 1 | -1>; arrayFilters?: Doc[]; projection?: Doc };
interface Index {
  key: Record<string, 1 | -1>;
  name: string;
  unique?: boolean;
  sparse?: boolean;
  partialFilterExpression?: Doc;
}

const { BSON, ObjectId, MongoServerError } = mongoose.mongo;
const own = (doc: Doc): Doc => BSON.deserialize(BSON.serialize(doc, { ignoreUndefined: false })) as Doc;
const at = (doc: Doc, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Doc | undefined)?.[key], doc);

class Cursor {
  readonly #load: () => Doc[];
  #docs: Doc[] | undefined;
  constructor(load: () => Doc[]) {
    this.#load = load;
  }
  async toArray(): Promise<Doc[]> {
    const docs = this.#load();
    this.#docs = [];
    return docs;
  }
  async next(): Promise<Doc | null> {
    this.#docs ??= this.#load();
    return this.#docs.shift() ?? null;
  }
  async close(): Promise<void> {
    this.#docs = [];
  }
  async *[Symbol.asyncIterator]() {
    for (let doc = await this.next(); doc !== null; doc = await this.next()) yield doc;
  }
}

/** One collection of the embedded file. */
export class EmbeddedCollection {
  readonly #sql: Database.Database;
  readonly collectionName: string;
  readonly #indexes: Index[] = [];
  #docs: Map<string, Doc>;

  constructor(sql: Database.Database, name: string) {
    this.#sql = sql;
    this.collectionName = name;
    sql.exec(`CREATE TABLE IF NOT EXISTS "c_${name}" (id TEXT PRIMARY KEY, doc BLOB)`);
    const rows = sql.prepare(`SELECT id, doc FROM "c_${name}"`).all() as { id: string; doc: Uint8Array }[];
    this.#docs = new Map(rows.map((row) => [row.id, BSON.deserialize(row.doc) as Doc]));
  }

  #key(id: unknown): string {
    return BSON.EJSON.stringify({ id });
  }

  #write(doc: Doc, old?: Doc): void {
    const key = this.#key(doc._id);
    const clash = (index: Index, value: Doc): never => {
      throw new MongoServerError({
        message: `E11000 duplicate key error collection: chihoi.${this.collectionName} index: ${index.name} dup key`,
        code: 11000,
        keyPattern: index.key,
        keyValue: value,
      });
    };
    if (old === undefined && this.#docs.has(key)) clash({ key: { _id: 1 }, name: '_id_' }, { _id: doc._id });
    for (const index of this.#indexes.filter((one) => one.unique === true)) {
      const values: Doc = Object.fromEntries(Object.keys(index.key).map((path) => [path, at(doc, path) ?? null]));
      if (index.sparse === true && Object.keys(index.key).every((path) => at(doc, path) === undefined)) continue;
      const partial = index.partialFilterExpression;
      if (partial !== undefined && find([doc], partial as never).all().length === 0) continue;
      const same = find([...this.#docs.values()], { ...partial, ...values } as never).all() as Doc[];
      if (same.some((other) => this.#key(other._id) !== key)) clash(index, values);
    }
    const bytes = BSON.serialize(doc, { ignoreUndefined: false });
    this.#sql.prepare(`INSERT OR REPLACE INTO "c_${this.collectionName}" VALUES (?, ?)`).run(key, bytes);
    this.#docs.set(key, BSON.deserialize(bytes) as Doc);
  }

  #remove(doc: Doc): void {
    const key = this.#key(doc._id);
    this.#sql.prepare(`DELETE FROM "c_${this.collectionName}" WHERE id = ?`).run(key);
    this.#docs.delete(key);
  }

  #find(filter: Doc = {}, options: Options & { skip?: number; limit?: number } = {}): Doc[] {
    const cursor = find([...this.#docs.values()], own(filter) as never, (options.projection ?? {}) as never);
    if (options.sort !== undefined) {
      const pairs = options.sort instanceof Map ? [...options.sort] : Object.entries(options.sort);
      cursor.sort(Object.fromEntries(pairs) as Record<string, 1 | -1>);
    }
    if (options.skip !== undefined) cursor.skip(options.skip);
    if (options.limit !== undefined && options.limit !== 0) cursor.limit(Math.abs(options.limit));
    return (cursor.all() as Doc[]).map(own);
  }

  #change(filter: Doc, update: Doc | Doc[], options: Options, many: boolean) {
    const found = this.#find(filter, { ...(options.sort && { sort: options.sort }), ...(!many && { limit: 1 }) });
    let modifiedCount = 0;
    const apply = (doc: Doc, fresh: boolean): Doc => {
      const box = [own(doc)];
      const { $setOnInsert, ...rest } = own({ update }).update as Doc;
      const modifier =
        fresh && $setOnInsert ? { ...rest, $set: { ...(rest.$set as Doc), ...($setOnInsert as Doc) } } : rest;
      if (Object.keys(modifier).length > 0)
        change(box as never, (fresh ? {} : own(filter)) as never, modifier as never, {
          ...(options.arrayFilters && { arrayFilters: options.arrayFilters as never }),
        });
      return box[0] as Doc;
    };
    const after: Doc[] = [];
    for (const doc of found) {
      const next = apply(doc, false);
      if (BSON.EJSON.stringify(next) !== BSON.EJSON.stringify(doc)) {
        this.#write(next, doc);
        modifiedCount++;
      }
      after.push(next);
    }
    if (found.length > 0 || options.upsert !== true)
      return { before: found, after, matchedCount: found.length, modifiedCount, upsertedId: null };
    const seed = Object.fromEntries(
      Object.entries(own(filter)).filter(([key, value]) => !key.startsWith('$') && !isOperator(value)),
    );
    const made = apply(seed, true);
    const doc: Doc = { _id: made._id ?? new ObjectId(), ...made };
    this.#write(doc);
    return { before: [], after: [doc], matchedCount: 0, modifiedCount: 0, upsertedId: doc._id };
  }

  async insertOne(doc: Doc) {
    doc._id ??= new ObjectId();
    this.#write(doc);
    return { acknowledged: true, insertedId: doc._id };
  }

  async insertMany(docs: Doc[]) {
    for (const doc of docs) await this.insertOne(doc);
    return { acknowledged: true, insertedCount: docs.length, insertedIds: docs.map((doc) => doc._id) };
  }

  find(filter?: Doc, options?: Options): Cursor {
    return new Cursor(() => this.#find(filter, options));
  }

  async findOne(filter?: Doc, options?: Options): Promise<Doc | null> {
    return this.#find(filter, { ...options, limit: 1 })[0] ?? null;
  }

  async updateOne(filter: Doc, update: Doc | Doc[], options: Options = {}) {
    return this.#updated(this.#change(filter, update, options, false));
  }

  async updateMany(filter: Doc, update: Doc | Doc[], options: Options = {}) {
    return this.#updated(this.#change(filter, update, options, true));
  }

  #updated(result: { matchedCount: number; modifiedCount: number; upsertedId: unknown }) {
    const { matchedCount, modifiedCount, upsertedId } = result;
    return { acknowledged: true, matchedCount, modifiedCount, upsertedId, upsertedCount: upsertedId === null ? 0 : 1 };
  }

  async findOneAndUpdate(filter: Doc, update: Doc | Doc[], options: Options = {}) {
    const result = this.#change(filter, update, options, false);
    const value = (options.returnDocument === 'after' ? result.after[0] : result.before[0]) ?? null;
    if (options.includeResultMetadata !== true) return value;
    return { value, ok: 1, lastErrorObject: { n: 1, updatedExisting: result.matchedCount > 0 } };
  }

  async findOneAndDelete(filter: Doc, options: Options = {}) {
    const value = this.#find(filter, { ...options, limit: 1 })[0] ?? null;
    if (value !== null) this.#remove(value);
    return options.includeResultMetadata === true ? { value, ok: 1, lastErrorObject: { n: value ? 1 : 0 } } : value;
  }

  async deleteOne(filter: Doc) {
    const found = this.#find(filter, { limit: 1 });
    found.forEach((doc) => {
      this.#remove(doc);
    });
    return { acknowledged: true, deletedCount: found.length };
  }

  async deleteMany(filter: Doc) {
    const found = this.#find(filter);
    found.forEach((doc) => {
      this.#remove(doc);
    });
    return { acknowledged: true, deletedCount: found.length };
  }

  async countDocuments(filter?: Doc, options?: Options): Promise<number> {
    return this.#find(filter, options).length;
  }

  async estimatedDocumentCount(): Promise<number> {
    return this.#docs.size;
  }

  async distinct(path: string, filter?: Doc): Promise<unknown[]> {
    return [...new Set(this.#find(filter).flatMap((doc) => at(doc, path) ?? []))];
  }

  aggregate(pipeline: Doc[]): Cursor {
    return new Cursor(() => aggregate([...this.#docs.values()].map(own), own({ pipeline }).pipeline as Doc[]) as Doc[]);
  }

  async createIndex(key: Index['key'], options: Omit<Index, 'key'>): Promise<string> {
    const name = options.name ?? Object.entries(key).flat().join('_');
    if (!this.#indexes.some((index) => index.name === name)) this.#indexes.push({ ...options, key, name });
    return name;
  }
}

const isOperator = (value: unknown): value is Query =>
  typeof value === 'object' && value !== null && Object.keys(value).some((key) => key.startsWith('$'));
