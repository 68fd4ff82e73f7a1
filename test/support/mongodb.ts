import mongoose, { type Connection } from 'mongoose';
import { alsoWaitFor } from './clock.ts';
import type { AbilityName } from './mongodb/abilities.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The MongoDB of this run. Absent in projects that run on the embedded store. */
    mongodb?: {
      readonly url: string;
      /** What the names of all databases of this run begin with. */
      readonly prefix: string;
      /** What this server cannot do. */
      readonly lacks: readonly AbilityName[];
      /** Of the server, as MongoDB's own tests name it: `7.0.14`. */
      readonly version: string;
      readonly topology: 'single' | 'replicaset' | 'sharded';
    };
  }
}

/** The address of one database of a server: the other parts of the server's address stay, and commands are reported. */
export const addressOf = (server: string, database: string): string => {
  const parts = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(server);
  if (!parts) throw new Error('MONGODB_URL is no address of a MongoDB');
  const [, hosts, named, options = ''] = parts;
  const query = new URLSearchParams(options);
  // Without this, the database in the address is also where the user is looked up.
  if (hosts?.includes('@') && !query.has('authSource')) query.set('authSource', named || 'admin');
  query.set('monitorCommands', 'true');
  return `${hosts}/${database}?${query}`;
};

/** Drops the database that an address names. */
export const dropDatabase = async (url: string): Promise<void> => {
  const client = new mongoose.mongo.MongoClient(url);
  try {
    await client.db().dropDatabase();
  } finally {
    await client.close();
  }
};

/**
 * Lets `settle` wait for the answers of a connection opened through `addressOf`. Gives the function that ends this.
 */
export const watched = (connection: Connection): (() => void) => {
  const out = new Set<number>();
  const client = connection.getClient();
  client.on('commandStarted', ({ requestId }) => out.add(requestId));
  client.on('commandSucceeded', ({ requestId }) => out.delete(requestId));
  client.on('commandFailed', ({ requestId }) => out.delete(requestId));
  return alsoWaitFor(() => out.size > 0);
};
