import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { fail, ok, type Result } from '../../base/result.ts';
import { documentsOf } from './dump.ts';
import { collectionEntry, FORMAT, fileEntry, MANIFEST, MAX_MANIFEST_BYTES, Manifest } from './manifest.ts';
import { type TarEntry, TarProblem, unpackTar } from './tar.ts';

const damaged = (file: string, what: string) =>
  fail(
    'backup.damaged',
    `Tệp sao lưu ${file} bị hỏng hoặc không phải của Chi Hội (${what}); em chưa thay đổi gì. Chị dùng bản sao lưu khác, hoặc chép lại tệp này từ nơi cất.`,
    file,
  );

/** Why the archive cannot be used, in words for the sentence. */
class Damage extends Error {}

const collect = async (entry: TarEntry): Promise<Buffer> => {
  if (entry.size > MAX_MANIFEST_BYTES) throw new Damage('bản kê quá lớn');
  const parts: Uint8Array[] = [];
  for await (const part of entry.body) parts.push(part);
  return Buffer.concat(parts);
};

const readManifest = async (entry: TarEntry): Promise<Manifest> => {
  if (entry.name !== MANIFEST) throw new Damage('không có bản kê');
  let json: unknown;
  try {
    json = JSON.parse((await collect(entry)).toString('utf8'));
  } catch (error) {
    if (error instanceof Damage) throw error;
    throw new Damage('không đọc được bản kê');
  }
  const parsed = Manifest.safeParse(json);
  if (!parsed.success) throw new Damage(`bản kê sai ở ${parsed.error.issues[0]?.path.join('.') || 'gốc'}`);
  return parsed.data;
};

interface Expected {
  readonly size: number;
  readonly sha256: string;
}

const expectedOf = (manifest: Manifest): Map<string, Expected> =>
  new Map<string, Expected>([
    ...manifest.collections.map((one): [string, Expected] => [collectionEntry(one.name), one]),
    ...manifest.files.map((one): [string, Expected] => [fileEntry(one.path), one]),
  ]);

const store = async (entry: TarEntry, path: string): Promise<string> => {
  await mkdir(dirname(path), { recursive: true });
  const hash = createHash('sha256');
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const part of entry.body) {
      hash.update(part);
      await file.write(part);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest('hex');
};

/**
 * Unpacks an archive into a folder of its own and checks everything against its description: names, sizes, checksums
 * and the number of documents. On a failure the folder may hold a part of it; nothing else was touched.
 */
export const unpackArchive = async (file: string, folder: string): Promise<Result<Manifest>> => {
  let manifest: Manifest | undefined;
  let expected = new Map<string, Expected>();
  try {
    const source = createReadStream(file);
    const unpacked = createGunzip();
    source.on('error', (error) => unpacked.destroy(error));
    for await (const entry of unpackTar(source.pipe(unpacked))) {
      if (manifest === undefined) {
        manifest = await readManifest(entry);
        if (manifest.version > FORMAT) {
          return fail(
            'backup.newer',
            `Tệp sao lưu ${file} do một bản Chi Hội mới hơn tạo ra. Chị nâng cấp chương trình rồi phục hồi lại.`,
            file,
          );
        }
        expected = expectedOf(manifest);
        continue;
      }
      const wanted = expected.get(entry.name);
      if (wanted === undefined) throw new Damage(`thừa tệp ${entry.name}`);
      expected.delete(entry.name);
      const sha256 = await store(entry, join(folder, entry.name));
      if (entry.size !== wanted.size || sha256 !== wanted.sha256) throw new Damage(`sai mã kiểm tra ở ${entry.name}`);
    }
    const [missing] = expected.keys();
    if (manifest === undefined) throw new Damage('không có bản kê');
    if (missing !== undefined) throw new Damage(`thiếu ${missing}`);
    for (const { name, count } of manifest.collections) {
      let found = 0;
      for await (const _document of documentsOf(join(folder, collectionEntry(name)))) found += 1;
      if (found !== count) throw new Damage(`${name} có ${found} mục, bản kê ghi ${count}`);
    }
    return ok(manifest);
  } catch (error) {
    if (error instanceof Damage) return damaged(file, error.message);
    if (error instanceof TarProblem) return damaged(file, 'tệp bị cắt hoặc sai dạng');
    const { code } = error as { code?: string };
    if (code === 'ENOENT' || code === 'EISDIR') {
      return fail('backup.missing', `Không có tệp sao lưu ${file}. Chị kiểm tra lại đường dẫn.`, file);
    }
    if (code?.startsWith('Z_')) return damaged(file, 'không giải nén được');
    throw error;
  }
};
