// `npm start`: builds what is missing or older than its sources, then runs the program in this process.
import { buildConsole, buildServer, root } from './build.js';

buildServer();
buildConsole();
process.chdir(root);
const { main } = await import(new URL('../dist/main.js', import.meta.url));
await main();
