import { migrate } from '../read/migrate.ts';
import type { Finding, Problem } from '../read/problem.ts';
import { readTree } from '../read/tree.ts';
import { readYaml } from '../read/yaml.ts';
import { compileTree } from './compile.ts';
import type { CompiledFlow } from './ops.ts';

export interface ReadFlow {
  readonly flow?: CompiledFlow;
  readonly problems: readonly Problem[];
  /** A finding about this file with its line. */
  problem(finding: Finding): Problem;
}

/** Reads, migrates, checks the shape of and compiles one file. Never throws. */
export const readFlow = (path: string, source: string): ReadFlow => {
  const file = readYaml(source);
  const problem = ({ place, rule, message, remedy }: Finding): Problem => ({
    file: path,
    line: file.line(place),
    rule,
    message,
    remedy,
  });
  const done = (findings: readonly Finding[], flow?: CompiledFlow): ReadFlow => ({
    problems: findings.map(problem),
    problem,
    ...(flow && { flow }),
  });
  if (file.findings.length > 0) return done(file.findings);
  const migrated = migrate(file.data);
  if (migrated.finding) return done([migrated.finding]);
  const { tree, findings } = readTree(migrated.data);
  if (!tree || findings.length > 0) return done(findings);
  const compiled = compileTree(tree, migrated.data);
  return done(compiled.findings, compiled.flow);
};

/** A stored version (`CompiledFlow.source`) compiled again, for sessions that started with it. Undefined: it is damaged. */
export const recompileFlow = (source: unknown): CompiledFlow | undefined => {
  const { tree, findings } = readTree(migrate(source).data);
  return tree && findings.length === 0 ? compileTree(tree, source).flow : undefined;
};
