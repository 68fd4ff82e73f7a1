#!/usr/bin/env node
// The `chihoi` command. Works after `npm ci` alone: what is not built yet is built first.
import { buildServer, root } from '../scripts/build.js';

// npm runs its scripts in the project's folder and says here where they were called.
const cwd = process.env.INIT_CWD ?? process.cwd();
buildServer();
process.chdir(root);
const { cli } = await import(new URL('../dist/cli/main.js', import.meta.url));
process.exitCode = await cli(process.argv.slice(2), { cwd });
