// `npm run dev:zalo`: the product with an emulated Zalo beside it, so that anyone can try the personal account without
// one. The emulator's page stands for the phones: it scans the QR code and writes as an officer. Data: ./data/dev-zalo.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { buildConsole, buildServer, root } from './build.js';

/** Fixed, so that an account added at the first run is found again at the next. */
const EMULATOR_PORT = '4010';

process.chdir(root);
process.env.DATA_DIR ??= './data/dev-zalo';
buildServer();
buildConsole();
await build({
  configFile: false,
  logLevel: 'error',
  build: {
    ssr: 'test/emulators/zalo-personal/main.ts',
    outDir: 'dist/dev',
    minify: false,
    rolldownOptions: { output: { entryFileNames: 'zalo-personal.mjs' } },
  },
});

const emulator = spawn(
  process.execPath,
  [join('dist', 'dev', 'zalo-personal.mjs'), '--sample', '--port', EMULATOR_PORT],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
process.on('exit', () => emulator.kill());
const { url } = JSON.parse(await new Promise((line) => createInterface({ input: emulator.stdout }).once('line', line)));

const chihoi = (...args) => spawnSync(process.execPath, ['bin/chihoi.js', 'channel', ...args], { encoding: 'utf8' });
if (!chihoi('list').stdout.includes('zalo-personal-')) {
  const added = chihoi('add', 'zalo-personal', '--name', 'Zalo mô phỏng', '--api-base', url);
  if (added.status !== 0) {
    console.error(added.stderr || added.stdout);
    process.exit(1);
  }
}
console.log(`\nZalo mô phỏng: ${url}\nMở trang quản trị, mục Kênh, lấy mã QR; rồi quét mã ở trang Zalo mô phỏng.`);
const { main } = await import(new URL('../dist/main.js', import.meta.url));
await main();
