import { ServerError } from './errors.ts';
import { cursorReply } from './reply.ts';

/** Documents that come in batches. */
export interface Results {
  /** The next documents, up to `limit`; fewer when a batch gets large. */
  read(limit: number): Promise<Uint8Array[]>;
  readonly done: boolean;
}

/** Documents of a first batch when the caller does not say, as in MongoDB. */
const FIRST_BATCH = 101;
/** Documents of a later batch when the caller does not say. */
const NEXT_BATCH = 1000;
/** A cursor that nobody has asked for so long is forgotten, as in MongoDB. */
const IDLE_MS = 10 * 60_000;

interface Open {
  readonly results: Results;
  readonly namespace: string;
  usedAt: number;
}

/** Open cursors by number. They hold a place in a collection and no SQLite statement. */
export class Cursors {
  readonly #open = new Map<number, Open>();
  readonly #now: () => Date;
  #next = 1;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** The reply that opens a cursor. */
  async first(results: Results, namespace: string, batchSize: number | undefined, single = false): Promise<Uint8Array> {
    const batch = batchSize === 0 ? [] : await results.read(batchSize ?? FIRST_BATCH);
    if (results.done || single) return cursorReply('firstBatch', batch, 0, namespace);
    const now = this.#now().getTime();
    for (const [id, one] of this.#open) if (now - one.usedAt > IDLE_MS) this.#open.delete(id);
    const id = this.#next++;
    this.#open.set(id, { results, namespace, usedAt: now });
    return cursorReply('firstBatch', batch, id, namespace);
  }

  async next(id: number, batchSize: number | undefined): Promise<Uint8Array> {
    const cursor = this.#open.get(id);
    if (cursor === undefined) throw new ServerError(43, `cursor id ${id} not found`);
    cursor.usedAt = this.#now().getTime();
    const batch = await cursor.results.read(batchSize || NEXT_BATCH);
    if (cursor.results.done) this.#open.delete(id);
    return cursorReply('nextBatch', batch, cursor.results.done ? 0 : id, cursor.namespace);
  }

  kill(id: number): boolean {
    return this.#open.delete(id);
  }
}
