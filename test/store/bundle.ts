import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';

/** A TypeScript program made into one file that plain Node can run as a child process. */
export interface Bundle {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Bundles a program of ours. Packages stay outside and are found through a link, but for mingo, whose many small files
 * make half of a child's start.
 */
export const bundle = async (entry: string): Promise<Bundle> => {
  const folder = await mkdtemp(join(tmpdir(), 'chihoi-bundle-'));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'dir');
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: [/^mingo/] },
    build: {
      ssr: resolve(entry),
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rollupOptions: { output: { entryFileNames: 'program.mjs' } },
    },
  });
  return { path: join(folder, 'program.mjs'), remove: () => rm(folder, { recursive: true, force: true }) };
};
