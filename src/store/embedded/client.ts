import Database from 'libsql';
import mongoose from 'mongoose';
import { EmbeddedCollection } from './collection.ts';

/** What Mongoose calls on `connection.client`. */
export class EmbeddedClient {
  readonly #database: EmbeddedDatabase;
  readonly #sql: Database.Database;

  constructor(path: string) {
    this.#sql = new Database(path);
    this.#sql.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    this.#database = new EmbeddedDatabase(this.#sql);
  }

  db(): EmbeddedDatabase {
    return this.#database;
  }

  async close(): Promise<void> {
    this.#sql.close();
  }
}

/** What Mongoose calls on `connection.db`. */
export class EmbeddedDatabase {
  readonly databaseName = 'chihoi';
  readonly #sql: Database.Database;
  readonly #collections = new Map<string, EmbeddedCollection>();

  constructor(sql: Database.Database) {
    this.#sql = sql;
  }

  collection(name: string): EmbeddedCollection {
    let found = this.#collections.get(name);
    if (found === undefined) {
      found = new EmbeddedCollection(this.#sql, name);
      this.#collections.set(name, found);
    }
    return found;
  }

  async createCollection(name: string): Promise<EmbeddedCollection> {
    return this.collection(name);
  }

  listCollections() {
    return { toArray: async () => [...this.#collections.keys()].map((name) => ({ name, type: 'collection' })) };
  }

  startSession(): never {
    throw new mongoose.mongo.MongoError('Transactions are not supported by the embedded store');
  }
}
