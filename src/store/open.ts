import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../base/log.ts';
import { ok, type Result } from '../base/result.ts';
import { openEmbedded } from './embedded/client.ts';
import { connectEmbedded } from './embedded/driver.ts';
import type { Store } from './store.ts';

/** Name of the embedded file in the data folder. */
export const STORE_FILE = 'chihoi.sqlite';

export interface StoreSettings {
  /** MongoDB's address. Absent: the embedded file. */
  readonly mongodbUrl?: string;
  /** Folder of the embedded file; made when missing. */
  readonly dataDir: string;
  readonly logger: Logger;
}

/** Opens the data layer. */
export const openStore = async (settings: StoreSettings): Promise<Result<Store>> => {
  mkdirSync(settings.dataDir, { recursive: true });
  const { client } = openEmbedded(join(settings.dataDir, STORE_FILE), (error) =>
    settings.logger.warn({ err: error }, 'expired documents not removed'),
  );
  const connection = connectEmbedded(client);
  await connection.asPromise();
  return ok({ kind: 'embedded', connection, close: () => connection.close() });
};
