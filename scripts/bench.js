// `npm run bench [-- --only flow] [-- --json FILE]`: compiles the sources and the benchmarks to plain JavaScript, as they
// run in production, and runs them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildServer, root } from './build.js';

const run = (command, args) => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
};
// What `npm start` runs is measured as `npm start` runs it.
buildServer();
run(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.bench.json']);
run(process.execPath, ['--enable-source-maps', 'dist/.bench/test/bench/main.js', ...process.argv.slice(2)]);
