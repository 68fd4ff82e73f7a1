import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { serveCopies } from './copies.ts';
import { type Embedded, openEmbedded } from './embedded/client.ts';
import { connectEmbedded } from './embedded/driver.ts';
import { FileProblem } from './embedded/file.ts';
import { connectMongodb } from './mongodb.ts';
import type { Store } from './store.ts';

/** Name of the embedded file in the data folder. SQLite keeps its write-ahead log beside it, with `-wal` at the end. */
export const STORE_FILE = 'chihoi.sqlite';

/** Path of the embedded file. */
export const storeFile = (dataDir: string): string => join(dataDir, STORE_FILE);

export interface StoreSettings {
  /** MongoDB's address. Absent or empty: the embedded file. */
  readonly mongodbUrl?: string | undefined;
  /** Folder of the embedded file; made when missing. */
  readonly dataDir: string;
  readonly logger: Logger;
  /** When TTL indexes are looked at, cursors grow old and MongoDB is tried again. Default: the machine's clock. */
  readonly clock?: Clock;
  /**
   * A MongoDB that is away, too old or read-only is no failure: the store goes on trying, `check` says what is wrong, and
   * `ready` resolves when it can be used. Only an address that is none still fails.
   */
  readonly patient?: boolean;
  /** Let `chihoi backup` ask this process for a copy of the embedded file while it is open. */
  readonly copies?: boolean;
}

/** Opens the data layer: MongoDB when an address is given, else the embedded file. */
export const openStore = (settings: StoreSettings): Promise<Result<Store>> => {
  const { mongodbUrl: url, ...rest } = settings;
  return url ? connectMongodb({ url, ...rest }) : openEmbeddedStore(settings);
};

const openEmbeddedStore = async ({ dataDir, logger, clock, copies }: StoreSettings): Promise<Result<Store>> => {
  let embedded: Embedded;
  const path = storeFile(dataDir);
  try {
    mkdirSync(dataDir, { recursive: true });
    embedded = openEmbedded(path, (error) => logger.warn({ err: error }, 'expired documents were not removed'), clock);
  } catch (error) {
    return failure(path, error, logger);
  }
  const connection = connectEmbedded(embedded);
  await connection.asPromise();
  const stopCopies = copies ? await serveCopies(connection, dataDir, logger) : undefined;
  return ok({
    kind: 'embedded',
    connection,
    ready: Promise.resolve(),
    check: async () =>
      embedded.engine.closed ? fail('store.closed', 'Kho dữ liệu đã đóng vì chương trình đang dừng.') : ok({}),
    async close() {
      stopCopies?.();
      // Models that are being made still create their collection and indexes.
      await Promise.allSettled(Object.values(connection.models).map((model) => model.init()));
      await connection.close();
    },
  });
};

const failure = (path: string, error: unknown, logger: Logger): Result<never> => {
  const reason = error instanceof FileProblem ? error.reason : 'unwritable';
  logger.error({ err: error }, 'the embedded store did not open');
  switch (reason) {
    case 'busy':
      return fail(
        'store.in_use',
        `Tệp dữ liệu ${path} đang được một chương trình Chi Hội khác mở. Chị hãy dừng chương trình kia rồi chạy lại, hoặc đặt DATA_DIR sang thư mục khác.`,
        path,
      );
    case 'damaged':
      return fail(
        'store.damaged',
        `Tệp dữ liệu ${path} bị hỏng hoặc không phải của Chi Hội; em chưa sửa gì trong tệp. Chị hãy cất riêng tệp này cùng các tệp -wal, -shm bên cạnh, rồi phục hồi bản sao lưu gần nhất vào đúng chỗ đó.`,
        path,
      );
    default:
      return fail(
        'store.unwritable',
        `Không ghi được tệp dữ liệu ${path}. Chị hãy kiểm tra quyền ghi và dung lượng còn trống của thư mục DATA_DIR.`,
        path,
      );
  }
};
