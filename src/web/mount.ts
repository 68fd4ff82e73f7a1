import express, { type RequestHandler, type Response, Router } from 'express';
import type { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { sendFailure, statusOf } from './answer.ts';
import type { WriteAudit } from './audit.ts';
import { checkPart, checkShape } from './check.ts';
import { reaches, sessionOf } from './guard.ts';
import type { Download, Route } from './route.ts';
import { covers } from './scope.ts';

export const MAX_JSON_BYTES = 1024 * 1024;
export const MAX_RAW_BYTES = 10 * 1024 * 1024;

const hasBody = (headers: Record<string, unknown>): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Reads a JSON body up to `maxBytes`; anything that is not JSON is told so with 415. */
export const jsonBody = (maxBytes = MAX_JSON_BYTES): RequestHandler[] => [
  (req, res, next) => {
    if (!hasBody(req.headers) || req.is('application/json')) return next();
    sendFailure(res, 415, {
      code: 'web.unsupported_type',
      message: 'Dữ liệu gửi lên cần là JSON (Content-Type: application/json).',
      place: 'body',
    });
  },
  express.json({ limit: maxBytes, strict: false }),
];

const rawBody = (maxBytes = MAX_RAW_BYTES): RequestHandler[] => [express.raw({ limit: maxBytes, type: () => true })];

/** Checks a part by its schema, answers 422 when it is wrong. The value comes in an object, as it may be undefined. */
export const checkedOr422 = async <S extends z.ZodType>(
  res: Response,
  schema: S,
  value: unknown,
  part: 'params' | 'query' | 'body',
): Promise<{ readonly value: z.output<S> } | undefined> => {
  const shape = checkShape(value);
  if (!shape.ok) {
    sendFailure(res, 400, shape.error);
    return undefined;
  }
  const checked = await checkPart(schema, value, part);
  if (checked.ok) return { value: checked.value };
  const [first] = checked.issues;
  sendFailure(res, 422, { code: 'web.invalid', ...first, issues: checked.issues });
  return undefined;
};

const isDownload = (value: unknown): value is Download =>
  typeof value === 'object' && value !== null && (value as Partial<Download>).download?.bytes instanceof Uint8Array;

/** Fixed segments before parameters, so that `/meetings/upcoming` is not taken for a meeting's id, in whatever order. */
export const bySpecificity = (a: string, b: string): number => {
  const rank = (segment: string | undefined) =>
    segment === undefined ? 0 : segment.startsWith('*') || segment.startsWith('{') ? 3 : segment.includes(':') ? 2 : 1;
  const left = a.split('/');
  const right = b.split('/');
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = rank(left[i]) - rank(right[i]);
    if (difference !== 0) return difference;
  }
  return 0;
};

export interface MountOptions {
  readonly routes: readonly Route[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly audit: WriteAudit;
}

/** The admin API from routes as data. Who asks has been checked before; role, schemas and answers are checked here. */
export const mountRoutes = ({ routes, clock, logger, audit }: MountOptions): Router => {
  const router = Router({ caseSensitive: true });
  const seen = new Set<string>();

  const endpoint =
    (route: Route): RequestHandler =>
    async (req, res) => {
      const { admin } = sessionOf(res);
      const params = route.params ? await checkedOr422(res, route.params, { ...req.params }, 'params') : { value: {} };
      if (!params) return;
      const query = route.query ? await checkedOr422(res, route.query, { ...req.query }, 'query') : { value: {} };
      if (!query) return;
      const given: unknown = route.bodyType === 'raw' ? (req.body ?? Buffer.alloc(0)) : (req.body ?? {});
      const body = route.body ? await checkedOr422(res, route.body, given, 'body') : { value: given };
      if (!body) return;
      const result = await route.handle({
        params: params.value,
        query: query.value,
        body: body.value,
        admin,
        now: clock.now(),
        async audit(change) {
          if (!covers(admin.unitPath, change.unitPath)) {
            logger.error({ admin: admin.id, action: change.action, unitPath: change.unitPath }, 'change out of scope');
          }
          await audit(admin, change);
        },
      });
      if (!result.ok) return sendFailure(res, statusOf(result.error.code), result.error);
      if (isDownload(result.value)) {
        const { name, type, bytes } = result.value.download;
        res.attachment(name).type(type).send(Buffer.from(bytes));
        return;
      }
      res.json(result.value ?? null);
    };

  const allowed =
    (route: Route): RequestHandler =>
    (_req, res, next) => {
      const least = route.role ?? (route.method === 'GET' ? 'viewer' : 'editor');
      if (reaches(sessionOf(res).admin.role, least)) return next();
      sendFailure(res, 403, {
        code: 'web.forbidden',
        message: 'Tài khoản của chị không có quyền làm việc này. Chị nhờ chủ quản của đơn vị.',
      });
    };

  const methodsOf = new Map<string, string[]>();
  for (const route of [...routes].sort((a, b) => bySpecificity(a.path, b.path))) {
    const name = `${route.method} ${route.path}`;
    if (seen.has(name)) throw new Error(`two routes answer ${name}: give one of them another path`);
    seen.add(name);
    methodsOf.set(route.path, [...(methodsOf.get(route.path) ?? []), route.method]);
    const read = route.bodyType === 'raw' ? rawBody(route.maxBytes) : route.body ? jsonBody(route.maxBytes) : [];
    const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    router[method](route.path, allowed(route), ...read, endpoint(route));
  }
  // After every route, so that a pattern does not answer 405 for another pattern's path.
  for (const [path, methods] of methodsOf) {
    router.all(path, (_req, res) => {
      res.set('allow', methods.join(', '));
      sendFailure(res, 405, {
        code: 'web.method_not_allowed',
        message: `Địa chỉ này chỉ nhận ${methods.join(', ')}.`,
      });
    });
  }
  return router;
};
