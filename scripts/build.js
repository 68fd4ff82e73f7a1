// What `npm start` and the `chihoi` command build before they run: whatever is missing or older than its sources.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const SERVER = {
  built: 'dist/main.js',
  sources: ['src', 'vite.server.config.ts', 'package-lock.json'],
  except: 'console',
};
const CONSOLE = { built: 'dist/console/index.html', sources: ['src/console', 'package-lock.json'] };

/** When anything in a folder last changed; `except` is a name at its top that does not count. */
const newest = (path, except) => {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const names = readdirSync(path).filter((name) => name !== except);
  return Math.max(stat.mtimeMs, ...names.map((name) => newest(join(path, name))));
};

const isStale = ({ built, sources, except }) => {
  const path = join(root, built);
  if (!existsSync(path)) return true;
  const since = statSync(path).mtimeMs;
  return sources.some((source) => newest(join(root, source), except) > since);
};

/** A production image has no sources to build from: what was built there is used as it is. */
const canBuild = () => existsSync(join(root, 'node_modules', '.bin', 'vite')) && existsSync(join(root, 'src'));

// Words go to standard error: what a command prints may be read by another program.
const build = (part, what, command, args) => {
  if (!canBuild() || !isStale(part)) return;
  console.error(what);
  const { status, error } = spawnSync(join(root, 'node_modules', '.bin', command), args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error || status !== 0) {
    console.error(`Không dựng được (${command}). Chị chạy lại "npm ci" rồi thử lại.`);
    process.exit(1);
  }
  // The compiler leaves a file alone that would be the same, and then it would look old for ever.
  const now = new Date();
  utimesSync(join(root, part.built), now, now);
};

/** Builds the server where needed; ends the process with a sentence when that fails. */
export const buildServer = () =>
  build(SERVER, 'Đang dựng máy chủ…', 'vite', ['build', '--config', 'vite.server.config.ts', '--logLevel', 'error']);

/** Builds the console where needed. */
export const buildConsole = () =>
  build(CONSOLE, 'Đang dựng trang quản trị (lần đầu mất chừng nửa phút)…', 'vite', [
    'build',
    '--config',
    'src/console/vite.config.ts',
    '--logLevel',
    'error',
  ]);
