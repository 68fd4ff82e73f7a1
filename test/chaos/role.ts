import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '../../src/base/log.ts';
import { call } from '../../src/channels/http.ts';
import { compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { movableClock } from '../e2e/house.ts';
import { lineKind, webhookKind } from './kinds.ts';

// The product in one role, in a process that a test may kill. Its settings are the environment's; CHAOS_RECORDER is the
// simulated platform, CHAOS_OFFSET how far its clock is from the machine's, in milliseconds. Prints one line of JSON when it serves; a line
// `forward <ms>` on standard input puts its clock on.
const read = readConfig(process.env);
if (!read.ok) throw new Error(read.error.message);
const { config } = read.value;
const logger = createLogger(config.logLevel, { write: (line) => void process.stderr.write(line) });
const clock = movableClock(new Date(Date.now() + Number(process.env.CHAOS_OFFSET ?? 0)).toISOString());
const composed = await compose({
  config,
  clock,
  logger,
  consoleDir: config.dataDir,
  kinds: [webhookKind, lineKind],
});
if (!composed.ok) throw new Error(composed.error.message);
const parts = composed.value;

if (config.role === 'all' || config.role === 'worker') {
  parts.queue.process('chaos.tick', async (job) => {
    await call({ url: `${process.env.CHAOS_RECORDER}/tick`, json: { job: job.key ?? job.id } });
    return { type: 'done' };
  });
}
const server = createServer((req, res) => {
  if (parts.webhooks.matches(req.url)) parts.webhooks.handle(req, res);
  else parts.web.app(req, res);
});
await new Promise<void>((listening) => server.listen(Number(config.port), '127.0.0.1', listening));
await parts.start();
if (config.role === 'all' || config.role === 'worker')
  await parts.queue
    .every({ key: 'chaos.tick', queue: 'chaos.tick', data: {}, rule: { type: 'cron', cron: '* * * * *' } })
    .catch((error: unknown) => logger.error({ err: error }, 'the schedule was not set'));
process.stdout.write(
  `${JSON.stringify({ port: (server.address() as AddressInfo).port, code: config.role === 'all' || config.role === 'web' ? await parts.web.setupCode() : undefined })}\n`,
);

process.stdin.on('data', (part) => {
  const [word, ms] = String(part).trim().split(' ');
  if (word === 'forward') clock.forward(Number(ms));
});
process.once('SIGTERM', async () => {
  server.closeAllConnections();
  server.close();
  await parts.stop(5);
  process.exit(0);
});
