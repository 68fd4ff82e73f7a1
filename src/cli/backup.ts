import { resolve } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { createLogger } from '../base/log.ts';
import type { Result } from '../base/result.ts';
import type { Manifest } from '../store/archive/manifest.ts';
import { restoreArchive } from '../store/archive/restore.ts';
import { openCopy } from '../store/archive/source.ts';
import { writeArchive } from '../store/archive/write.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { give } from './give.ts';
import { type Place, placeOf } from './place.ts';
import type { Terminal } from './terminal.ts';
import { withFolder } from './work-folder.ts';

const sourceOf = ({ dataDir, mongodbUrl }: Place, work: string): Promise<Result<Store>> => {
  const logger = createLogger('silent');
  return mongodbUrl === undefined
    ? openCopy({ dataDir, logger, work, whileRunning: true })
    : openStore({ dataDir, mongodbUrl, logger });
};

const documents = ({ collections }: Manifest): number => collections.reduce((sum, { count }) => sum + count, 0);

const KEY_LEFT_OUT =
  'Tệp sao lưu KHÔNG chứa khóa mã hóa. Chị cất riêng tệp app.key trong DATA_DIR (hoặc giá trị APP_KEY): thiếu nó thì phải kết nối lại mọi tài khoản kênh. Muốn kèm khóa: thêm --with-key.';
const KEY_INCLUDED =
  'Tệp sao lưu CÓ chứa khóa mã hóa app.key: ai có tệp này đọc được mã truy cập các kênh. Chị cất ở nơi chỉ mình chị mở được.';
const SEVERAL_MOMENTS =
  'MongoDB không thuộc bộ sao chép nên các bảng được chép lần lượt, không cùng một thời điểm. Muốn chính xác tuyệt đối, chị dừng chương trình rồi sao lưu.';

/**
 * `chihoi backup <file>`: the store and the data folder in one archive. Works while the program runs; an embedded file
 * that is open is copied by the program that has it open.
 */
export const backupCommand = async (
  terminal: Terminal,
  typed: string,
  { withKey = false }: { readonly withKey?: boolean },
): Promise<number> => {
  const place = placeOf(terminal.env);
  if (!place.ok) return give(terminal, place.error.message);
  const { dataDir, keyFingerprint } = place.value;
  const file = resolve(terminal.cwd, typed);
  return withFolder(dataDir, async (work) => {
    const opened = await sourceOf(place.value, work);
    if (!opened.ok) return give(terminal, opened.error.message);
    const store = opened.value;
    try {
      const written = await writeArchive({
        store,
        dataDir,
        file,
        withKey,
        now: systemClock.now(),
        ...(keyFingerprint !== undefined && { keyFingerprint }),
      });
      if (!written.ok) return give(terminal, written.error.message);
      const manifest = written.value;
      terminal.print(file);
      terminal.tell(
        `Đã sao lưu ${documents(manifest)} mục của ${manifest.collections.length} bảng và ${manifest.files.length} tệp.`,
      );
      if (!manifest.oneMoment) terminal.tell(SEVERAL_MOMENTS);
      terminal.tell(manifest.key.included ? KEY_INCLUDED : KEY_LEFT_OUT);
      return 0;
    } finally {
      await store.close();
    }
  });
};

/** `chihoi restore <file>`: an archive in place of the store that the settings name. The program must be stopped. */
export const restoreCommand = async (
  terminal: Terminal,
  typed: string,
  { replace = false }: { readonly replace?: boolean },
): Promise<number> => {
  const place = placeOf(terminal.env);
  if (!place.ok) return give(terminal, place.error.message);
  const { dataDir, mongodbUrl } = place.value;
  const restored = await restoreArchive({
    file: resolve(terminal.cwd, typed),
    dataDir,
    replace,
    logger: createLogger('silent'),
    now: systemClock.now(),
    ...(mongodbUrl !== undefined && { mongodbUrl }),
  });
  if (!restored.ok) return give(terminal, restored.error.message);
  const { manifest, before } = restored.value;
  terminal.tell(
    `Đã phục hồi ${documents(manifest)} mục của ${manifest.collections.length} bảng, sao lưu lúc ${manifest.madeAt}.`,
  );
  if (before !== undefined)
    terminal.tell(`Dữ liệu trước đó được giữ ở ${before}. Khi thấy mọi thứ đúng, chị có thể xóa tệp này.`);
  const now = placeOf(terminal.env);
  const inUse = now.ok ? now.value.keyFingerprint : undefined;
  if (manifest.key.fingerprint !== undefined && manifest.key.fingerprint !== inUse)
    terminal.tell(
      'Khóa mã hóa hiện tại khác khóa lúc sao lưu. Chị đặt lại tệp app.key (hoặc APP_KEY) cũ; nếu không còn, chị kết nối lại từng tài khoản kênh ở trang Kênh.',
    );
  return 0;
};
