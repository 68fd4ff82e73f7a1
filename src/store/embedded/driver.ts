import mongoose from 'mongoose';
import type { Embedded } from './client.ts';
import { withQuickFindOne } from './quick.ts';

/** The part of Mongoose's own connection class that the embedded one builds on; Mongoose does not publish its type. */
interface NativeConnection {
  client: unknown;
  db: unknown;
  name: string;
  host: string;
  _closeCalled: boolean;
  _connectionString: string;
  onOpen(): void;
}

interface NativeDriver {
  Connection: new (base: mongoose.Mongoose) => NativeConnection;
  Collection: unknown;
  BulkWriteResult: unknown;
}

const native = (mongoose as unknown as { driver: { get(): NativeDriver } }).driver.get();

/**
 * A Mongoose connection to one embedded file. It is made on a Mongoose instance of its own, so that `setDriver` changes
 * nothing for the rest of the process; that instance borrows the default `Schema`, so that a schema written with
 * `new mongoose.Schema` is taken as it is (a foreign schema would be cloned, and asking for the same model twice would
 * then fail with OverwriteModelError).
 */
export const connectEmbedded = ({ client, engine }: Embedded): mongoose.Connection => {
  const db = client.db();
  const collection = db.collection.bind(db);
  db.collection = ((name, options) =>
    withQuickFindOne(engine, collection(name, options) as never)) as typeof db.collection;
  class EmbeddedConnection extends native.Connection {
    async createClient(uri: string): Promise<this> {
      this._connectionString = uri;
      this.client = client;
      this.db = db;
      this.name = db.databaseName;
      this.host = 'embedded';
      this._closeCalled = false;
      this.onOpen();
      return this;
    }
  }
  const own = new mongoose.Mongoose();
  own.Schema = mongoose.Schema;
  own.setDriver({ ...native, Connection: EmbeddedConnection });
  return own.createConnection('embedded://file');
};
