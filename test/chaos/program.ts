import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '../../src/base/log.ts';
import { compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { movableClock } from '../e2e/house.ts';

// The product in a process that a test may kill. Arguments: the data folder, and the moment at which its clock begins.
// Prints a line of JSON when it serves, and one for every message that arrives in the simulator.
const [dataDir, start] = process.argv.slice(2) as [string, string];
const read = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'error' });
if (!read.ok) throw new Error(read.error.message);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const composed = await compose({
  config: read.value.config,
  clock: movableClock(start),
  logger: createLogger('error'),
  consoleDir: dataDir,
  simulatorChanged: (thread, from) => {
    if (from === undefined) say({ arrived: thread });
  },
});
if (!composed.ok) throw new Error(composed.error.message);
const parts = composed.value;
const server = createServer(parts.web.app);
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
await parts.start();
say({ port: (server.address() as AddressInfo).port, code: await parts.web.setupCode() });

process.once('SIGTERM', async () => {
  server.closeAllConnections();
  server.close();
  await parts.stop(5);
  process.exit(0);
});
