import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { link, mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Store } from '../store.ts';
import { dump } from './dump.ts';
import { collectionEntry, FORMAT, fileEntry, MANIFEST, type Manifest } from './manifest.ts';
import { packTar, type TarEntry } from './tar.ts';

/** The key's file in the data folder. */
export const KEY_FILE = 'app.key';

/**
 * What of the data folder is not copied: the store's own file (its documents are), the search index (made again), the
 * key (only on demand), and what is there while a program or a restore is at work.
 */
const LEFT_OUT = /^(chihoi\.sqlite.*|search\.db.*|app\.key|control\.sock|before-restore-.*|\.restoring-.*|\.tmp-.*)$/;

export interface BackupSettings {
  /** Read from here: a store that nobody writes to, or a MongoDB. */
  readonly store: Store;
  readonly dataDir: string;
  /** The archive, which must not exist yet. */
  readonly file: string;
  /** Put `app.key` into the archive. */
  readonly withKey: boolean;
  /** Of the key in use, so that a restore can tell that it is another one. */
  readonly keyFingerprint?: string;
  readonly now: Date;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Size and checksum of a file, and a way to read exactly that much of it again, though it may have grown. */
const describe = async (path: string): Promise<{ size: number; sha256: string }> => {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
};

const entryOf = (name: string, path: string, size: number): TarEntry => ({
  name,
  size,
  body: size === 0 ? Readable.from([]) : createReadStream(path, { end: size - 1 }),
});

const filesBelow = async (dataDir: string): Promise<string[]> => {
  const top = await readdir(dataDir, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of top) {
    if (LEFT_OUT.test(entry.name)) continue;
    if (entry.isFile()) found.push(entry.name);
    if (!entry.isDirectory()) continue;
    const inside = await readdir(join(dataDir, entry.name), { recursive: true, withFileTypes: true });
    for (const one of inside)
      if (one.isFile()) found.push(relative(dataDir, join(one.parentPath, one.name)).replaceAll('\\', '/'));
  }
  return found.sort();
};

/**
 * Writes the whole store and what else the data folder holds into one archive (a tar.gz). The archive gets its name when
 * it is complete and on the disk: a process that dies in between leaves no file of that name.
 */
export const writeArchive = async (settings: BackupSettings): Promise<Result<Manifest>> => {
  const { store, dataDir, file, withKey, keyFingerprint, now } = settings;
  if (await exists(file)) {
    return fail('backup.exists', `Đã có tệp ${file}. Chị đặt tên khác, em không ghi đè bản sao lưu cũ.`, file);
  }
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, `.tmp-${basename(file)}-`));
  try {
    const { collections, oneMoment } = await dump(store, work);
    const names = [
      ...(await filesBelow(dataDir)),
      ...(withKey && (await exists(join(dataDir, KEY_FILE))) ? [KEY_FILE] : []),
    ];
    const files = await Promise.all(names.map(async (path) => ({ path, ...(await describe(join(dataDir, path))) })));
    const manifest: Manifest = {
      format: 'chihoi-backup',
      version: FORMAT,
      madeAt: now.toISOString(),
      store: store.kind,
      oneMoment,
      collections,
      files,
      key: {
        included: names.includes(KEY_FILE),
        ...(keyFingerprint !== undefined && { fingerprint: keyFingerprint }),
      },
    };
    const told = Buffer.from(`${JSON.stringify(manifest, undefined, 1)}\n`);
    const entries: TarEntry[] = [
      { name: MANIFEST, size: told.length, body: Readable.from([told]) },
      ...collections.map(({ name, size }) => entryOf(collectionEntry(name), join(work, `${name}.bson`), size)),
      ...files.map(({ path, size }) => entryOf(fileEntry(path), join(dataDir, path), size)),
    ];
    const whole = join(work, 'archive.tar.gz');
    await pipeline(
      Readable.from(packTar(entries, now)),
      createGzip({ level: 6 }),
      createWriteStream(whole, { flags: 'wx', mode: 0o600 }),
    );
    const handle = await open(whole, 'r+');
    await handle.sync();
    await handle.close();
    // Unlike a rename, a link never takes the place of a file that came in between. Memory sticks often know no links.
    await link(whole, file).catch(() => rename(whole, file));
    return ok(manifest);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};
