import { existsSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { systemClock } from './base/clock.ts';
import { createLogger, type Logger } from './base/log.ts';
import { compose } from './compose.ts';
import { type Config, readConfig } from './config.ts';
import { openStore } from './store/open.ts';
import { createWaitingRoom } from './web/waiting.ts';

/** Time for a clean stop: 10 s for running work, 3 s for open requests, the rest for the store. */
const STOP_SECONDS = 15;
const REQUEST_GRACE_MS = 3_000;

/** Ends the start with sentences an operator can act on. */
const refuse = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const listen = (server: Server, { port, host }: Config): Promise<void> =>
  new Promise((listening) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      refuse(
        error.code === 'EADDRINUSE'
          ? `Cổng ${port} đang có chương trình khác dùng. Chị đặt PORT khác hoặc tắt chương trình kia.`
          : `Không mở được cổng ${port}: ${error.message}`,
      ),
    );
    server.listen(port, host, listening);
  });

const stopOnSignal = (server: Server, logger: Logger, stopParts: () => Promise<void>): void => {
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_SECONDS * 1000).unref();
    server.close();
    setTimeout(() => server.closeAllConnections(), REQUEST_GRACE_MS).unref();
    await stopParts();
    process.exit(0);
  };
  process.on('SIGINT', (signal) => void stop(signal));
  process.on('SIGTERM', (signal) => void stop(signal));
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
  const { dataDir, mongodbUrl, publicUrl } = config;
  const opened = await openStore({ dataDir, mongodbUrl, logger, patient: true, copies: true });
  if (!opened.ok) return refuse(opened.error.message);
  const store = opened.value;

  let answer: RequestListener = createWaitingRoom({
    consoleDir,
    dataDir,
    check: store.check,
    ...(publicUrl !== undefined && { publicUrl }),
  });
  const server = createServer((req, res) => answer(req, res));
  let stopParts = () => store.close();
  stopOnSignal(server, logger, () => stopParts());
  // The console opens and says what is wrong, however long MongoDB is away.
  if (store.kind === 'mongodb') await listen(server, config);
  await store.ready;

  let localUrl = `http://localhost:${config.port}`;
  const composed = await compose({ config, clock: systemClock, logger, store, consoleDir, localUrl: () => localUrl });
  if (!composed.ok) return refuse(composed.error.message);
  const parts = composed.value;
  stopParts = parts.stop;
  const { webhooks, web } = parts;
  const serves = config.role === 'all' || config.role === 'web';
  answer = serves
    ? (req, res) => {
        if (webhooks.matches(req.url)) webhooks.handle(req, res);
        else web.app(req, res);
      }
    : web.health;
  if (!server.listening) await listen(server, config);
  localUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
  await parts.start();

  const url = config.publicUrl ?? localUrl;
  const code = serves ? await web.setupCode() : undefined;
  process.stdout.write(
    code === undefined
      ? `\nChi Hội đang chạy: ${url}\n\n`
      : `\nChi Hội đang chạy: ${url}\nLần đầu, chị mở địa chỉ trên và nhập mã thiết lập: ${code}\n\n`,
  );
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'a promise was rejected and nobody looked'));
};
