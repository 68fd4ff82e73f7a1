import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCases, loadFlows, playCase, rewrite, UPDATE } from './run.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The product's own flows, and the samples on which the harness itself is tried. */
const FOLDERS = [
  { title: 'flows/', flows: join(ROOT, 'flows'), cases: import.meta.dirname },
  { title: 'sample flows', flows: join(ROOT, 'test/flow/flows'), cases: join(ROOT, 'test/flow/golden') },
];

describe.each(FOLDERS)('golden conversations of $title', ({ flows: folder, cases }) => {
  const flows = loadFlows(folder);
  const files = loadCases(cases);

  test('every flow has a case, and every case a flow', () => {
    const covered = new Set(files.map((file) => file.case.flow));
    expect(flows.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
    expect(files.filter((file) => !file.name.startsWith(file.case.flow)).map(({ name }) => name)).toEqual([]);
  });

  for (const file of files) {
    test(file.name, () => {
      const outputs = playCase(flows, file);
      if (UPDATE) rewrite(file.path, outputs);
      else
        outputs.forEach((out, index) => {
          expect(JSON.parse(JSON.stringify(out)), `turn ${index + 1}`).toEqual(file.case.turns[index]?.out ?? []);
        });
    });
  }
});
