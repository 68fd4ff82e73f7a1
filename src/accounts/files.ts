import { readFile } from 'node:fs/promises';
import { basename, extname, resolve, sep } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';

/** The largest file that is fetched for a message; Messenger takes no more, the Zalo channels less. */
const MAX_FILE_BYTES = 25 * 1024 * 1024;
const FETCH_TIMEOUT_MS = 30_000;

const TYPES: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.doc': 'application/msword',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.mp4': 'video/mp4',
  '.mp3': 'audio/mpeg',
  '.aac': 'audio/aac',
  '.m4a': 'audio/mp4',
};
const EXTENSIONS = Object.fromEntries(Object.entries(TYPES).map(([extension, type]) => [type, extension]));

/** A file that an outbound message names, read whole. */
export interface MessageFile {
  readonly bytes: Buffer;
  readonly name: string;
  readonly type: string;
}

const tooLarge = () =>
  fail('accounts.file_too_large', 'Tệp lớn hơn 25 MB nên không gửi qua tin nhắn được. Chị gửi đường dẫn.');
const unreadable = (why: string) =>
  fail('accounts.file_unreadable', `Không đọc được tệp kèm tin nhắn (${why}). Chị kiểm tra lại tệp hoặc đường dẫn.`);

const fromData = (url: string): Result<MessageFile> => {
  const [, type = 'application/octet-stream', base64, data = ''] = /^data:([^;,]*)(;base64)?,(.*)$/s.exec(url) ?? [];
  const bytes = base64 ? Buffer.from(data, 'base64') : Buffer.from(decodeURIComponent(data));
  return bytes.length > MAX_FILE_BYTES ? tooLarge() : ok({ bytes, name: `tep${EXTENSIONS[type] ?? ''}`, type });
};

const fromWeb = async (url: string): Promise<Result<MessageFile>> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!answer.ok) return unreadable(`máy chủ trả lời ${answer.status}`);
  if (Number(answer.headers.get('content-length') ?? 0) > MAX_FILE_BYTES) return tooLarge();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    parts.push(part as Uint8Array);
    size += (part as Uint8Array).byteLength;
    if (size > MAX_FILE_BYTES) return tooLarge();
  }
  const type = (answer.headers.get('content-type') ?? 'application/octet-stream').split(';')[0]?.trim() ?? '';
  const name = decodeURIComponent(basename(new URL(url).pathname)) || `tep${EXTENSIONS[type] ?? ''}`;
  return ok({ bytes: Buffer.concat(parts), name, type });
};

/** Reads what messages name: `https:`, `http:`, `data:`, and `/files/…`, which are our own files below `filesDir`. */
export const createFiles =
  (filesDir: string) =>
  async (url: string): Promise<Result<MessageFile>> => {
    try {
      if (url.startsWith('data:')) return fromData(url);
      if (/^https?:/.test(url)) return await fromWeb(url);
      const root = resolve(filesDir);
      const path = resolve(root, decodeURIComponent(url.replace(/^\/files\//, '')));
      if (!path.startsWith(root + sep)) return unreadable('không nằm trong thư mục tệp');
      const bytes = await readFile(path);
      if (bytes.length > MAX_FILE_BYTES) return tooLarge();
      return ok({
        bytes,
        name: basename(path),
        type: TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
      });
    } catch (error) {
      return unreadable((error as Error).name === 'TimeoutError' ? 'máy chủ không trả lời' : 'không mở được');
    }
  };
