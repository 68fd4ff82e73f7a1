import type { z } from 'zod';
import type { Finding, Place } from './problem.ts';
import { remedyFor } from './suggest.ts';

const TYPES: Readonly<Record<string, string>> = {
  string: 'một đoạn chữ',
  number: 'một số',
  int: 'một số nguyên',
  boolean: 'true hoặc false',
  array: 'một danh sách (mỗi dòng bắt đầu bằng dấu -)',
  object: 'một nhóm khóa: giá trị',
  record: 'một nhóm khóa: giá trị',
};

const at = (data: unknown, place: Place): unknown =>
  place.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    data,
  );

const quoted = (key: string | number | undefined): string => (key === undefined ? 'Tệp' : `"${key}"`);

type Issue = z.core.$ZodIssue;

/** Words that our own schemas put on an issue are Vietnamese and begin with a small letter; zod's are English. */
const ownWords = (issue: Issue): string | undefined =>
  /^(?:Invalid|Too|Unrecognized|Expected|Number|String|Array)/.test(issue.message) ? undefined : issue.message;

const one = (issue: Issue, data: unknown, base: Place, known: readonly string[]): Finding[] => {
  const place = [...base, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  const name = quoted(place.at(-1));
  const own = ownWords(issue);
  const missing = at(data, issue.path as Place) === undefined;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      place: [...place, key],
      rule: 'unknown-key',
      message: `Không có khóa "${key}" ở đây.`,
      remedy: issue.path.length === 0 ? remedyFor(key, known, 'Các khóa dùng được') : 'Bỏ khóa này hoặc sửa lại tên.',
    }));
  if (missing && issue.code !== 'custom')
    return [{ place, rule: 'missing-key', message: `Thiếu ${name}.`, remedy: `Thêm dòng ${place.at(-1)}: …` }];
  const bad = (message: string, remedy: string): Finding[] => [{ place, rule: 'bad-value', message, remedy }];
  if (own !== undefined) return bad(`${name}: ${own}.`, 'Sửa lại giá trị này.');
  switch (issue.code) {
    case 'invalid_type':
      return bad(`${name} phải là ${TYPES[issue.expected] ?? issue.expected}.`, 'Sửa lại giá trị này.');
    case 'invalid_value':
      return bad(
        `${name} không nhận giá trị "${String(at(data, issue.path as Place))}".`,
        remedyFor(String(at(data, issue.path as Place)), issue.values.map(String), 'Các giá trị dùng được'),
      );
    case 'too_small':
      return bad(`${name} nhỏ hơn hoặc ít hơn ${issue.minimum}.`, `Ít nhất là ${issue.minimum}.`);
    case 'too_big':
      return bad(`${name} lớn hơn hoặc nhiều hơn ${issue.maximum}.`, `Nhiều nhất là ${issue.maximum}.`);
    case 'invalid_key':
      return bad(`Tên ${name} không dùng được.`, 'Tên chỉ gồm chữ không dấu, số và dấu gạch dưới.');
    case 'invalid_union': {
      // The branch that got furthest is the one that was meant: its deepest place, or its only complaint.
      const branches = [...issue.errors].sort(
        (a, b) => Math.max(...b.map((i) => i.path.length)) - Math.max(...a.map((i) => i.path.length)),
      );
      const deepest = branches.find((branch) =>
        branch.some((i) => i.path.length > 0 || i.code === 'unrecognized_keys'),
      );
      if (deepest) {
        const inner = at(data, issue.path as Place);
        return deepest.flatMap((i) => one(i, inner, place, []));
      }
      const words = branches.flat().map(ownWords).find(Boolean);
      return bad(`${name} ${words ?? 'viết chưa đúng dạng'}.`, 'Xem cách viết của bước này trong docs/flows.md.');
    }
    default:
      return bad(`${name} viết chưa đúng dạng.`, 'Xem cách viết của bước này trong docs/flows.md.');
  }
};

/** zod's issues as findings; `base` is the place of `data` in the file, `known` the keys that may stand at its top. */
export const findingsOf = (error: z.ZodError, data: unknown, base: Place, known: readonly string[]): Finding[] =>
  error.issues.flatMap((issue) => one(issue, data, base, known));
