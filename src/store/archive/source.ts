import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../base/log.ts';
import { fail, type Result } from '../../base/result.ts';
import { copyAtRest } from '../backup.ts';
import { askForCopy } from '../copies.ts';
import { FileProblem } from '../embedded/file.ts';
import { openStore, STORE_FILE, storeFile } from '../open.ts';
import type { Store } from '../store.ts';

interface SourceSettings {
  readonly dataDir: string;
  readonly logger: Logger;
  /** A folder that is there and empty; the copy is made in it. */
  readonly work: string;
  /** A running program may be asked for the copy; otherwise one that has the file open is a failure. */
  readonly whileRunning: boolean;
}

/**
 * Opens a copy of the embedded file, so that the file itself is neither changed nor held up while it is read. Close the
 * store, then remove `work`.
 */
export const openCopy = async ({ dataDir, logger, work, whileRunning }: SourceSettings): Promise<Result<Store>> => {
  const path = storeFile(dataDir);
  if (!existsSync(path)) {
    return fail(
      'backup.no_store',
      `Không có tệp dữ liệu ${path}. Chị chạy lệnh ở thư mục của chương trình, hoặc đặt DATA_DIR đúng chỗ.`,
      path,
    );
  }
  const folder = join(work, 'copy');
  await mkdir(folder, { recursive: true });
  try {
    copyAtRest(path, join(folder, STORE_FILE));
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    if (error.reason === 'busy' && whileRunning && (await askForCopy(dataDir, join(folder, STORE_FILE))))
      return openStore({ dataDir: folder, logger });
    // Opening it the ordinary way gives the sentence; it is not changed by that.
    const opened = await openStore({ dataDir, logger });
    if (!opened.ok) return opened;
    await opened.value.close();
    return fail(
      'store.in_use',
      `Tệp dữ liệu ${path} vừa được một chương trình khác mở. Chị đợi vài giây rồi chạy lại.`,
      path,
    );
  }
  return openStore({ dataDir: folder, logger });
};
