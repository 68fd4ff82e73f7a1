import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The Express app, for `vite --config src/console/vite.config.ts` while developing. */
const SERVER = 'http://127.0.0.1:3000';

/** Smaller files gain nothing from compression. */
const MIN_GZIP_BYTES = 1024;

/** Puts a `.gz` beside every script and style sheet, so that the server sends them small without work. */
const gzipAssets = (): Plugin => {
  let dir = '';
  return {
    name: 'gzip-assets',
    apply: 'build',
    configResolved(config) {
      dir = resolve(config.root, config.build.outDir, config.build.assetsDir);
    },
    async closeBundle() {
      for (const name of await readdir(dir)) {
        if (!/\.(?:js|css|svg)$/.test(name)) continue;
        const bytes = await readFile(join(dir, name));
        if (bytes.length < MIN_GZIP_BYTES) continue;
        await writeFile(join(dir, `${name}.gz`), await promisify(gzip)(bytes, { level: 9 }));
      }
    },
  };
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), gzipAssets()],
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows no inline script, and data: pictures would not be cached.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { '/api': SERVER, '/healthz': SERVER, '/simulator': SERVER } },
});
