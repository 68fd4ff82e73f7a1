import mongoose from 'mongoose';
import { type Clock, systemClock } from '../../base/clock.ts';
import { Catalog } from './catalog.ts';
import { Committer } from './commit.ts';
import { Cursors } from './cursors.ts';
import type { Engine } from './engine.ts';
import { closeFile, openFile } from './file.ts';
import { openLogFile } from './log-file.ts';
import { EmbeddedServer } from './server.ts';
import { EmbeddedTopology } from './topology.ts';
import { startExpiry } from './ttl.ts';

/** Name of the one database in the file. */
const DATABASE = 'chihoi';

/** An open embedded file: the driver's client that works on it, and the engine behind it. */
export interface Embedded {
  readonly client: mongoose.mongo.MongoClient;
  readonly engine: Engine;
}

/**
 * Opens the file. Throws `FileProblem` when it is in use, damaged or not writable. `failed` is told when the removal of
 * expired documents fails. Closing the client commits what waits and closes the file.
 */
export const openEmbedded = (path: string, failed: (error: unknown) => void, clock: Clock = systemClock): Embedded => {
  const sql = openFile(path);
  const catalog = new Catalog(sql, DATABASE);
  const committer = new Committer(sql, openLogFile(path), () => catalog.reload());
  const now = () => clock.now();
  const engine: Engine = { sql, catalog, committer, cursors: new Cursors(now), database: DATABASE, closed: false, now };
  const stopExpiry = startExpiry(engine, clock, failed);
  const topology = new EmbeddedTopology(new EmbeddedServer(engine), () => {
    if (engine.closed) return;
    engine.closed = true;
    stopExpiry();
    committer.close();
    closeFile(sql);
  });
  const client = new mongoose.mongo.MongoClient(`mongodb://embedded/${DATABASE}`);
  (client as unknown as { topology: EmbeddedTopology }).topology = topology;
  engines.set(client, engine);
  return { client, engine };
};

const engines = new WeakMap<object, Engine>();

/** The engine behind a connection of the embedded store. Throws for a connection to MongoDB. */
export const engineOf = (connection: mongoose.Connection): Engine => {
  const engine = engines.get(connection.getClient());
  if (engine === undefined) throw new Error('this connection is not one of the embedded store');
  return engine;
};
