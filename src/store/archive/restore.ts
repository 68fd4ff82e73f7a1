import { existsSync } from 'node:fs';
import { link, mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type mongoose from 'mongoose';
import type { Logger } from '../../base/log.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { openStore, STORE_FILE, storeFile } from '../open.ts';
import type { Store } from '../store.ts';
import { countAll, load } from './dump.ts';
import { fillMongodb } from './fill.ts';
import { fileEntry, type Manifest } from './manifest.ts';
import { unpackArchive } from './read.ts';
import { KEY_FILE } from './write.ts';

/** Folders in the data folder in which a restore works. */
const WORK = '.restoring-';

export interface RestoreSettings {
  readonly file: string;
  readonly dataDir: string;
  readonly mongodbUrl?: string;
  /** Put it in place of the data that are there. */
  readonly replace: boolean;
  readonly logger: Logger;
  readonly now: Date;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Where the file that was there before is kept (embedded store only). */
  readonly before?: string;
  /** `app.key` of the archive was put into the data folder. */
  readonly keyPlaced: boolean;
}

const stamp = (now: Date): string => now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');

const sum = (counts: Iterable<number>): number => {
  let all = 0;
  for (const count of counts) all += count;
  return all;
};

const mayReplace = async (store: Store, replace: boolean, where: string): Promise<Result<null>> => {
  const there = sum((await countAll(store)).values());
  if (there === 0 || replace) return ok(null);
  return fail(
    'restore.not_empty',
    `${where} đang có ${there} mục dữ liệu. Chị sao lưu chúng trước (chihoi backup), rồi thêm --replace để thay bằng bản sao lưu.`,
    where,
  );
};

const syncFolder = async (folder: string): Promise<void> => {
  // Windows cannot open a folder; there a rename is on the disk with the file.
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
};

/** Uploads and the like have names of their own, so what is there already is left. */
const placeFiles = async (manifest: Manifest, work: string, dataDir: string): Promise<void> => {
  for (const { path } of manifest.files) {
    if (path === KEY_FILE) continue;
    const target = join(dataDir, path);
    await mkdir(dirname(target), { recursive: true });
    await rename(join(work, fileEntry(path)), target);
  }
};

const placeKey = async (manifest: Manifest, work: string, dataDir: string, at: string): Promise<boolean> => {
  if (!manifest.key.included) return false;
  const target = join(dataDir, KEY_FILE);
  if (existsSync(target)) await link(target, `${target}.before-restore-${at}`).catch(() => undefined);
  await rename(join(work, fileEntry(KEY_FILE)), target);
  return true;
};

/** Makes the new file beside the old one, and puts it in its place by one rename. */
const restoreEmbedded = async (
  { dataDir, replace, logger, now }: RestoreSettings,
  manifest: Manifest,
  work: string,
): Promise<Result<Restored>> => {
  const path = storeFile(dataDir);
  if (existsSync(path)) {
    const current = await openStore({ dataDir, logger });
    if (current.ok) {
      const allowed = await mayReplace(current.value, replace, path);
      await current.value.close();
      if (!allowed.ok) return allowed;
    } else if (current.error.code !== 'store.damaged') return current;
    else if (!replace) {
      return fail(
        current.error.code,
        `Tệp dữ liệu ${path} bị hỏng. Chị thêm --replace: em cất tệp hỏng sang một bên rồi phục hồi bản sao lưu vào chỗ đó.`,
        path,
      );
    }
  }
  const fresh = await openStore({ dataDir: join(work, 'store'), logger });
  if (!fresh.ok) return fresh;
  const db = fresh.value.connection.db as mongoose.mongo.Db;
  try {
    for (const { name, count } of manifest.collections) {
      const written = await load(join(work, 'collections', `${name}.bson`), db.collection(name));
      if (written !== count) throw new Error(`${name}: ${written} documents in place of ${count}`);
    }
  } finally {
    await fresh.value.close();
  }
  const at = stamp(now);
  await placeFiles(manifest, work, dataDir);
  const keyPlaced = await placeKey(manifest, work, dataDir, at);
  for (const name of await readdir(dataDir)) if (name.startsWith('search.db')) await rm(join(dataDir, name));
  const before = join(dataDir, `before-restore-${at}.sqlite`);
  const kept = existsSync(path);
  if (kept) await link(path, before);
  // A file that was closed has none of these; those of a damaged one must not be taken for parts of the new one.
  for (const part of ['-wal', '-shm', '-journal'])
    if (existsSync(path + part)) await rename(path + part, before + part);
  await rename(join(work, 'store', STORE_FILE), path);
  await syncFolder(dataDir);
  return ok({ manifest, keyPlaced, ...(kept && { before }) });
};

const restoreMongodb = async (
  { dataDir, mongodbUrl, replace, logger, now }: RestoreSettings,
  manifest: Manifest,
  work: string,
): Promise<Result<Restored>> => {
  const opened = await openStore({ dataDir, mongodbUrl, logger });
  if (!opened.ok) return opened;
  const store = opened.value;
  try {
    const allowed = await mayReplace(store, replace, `Cơ sở dữ liệu ${store.connection.name}`);
    if (!allowed.ok) return allowed;
    await placeFiles(manifest, work, dataDir);
    const keyPlaced = await placeKey(manifest, work, dataDir, stamp(now));
    const filled = await fillMongodb(store, join(work, 'collections'), manifest.collections);
    return filled.ok ? ok({ manifest, keyPlaced }) : filled;
  } finally {
    await store.close();
  }
};

/**
 * Puts an archive in the place of the store that the settings name, whichever kind it came from. The archive is unpacked
 * and checked whole before anything is touched; the documents are filled in beside the old ones and exchanged at the end.
 * A process that dies on the way leaves the old data, or the new ones, never a mixture.
 */
export const restoreArchive = async (settings: RestoreSettings): Promise<Result<Restored>> => {
  const { file, dataDir, mongodbUrl } = settings;
  await mkdir(dataDir, { recursive: true });
  for (const name of await readdir(dataDir))
    if (name.startsWith(WORK)) await rm(join(dataDir, name), { recursive: true, force: true });
  const work = await mkdtemp(join(dataDir, WORK));
  try {
    const unpacked = await unpackArchive(file, work);
    if (!unpacked.ok) return unpacked;
    return await (mongodbUrl ? restoreMongodb : restoreEmbedded)(settings, unpacked.value, work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};
