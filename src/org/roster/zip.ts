import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { fail, ok, type Result } from '../../base/result.ts';

/**
 * Looks at an uploaded file before the spreadsheet reader does: what is not a plain .xlsx, or would unpack to far more
 * than a roster, is refused with a sentence. The sizes that a zip states are not believed: every part is unpacked once,
 * with a limit.
 */

/** A roster of 5,000 rows unpacks to about 5 MB. */
const MAX_UNPACKED_BYTES = 40_000_000;
const MAX_PARTS = 500;

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

const inflate = promisify(inflateRaw);

const refuse = (code: string, message: string): Result<never> => fail(`roster.${code}`, message);
const damaged = () =>
  refuse('damaged', 'Tệp bị hỏng hoặc tải lên chưa đủ. Chị mở lại bằng Excel, lưu thành tệp .xlsx mới rồi tải lên.');

/** `ok` when the bytes are an .xlsx that may be handed to the reader. */
export const checkWorkbook = async (bytes: Buffer): Promise<Result<undefined>> => {
  if (bytes.length === 0) return refuse('empty', 'Tệp trống. Chị chọn lại tệp danh sách .xlsx.');
  // Password-protected workbooks and the old .xls are both OLE files.
  if (bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])))
    return refuse(
      'protected',
      'Tệp có mật khẩu hoặc là bản Excel cũ (.xls). Chị bỏ mật khẩu, lưu thành tệp .xlsx rồi tải lên.',
    );
  if (bytes.length < 22 || bytes.readUInt32LE(0) !== LOCAL)
    return refuse('not_xlsx', 'Đây không phải tệp Excel .xlsx. Chị mở bằng Excel, chọn Lưu thành, kiểu .xlsx.');
  const parts = listParts(bytes);
  if (parts === undefined) return damaged();
  if (parts.length > MAX_PARTS) return tooLarge();
  if (!parts.some((part) => part.name === 'xl/workbook.xml'))
    return refuse('not_xlsx', 'Đây không phải tệp Excel .xlsx. Chị mở bằng Excel, chọn Lưu thành, kiểu .xlsx.');
  let left = MAX_UNPACKED_BYTES;
  for (const part of parts) {
    if (part.encrypted) return refuse('protected', 'Tệp có mật khẩu. Chị bỏ mật khẩu rồi tải lên lại.');
    const size = await unpackedSize(bytes, part, left);
    if (size === undefined) return damaged();
    if (size > left) return tooLarge();
    left -= size;
  }
  return ok(undefined);
};

const tooLarge = () =>
  refuse(
    'too_large',
    'Tệp quá lớn so với một danh sách cán bộ. Chị xóa các trang tính và hình ảnh không cần rồi tải lên.',
  );

interface Part {
  readonly name: string;
  readonly encrypted: boolean;
  readonly method: number;
  readonly packed: number;
  readonly at: number;
}

/** The zip's central directory; undefined when it is not whole. */
const listParts = (bytes: Buffer): Part[] | undefined => {
  // The end record is 22 bytes and a comment of at most 65,535.
  const from = Math.max(0, bytes.length - 22 - 65_535);
  let end = bytes.length - 22;
  while (end >= from && bytes.readUInt32LE(end) !== END) end--;
  if (end < from) return undefined;
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const parts: Part[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) return undefined;
    const nameLength = bytes.readUInt16LE(at + 28);
    parts.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      encrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      at: bytes.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return parts;
};

/** The real size, `limit + 1` when it is more than `limit`, undefined when the part cannot be unpacked. */
const unpackedSize = async (bytes: Buffer, part: Part, limit: number): Promise<number | undefined> => {
  if (part.at + 30 > bytes.length || bytes.readUInt32LE(part.at) !== LOCAL) return undefined;
  const start = part.at + 30 + bytes.readUInt16LE(part.at + 26) + bytes.readUInt16LE(part.at + 28);
  if (start + part.packed > bytes.length) return undefined;
  if (part.method === STORED) return part.packed;
  if (part.method !== DEFLATED) return undefined;
  try {
    const whole = await inflate(bytes.subarray(start, start + part.packed), { maxOutputLength: limit + 1 });
    return whole.length;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? limit + 1 : undefined;
  }
};
