// `npm start`: builds what is missing or older than its sources, then runs the program in this process.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const newest = (path) => {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
};

const isStale = (built, sources) =>
  !existsSync(join(root, built)) ||
  sources.some((source) => newest(join(root, source)) > statSync(join(root, built)).mtimeMs);

const run = (what, command, args) => {
  console.log(what);
  const bin = join(root, 'node_modules', '.bin', command);
  const { status, error } = spawnSync(bin, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error || status !== 0) {
    console.error(`Không dựng được (${command}). Chị chạy lại "npm ci" rồi "npm start".`);
    process.exit(1);
  }
};

/** A production image has no sources to build from: what was built there is used as it is. */
const canBuild = existsSync(join(root, 'node_modules', '.bin', 'tsc')) && existsSync(join(root, 'src'));

if (canBuild && isStale('dist/main.js', ['src', 'package-lock.json'])) {
  run('Đang dựng máy chủ…', 'tsc', ['-p', 'tsconfig.build.json']);
}
if (canBuild && isStale('dist/console/index.html', ['src/console', 'package-lock.json'])) {
  run('Đang dựng trang quản trị (lần đầu mất chừng nửa phút)…', 'vite', [
    'build',
    '--config',
    'src/console/vite.config.ts',
    '--logLevel',
    'error',
  ]);
}

process.chdir(root);
const { main } = await import(new URL('../dist/main.js', import.meta.url));
await main();
