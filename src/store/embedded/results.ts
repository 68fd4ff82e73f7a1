import { type Doc, encode } from './bson.ts';
import type { Collection } from './collection.ts';
import type { Results } from './cursors.ts';
import { breathe, type Engine, SLICE_MS } from './engine.ts';
import type { Match } from './match.ts';
import type { Plan } from './plan.ts';
import type { Project } from './project.ts';
import { type Found, Scan } from './scan.ts';
import { type SortField, sortKey } from './sort.ts';

/** Documents looked at between two glances at the clock. */
const PAGE = 100;
/** A batch ends when it holds so many bytes. */
const BATCH_BYTES = 1024 * 1024;
/** A sort in memory keeps the documents themselves up to so many bytes, then only their places. */
const SORT_BYTES = 16 * 1024 * 1024;

/** A find, ready to run. */
export interface Query {
  readonly plan: Plan;
  readonly match: Match;
  readonly sort: readonly SortField[];
  readonly skip: number;
  /** 0 means no limit. */
  readonly limit: number;
  readonly decode: (bytes: Uint8Array) => Doc;
}

/** Documents in order, with skip and limit. Works in slices, so that a long scan does not hold up the process. */
export class FoundDocs {
  readonly #collection: Collection;
  readonly #query: Query;
  readonly #scan: Scan;
  #sorted: { rid: number; bytes: Uint8Array | undefined }[] | undefined;
  #at = 0;
  #skip: number;
  #left: number;
  #pending: Found[] = [];
  done = false;

  constructor(engine: Engine, collection: Collection, query: Query) {
    this.#collection = collection;
    this.#query = query;
    this.#scan = new Scan(engine.sql, collection, query.plan, query.match, query.decode);
    this.#skip = query.skip;
    this.#left = query.limit === 0 ? Number.POSITIVE_INFINITY : query.limit;
  }

  async read(limit: number): Promise<Found[]> {
    if (!this.#query.plan.sorted) return this.#readSorted(limit);
    const found: Found[] = [];
    const wanted = Math.min(limit, this.#left);
    let size = 0;
    let sliceEnds = performance.now() + SLICE_MS;
    while (found.length < wanted && size < BATCH_BYTES) {
      const next =
        this.#pending.length > 0
          ? this.#pending
          : this.#scan.done
            ? undefined
            : this.#scan.read(Math.min(PAGE, this.#query.plan.exact ? wanted - found.length + this.#skip : PAGE));
      if (next === undefined) break;
      const skipped = Math.min(this.#skip, next.length);
      this.#skip -= skipped;
      let at = skipped;
      while (at < next.length && found.length < wanted && size < BATCH_BYTES) {
        const one = next[at++] as Found;
        found.push(one);
        size += one.bytes.length;
      }
      this.#pending = next.slice(at);
      if (performance.now() > sliceEnds) {
        await breathe();
        sliceEnds = performance.now() + SLICE_MS;
      }
    }
    this.#left -= found.length;
    this.done = this.#left <= 0 || (this.#scan.done && this.#pending.length === 0);
    return found;
  }

  async #readSorted(limit: number): Promise<Found[]> {
    this.#sorted ??= await this.#sort();
    const found: Found[] = [];
    let size = 0;
    while (this.#at < this.#sorted.length && found.length < limit && size < BATCH_BYTES) {
      const { rid, bytes: kept } = this.#sorted[this.#at++] as { rid: number; bytes: Uint8Array | undefined };
      const bytes = kept ?? this.#collection.byRid(rid);
      if (bytes === undefined) continue;
      found.push({ rid, bytes, doc: undefined });
      size += bytes.length;
    }
    this.done = this.#at >= this.#sorted.length;
    return found;
  }

  /** Sorts everything that matches by sortable bytes; with a limit it keeps only as many as can still be shown. */
  async #sort() {
    const { sort, skip, limit } = this.#query;
    const keep = limit === 0 ? Number.POSITIVE_INFINITY : skip + limit;
    let entries: { key: Buffer; rid: number; bytes: Uint8Array | undefined }[] = [];
    let size = 0;
    let sliceEnds = performance.now() + SLICE_MS;
    const order = () => entries.sort((a, b) => Buffer.compare(a.key, b.key));
    while (!this.#scan.done) {
      for (const { rid, bytes, doc } of this.#scan.read(PAGE)) {
        size += bytes.length;
        entries.push({
          key: sortKey(doc ?? this.#query.decode(bytes), sort),
          rid,
          bytes: size > SORT_BYTES ? undefined : bytes,
        });
      }
      if (entries.length > 2 * keep + 1000) {
        order();
        entries = entries.slice(0, keep);
        size = entries.reduce((sum, one) => sum + (one.bytes?.length ?? 0), 0);
      }
      if (performance.now() > sliceEnds) {
        await breathe();
        sliceEnds = performance.now() + SLICE_MS;
      }
    }
    order();
    return entries.slice(skip, keep).map(({ rid, bytes }) => ({ rid, bytes }));
  }
}

/** Found documents as bytes, projected. */
export class ProjectedResults implements Results {
  readonly #docs: FoundDocs;
  readonly #project: Project | undefined;
  readonly #match: Match;
  readonly #decode: (bytes: Uint8Array) => Doc;
  readonly #positional: boolean;

  constructor(docs: FoundDocs, query: Query, project: Project | undefined, positional: boolean) {
    this.#docs = docs;
    this.#project = project;
    this.#match = query.match;
    this.#decode = query.decode;
    this.#positional = positional;
  }

  get done(): boolean {
    return this.#docs.done;
  }

  async read(limit: number): Promise<Uint8Array[]> {
    const found = await this.#docs.read(limit);
    const project = this.#project;
    if (project === undefined) return found.map((one) => one.bytes);
    return found.map(({ bytes, doc }) => {
      const whole = doc ?? this.#decode(bytes);
      const details: { index?: number } = {};
      if (this.#positional) this.#match(whole, details);
      return encode(project(whole, details.index));
    });
  }
}

/** Documents that are already there. */
export class ListResults implements Results {
  #left: Uint8Array[];

  constructor(docs: readonly Doc[]) {
    this.#left = docs.map((doc) => encode(doc));
  }

  get done(): boolean {
    return this.#left.length === 0;
  }

  async read(limit: number): Promise<Uint8Array[]> {
    let size = 0;
    let count = 0;
    while (count < limit && count < this.#left.length && size < BATCH_BYTES)
      size += (this.#left[count++] as Uint8Array).length;
    const batch = this.#left.slice(0, count);
    this.#left = this.#left.slice(count);
    return batch;
  }
}
