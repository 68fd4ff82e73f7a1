import express, { type Express } from 'express';
import type { Failure } from '../base/result.ts';
import { sendFailure } from './answer.ts';
import { consoleFiles } from './console-files.ts';
import { securityHeaders } from './headers.ts';
import { healthRouter, type StoreCheck } from './health.ts';

interface WaitingOptions {
  readonly consoleDir: string;
  readonly dataDir: string;
  readonly check: StoreCheck;
  readonly publicUrl?: string;
}

const SOON = 'Chương trình vừa nối được kho dữ liệu và đang khởi động. Chị thử lại sau vài giây.';
/** When a platform may send its webhook again, in seconds. */
const RETRY_SECONDS = 5;

/**
 * What is served while the program waits for its store: the console's pages, the probes, and for everything else the
 * reason, as 503, so that platforms send their events again.
 */
export const createWaitingRoom = ({ consoleDir, dataDir, check, publicUrl }: WaitingOptions): Express => {
  // Who waits here is not ready, also when the store is: a balancer must not send work yet.
  const waitsFor = async (): Promise<Failure> => {
    const store = await check();
    return store.ok ? { code: 'store.starting', message: SOON } : store.error;
  };
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(securityHeaders(publicUrl?.startsWith('https:') ?? false));
  app.use(healthRouter({ dataDir, check: async () => ({ ok: false, error: await waitsFor() }) }));
  app.use(async (req, res, next) => {
    const isPage = req.path !== '/metrics' && !req.path.startsWith('/api');
    if (isPage && (req.method === 'GET' || req.method === 'HEAD')) return next();
    sendFailure(res.set({ 'cache-control': 'no-store', 'retry-after': String(RETRY_SECONDS) }), 503, await waitsFor());
  });
  app.use(consoleFiles(consoleDir));
  return app;
};
