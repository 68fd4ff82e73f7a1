import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFlows, formatProblem } from '../../../src/flow/check/check.ts';
import type { CompiledFlow } from '../../../src/flow/compile/ops.ts';
import { testActions } from './actions.ts';

const FOLDER = join(import.meta.dirname, '..', 'flows');

/** The sample flows of these tests, checked. */
export const sampleFlows = (): readonly CompiledFlow[] => {
  const files = readdirSync(FOLDER).map((name) => ({ path: name, source: readFileSync(join(FOLDER, name), 'utf8') }));
  const { flows, problems } = checkFlows(files, testActions);
  if (problems.length > 0) throw new Error(problems.map(formatProblem).join('\n'));
  return flows;
};

/** Flows written in a test itself: name to steps and header. */
export const flowsOf = (sources: Readonly<Record<string, string>>): readonly CompiledFlow[] => {
  const files = Object.entries(sources).map(([name, source]) => ({
    path: `${name}.yaml`,
    source: source.startsWith('flow:') ? source : `flow: ${name}\nformat: 1\ntitle: ${name}\n${source}`,
  }));
  const { flows, problems } = checkFlows(files, testActions);
  if (problems.length > 0) throw new Error(problems.map(formatProblem).join('\n'));
  return flows;
};
