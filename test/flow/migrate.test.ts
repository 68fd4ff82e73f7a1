import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { MIGRATIONS, type Migration, migrate } from '../../src/flow/read/migrate.ts';
import { FORMAT } from '../../src/flow/schema/flow.ts';

const FOLDER = join(import.meta.dirname, 'migrations');
const pair = (name: string, side: 'before' | 'after'): unknown =>
  parse(readFileSync(join(FOLDER, `${name}.${side}.yaml`), 'utf8'));

describe('migrations of the file format', () => {
  test('there is one for every version before the present, with a pair of files', () => {
    expect(Object.keys(MIGRATIONS).map(Number)).toEqual(Array.from({ length: FORMAT - 1 }, (_, index) => index + 1));
    for (const from of Object.keys(MIGRATIONS))
      expect(migrate(pair(`${from}-to-${Number(from) + 1}`, 'before')).data).toEqual(
        migrate(pair(`${from}-to-${Number(from) + 1}`, 'after')).data,
      );
  });

  /** Two changes that the format never had: `text` became `say`, then `say` became a list. */
  const invented: Readonly<Record<number, Migration>> = {
    1: (data) => ({ ...data, steps: (data.steps as { text: string }[]).map(({ text }) => ({ say: text })) }),
    2: (data) => ({ ...data, steps: (data.steps as { say: string }[]).map(({ say }) => ({ say: [say] })) }),
  };

  test('run one after another up to the present version', () => {
    const before = pair('invented', 'before');
    const copy = structuredClone(before);
    expect(migrate(before, invented, 3)).toEqual({ data: pair('invented', 'after') });
    expect(before).toEqual(copy);
  });

  test.each([
    [9, 'Không đọc được định dạng 9; chương trình này đọc định dạng 3.'],
    [0, 'Không đọc được định dạng 0; chương trình này đọc định dạng 3.'],
    [-3, 'Không đọc được định dạng -3; chương trình này đọc định dạng 3.'],
  ])('format %d is refused', (format, message) => {
    expect(migrate({ format }, invented, 3).finding?.message).toBe(message);
  });

  test.each([[null], ['x'], [[1]], [{}], [{ format: '1' }], [{ format: 1.5 }]])('%j is left to the schema', (data) => {
    expect(migrate(data, invented, 3)).toEqual({ data });
  });
});
