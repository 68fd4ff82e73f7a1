/** A webhook body nested deeper than this is no platform's. */
const MAX_DEPTH = 40;

/** True when the text opens more brackets at once than `MAX_DEPTH`; brackets inside strings do not count. */
const tooDeep = (text: string): boolean => {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 92) i += 1;
      else if (c === 34) inString = false;
    } else if (c === 34) inString = true;
    else if (c === 123 || c === 91) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (c === 125 || c === 93) depth -= 1;
  }
  return false;
};

/** Integers too long for a JavaScript number become strings, so that an id keeps its end. */
const LONG_NUMBER = /([:[,]\s*)(-?\d{16,})(?=\s*[,\]}])/g;
/** Names that would reach an object's prototype in careless code further on. */
const HOSTILE = new Set(['__proto__', 'constructor', 'prototype']);
/** A text without these has no such name, not even a disguised one, and is parsed several times faster. */
const SUSPECT = /__proto__|constructor|prototype|\\u/;
const withoutHostile = (key: string, inner: unknown) => (HOSTILE.has(key) ? undefined : inner);

/** Parses JSON from a stranger; undefined when it is none, is nested too deep, or is not an object. */
export const parseBody = (bytes: Buffer): Record<string, unknown> | undefined => {
  const text = bytes.toString('utf8');
  if (tooDeep(text)) return undefined;
  try {
    const value: unknown = JSON.parse(keepLongNumbers(text), SUSPECT.test(text) ? withoutHostile : undefined);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
};

/** Puts quotes around long integers that stand outside strings: Zalo writes some ids as numbers above 2^53. */
export const keepLongNumbers = (text: string): string =>
  /\d{16,}/.test(text)
    ? text.replace(/"(?:[^"\\]|\\.)*"|[^"]+/g, (part) =>
        part.startsWith('"') ? part : part.replace(LONG_NUMBER, '$1"$2"'),
      )
    : text;
