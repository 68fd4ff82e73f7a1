import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { systemClock } from './base/clock.ts';
import { createLogger } from './base/log.ts';
import { compose } from './compose.ts';
import { readConfig } from './config.ts';

/** Time for a clean stop: 10 s for running work, 3 s for open requests, the rest for the store. */
const STOP_SECONDS = 15;
const REQUEST_GRACE_MS = 3_000;

/** Ends the start with sentences an operator can act on. */
const refuse = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

/** Reads the settings, puts the house together, listens, and stops cleanly on SIGINT and SIGTERM. */
export const main = async (): Promise<void> => {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const read = readConfig(process.env);
  if (!read.ok) return refuse(read.error.message);
  const { config, notes } = read.value;
  const logger = createLogger(config.logLevel);
  for (const note of notes) logger.warn(note);

  const consoleDir = fileURLToPath(new URL('./console', import.meta.url));
  let localUrl = `http://localhost:${config.port}`;
  const composed = await compose({ config, clock: systemClock, logger, consoleDir, localUrl: () => localUrl });
  if (!composed.ok) return refuse(composed.error.message);
  const parts = composed.value;

  const server = createServer((req, res) => {
    if (parts.webhooks.matches(req.url)) parts.webhooks.handle(req, res);
    else parts.web.app(req, res);
  });
  await new Promise<void>((listening) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      refuse(
        error.code === 'EADDRINUSE'
          ? `Cổng ${config.port} đang có chương trình khác dùng. Chị đặt PORT khác hoặc tắt chương trình kia.`
          : `Không mở được cổng ${config.port}: ${error.message}`,
      ),
    );
    server.listen(config.port, config.host, listening);
  });
  localUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
  await parts.start();

  const url = config.publicUrl ?? localUrl;
  const code = await parts.web.setupCode();
  process.stdout.write(
    code === undefined
      ? `\nChi Hội đang chạy: ${url}\n\n`
      : `\nChi Hội đang chạy: ${url}\nLần đầu, chị mở địa chỉ trên và nhập mã thiết lập: ${code}\n\n`,
  );

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_SECONDS * 1000).unref();
    server.close();
    setTimeout(() => server.closeAllConnections(), REQUEST_GRACE_MS).unref();
    await parts.stop();
    process.exit(0);
  };
  process.on('SIGINT', (signal) => void stop(signal));
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'a promise was rejected and nobody looked'));
};
