import express, { type Express, type RequestHandler, Router } from 'express';
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { fail, ok } from '../base/result.ts';
import { adminRoutes } from './admin-routes.ts';
import { type Admins, createAdmins } from './admins.ts';
import { errorAnswers, notFound } from './answer.ts';
import { auditRoutes, createAudit } from './audit.ts';
import { consoleFiles } from './console-files.ts';
import { ownPasswordFirst, sameOrigin, sessionOf, signedIn } from './guard.ts';
import { securityHeaders } from './headers.ts';
import { healthRouter, type StoreCheck } from './health.ts';
import { createTryLimits } from './limits.ts';
import { createLive, type Live } from './live.ts';
import { webModels } from './models.ts';
import { mountRoutes } from './mount.ts';
import { ownAccountRouter } from './own-account.ts';
import type { SampleData, UnitDirectory } from './ports.ts';
import type { PublishLive, Route } from './route.ts';
import { sampleRoutes } from './sample-routes.ts';
import { scopeRoutes } from './scope-routes.ts';
import type { SignInOptions } from './session-start.ts';
import { createSessions } from './sessions.ts';
import { createSettings, type Settings, settingsRoutes } from './settings.ts';
import { createSetup } from './setup.ts';
import { setupRouter } from './setup-routes.ts';
import { signInRouter } from './sign-in.ts';

/** What code outside the API (the simulator's page, a channel's screen) puts before its own handlers. */
export interface WebGuard {
  /** Session and, for changes, CSRF token; answers 401 or 403 itself. */
  readonly signedIn: RequestHandler;
  /** The administrator that `signedIn` let pass. */
  readonly adminOf: (res: express.Response) => ReturnType<typeof sessionOf>['admin'];
}

export interface WebOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The capabilities' endpoints, mounted under `/api`. */
  readonly routes: readonly Route[];
  /** Where Vite puts the console: `dist/console`. */
  readonly consoleDir: string;
  readonly dataDir: string;
  /** What `/readyz` asks about the store. Default: whether the connection is open. */
  readonly check?: StoreCheck;
  /** How browsers reach us. `https:` makes the cookie secure and turns HSTS on. */
  readonly publicUrl?: string;
  /** Signs CSRF tokens. */
  readonly appKey: Buffer;
  /** Made beforehand by whoever needs `publish` before the app exists; made here otherwise. */
  readonly live?: Live;
  readonly units?: UnitDirectory;
  readonly sample?: SampleData;
  /** What `/readyz` names beside the store. */
  readonly problems?: () => Promise<readonly string[]>;
  /** `/metrics`. */
  readonly metrics?: RequestHandler;
  /** Adds webhooks and the simulator: after the security headers, before the API and the console. */
  readonly extra?: (app: Express, guard: WebGuard) => void;
}

export interface Web {
  readonly app: Express;
  readonly publishLive: PublishLive;
  /** `/healthz`, `/readyz` and `/metrics` alone, for processes that serve nothing else. */
  readonly health: Express;
  /** The code to print at start; undefined once an administrator exists. */
  setupCode(): Promise<string | undefined>;
  readonly settings: Settings;
  /** For the command line: making an administrator, counting them. */
  readonly admins: Admins;
  /** Ends the open event streams; the HTTP server belongs to whoever listens. */
  close(): void;
}

const connected =
  (connection: Connection): StoreCheck =>
  async () =>
    connection.readyState === 1 ? ok({}) : fail('store.unreachable', 'Chưa nối được kho dữ liệu.');

/** The Express app: set-up, sign-in, the admin API, the audit log, live updates, settings and the built console. */
export const createWeb = (options: WebOptions): Web => {
  const { connection, clock, logger, publicUrl, appKey, units, sample } = options;
  const secure = publicUrl?.startsWith('https:') ?? false;
  const models = webModels(connection);
  const audit = createAudit({ models, clock });
  const sessions = createSessions({ models, clock, appKey });
  const admins = createAdmins({ models, clock, sessions, ...(units ? { units } : {}) });
  const settings = createSettings({ models, clock });
  const setup = createSetup({ models, clock, admins, ...(units ? { units } : {}), ...(sample ? { sample } : {}) });
  const live = options.live ?? createLive({ logger });
  const guard = signedIn(sessions, secure);

  const app = express();
  app.disable('x-powered-by');
  // Personal data on shared office PCs: answers are not kept by browsers, so they need no ETag either.
  app.set('etag', false);
  // A public address means a proxy of ours in front, perhaps in a container; without one, only this machine is believed.
  app.set('trust proxy', publicUrl ? 'loopback, linklocal, uniquelocal' : 'loopback');
  app.use(securityHeaders(secure));
  const healthRoutes = healthRouter({
    dataDir: options.dataDir,
    check: options.check ?? connected(connection),
    ...(options.problems && { others: options.problems }),
  });
  app.use(healthRoutes);
  if (options.metrics) app.use(options.metrics);
  const health = express();
  health.disable('x-powered-by');
  health.use(healthRoutes);
  if (options.metrics) health.use(options.metrics);
  app.use('/api', (_req, res, next) => {
    res.set('cache-control', 'no-store');
    next();
  });
  options.extra?.(app, { signedIn: guard, adminOf: (res) => sessionOf(res).admin });

  const api = Router({ caseSensitive: true });
  api.use(sameOrigin(publicUrl));
  const entrance: SignInOptions = {
    models,
    clock,
    sessions,
    setup,
    limits: createTryLimits(),
    audit,
    settings,
    secure,
    ...(units ? { units } : {}),
  };
  api.use(setupRouter(entrance), signInRouter(entrance), ownAccountRouter(entrance));
  api.use(guard, ownPasswordFirst);
  api.get('/live', (req, res) => {
    const { admin, key } = sessionOf(res);
    live.connect(req, res, {
      admin: admin.id,
      unitPath: admin.unitPath,
      check: async () => (await sessions.findByKey(key, false))?.admin,
    });
  });
  api.use(
    mountRoutes({
      routes: [
        ...adminRoutes(admins),
        ...auditRoutes(models),
        ...settingsRoutes(settings),
        ...(units ? scopeRoutes(units) : []),
        ...(sample ? sampleRoutes(sample) : []),
        ...options.routes,
      ],
      clock,
      logger,
      audit,
    }),
  );
  api.use(notFound);
  app.use('/api', api, errorAnswers(logger));
  app.use(consoleFiles(options.consoleDir));
  app.use(errorAnswers(logger));

  return {
    app,
    health,
    publishLive: live.publish,
    setupCode: () => setup.code(),
    settings,
    admins,
    close: () => live.close(),
  };
};
