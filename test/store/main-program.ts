import { main } from '../../src/main.ts';

// The program as `npm start` runs it, in a child process of a test; settings come from the environment.
await main();
