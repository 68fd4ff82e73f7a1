import { cli } from '../../src/cli/main.ts';

process.exitCode = await cli(process.argv.slice(2), { cwd: process.cwd() });
