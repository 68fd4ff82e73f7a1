import { bsonTypeOf } from './bson.ts';
import { ServerError } from './errors.ts';

const FLAGS: Record<string, string> = { i: 'i', m: 'm', s: 's', u: '' };

/** Removes what the `x` option makes meaningless: blanks and `# comments` outside of brackets. */
const extended = (pattern: string): string =>
  pattern.replace(/(\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\])|\s+|#[^\n]*/g, (_all, kept: string | undefined) => kept ?? '');

/**
 * The JavaScript RegExp for a BSON or JavaScript regular expression, or for `$regex` with `$options`. By code points
 * where the pattern allows it, so that case-insensitive search and `.` are right for Vietnamese and emoji.
 */
export const toRegExp = (source: unknown, options?: unknown): RegExp => {
  let pattern: string;
  let flags = typeof options === 'string' ? options : '';
  if (typeof source === 'string') pattern = source;
  else if (bsonTypeOf(source) === 'BSONRegExp') {
    const regex = source as { pattern: string; options: string };
    pattern = regex.pattern;
    if (typeof options !== 'string') flags = regex.options;
  } else if (source instanceof RegExp) {
    pattern = source.source;
    if (typeof options !== 'string') flags = source.flags.replace(/[^ims]/g, '');
  } else throw new ServerError(2, '$regex has to be a string');
  if (pattern.includes('\0')) throw new ServerError(2, 'Regular expression cannot contain an embedded null byte');
  // PCRE lets a pattern begin with options of its own, `(?i)`.
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  if (inline !== null) {
    pattern = pattern.slice(inline[0].length);
    flags += inline[1];
  }
  let js = '';
  for (const flag of new Set(flags)) {
    if (flag === 'x') pattern = extended(pattern);
    else if (FLAGS[flag] === undefined) throw new ServerError(51108, `invalid flag in regex options: ${flag}`);
    else js += FLAGS[flag];
  }
  try {
    return new RegExp(pattern, `${js}u`);
  } catch {
    try {
      return new RegExp(pattern, js);
    } catch (error) {
      throw new ServerError(51091, `Regular expression is invalid: ${(error as Error).message}`);
    }
  }
};

/** The text that every match of the pattern begins with, or undefined when an index cannot help. */
export const regexPrefix = (regex: RegExp): string | undefined => {
  if (regex.flags.includes('i') || regex.flags.includes('m') || !regex.source.startsWith('^')) return undefined;
  if (/(^|[^\\])\|/.test(regex.source)) return undefined;
  const body = regex.source.slice(1);
  let prefix = '';
  for (let at = 0; at < body.length; at++) {
    const char = body[at] as string;
    let literal: string;
    if (char === '\\') {
      const next = body[at + 1] ?? '';
      if (/[A-Za-z0-9]/.test(next) || next === '') break;
      literal = next;
      at++;
    } else if ('.[](){}*+?^$|'.includes(char)) break;
    else literal = char;
    // A letter that may be absent or repeated is not part of the prefix.
    if ('*?{'.includes(body[at + 1] ?? ' ')) break;
    prefix += literal;
    if (body[at + 1] === '+') break;
  }
  // Half a surrogate pair has no UTF-8 form of its own.
  return prefix === '' || /[\ud800-\udfff]/.test(prefix) ? undefined : prefix;
};
