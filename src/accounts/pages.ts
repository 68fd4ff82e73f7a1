import type { Express } from 'express';
import type { Accounts } from './service.ts';

/** Where the console shows what came of a sign-in on a platform's page. */
const CONSOLE_PAGE = '/kenh';

/**
 * What platforms and browsers ask for outside the API: webhooks (when nothing stands in front of the app), the way back
 * from a platform's sign-in page, and domain verification at the root.
 */
export const accountPages =
  (accounts: Accounts) =>
  (app: Express): void => {
    app.use((req, res, next) => {
      if (accounts.webhooks.matches(req.url)) accounts.webhooks.handle(req, res);
      else next();
    });

    // The one-time `state` says who began this and for which account; the console's cookie need not come along.
    app.get('/connect/callback', async (req, res) => {
      const query = new URL(req.originalUrl, 'http://localhost').searchParams;
      const done = await accounts.finishOauth(query);
      const page = done.ok
        ? `${CONSOLE_PAGE}/${encodeURIComponent(done.value.account)}?ket-noi=xong`
        : `${CONSOLE_PAGE}?loi=${encodeURIComponent(done.error.message)}`;
      res.redirect(303, page);
    });

    app.get('/files/*path', async (req, res) => {
      const path = (req.params.path as unknown as readonly string[]).join('/');
      const file = await accounts.file(path, typeof req.query['k'] === 'string' ? req.query['k'] : '');
      if (!file) return void res.status(404).type('text/plain').send('Không có tệp này.');
      res.attachment(file.name).type(file.type).set('x-content-type-options', 'nosniff').send(file.bytes);
    });

    app.get('/:file', (req, res, next) => {
      const page = accounts.page(`/${req.params.file}`);
      if (page) res.status(page.status).type(page.type).send(page.body);
      else next();
    });
  };
