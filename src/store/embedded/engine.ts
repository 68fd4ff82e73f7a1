import type { Catalog } from './catalog.ts';
import type { Committer } from './commit.ts';
import type { Cursors } from './cursors.ts';
import type { Sql } from './file.ts';

/** What the commands work on. */
export interface Engine {
  readonly sql: Sql;
  readonly catalog: Catalog;
  readonly committer: Committer;
  readonly cursors: Cursors;
  readonly database: string;
  /** The file is closed: the driver then says so. */
  closed: boolean;
  now(): Date;
}

/** A stretch of synchronous work ends after this long, so that requests and timers are served in between. */
export const SLICE_MS = 12;

/** Lets the event loop turn once. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
