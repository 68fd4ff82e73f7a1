// `npm test`: types, the import rules and every suite, then one closing line: how many passed, failed and were skipped,
// and why anything was skipped.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);
const out = mkdtempSync(join(tmpdir(), 'chihoi-test-'));
const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' };

const types = ['tsconfig.json', 'tsconfig.console.json'].filter(
  (config) => spawnSync(bin('tsc'), ['-p', config], options).status !== 0,
);
const report = join(out, 'report.json');
const reasons = join(out, 'skipped.txt');
const ran = spawnSync(
  bin('vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { ...options, env: { ...process.env, CHIHOI_SKIPPED: reasons } },
);

let counts = { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0 };
let why = '';
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} catch {
  console.error('The test runner left no report.');
}
try {
  why = readFileSync(reasons, 'utf8');
} catch {
  // Nothing was skipped with a reason.
}
rmSync(out, { recursive: true, force: true });

const failed = counts.numFailedTests + types.length + (ran.status !== 0 && counts.numFailedTests === 0 ? 1 : 0);
const skipped = counts.numPendingTests + counts.numTodoTests;
if (types.length > 0) console.log(`\nType errors: ${types.join(', ')}`);
if (why !== '') console.log(`\nNotes:\n${[...new Set(why.trim().split('\n'))].map((line) => `  ${line}`).join('\n')}`);
console.log(`\n${counts.numPassedTests} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 ? 1 : 0);
