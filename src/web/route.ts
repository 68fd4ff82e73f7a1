import type { z } from 'zod';
import type { Result } from '../base/result.ts';

/** The signed-in administrator. Everything she sees and changes lies under `unitPath`. */
export interface Admin {
  readonly id: string;
  readonly name: string;
  /** Path of her unit, `/19/01864/`: she acts on units whose path starts with it. */
  readonly unitPath: string;
  readonly role: 'owner' | 'editor' | 'viewer';
}

export interface AuditChange {
  /** Past tense, `<thing>.<verb>`: `broadcast.paused`, `roster.imported`. */
  readonly action: string;
  readonly target: { readonly type: string; readonly id: string; readonly label: string };
  /** Path of the unit that the target belongs to. */
  readonly unitPath: string;
  /** Plain JSON without secrets; undefined for a thing that did not exist before, or does not after. */
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface RouteContext<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly admin: Admin;
  readonly now: Date;
  /** Writes the audit log. Every change goes through here before the answer is sent. */
  audit(change: AuditChange): Promise<void>;
}

/** A file instead of JSON, for exports and pictures. */
export interface Download {
  readonly download: { readonly name: string; readonly type: string; readonly bytes: Uint8Array };
}

/**
 * One endpoint of the admin API as data: the web room checks the session, the CSRF token, the role and the schemas, and
 * turns a failure into a 4xx answer `{error: {code, message, place?}}`. Paths are under `/api`. The console imports the
 * schemas' types from the same files.
 */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Out = unknown,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Express 5 syntax: `/meetings/:id/cancel`. */
  readonly path: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** `raw`: the body is bytes (an uploaded sheet), given as Buffer, up to `maxBytes`. Default `json`. */
  readonly bodyType?: 'json' | 'raw';
  /** Default 1 MB for JSON, 10 MB for raw. */
  readonly maxBytes?: number;
  /** The least role that may call it. Default `viewer` for GET, `editor` for the rest. */
  readonly role?: Admin['role'];
  handle(context: RouteContext<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Result<Out>>;
}

/** Keeps the schemas' types inside `handle` and hides them in the list. */
export const route = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, O>(r: Route<P, Q, B, O>): Route =>
  r as unknown as Route;

/** A change that browsers should hear of at once, sent over Server-Sent Events to administrators whose scope covers it. */
export interface LiveUpdate {
  /** What changed: `broadcast`, `meeting`, `quiz_run`, `progress`, `thread`. The console refetches the matching queries. */
  readonly topic: string;
  readonly id?: string;
  readonly unitPath: string;
}

/** Publishes to every open console. Never throws, never waits. */
export type PublishLive = (update: LiveUpdate) => void;
