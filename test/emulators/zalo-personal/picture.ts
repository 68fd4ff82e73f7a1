import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

const chunk = (name: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(name, 'ascii'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
};

/** A grey PNG from `dark(x, y)`. */
export const png = (width: number, height: number, dark: (x: number, y: number) => boolean): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + x + 1] = dark(x, y) ? 0 : 255;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

const MODULES = 25;
const SCALE = 8;
const BORDER = 2;

const inFinder = (x: number, y: number): boolean | undefined => {
  for (const [left, top] of [
    [0, 0],
    [MODULES - 7, 0],
    [0, MODULES - 7],
  ] as const) {
    const [dx, dy] = [x - left, y - top];
    if (dx < -1 || dy < -1 || dx > 7 || dy > 7) continue;
    const ring = Math.max(Math.abs(dx - 3), Math.abs(dy - 3));
    return ring !== 2 && ring !== 4;
  }
  return undefined;
};

/** A picture that looks like a QR code and differs for each code; nobody's phone reads it. */
export const qrPicture = (code: string): Buffer => {
  const bits = Buffer.concat([0, 1, 2].map((n) => createHash('sha256').update(`${n}${code}`).digest()));
  const side = (MODULES + 2 * BORDER) * SCALE;
  return png(side, side, (px, py) => {
    const [x, y] = [Math.floor(px / SCALE) - BORDER, Math.floor(py / SCALE) - BORDER];
    if (x < 0 || y < 0 || x >= MODULES || y >= MODULES) return false;
    const place = y * MODULES + x;
    return inFinder(x, y) ?? ((bits[(place >> 3) % bits.length] ?? 0) & (1 << (place & 7))) !== 0;
  });
};
