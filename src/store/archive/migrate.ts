import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../base/log.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { openStore } from '../open.ts';
import { countAll, dump } from './dump.ts';
import { fillMongodb } from './fill.ts';
import { openCopy } from './source.ts';

export interface MigrateSettings {
  readonly dataDir: string;
  /** Where to. */
  readonly mongodbUrl: string;
  /** Put the office's data in place of what the database holds. */
  readonly replace: boolean;
  readonly logger: Logger;
  /** A folder that is there and empty, with room for a copy of the file and for its documents. */
  readonly work: string;
}

/** Documents of one collection in the file and, afterwards, in MongoDB. */
export interface Moved {
  readonly name: string;
  readonly file: number;
  readonly mongodb: number;
}

/**
 * Copies an office from its embedded file to MongoDB and compares the counts. Refused while a program has the file open;
 * the file itself is not changed, so that a move that does not please is undone by taking MONGODB_URL out of the settings.
 */
export const migrateToMongodb = async (settings: MigrateSettings): Promise<Result<Moved[]>> => {
  const { dataDir, mongodbUrl, replace, logger, work } = settings;
  const source = await openCopy({ dataDir, logger, work, whileRunning: false });
  if (!source.ok) return source;
  const folder = join(work, 'collections');
  await mkdir(folder);
  const { collections } = await dump(source.value, folder).finally(() => source.value.close());
  const target = await openStore({ dataDir, mongodbUrl, logger });
  if (!target.ok) return target;
  const store = target.value;
  try {
    const before = [...(await countAll(store)).values()].reduce((sum, count) => sum + count, 0);
    if (before > 0 && !replace) {
      const { name } = store.connection;
      return fail(
        'migrate.not_empty',
        `Cơ sở dữ liệu ${name} đang có ${before} mục dữ liệu. Chị chọn cơ sở dữ liệu trống, hoặc thêm --replace để thay hết bằng dữ liệu của tệp.`,
        name,
      );
    }
    const filled = await fillMongodb(store, folder, collections);
    if (!filled.ok) return filled;
    const counts = await countAll(store);
    const moved = collections.map(({ name, count }) => ({ name, file: count, mongodb: counts.get(name) ?? 0 }));
    const wrong = moved.filter(({ file, mongodb }) => file !== mongodb);
    return wrong.length === 0
      ? ok(moved)
      : fail(
          'migrate.count',
          `Số mục không khớp sau khi chuyển: ${wrong.map(({ name, file, mongodb }) => `${name} ${file} → ${mongodb}`).join(', ')}. Có chương trình khác đang ghi vào MongoDB: chị dừng nó rồi chạy lại với --replace.`,
        );
  } finally {
    await store.close();
  }
};
