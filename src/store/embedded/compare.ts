import { MISSING, TYPE, typeOf } from './bson.ts';
import { keyOf } from './key.ts';

/** Text in the order of its UTF-8 bytes, which differs from JavaScript's where a surrogate meets U+E000 and above. */
const compareText = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    if (x >= 0xd800 && y >= 0xd800) {
      if (x < 0xe000) x += 0x10000;
      if (y < 0xe000) y += 0x10000;
    }
    return x - y;
  }
  return a.length - b.length;
};

/** MongoDB's order of any two values: below zero, zero or above. MISSING sorts as undefined, below null. */
export const compare = (a: unknown, b: unknown): number => {
  if (a === b) return 0;
  const type = typeOf(a);
  const other = typeOf(b);
  if (type !== other) return type - other;
  if (type === TYPE.string && typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'number' && typeof b === 'number') {
    if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
    return Number.isNaN(b) ? 1 : a - b;
  }
  if (type === TYPE.undefined || type === TYPE.null) return 0;
  return Buffer.compare(keyOf(a), keyOf(b));
};

/** Equal as MongoDB sees it: by value across number types; field order counts. */
export const equal = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (a === MISSING || b === MISSING) return false;
  if (typeof a === 'string' && typeof b === 'string') return false;
  return compare(a, b) === 0;
};
