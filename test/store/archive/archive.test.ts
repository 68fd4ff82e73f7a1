import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { restoreArchive } from '../../../src/store/archive/restore.ts';
import { openStore, storeFile } from '../../../src/store/open.ts';
import { onMongodb, type TestPlace, testPlace } from '../../support/store.ts';
import { backup, everything, filesOf, fill, logger, must, NOW, type Where } from './support.ts';

// On the embedded store and, in the vitest project `mongodb`, on a database: the same promises.
let from: TestPlace;
let to: TestPlace;
let folder: string;
let file: string;
beforeEach(async () => {
  [from, to] = [await testPlace(), await testPlace()];
  folder = await mkdtemp(join(tmpdir(), 'chihoi-archive-'));
  file = join(folder, 'sao-luu.tar.gz');
});
afterEach(async () => {
  await from.remove();
  await to.remove();
  await rm(folder, { recursive: true, force: true });
});

const restore = ({ dataDir, mongodbUrl }: Where, { replace = false, archive = file } = {}) =>
  restoreArchive({
    dataDir,
    file: archive,
    replace,
    logger,
    now: NOW,
    ...(mongodbUrl !== undefined && { mongodbUrl }),
  });

describe('a backup', () => {
  test('brings every document back byte for byte, and the uploads, into an empty place', async () => {
    await fill(from, 'old');
    const manifest = must(await backup(from, file));
    expect(manifest.collections.map(({ name, count }) => [name, count])).toEqual([
      ['empty', 0],
      ['kinds', 1],
      ['people', 1200],
    ]);
    expect(await filesOf(folder)).toEqual(['sao-luu.tar.gz']);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o077).toBe(0);
    must(await restore(to));
    expect(await everything(to)).toEqual(await everything(from));
    expect(await readFile(join(to.dataDir, 'files', 'old.jpg'), 'utf8')).toBe('old'.repeat(1_000));
    expect((await filesOf(to.dataDir)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('never takes the place of another file', async () => {
    await fill(from, 'old', 1);
    await writeFile(file, 'bản cũ');
    expect(await backup(from, file)).toMatchObject({ ok: false, error: { code: 'backup.exists', place: file } });
    expect(await readFile(file, 'utf8')).toBe('bản cũ');
  });

  test('holds the key only when it was asked for, and says so', async () => {
    await fill(from, 'old', 1);
    await writeFile(join(from.dataDir, 'app.key'), 'a'.repeat(64));
    const [without, wanted] = [join(folder, 'a.tar.gz'), join(folder, 'b.tar.gz')];
    expect(must(await backup(from, without)).key.included).toBe(false);
    expect(must(await backup(from, wanted, true)).key.included).toBe(true);
    expect(must(await restore(to, { archive: without })).keyPlaced).toBe(false);
    expect(await filesOf(to.dataDir)).not.toContain('app.key');
    await writeFile(join(to.dataDir, 'app.key'), 'b'.repeat(64));
    expect(must(await restore(to, { archive: wanted, replace: true })).keyPlaced).toBe(true);
    expect(await readFile(join(to.dataDir, 'app.key'), 'utf8')).toBe('a'.repeat(64));
    expect(await readFile(join(to.dataDir, 'app.key.before-restore-20261127-030405'), 'utf8')).toBe('b'.repeat(64));
  });
});

/** An archive of `from`, and other data in `to`. */
const twoOffices = async (): Promise<void> => {
  await fill(from, 'old');
  must(await backup(from, file));
  await fill(to, 'new', 30);
};

describe('a restore', () => {
  beforeEach(twoOffices);

  test('leaves data that are there, unless it is to replace them', async () => {
    const before = await everything(to);
    expect(await restore(to)).toMatchObject({ ok: false, error: { code: 'restore.not_empty' } });
    expect(await everything(to)).toEqual(before);
    must(await restore(to, { replace: true }));
    expect(await everything(to)).toEqual(await everything(from));
  });

  test.each<[string, (path: string) => Promise<void>, string]>([
    ['cut off', async (path) => truncate(path, Math.floor((await stat(path)).size * 0.7)), 'backup.damaged'],
    ['cut off in its last bytes', async (path) => truncate(path, (await stat(path)).size - 9), 'backup.damaged'],
    ['empty', (path) => truncate(path, 0), 'backup.damaged'],
    ['no archive at all', (path) => writeFile(path, 'đây là một tệp khác'.repeat(100)), 'backup.damaged'],
    ['not there', (path) => rm(path), 'backup.missing'],
    [
      'a folder',
      async (path) =>
        rm(path)
          .then(() => mkdir(path))
          .then(() => undefined),
      'backup.missing',
    ],
  ])('from an archive that is %s is refused, and nothing is touched', async (_what, harm, code) => {
    const before = await everything(to);
    await harm(file);
    const result = await restore(to, { replace: true });
    expect(result).toMatchObject({ ok: false, error: { code, place: file } });
    expect(await everything(to)).toEqual(before);
    expect((await filesOf(to.dataDir)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('from an archive with one wrong byte is refused, wherever the byte is, and nothing is touched', async () => {
    const bytes = await readFile(file);
    const before = await everything(to);
    const wanted = await everything(from);
    let refused = 0;
    for (let at = 12; at < bytes.length; at += Math.ceil(bytes.length / 25)) {
      const wrong = Buffer.from(bytes);
      wrong[at] = (wrong[at] ?? 0) ^ 0x55;
      await writeFile(file, wrong);
      const result = await restore(to, { replace: true });
      if (result.ok) expect(await everything(to)).toEqual(wanted);
      else {
        refused += 1;
        expect(result.error.code).toBe('backup.damaged');
      }
    }
    expect(refused).toBeGreaterThan(20);
    if (refused === 25) expect(await everything(to)).toEqual(before);
  });
});

if (!onMongodb())
  describe('an embedded file', () => {
    test('keeps the file that was there', async () => {
      await twoOffices();
      const before = await everything(to);
      const { before: kept } = must(await restore(to, { replace: true }));
      await rm(storeFile(from.dataDir));
      await writeFile(storeFile(from.dataDir), await readFile(kept ?? ''));
      expect(await everything(from)).toEqual(before);
    });

    test('waits for the program to stop', async () => {
      await twoOffices();
      const running = must(await openStore({ dataDir: to.dataDir, logger }));
      expect(await restore(to, { replace: true })).toMatchObject({ ok: false, error: { code: 'store.in_use' } });
      await running.close();
      must(await restore(to, { replace: true }));
    });

    test('puts a damaged file aside when it is to replace it', async () => {
      await twoOffices();
      await writeFile(storeFile(to.dataDir), 'hỏng'.repeat(3_000));
      expect(await restore(to)).toMatchObject({ ok: false, error: { code: 'store.damaged' } });
      const { before } = must(await restore(to, { replace: true }));
      expect(await everything(to)).toEqual(await everything(from));
      expect(await readFile(before ?? '', 'utf8')).toContain('hỏng');
    });

    test('a backup of a file that is open is made by the program that has it open', async () => {
      await fill(from, 'old');
      const running = must(await openStore({ dataDir: from.dataDir, logger, copies: true }));
      await running.connection.db?.collection<{ _id: string }>('people').insertOne({ _id: 'just now' });
      must(await backup(from, file));
      await running.close();
      must(await restore(to));
      expect(await everything(to)).toEqual(await everything(from));
    });
  });
