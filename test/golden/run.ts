import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { DEFAULT_ZONE } from '../../src/base/time.ts';
import { type Action, type ActionTable, action } from '../../src/flow/action.ts';
import { checkFlows, formatProblem } from '../../src/flow/check/check.ts';
import { readFlow } from '../../src/flow/compile/flow-file.ts';
import type { CompiledFlow } from '../../src/flow/compile/ops.ts';
import { createEngine } from '../../src/flow/engine/engine.ts';
import { flowLibrary } from '../../src/flow/library.ts';
import { GoldenCase } from '../../src/flow/play/case.ts';
import { Scenario, type Shown } from '../../src/flow/play/scenario.ts';
import { vietnamese } from '../../src/language/index.ts';

/** Set to rewrite what is expected: `UPDATE_GOLDEN=1 npx vitest run test/golden`. */
export const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

const CASE_ENDING = '.golden.yaml';

const anything: Action = action({
  about: 'Any action.',
  args: z.looseObject({}),
  result: z.any(),
  run: async () => ({}),
});

/**
 * Stands for the real actions: golden cases give the results themselves. Names and arguments are checked against the
 * real table by `chihoi flow check` and its test.
 */
const actionsNamedBy = (flows: readonly (CompiledFlow | undefined)[]): ActionTable => {
  const named = flows.flatMap((flow) =>
    (flow?.ops ?? []).flatMap((op) => ('action' in op && op.action !== undefined ? [op.action] : [])),
  );
  return Object.fromEntries([...named, 'org.find_person', 'org.find_unit'].map((name) => [name, anything]));
};

const namesIn = (folder: string, ending: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(ending))
        .sort()
    : [];

/** The flows of a folder, checked together; throws with every problem. */
export const loadFlows = (folder: string): readonly CompiledFlow[] => {
  const files = namesIn(folder, '.yaml').map((name) => ({
    path: `${folder.split('/').at(-1)}/${name}`,
    source: readFileSync(join(folder, name), 'utf8'),
  }));
  const read = files.map(({ path, source }) => readFlow(path, source).flow);
  const { flows, problems } = checkFlows(files, actionsNamedBy(read));
  if (problems.length > 0) throw new Error(problems.map(formatProblem).join('\n'));
  return flows;
};

export interface GoldenFile {
  readonly name: string;
  readonly path: string;
  readonly case: GoldenCase;
}

export const loadCases = (folder: string): GoldenFile[] =>
  namesIn(folder, CASE_ENDING).map((name) => {
    const path = join(folder, name);
    const parsed = GoldenCase.safeParse(parseDocument(readFileSync(path, 'utf8')).toJS());
    if (!parsed.success) throw new Error(`${name}: ${z.prettifyError(parsed.error)}`);
    return { name, path, case: parsed.data };
  });

/** What came out at every turn. */
export const playCase = (flows: readonly CompiledFlow[], { name, case: golden }: GoldenFile): Shown[][] => {
  const library = flowLibrary(flows, vietnamese);
  const flow = library.find(golden.flow);
  if (!flow) throw new Error(`${name}: there is no flow "${golden.flow}"`);
  const engine = createEngine({ flows: library, understanding: vietnamese, zone: DEFAULT_ZONE });
  const scenario = new Scenario(engine, golden, flow.scope === 'group' && golden.thread === 'group');
  return golden.turns.map((turn, index) => {
    try {
      return scenario.turn(turn.in);
    } catch (error) {
      throw new Error(`${name}, turn ${index + 1}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
};

/** Writes what came out into the file, leaving its inputs and comments as they are. */
export const rewrite = (path: string, outputs: readonly (readonly Shown[])[]): void => {
  const document = parseDocument(readFileSync(path, 'utf8'));
  outputs.forEach((out, index) => {
    document.setIn(['turns', index, 'out'], document.createNode(JSON.parse(JSON.stringify(out))));
  });
  writeFileSync(path, document.toString({ lineWidth: 0 }));
};
