import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Logger } from '../base/log.ts';
import type { InboxDoc } from './model.ts';

/** A file of the spool is closed at this size and the next one begun, so that what was taken in can be removed. */
const SEGMENT_BYTES = 8 * 1024 * 1024;
/** More than this is not kept: about a million events, days of a busy province. */
const MAX_BYTES = 512 * 1024 * 1024;
/** Rows taken in at once. */
const BATCH = 500;

/** A spool that can take no more: the platform must be told to come again. */
export class SpoolFullError extends Error {
  override readonly name = 'SpoolFullError';
}

export interface Spool {
  /** Whether anything lies in it: what comes later must queue behind it. */
  isEmpty(): boolean;
  /** Durable when it resolves. Rejects with SpoolFullError, and then nothing of these rows is kept. */
  append(rows: readonly InboxDoc[]): Promise<void>;
  /** Hands over what lies in it, in order, batch by batch, and removes what was taken. Stops at the first rejection. */
  drain(take: (rows: readonly InboxDoc[]) => Promise<void>): Promise<number>;
  bytes(): number;
  close(): Promise<void>;
}

interface Segment {
  readonly path: string;
  bytes: number;
}

const revive = (line: string): InboxDoc | undefined => {
  try {
    const row = JSON.parse(line) as InboxDoc;
    return { ...row, receivedAt: new Date(row.receivedAt) };
  } catch {
    // The end of a line that was cut off by the end of a process: its event was never acknowledged.
    return undefined;
  }
};

/**
 * Events on disk while the store is away: one JSON line each in numbered files, synced before the platform gets its
 * answer. Writes that wait together are synced together. `dir` belongs to one process.
 */
export const openSpool = async (options: {
  readonly dir: string;
  readonly logger: Logger;
  readonly maxBytes?: number;
  readonly segmentBytes?: number;
}): Promise<Spool> => {
  const { dir, logger, maxBytes = MAX_BYTES, segmentBytes = SEGMENT_BYTES } = options;
  await mkdir(dir, { recursive: true });
  const segments: Segment[] = [];
  for (const name of (await readdir(dir)).filter((one) => /^\d+\.ndjson$/.test(one)).sort()) {
    const path = join(dir, name);
    segments.push({ path, bytes: (await stat(path)).size });
  }
  let next = segments.length === 0 ? 1 : Number(/(\d+)\.ndjson$/.exec(segments.at(-1)?.path ?? '')?.[1] ?? 0) + 1;
  let current: { file: FileHandle; segment: Segment } | undefined;
  let waiting: { text: string; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let unwritten = 0;
  let busy = false;
  let writing: Promise<void> | undefined;
  let draining: Promise<number> | undefined;

  const total = () => segments.reduce((sum, segment) => sum + segment.bytes, 0);

  const segmentFor = async (): Promise<{ file: FileHandle; segment: Segment }> => {
    if (current && current.segment.bytes >= segmentBytes) {
      await current.file.close();
      current = undefined;
    }
    if (!current) {
      const path = join(dir, `${String(next).padStart(10, '0')}.ndjson`);
      next += 1;
      const segment = { path, bytes: 0 };
      current = { file: await open(path, 'a', 0o600), segment };
      segments.push(segment);
    }
    return current;
  };

  const writeWaiting = async (): Promise<void> => {
    busy = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const text = batch.map((one) => one.text).join('');
      const size = Buffer.byteLength(text);
      try {
        if (total() + size > maxBytes) throw new SpoolFullError('the spool has reached its size');
        const { file, segment } = await segmentFor();
        const before = segment.bytes;
        try {
          await file.appendFile(text);
          await file.datasync();
          segment.bytes += size;
        } catch (error) {
          // A part may stand there now; it must not become the beginning of the next line.
          await file.truncate(before).catch(() => undefined);
          throw (error as { code?: string }).code === 'ENOSPC' ? new SpoolFullError('the disk is full') : error;
        }
        for (const one of batch) one.resolve();
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
      unwritten -= batch.length;
    }
    // In the same breath as the look at `waiting`: whoever comes next must find that nobody writes any more.
    busy = false;
  };

  const drainSegment = async (
    segment: Segment,
    take: (rows: readonly InboxDoc[]) => Promise<void>,
  ): Promise<number> => {
    let count = 0;
    let rows: InboxDoc[] = [];
    const lines = createInterface({
      input: createReadStream(segment.path, 'utf8'),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
    for await (const line of lines) {
      const row = revive(line);
      if (!row) continue;
      rows.push(row);
      if (rows.length >= BATCH) {
        await take(rows);
        count += rows.length;
        rows = [];
      }
    }
    if (rows.length > 0) await take(rows);
    return count + rows.length;
  };

  const drainAll = async (take: (rows: readonly InboxDoc[]) => Promise<void>): Promise<number> => {
    let count = 0;
    while (segments.length > 0) {
      const segment = segments[0] as Segment;
      if (current?.segment === segment) {
        // Nothing more goes into a file that is being read.
        const { file } = current;
        current = undefined;
        await writing;
        await file.close();
      }
      count += await drainSegment(segment, take);
      await rm(segment.path, { force: true });
      segments.shift();
    }
    return count;
  };

  return {
    isEmpty: () => segments.length === 0 && unwritten === 0,
    bytes: total,
    append: (rows) =>
      new Promise<void>((resolve, reject) => {
        unwritten += 1;
        waiting.push({ text: rows.map((row) => `${JSON.stringify(row)}\n`).join(''), resolve, reject });
        if (!busy) writing = writeWaiting();
      }),
    drain(take) {
      draining ??= drainAll(take)
        .then((count) => {
          if (count > 0) logger.info({ count }, 'events from the spool were taken in');
          return count;
        })
        .finally(() => {
          draining = undefined;
        });
      return draining;
    },
    async close() {
      await writing;
      await draining?.catch(() => undefined);
      await current?.file.close();
    },
  };
};
