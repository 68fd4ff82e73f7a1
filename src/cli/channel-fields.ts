import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { KindView } from '../accounts/types.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { Field } from '../channels/kind.ts';
import type { Terminal } from './terminal.ts';

/** Far above any token, key or saved session. */
const MAX_FILE_CHARACTERS = 1_000_000;

export type FieldValue = string | number | boolean;

/** Where a field's value is to come from. `path` `-` is standard input. */
export type FieldSource =
  | { readonly type: 'value'; readonly field: Field; readonly text: string }
  | { readonly type: 'file'; readonly field: Field; readonly path: string }
  | { readonly type: 'values_file'; readonly path: string };

/** `--oa-secret-key` for `oaSecretKey`. */
export const optionOf = ({ name }: Pick<Field, 'name'>): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** An option as it is typed for a field: secrets are read from files alone. */
export const usageOf = (field: Field): string =>
  field.secret ? `${optionOf(field)}-file <tệp>` : `${optionOf(field)} <giá trị>`;

const refuseSecret = (field: Field) =>
  fail(
    'cli.secret_argument',
    `“${field.label}” là bí mật, không ghi trên dòng lệnh: ai xem danh sách tiến trình hay lịch sử lệnh cũng đọc được. Ghi vào một tệp rồi dùng ${optionOf(field)}-file <tệp>, hoặc ${optionOf(field)}-file - để đọc từ đầu vào chuẩn.`,
  );

/**
 * Pure: what stands on the command line after the words that every kind has. A secret given as an argument is refused by
 * its name, never repeated.
 */
export const fieldSources = (kind: KindView, args: readonly string[]): Result<readonly FieldSource[]> => {
  const sources: FieldSource[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const [option = '', ...attached] = (args[at] ?? '').split('=');
    const field = kind.fields.find((one) => optionOf(one) === option || `--${one.name}` === option);
    if (field?.secret) return refuseSecret(field);
    const fileField = kind.fields.find((one) => [`${optionOf(one)}-file`, `--${one.name}-file`].includes(option));
    if (!field && !fileField && option !== '--values-file') {
      const known = [...kind.fields.map(usageOf), '--values-file <tệp JSON>'].join(', ');
      // What is no option may be a secret that lost its own: it is not repeated.
      const what = option.startsWith('--') ? `tùy chọn “${option}”` : 'giá trị không có tùy chọn đứng trước';
      return fail('cli.unknown_field', `${kind.label} không có ${what}. Dùng được: ${known}.`);
    }
    let text: string;
    if (attached.length > 0) text = attached.join('=');
    else {
      at += 1;
      const next = args[at];
      if (next === undefined) return fail('cli.missing_value', `Tùy chọn ${option} cần một giá trị đi sau.`);
      text = next;
    }
    if (field) sources.push({ type: 'value', field, text });
    else if (fileField) sources.push({ type: 'file', field: fileField, path: text });
    else sources.push({ type: 'values_file', path: text });
  }
  const fromStdin = sources.filter((source) => source.type !== 'value' && source.path === '-');
  return fromStdin.length > 1
    ? fail('cli.stdin_twice', 'Đầu vào chuẩn (-) chỉ đọc được cho một mục. Các mục khác chị ghi vào tệp.')
    : ok(sources);
};

const SWITCHES: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  co: true,
  khong: false,
  '1': true,
  '0': false,
};

const typedValue = (field: Field, text: string): Result<FieldValue> => {
  if (field.input === 'switch') {
    const value = SWITCHES[text.trim().toLowerCase()];
    return value === undefined ? fail('cli.not_a_switch', `${optionOf(field)} cần là true hoặc false.`) : ok(value);
  }
  if (field.input === 'number') {
    const value = Number(text);
    return text.trim() === '' || Number.isNaN(value)
      ? fail('cli.not_a_number', `${optionOf(field)} cần là một số.`)
      : ok(value);
  }
  return ok(text);
};

const wholeInput = async ({ lines }: Terminal): Promise<string> => {
  const all: string[] = [];
  for await (const line of lines()) all.push(line);
  return all.join('\n');
};

const readSource = async (path: string, terminal: Terminal): Promise<Result<string>> => {
  try {
    const content = path === '-' ? await wholeInput(terminal) : await readFile(resolve(terminal.cwd, path), 'utf8');
    if (content.length > MAX_FILE_CHARACTERS) return fail('cli.file_too_large', `Tệp ${path} quá lớn.`);
    return ok(content.replace(/^\uFEFF/, '').trim());
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'không có tệp này' : code === 'EACCES' ? 'không có quyền đọc' : 'không mở được';
    return fail('cli.file_unreadable', `Không đọc được ${path}: ${why}.`);
  }
};

const parseValues = (path: string, content: string): Result<Readonly<Record<string, FieldValue>>> => {
  const wrong = fail('cli.values_file', `Tệp ${path} cần là một đối tượng JSON, mỗi mục một giá trị: {"token": "…"}.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    return wrong;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return wrong;
  const values: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(parsed)) {
    // A session is kept as an object; its field takes it as text.
    values[name] =
      typeof value === 'object' && value !== null
        ? JSON.stringify(value)
        : typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
          ? value
          : '';
  }
  return ok(values);
};

/** Reads what the sources name. A file of all values gives way to options that name one. */
export const readFields = async (
  sources: readonly FieldSource[],
  terminal: Terminal,
): Promise<Result<Record<string, FieldValue>>> => {
  let all: Record<string, FieldValue> = {};
  const single: Record<string, FieldValue> = {};
  for (const source of sources) {
    if (source.type === 'values_file') {
      const content = await readSource(source.path, terminal);
      if (!content.ok) return content;
      const values = parseValues(source.path, content.value);
      if (!values.ok) return values;
      all = { ...all, ...values.value };
      continue;
    }
    const text = source.type === 'value' ? ok(source.text) : await readSource(source.path, terminal);
    if (!text.ok) return text;
    const value = typedValue(source.field, text.value);
    if (!value.ok) return value;
    single[source.field.name] = value.value;
  }
  return ok({ ...all, ...single });
};
