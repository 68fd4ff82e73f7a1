import { BSON, type Doc } from './bson.ts';

const OK_ONE = Uint8Array.of(0x01, 0x6f, 0x6b, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f);

/** Bytes of a reply document. */
export const reply = (doc: Doc): Uint8Array => BSON.serialize({ ...doc, ok: 1 });

/**
 * Bytes of a cursor reply, `{ cursor: { firstBatch: [...], id, ns }, ok: 1 }`, put together by hand so that stored
 * documents go to the driver as they lie in the file, without being decoded here.
 */
export const cursorReply = (
  batchName: 'firstBatch' | 'nextBatch',
  batch: readonly Uint8Array[],
  id: number,
  namespace: string,
): Uint8Array => {
  let items = 5;
  for (let i = 0; i < batch.length; i++) items += 2 + digits(i) + (batch[i] as Uint8Array).length;
  const nsLength = Buffer.byteLength(namespace);
  const cursor = 4 + (1 + batchName.length + 1 + items) + (1 + 3 + 8) + (1 + 3 + 4 + nsLength + 1) + 1;
  const total = 4 + (1 + 7 + cursor) + OK_ONE.length + 1;
  const out = Buffer.allocUnsafe(total);
  let at = out.writeInt32LE(total, 0);
  out[at++] = 0x03;
  at += out.write('cursor\0', at, 'latin1');
  at = out.writeInt32LE(cursor, at);
  out[at++] = 0x04;
  at += out.write(`${batchName}\0`, at, 'latin1');
  at = out.writeInt32LE(items, at);
  for (let i = 0; i < batch.length; i++) {
    const doc = batch[i] as Uint8Array;
    out[at++] = 0x03;
    at += out.write(`${i}\0`, at, 'latin1');
    out.set(doc, at);
    at += doc.length;
  }
  out[at++] = 0;
  out[at++] = 0x12;
  at += out.write('id\0', at, 'latin1');
  at = out.writeBigInt64LE(BigInt(id), at);
  out[at++] = 0x02;
  at += out.write('ns\0', at, 'latin1');
  at = out.writeInt32LE(nsLength + 1, at);
  at += out.write(namespace, at, 'utf8');
  out[at++] = 0;
  out[at++] = 0;
  out.set(OK_ONE, at);
  at += OK_ONE.length;
  out[at] = 0;
  return out;
};

const digits = (n: number): number => (n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : n < 10_000 ? 4 : String(n).length);
