import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_FILE_BYTES, MAX_FILES } from './limits.ts';
import type { Problem } from './types.ts';

/** The text of one content file, or why it cannot be read. `file` is the path from the content folder, with `/`. */
export type FileText =
  | { readonly type: 'text'; readonly file: string; readonly text: string }
  | { readonly type: 'problem'; readonly problem: Problem };

const problem = (code: string, file: string, message: string): FileText => ({
  type: 'problem',
  problem: { code, file, line: 1, message },
});

/** The first line that is not UTF-8, so that an author finds the place. */
const lineOfBadBytes = (bytes: Uint8Array): number => {
  let line = 1;
  let start = 0;
  for (let at = 0; at <= bytes.length; at++) {
    if (at < bytes.length && bytes[at] !== 0x0a) continue;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, at));
    } catch {
      return line;
    }
    start = at + 1;
    line++;
  }
  return 1;
};

const tooBig = (file: string, bytes: number): FileText =>
  problem(
    'content.file_too_big',
    file,
    `Tệp lớn ${Math.ceil(bytes / 1024)} KB, quá ${MAX_FILE_BYTES / 1024} KB. Tách thành nhiều tệp nhỏ.`,
  );

/** Bytes as an author's text: UTF-8, without a byte order mark, line ends as `\n`, composed letters. */
export const decodeFile = (file: string, bytes: Uint8Array): FileText => {
  if (bytes.length > MAX_FILE_BYTES) return tooBig(file, bytes.length);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { type: 'text', file, text: text.replace(/\r\n?/g, '\n').normalize('NFC') };
  } catch {
    return {
      type: 'problem',
      problem: {
        code: 'content.not_utf8',
        file,
        line: lineOfBadBytes(bytes),
        message: 'Tệp không lưu theo bảng mã UTF-8. Mở tệp và lưu lại, chọn mã UTF-8.',
      },
    };
  }
};

export const readContentFile = async (dir: string, file: string): Promise<FileText> => {
  const path = join(dir, file);
  try {
    // A huge file is refused by its size, before its bytes fill the memory.
    const { size } = await stat(path);
    return size > MAX_FILE_BYTES ? tooBig(file, size) : decodeFile(file, await readFile(path));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'không rõ';
    return problem('content.unreadable', file, `Không đọc được tệp (${reason}). Kiểm tra tệp còn đó và quyền đọc.`);
  }
};

/** Files of one folder in a stable order, split by whether their ending is one of `endings`. Hidden files are left out. */
export const listFiles = async (
  dir: string,
  folder: string,
  endings: readonly string[],
): Promise<{ readonly files: string[]; readonly problems: Problem[]; readonly complete: boolean }> => {
  let names: string[];
  try {
    const entries = await readdir(join(dir, folder), { withFileTypes: true });
    names = entries
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort();
  } catch {
    const message = `Không có thư mục "${folder}" trong thư mục nội dung. Tạo thư mục hoặc chỉ đúng thư mục nội dung.`;
    return {
      files: [],
      problems: [{ code: 'content.missing_folder', file: folder, line: 1, message }],
      complete: false,
    };
  }
  const problems: Problem[] = [];
  const files: string[] = [];
  for (const name of names) {
    const file = `${folder}/${name}`;
    if (!endings.some((ending) => name.endsWith(ending))) {
      const message = `Tên tệp phải kết thúc bằng ${endings.join(' hoặc ')}. Đổi tên, hoặc chuyển tệp khỏi thư mục này.`;
      problems.push({ code: 'content.wrong_ending', file, line: 1, message });
    } else if (files.length >= MAX_FILES) {
      const message = `Thư mục có quá ${MAX_FILES} tệp; những tệp sau không được đọc. Kiểm tra lại thư mục nội dung.`;
      problems.push({ code: 'content.too_many_files', file, line: 1, message });
      return { files, problems, complete: false };
    } else {
      files.push(file);
    }
  }
  return { files, problems, complete: true };
};
