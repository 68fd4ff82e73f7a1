// `npm run dev:zalo [-- zalo-oa | zalo-bot]`: the product with an emulated Zalo beside it, so that anyone can try a
// channel without an account. Default: the personal account. The emulator's page stands for the phones: it scans the QR
// code and writes as an officer. Data: ./data/dev-zalo.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { buildConsole, buildServer, root } from './build.js';

const product = `http://localhost:${process.env.PORT ?? 3000}`;

/** Fixed ports, so that an account added at the first run is found again at the next. `values`: by the kind's fields. */
const KINDS = {
  'zalo-personal': {
    port: '4010',
    args: [],
    values: ({ url }) => ({ apiBase: url }),
    next: 'Mở trang quản trị, mục Kênh, lấy mã QR; rồi quét mã ở trang Zalo mô phỏng.',
  },
  'zalo-oa': {
    port: '4020',
    args: ({ appId }) => ['--webhook', `${product}/webhook/zalo-oa/${appId}`],
    values: ({ url, appId, appSecret, oaSecretKey }) => ({
      appId,
      appSecret,
      oaSecretKey,
      apiBase: url,
      oauthBase: url,
    }),
    next: 'Mở trang quản trị, mục Kênh, chọn tài khoản này và cấp quyền; rồi nhắn ở trang Zalo mô phỏng.',
  },
  'zalo-bot': {
    port: '4030',
    args: [],
    values: ({ url, token }) => ({ token, mode: 'polling', apiBase: url }),
    next: 'Nhắn ở trang Zalo mô phỏng; trợ lý trả lời ngay.',
  },
};
/** The app of the emulated Official Account. */
const APP_ID = '1234567890123456789';

const kind = process.argv[2] ?? 'zalo-personal';
const chosen = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
if (!chosen) {
  console.error(`Không có kênh mô phỏng “${kind}”. Dùng được: ${Object.keys(KINDS).join(', ')}.`);
  process.exit(2);
}

process.chdir(root);
process.env.DATA_DIR ??= './data/dev-zalo';
buildServer();
buildConsole();
await build({
  configFile: false,
  logLevel: 'error',
  build: {
    ssr: `test/emulators/${kind}/main.ts`,
    outDir: 'dist/dev',
    emptyOutDir: false,
    minify: false,
    rolldownOptions: { output: { entryFileNames: `${kind}.mjs` } },
  },
});

const extra = typeof chosen.args === 'function' ? chosen.args({ appId: APP_ID }) : chosen.args;
const emulator = spawn(
  process.execPath,
  [join('dist', 'dev', `${kind}.mjs`), '--sample', '--port', chosen.port, ...extra],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
process.on('exit', () => emulator.kill());
const told = JSON.parse(await new Promise((line) => createInterface({ input: emulator.stdout }).once('line', line)));

const chihoi = (args, input) =>
  spawnSync(process.execPath, ['bin/chihoi.js', 'channel', ...args], { encoding: 'utf8', input });
if (!chihoi(['list']).stdout.includes(`${kind}-`)) {
  const added = chihoi(
    ['add', kind, '--name', 'Zalo mô phỏng', '--values-file', '-'],
    JSON.stringify(chosen.values(told)),
  );
  if (added.status !== 0) {
    console.error(added.stderr || added.stdout);
    process.exit(1);
  }
}
console.log(`\nZalo mô phỏng: ${told.url}\n${chosen.next}`);
const { main } = await import(new URL('../dist/main.js', import.meta.url));
await main();
