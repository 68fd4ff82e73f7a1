import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkFlows, formatProblem } from '../../src/flow/check/check.ts';
import { RULES } from '../../src/flow/read/problem.ts';
import { testActions } from './support/actions.ts';

/**
 * One broken file (or folder of files) per rule, named by it; `expected.yaml` holds the exact words. The file that is no
 * YAML at all is a `.txt`, so that the formatter leaves it alone.
 */
const FOLDER = join(import.meta.dirname, 'broken');
const EXPECTED = join(FOLDER, 'expected.yaml');

const filesOf = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => filesOf(join(path, name)))
    : [path];

const problemsOf = (entry: string): readonly { rule: string; text: string }[] => {
  const files = filesOf(join(FOLDER, entry)).map((path) => ({
    path: relative(FOLDER, path),
    source: readFileSync(path, 'utf8'),
  }));
  return checkFlows(files, testActions).problems.map((problem) => ({
    rule: problem.rule,
    text: formatProblem(problem),
  }));
};

const entries = readdirSync(FOLDER).filter((name) => name !== 'expected.yaml');
const ruleOf = (entry: string): string => entry.replace(/\.(?:yaml|txt)$/, '');
const expected = parse(readFileSync(EXPECTED, 'utf8')) as Record<string, string[]>;

test('every rule has a broken file', () => {
  expect(entries.map(ruleOf).sort()).toEqual([...RULES].sort());
});

if (process.env['UPDATE_GOLDEN'] === '1')
  test('rewrites what is expected', () => {
    const found = Object.fromEntries(
      entries.map((entry) => [ruleOf(entry), problemsOf(entry).map(({ text }) => text)]),
    );
    writeFileSync(EXPECTED, stringify(found, { lineWidth: 0 }));
  });
else
  test.each(entries.map((entry) => [ruleOf(entry), entry]))('%s is named with file, line and remedy', (rule, entry) => {
    const problems = problemsOf(entry);
    expect(problems.map((problem) => problem.text)).toEqual(expected[rule]);
    expect(new Set(problems.map((problem) => problem.rule))).toEqual(new Set([rule]));
  });
