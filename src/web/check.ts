import type { z } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';

/** JSON nested deeper than this is an attack or a mistake; our forms stay under ten. */
export const MAX_JSON_DEPTH = 32;

const FORBIDDEN_KEYS = new Set(['__proto__', 'prototype', 'constructor']);

/** Refuses bodies that are nested too deep or that carry keys which reach into JavaScript's own objects. */
export const checkShape = (body: unknown): Result<unknown> => {
  // A list instead of recursion: the depth is what is being checked.
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_JSON_DEPTH) {
      return fail('web.too_deep', `Dữ liệu lồng nhau quá ${MAX_JSON_DEPTH} tầng.`, 'body');
    }
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) continue;
      for (const key of Object.keys(value)) {
        if (FORBIDDEN_KEYS.has(key)) return fail('web.forbidden_key', `Không được dùng tên trường "${key}".`, 'body');
        next.push((value as Record<string, unknown>)[key]);
      }
    }
    level = next;
  }
  return ok(body);
};

const TYPE_NAMES: Record<string, string> = {
  string: 'chữ',
  number: 'số',
  int: 'số nguyên',
  boolean: 'đúng hoặc sai',
  array: 'danh sách',
  object: 'một nhóm trường',
  record: 'một nhóm trường',
  date: 'ngày giờ',
  null: 'trống',
};

const FORMAT_NAMES: Record<string, string> = {
  email: 'địa chỉ thư điện tử',
  url: 'địa chỉ web',
  uuid: 'mã định danh',
  datetime: 'ngày giờ, ví dụ 2026-11-27T19:30:00Z',
  date: 'ngày, ví dụ 2026-11-27',
  time: 'giờ, ví dụ 19:30',
};

/** What is wrong with one value, in Vietnamese. A message written in the schema itself wins over this one. */
const sentenceOf = (issue: z.core.$ZodRawIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'còn thiếu, chị điền vào.'
        : `cần là ${TYPE_NAMES[issue.expected] ?? issue.expected}.`;
    case 'too_small': {
      const minimum = String(issue.minimum);
      if (issue.origin === 'string') return minimum === '1' ? 'không được để trống.' : `cần ít nhất ${minimum} ký tự.`;
      if (issue.origin === 'array' || issue.origin === 'set') return `cần ít nhất ${minimum} mục.`;
      return `cần từ ${minimum} trở lên.`;
    }
    case 'too_big': {
      const maximum = String(issue.maximum);
      if (issue.origin === 'string') return `dài quá, nhiều nhất ${maximum} ký tự.`;
      if (issue.origin === 'array' || issue.origin === 'set') return `nhiều quá, nhiều nhất ${maximum} mục.`;
      return `cần từ ${maximum} trở xuống.`;
    }
    case 'invalid_format':
      return FORMAT_NAMES[issue.format] ? `cần là ${FORMAT_NAMES[issue.format]}.` : 'không đúng dạng.';
    case 'invalid_value':
      return `cần là một trong: ${issue.values.map(String).join(', ')}.`;
    case 'unrecognized_keys':
      return `có trường lạ: ${issue.keys.slice(0, 5).join(', ')}.`;
    case 'not_multiple_of':
      return `cần chia hết cho ${issue.divisor}.`;
    default:
      return 'chưa đúng.';
  }
};

export interface FieldIssue {
  /** `body.at`, `query.page`, `params.id`; list positions as numbers: `body.items.0.text`. */
  readonly place: string;
  readonly message: string;
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly [FieldIssue, ...FieldIssue[]] };

/** At most this many wrong fields are listed in one answer. */
const MAX_ISSUES = 20;

/** Checks one part of a request by its schema; every wrong field comes back with its place and a Vietnamese sentence. */
export const checkPart = async <S extends z.ZodType>(
  schema: S,
  value: unknown,
  part: 'params' | 'query' | 'body',
): Promise<Checked<z.output<S>>> => {
  const parsed = await schema.safeParseAsync(value, { error: (issue) => sentenceOf(issue) });
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = parsed.error.issues.slice(0, MAX_ISSUES).map((issue): FieldIssue => {
    const place = [part, ...issue.path.map(String)].join('.');
    const field = issue.path.length > 0 ? issue.path.map(String).join('.') : 'dữ liệu';
    return { place, message: `Trường "${field}" ${issue.message}` };
  });
  const [first = { place: part, message: 'Dữ liệu chưa đúng.' }, ...rest] = issues;
  return { ok: false, issues: [first, ...rest] };
};
