import type { Connection } from 'mongoose';
import type { Result } from '../base/result.ts';

/**
 * The data layer as the rest of the program sees it: a Mongoose connection. Rooms declare their schemas in `model.ts`
 * and make models with `connection.model`; nobody else knows whether documents live in MongoDB or in the embedded file.
 */
export interface Store {
  readonly kind: 'embedded' | 'mongodb';
  readonly connection: Connection;
  /** Resolves when the store can be used for the first time: at once, or when a MongoDB that is away has come. */
  readonly ready: Promise<void>;
  /**
   * Whether the store can be used now, for `/readyz`; answers within about 3 s. `note` is advice to the operator that
   * stops nothing.
   */
  check(): Promise<Result<{ readonly note?: string }>>;
  /** Finishes waiting writes and closes. */
  close(): Promise<void>;
}
