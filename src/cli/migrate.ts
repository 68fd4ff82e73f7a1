import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createLogger } from '../base/log.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { SETTINGS } from '../config.ts';
import { migrateToMongodb } from '../store/archive/migrate.ts';
import { give } from './give.ts';
import { placeOf } from './place.ts';
import type { Terminal } from './terminal.ts';
import { withFolder } from './work-folder.ts';

export interface MigrateOptions {
  readonly to?: string;
  readonly toFile?: string;
  readonly replace?: boolean;
}

const HAS_PASSWORD = /^mongodb(\+srv)?:\/\/[^/@]*:[^/@]+@/;

const addressOf = async (terminal: Terminal, { to, toFile }: MigrateOptions): Promise<Result<string>> => {
  if (to !== undefined && HAS_PASSWORD.test(to)) {
    return fail(
      'migrate.password_in_arguments',
      'Địa chỉ có mật khẩu không được gõ trong lệnh, vì người khác trên máy đọc được. Chị ghi địa chỉ vào một tệp rồi dùng --to-file <tệp>, hoặc đặt MONGODB_URL trong .env.',
      '--to',
    );
  }
  const typed =
    toFile !== undefined
      ? await readFile(resolve(terminal.cwd, toFile), 'utf8').catch(() => undefined)
      : (to ?? terminal.env.MONGODB_URL);
  if (toFile !== undefined && typed === undefined)
    return fail('migrate.no_file', `Không đọc được tệp ${toFile}. Chị kiểm tra lại đường dẫn.`, '--to-file');
  const url = typed?.trim();
  if (!url) {
    return fail(
      'migrate.no_address',
      'Chưa có địa chỉ MongoDB. Chị dùng --to <địa chỉ>, --to-file <tệp>, hoặc đặt MONGODB_URL trong .env.',
      '--to',
    );
  }
  const parsed = SETTINGS.MONGODB_URL.rule.safeParse(url);
  return parsed.success
    ? ok(url)
    : fail('migrate.bad_address', `Địa chỉ MongoDB ${parsed.error.issues[0]?.message}.`, '--to');
};

/**
 * `chihoi migrate`: copies the office from the embedded file to MongoDB and prints both counts of every collection. The
 * file stays as it is.
 */
export const migrateCommand = async (terminal: Terminal, options: MigrateOptions): Promise<number> => {
  const place = placeOf(terminal.env);
  if (!place.ok) return give(terminal, place.error.message);
  const address = await addressOf(terminal, options);
  if (!address.ok) return give(terminal, address.error.message);
  const { dataDir } = place.value;
  const moved = await withFolder(dataDir, (work) =>
    migrateToMongodb({
      dataDir,
      mongodbUrl: address.value,
      replace: options.replace ?? false,
      logger: createLogger('silent'),
      work,
    }),
  );
  if (!moved.ok) return give(terminal, moved.error.message);
  for (const { name, file, mongodb } of moved.value) terminal.print(`${name}\t${file}\t${mongodb}`);
  terminal.tell(
    'Đã chuyển xong, số mục mỗi bảng khớp nhau (cột tệp, cột MongoDB). Chị đặt MONGODB_URL trong .env rồi khởi động chương trình; tệp dữ liệu cũ còn nguyên, giữ DATA_DIR vì khóa và tệp tải lên vẫn ở đó.',
  );
  return 0;
};
