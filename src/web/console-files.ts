import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';

const NOT_BUILT = `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Chi Hội</title></head>
<body style="font: 18px/1.6 system-ui, sans-serif; max-width: 40em; margin: 4em auto; padding: 0 1em">
<h1>Chi Hội đang chạy</h1>
<p>Trang quản trị chưa được dựng. Ở thư mục của chương trình, chạy lệnh sau rồi tải lại trang này:</p>
<pre>npm run build:console</pre>
</body></html>`;

/** Hashed names never change their content. */
const FOREVER_SECONDS = 365 * 24 * 3600;

/**
 * The built console: hashed files kept by browsers for good, the page itself asked for anew each time, and every path
 * without a file extension answered by the page, so that a reload anywhere in the console works.
 */
export const consoleFiles = (dir: string): Router => {
  const router = Router();
  const index = join(dir, 'index.html');
  // The build leaves a `.gz` beside larger files; it is sent instead, under the name and type of the file.
  router.get(/^\/assets\/[\w.-]+\.(?:js|css|svg)$/, (req, res, next) => {
    if (!req.acceptsEncodings('gzip') || !existsSync(join(dir, `${req.path}.gz`))) return next();
    res.set({ 'content-encoding': 'gzip', vary: 'accept-encoding' }).type(extname(req.path));
    req.url = `${req.path}.gz`;
    next();
  });
  router.use(
    '/assets',
    express.static(join(dir, 'assets'), { immutable: true, maxAge: FOREVER_SECONDS * 1000, fallthrough: true }),
    ((_req, res) => {
      res.status(404).type('text').send('Không có tệp này.');
    }) satisfies RequestHandler,
  );
  router.use(express.static(dir, { index: false, maxAge: 3_600_000 }));
  router.use((req, res, next) => {
    if ((req.method !== 'GET' && req.method !== 'HEAD') || /\.[A-Za-z0-9]+$/.test(req.path)) return next();
    res.set('cache-control', 'no-cache');
    // Looked for each time: whoever builds the console while the program runs only has to reload.
    if (!existsSync(index)) {
      res.status(503).type('html').send(NOT_BUILT);
      return;
    }
    res.sendFile(index, { cacheControl: false });
  });
  router.use((_req, res) => {
    res.status(404).type('text').send('Không có trang này.');
  });
  return router;
};
