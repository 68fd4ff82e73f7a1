import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { createLogger } from '../../src/base/log.ts';
import { checkpoint } from '../../src/store/backup.ts';
import { openStore } from '../../src/store/open.ts';
import type { Measure } from './measure.ts';
import { startOnce } from './start.ts';

const DOCUMENTS = 200_000;
const UNITS = 2000;

/** A delivery-like document of about 300 bytes with three secondary indexes. */
const schema = new mongoose.Schema(
  {
    key: { type: String, unique: true },
    unitPath: { type: String, index: true },
    thread: String,
    state: String,
    text: String,
    tries: Number,
    at: Date,
  },
  { versionKey: false },
);
schema.index({ state: 1, at: 1 });

const row = (i: number) => ({
  key: `key-${i}`,
  unitPath: `/19/${String(i % UNITS).padStart(5, '0')}/`,
  thread: `thread-${i % 5000}`,
  state: ['waiting', 'sent', 'failed'][i % 3],
  text: `Kính mời chị dự sinh hoạt chi hội số ${i}, mang theo sổ tay và giấy bút.`,
  tries: i % 4,
  at: new Date(Date.UTC(2026, 0, 1) + i * 1000),
});

const perSecond = (count: number, started: number): number =>
  Math.round(count / ((performance.now() - started) / 1000));

/** Calls `one` for 0 … count − 1, so many at a time. */
const inParallel = async (count: number, width: number, one: (i: number) => Promise<unknown>): Promise<void> => {
  let next = 0;
  const worker = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
};

const open = async (dataDir: string) => {
  const opened = await openStore({ dataDir, logger: createLogger('silent') });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
};

/** How long the whole program has been at rest when its memory is read. */
const REST_MS = 8_000;

/** What a fresh process says about the file: milliseconds to open it and read one document. */
const inFreshProcess = async (dataDir: string): Promise<{ openMs: number }> => {
  // The benchmarks run compiled, with the other program beside this one.
  const program = fileURLToPath(new URL('./store-open.js', import.meta.url));
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const part of child.stdout) text += String(part);
  return JSON.parse(text) as { openMs: number };
};

/** Measures the embedded store at 200,000 documents, through Mongoose with `lean` reads. */
export const benchStore = async (): Promise<Measure[]> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'chihoi-bench-store-'));
  try {
    const store = await open(dataDir);
    const Row = store.connection.model('Row', schema);
    await Row.init();
    for (let i = 0; i < DOCUMENTS - 10_000; i += 1000) {
      await Row.collection.insertMany(Array.from({ length: 1000 }, (_one, j) => row(i + j)) as never);
    }
    let started = performance.now();
    await inParallel(10_000, 100, (i) => Row.collection.insertOne(row(DOCUMENTS - 10_000 + i) as never));
    const inserted = perSecond(10_000, started);

    const ids = (await Row.find({}, { _id: 1 }).limit(DOCUMENTS).lean()).map((doc) => doc._id);
    const pick = (i: number) => (i * 7919) % DOCUMENTS;
    started = performance.now();
    await inParallel(40_000, 20, (i) => Row.collection.findOne({ _id: ids[pick(i)] as mongoose.Types.ObjectId }));
    const byId = perSecond(40_000, started);
    started = performance.now();
    await inParallel(30_000, 20, (i) => Row.collection.findOne({ key: `key-${pick(i)}` }));
    const byIndex = perSecond(30_000, started);
    started = performance.now();
    await inParallel(10_000, 100, (i) =>
      Row.collection.updateOne(
        { _id: ids[pick(i)] as mongoose.Types.ObjectId },
        { $set: { state: 'seen' }, $inc: { tries: 1 } },
      ),
    );
    const updated = perSecond(10_000, started);
    await checkpoint(store.connection);
    await store.close();
    const fresh = await inFreshProcess(dataDir);
    const whole = await startOnce(dataDir, REST_MS);
    return [
      { name: 'store.insert', value: inserted, unit: 'documents/s' },
      { name: 'store.find-id', value: byId, unit: 'documents/s' },
      { name: 'store.find-index', value: byIndex, unit: 'documents/s' },
      { name: 'store.update', value: updated, unit: 'documents/s' },
      { name: 'store.open', value: fresh.openMs, unit: 'ms', limit: 1000 },
      { name: 'memory.rest', value: whole.rssMb, unit: 'MB', limit: 150 },
    ];
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
};
