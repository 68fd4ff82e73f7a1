/** A file in a tar archive. `body` gives exactly `size` bytes. */
export interface TarEntry {
  readonly name: string;
  readonly size: number;
  readonly body: AsyncIterable<Uint8Array>;
}

const BLOCK = 512;
/** The largest size that eleven octal digits hold; larger ones are written in binary, as GNU tar and bsdtar do. */
const OCTAL_MAX = 8 ** 11 - 1;
const [NAME, PREFIX] = [100, 155];

/** The archive is not a tar of files, or ends too early. */
export class TarProblem extends Error {}

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;

const checksum = (block: Uint8Array): number => {
  let sum = 0;
  for (let i = 0; i < BLOCK; i += 1) sum += i >= 148 && i < 156 ? 32 : (block[i] ?? 0);
  return sum;
};

/** Splits a long name at a slash: the format has two fields for it. */
const fields = (name: string): [prefix: string, name: string] => {
  if (Buffer.byteLength(name) <= NAME) return ['', name];
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(rest) <= NAME && Buffer.byteLength(prefix) <= PREFIX) return [prefix, rest];
  }
  throw new TarProblem(`a name is too long for a tar: ${name}`);
};

const headerOf = ({ name, size }: TarEntry, at: Date): Buffer => {
  const block = Buffer.alloc(BLOCK);
  const [prefix, rest] = fields(name);
  block.write(rest, 0);
  block.write(octal(0o600, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  if (size <= OCTAL_MAX) block.write(octal(size, 12), 124);
  else {
    block.writeBigUInt64BE(BigInt(size), 128);
    block[124] = 0x80;
  }
  block.write(octal(Math.floor(at.getTime() / 1000), 12), 136);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  block.write(prefix, 345);
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
};

const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

/** A tar of these files, in this order. */
export async function* packTar(
  entries: Iterable<TarEntry> | AsyncIterable<TarEntry>,
  at: Date,
): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    yield headerOf(entry, at);
    let size = 0;
    for await (const chunk of entry.body) {
      size += chunk.length;
      yield chunk;
    }
    if (size !== entry.size) throw new TarProblem(`${entry.name} was to have ${entry.size} bytes and has ${size}`);
    if (padding(size) > 0) yield Buffer.alloc(padding(size));
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** Reads so many bytes at a time from chunks of any length. */
class Reader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** At least one byte and at most `most`. */
  async some(most: number): Promise<Buffer> {
    while (this.#held.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) throw new TarProblem('the archive ends too early');
      this.#held = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
    const taken = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(taken.length);
    return taken;
  }

  async exactly(size: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = size; left > 0; ) {
      const part = await this.some(left);
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  }

  /** Reads to the end, so that what guards the end (gzip's checksum) is looked at. */
  async drain(): Promise<void> {
    for (;;) {
      const { done } = await this.#chunks.next();
      if (done) return;
    }
  }
}

const text = (block: Buffer, from: number, size: number): string => {
  const field = block.subarray(from, from + size);
  const end = field.indexOf(0);
  return field.subarray(0, end === -1 ? size : end).toString('utf8');
};

const sizeOf = (block: Buffer): number => {
  const size =
    (block[124] ?? 0) & 0x80
      ? Number(block.readBigUInt64BE(128))
      : Number.parseInt(text(block, 124, 12).trim() || '0', 8);
  if (!Number.isSafeInteger(size) || size < 0) throw new TarProblem('a file in the archive has no size');
  return size;
};

/** The files of a tar. Each body must be read before the next file is asked for; what is left of it is skipped. */
export async function* unpackTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const reader = new Reader(source);
  for (;;) {
    const block = await reader.exactly(BLOCK);
    if (block.every((byte) => byte === 0)) break;
    if (Number.parseInt(text(block, 148, 8), 8) !== checksum(block)) throw new TarProblem('this is no tar archive');
    if (!['0', '\0', ''].includes(text(block, 156, 1))) throw new TarProblem('the archive holds more than files');
    const size = sizeOf(block);
    const prefix = text(block, 345, PREFIX);
    let left = size;
    const body = (async function* () {
      while (left > 0) {
        const part = await reader.some(left);
        left -= part.length;
        yield part;
      }
    })();
    yield { name: prefix === '' ? text(block, 0, NAME) : `${prefix}/${text(block, 0, NAME)}`, size, body };
    while (left > 0) left -= (await reader.some(left)).length;
    await reader.exactly(padding(size));
  }
  await reader.drain();
}
