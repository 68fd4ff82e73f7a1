import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';
import { isDay } from './days.ts';
import { pathOf } from './tree.ts';
import { LEVELS, type UnitRecord } from './types.ts';

/** Reads the unit data of content/don-vi: one YAML file for each structure of units. */

const day = z.string().refine(isDay, { message: 'phải là một ngày dạng 2025-07-01, trong dấu nháy' });
const unitId = z.string().regex(/^[a-z0-9-]+$/, { message: 'chỉ gồm chữ thường không dấu, số và gạch nối' });

const UnitFile = z.strictObject({
  /** Raised with every change of the file, so that the next start reads it again. */
  version: z.number().int().positive(),
  validFrom: day,
  validTo: day.optional(),
  units: z
    .array(
      z.strictObject({
        id: unitId,
        code: z.string().regex(/^\d{2,5}$/, { message: 'là mã số trong dấu nháy, ví dụ "01864"' }),
        name: z.string().min(2),
        level: z.enum(Object.keys(LEVELS) as [keyof typeof LEVELS, ...(keyof typeof LEVELS)[]]),
        parent: unitId.optional(),
        successorOf: z.array(unitId).default([]),
        aliases: z.array(z.string().min(2)).default([]),
      }),
    )
    .min(1),
});

export interface UnitsOfFile {
  /** `2025-thai-nguyen.yaml`. */
  readonly file: string;
  readonly version: number;
  readonly units: readonly UnitRecord[];
}

/** One file's text → its units with paths. Parents stand before their children in the file. */
export const parseUnitFile = (file: string, text: string): Result<UnitsOfFile> => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (path: readonly PropertyKey[]): string => {
    const node = document.getIn(path as unknown[], true) as { range?: [number, number, number] } | undefined;
    return node?.range === undefined ? file : `${file}:${lines.linePos(node.range[0]).line}`;
  };
  const broken = (place: string, what: string) =>
    fail('org.bad_unit_file', `${place}: ${what}. Chị sửa tệp đơn vị rồi khởi động lại.`, place);
  const [error] = document.errors;
  if (error !== undefined) return broken(`${file}:${error.linePos?.[0].line ?? 1}`, 'tệp YAML sai cú pháp');
  const parsed = UnitFile.safeParse(document.toJS());
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return broken(at(issue?.path ?? []), `mục “${issue?.path.join('.')}” ${issue?.message}`);
  }
  const byId = new Map<string, UnitRecord>();
  for (const [i, { parent, ...unit }] of parsed.data.units.entries()) {
    const above = parent === undefined ? undefined : byId.get(parent);
    if (parent !== undefined && above === undefined)
      return broken(at(['units', i, 'parent']), `đơn vị cấp trên “${parent}” chưa có ở phía trên trong tệp`);
    if (byId.has(unit.id)) return broken(at(['units', i, 'id']), `mã “${unit.id}” bị trùng`);
    byId.set(unit.id, {
      ...unit,
      ...(above === undefined ? {} : { parent: above.id }),
      path: pathOf(unit.id, above),
      validFrom: parsed.data.validFrom,
      ...(parsed.data.validTo === undefined ? {} : { validTo: parsed.data.validTo }),
      names: [],
    });
  }
  return ok({ file, version: parsed.data.version, units: [...byId.values()] });
};

/** Every `*.yaml` of the folder, in order of name; the first fault ends it. */
export const readUnitFiles = async (folder: string): Promise<Result<UnitsOfFile[]>> => {
  const entries = await readdir(folder).catch(() => undefined);
  if (entries === undefined)
    return fail('org.bad_unit_folder', `Không đọc được thư mục đơn vị ${folder}. Chị kiểm tra CONTENT_DIR.`, folder);
  const names = entries.filter((name) => /\.ya?ml$/.test(name)).sort();
  const files: UnitsOfFile[] = [];
  for (const name of names) {
    const parsed = parseUnitFile(name, await readFile(join(folder, name), 'utf8'));
    if (!parsed.ok) return parsed;
    files.push(parsed.value);
  }
  const known = new Set(files.flatMap((file) => file.units.map((unit) => unit.id)));
  for (const { file, units } of files) {
    for (const unit of units) {
      const lost = unit.successorOf.find((id) => !known.has(id));
      if (lost !== undefined)
        return fail(
          'org.bad_unit_file',
          `${file}: ${unit.name} nhập từ “${lost}”, nhưng không tệp nào có đơn vị này. Chị sửa tệp rồi khởi động lại.`,
          file,
        );
    }
  }
  return ok(files);
};
