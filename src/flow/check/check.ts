import { basename } from 'node:path';
import type { ActionTable } from '../action.ts';
import { type ReadFlow, readFlow } from '../compile/flow-file.ts';
import type { CompiledFlow } from '../compile/ops.ts';
import type { Finding, Problem } from '../read/problem.ts';
import { checkActions } from './actions.ts';
import { checkCalls, checkDefaults, checkTriggers, checkTriggerVars } from './flows.ts';
import { checkReach, checkSteps, checkTimeout } from './steps.ts';
import { checkNames, checkVariables } from './variables.ts';

export interface FlowFile {
  /** As it is shown in problems: `flows/menu.yaml`. */
  readonly path: string;
  readonly source: string;
}

export interface CheckedFlows {
  /** Flows without problems of their own; only these may run. */
  readonly flows: readonly CompiledFlow[];
  /** By file and line. */
  readonly problems: readonly Problem[];
}

const nameOf = (path: string): string => basename(path).replace(/\.ya?ml$/, '');

const nameFindings = (path: string, flow: CompiledFlow, seen: ReadonlyMap<string, string>): Finding[] => {
  if (flow.name !== nameOf(path)) {
    const remedy = `Viết flow: ${nameOf(path)}, hoặc đổi tên tệp thành ${flow.name}.yaml.`;
    return [{ place: ['flow'], rule: 'flow-name', message: `Tên "${flow.name}" khác tên tệp.`, remedy }];
  }
  const other = seen.get(flow.name);
  if (other === undefined) return [];
  const message = `Kịch bản "${flow.name}" đã có ở ${other}.`;
  return [{ place: ['flow'], rule: 'duplicate-flow', message, remedy: 'Đổi tên một trong hai.' }];
};

/**
 * Checks a whole set of flow files together, with the actions that they may `do`. Never throws. A problem names file,
 * line, rule and remedy; a flow with problems is left out of `flows`.
 */
export const checkFlows = (files: readonly FlowFile[], actions: ActionTable): CheckedFlows => {
  const problems: Problem[] = [];
  const read = files.map(({ path, source }) => ({ path, ...readFlow(path, source) }));
  const seen = new Map<string, string>();
  const good: { flow: CompiledFlow; file: ReadFlow }[] = [];
  const byName = new Map<string, CompiledFlow>();
  for (const file of read) {
    problems.push(...file.problems);
    if (!file.flow) continue;
    const findings = nameFindings(file.path, file.flow, seen);
    if (findings.length > 0) problems.push(...findings.map(file.problem));
    else {
      seen.set(file.flow.name, file.path);
      byName.set(file.flow.name, file.flow);
      good.push({ flow: file.flow, file });
    }
  }
  // A file that cannot be read has its own problem; calls of it are not one more.
  const present = new Set(files.map(({ path }) => nameOf(path)));
  for (const { flow, file } of good) {
    const findings = [
      ...checkNames(flow),
      ...checkDefaults(flow),
      ...checkTriggerVars(flow),
      ...checkTimeout(flow),
      ...checkSteps(flow),
      ...checkReach(flow),
      ...checkVariables(flow, actions),
      ...checkActions(flow, actions),
      ...checkCalls(flow, byName, present),
    ];
    problems.push(...findings.map(file.problem));
  }
  for (const { flow, finding } of checkTriggers(good.map(({ flow }) => flow))) {
    const file = good.find((one) => one.flow === flow)?.file;
    if (file) problems.push(file.problem(finding));
  }
  const order = new Map(files.map(({ path }, index) => [path, index]));
  const unique = [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()].sort(
    (a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line,
  );
  const broken = new Set(unique.map(({ file }) => file));
  return {
    flows: good.filter(({ flow }) => !broken.has(seen.get(flow.name) ?? '')).map(({ flow }) => flow),
    problems: unique,
  };
};

/** `flows/menu.yaml:12 unknown-key: Không có khóa "labl" ở đây. Có phải là "label"?` */
export const formatProblem = ({ file, line, rule, message, remedy }: Problem): string =>
  `${file}:${line} ${rule}: ${message} ${remedy}`;
