import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import mongoose from 'mongoose';

/** Where a MongoDB for the tests can come from, or why there is none. */
export type Source =
  | { readonly type: 'url'; readonly url: string }
  | { readonly type: 'binary'; readonly path: string }
  | { readonly type: 'download' }
  | { readonly type: 'none'; readonly why: string };

/** A server that the tests may use: they make databases of their own in it and drop them. */
export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const names = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** Where mongodb-memory-server keeps what it has fetched. */
const cacheFolders = (): string[] => [
  ...(process.env.MONGOMS_DOWNLOAD_DIR ? [process.env.MONGOMS_DOWNLOAD_DIR] : []),
  join('node_modules', '.cache', 'mongodb-memory-server'),
  join('node_modules', '.cache', 'mongodb-memory-server', 'mongodb-binaries'),
  join(homedir(), '.cache', 'mongodb-binaries'),
];

/**
 * Looks for a MongoDB, in this order: `MONGODB_URL`; `mongod` on the PATH; a binary that mongodb-memory-server has in
 * its cache; with `CHIHOI_TEST_MONGOD=download`, one that mongodb-memory-server fetches. Starts nothing.
 */
export const findServer = (env: NodeJS.ProcessEnv = process.env): Source => {
  if (env.MONGODB_URL) return { type: 'url', url: env.MONGODB_URL };
  const onPath = (env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'mongod'));
  const cached = cacheFolders().flatMap((folder) =>
    names(folder)
      .filter((name) => /^mongod(-|$)/.test(name) && !/\.(lock|tgz|md5)/.test(name))
      .map((name) => join(folder, name)),
  );
  const path = [...onPath, ...cached].find(isProgram);
  if (path !== undefined) return { type: 'binary', path };
  if (env.CHIHOI_TEST_MONGOD === 'download') return { type: 'download' };
  return {
    type: 'none',
    why: 'MONGODB_URL names no server, there is no mongod on the PATH, and CHIHOI_TEST_MONGOD=download was not asked for',
  };
};

const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => found(port));
    });
  });

/** Time for a server to answer after its start. */
const START_MS = 30_000;

const answers = async (url: string, process: ChildProcess, said: () => string): Promise<void> => {
  const client = new mongoose.mongo.MongoClient(url, { serverSelectionTimeoutMS: START_MS });
  const ended = new Promise<never>((_done, failed) => {
    process.once('error', failed);
    process.once('exit', (code) => failed(new Error(`mongod ended with ${code}: ${said()}`)));
  });
  try {
    await Promise.race([client.db().command({ ping: 1 }), ended]);
  } finally {
    await client.close();
  }
};

const startBinary = async (path: string): Promise<Server> => {
  const folder = await mkdtemp(join(tmpdir(), 'chihoi-mongod-'));
  const port = await freePort();
  const mongod = spawn(path, ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--quiet'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let last = '';
  const keep = (chunk: Buffer) => {
    last = (last + chunk.toString()).slice(-2_000);
  };
  mongod.stdout.on('data', keep);
  mongod.stderr.on('data', keep);
  const stop = async () => {
    if (mongod.exitCode === null && mongod.signalCode === null) {
      const gone = new Promise((done) => mongod.once('exit', done));
      mongod.kill('SIGTERM');
      await gone;
    }
    await rm(folder, { recursive: true, force: true });
  };
  const url = `mongodb://127.0.0.1:${port}/`;
  try {
    await answers(url, mongod, () => last);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

interface MemoryServerPackage {
  readonly MongoMemoryServer: { create(): Promise<{ getUri(): string; stop(): Promise<unknown> }> };
}

/** The package is no dependency of ours: whoever wishes for the download installs it herself (`npm i --no-save`). */
const fetchAndStart = async (): Promise<Server> => {
  const name = 'mongodb-memory-server';
  const { MongoMemoryServer } = (await import(name).catch(() => {
    throw new Error(`CHIHOI_TEST_MONGOD=download needs the package: npm install --no-save ${name}`);
  })) as MemoryServerPackage;
  const server = await MongoMemoryServer.create();
  return { url: server.getUri(), stop: async () => void (await server.stop()) };
};

/** Starts what was found; a server named by its address is used as it is and not stopped. */
export const startServer = (source: Exclude<Source, { type: 'none' }>): Promise<Server> => {
  switch (source.type) {
    case 'url':
      return Promise.resolve({ url: source.url, stop: async () => undefined });
    case 'binary':
      return startBinary(source.path);
    case 'download':
      return fetchAndStart();
  }
};
