import type { Connection } from 'mongoose';

/**
 * The data layer as the rest of the program sees it: a Mongoose connection. Rooms declare their schemas in `model.ts`
 * and make models with `connection.model`; nobody else knows whether documents live in MongoDB or in the embedded file.
 */
export interface Store {
  readonly kind: 'embedded' | 'mongodb';
  readonly connection: Connection;
  /** Finishes waiting writes and closes. */
  close(): Promise<void>;
}
