import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packTar, type TarEntry, TarProblem, unpackTar } from '../../../src/store/archive/tar.ts';

const AT = new Date('2026-11-27T00:00:00Z');
const entry = (name: string, bytes: Uint8Array): TarEntry => ({
  name,
  size: bytes.length,
  body: Readable.from([bytes]),
});

const packed = async (files: readonly (readonly [string, Uint8Array])[]): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const part of packTar(
    files.map(([name, bytes]) => entry(name, bytes)),
    AT,
  ))
    parts.push(part);
  return Buffer.concat(parts);
};

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const unpacked = async (source: AsyncIterable<Uint8Array>): Promise<[string, Buffer][]> => {
  const files: [string, Buffer][] = [];
  for await (const { name, body } of unpackTar(source)) {
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    files.push([name, Buffer.concat(parts)]);
  }
  return files;
};

const name = fc
  .array(fc.stringMatching(/^[a-zà-ỹ0-9_-]{1,30}$/), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join('/'))
  .filter((one) => Buffer.byteLength(one) <= 100);
const files = fc.array(fc.tuple(name, fc.uint8Array({ maxLength: 1500 })), { maxLength: 5 });

test('what is packed is unpacked, in pieces of any length', () =>
  fc.assert(
    fc.asyncProperty(files, fc.integer({ min: 1, max: 700 }), async (wanted, size) => {
      const found = await unpacked(inPieces(await packed(wanted), size));
      expect(found).toEqual(wanted.map(([one, bytes]) => [one, Buffer.from(bytes)]));
    }),
    { numRuns: 100 },
  ));

test('a body that nobody reads is passed over', async () => {
  const tar = await packed([
    ['a', Buffer.alloc(2_000, 1)],
    ['b', Buffer.from('hai')],
  ]);
  const names: string[] = [];
  for await (const one of unpackTar(inPieces(tar, 100))) names.push(one.name);
  expect(names).toEqual(['a', 'b']);
});

test('an archive that is cut off anywhere is refused', async () => {
  const tar = await packed([['a', Buffer.alloc(700, 1)]]);
  for (const end of [0, 100, 512, 900, 1_212, 1_536])
    await expect(unpacked(inPieces(tar.subarray(0, end), 512))).rejects.toThrow(TarProblem);
});

test('the system’s tar lists it, with names longer than a hundred bytes', async ({ skip }) => {
  if (spawnSync('tar', ['--version']).status !== 0) skip('there is no tar on this machine');
  const long = `${'thư-mục/'.repeat(12)}${'t'.repeat(60)}.bson`;
  const folder = await mkdtemp(join(tmpdir(), 'chihoi-tar-'));
  try {
    const tar = await packed([
      ['manifest.json', Buffer.from('{}')],
      [long, Buffer.from('nội dung')],
    ]);
    const made = spawnSync('tar', ['-xf', '-', '-C', folder], { input: tar });
    expect(made.stderr.toString()).toBe('');
    expect(await readFile(join(folder, long), 'utf8')).toBe('nội dung');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
