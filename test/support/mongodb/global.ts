import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import type { TestProject } from 'vitest/node';
import { probe } from './abilities.ts';
import { findServer, startServer } from './server.ts';

/** Finds or starts the server once for the whole run, asks it what it can, and at the end drops what is left of the run. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const source = findServer();
  if (source.type === 'none') throw new Error(`no MongoDB: ${source.why}`);
  const server = await startServer(source);
  const prefix = `chihoi_test_${randomBytes(4).toString('hex')}`;
  const client = new mongoose.mongo.MongoClient(server.url, { serverSelectionTimeoutMS: 10_000 });
  const close = async () => {
    await client.close();
    await server.stop();
  };
  try {
    let seen: string = 'Unknown';
    client.on('topologyDescriptionChanged', ({ newDescription }) => {
      seen = newDescription.type;
    });
    const { version } = await client.db('admin').command({ buildInfo: 1 });
    const topology = seen === 'Sharded' ? 'sharded' : seen.startsWith('ReplicaSet') ? 'replicaset' : 'single';
    provide('mongodb', { url: server.url, prefix, lacks: await probe(client, prefix), version, topology });
  } catch (error) {
    await close();
    throw error;
  }
  return async () => {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
    for (const { name } of databases)
      if (name.startsWith(prefix))
        await client
          .db(name)
          .dropDatabase()
          .catch(() => false);
    await close();
  };
};
