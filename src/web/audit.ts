import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { ok } from '../base/result.ts';
import type { WebModels } from './models.ts';
import { type Admin, type AuditChange, type Route, route } from './route.ts';
import { underPath } from './scope.ts';

/** A change bigger than this keeps its outline only; the whole roster does not belong in the log. */
const MAX_CHANGE_BYTES = 64 * 1024;

const SECRET_KEY = /pass(?:word|phrase)|secret|token|cookie|authorization|hash|api_?key|app_?key|imei/i;
const PHONE_KEY = /phone|mobile|điện ?thoại/i;

/** Plain JSON without secrets; telephone numbers keep their last three digits, enough to see that they changed. */
export const withoutSecrets = (value: unknown, key = ''): unknown => {
  if (SECRET_KEY.test(key)) return value === undefined ? undefined : '[kín]';
  if (PHONE_KEY.test(key) && (typeof value === 'string' || typeof value === 'number')) {
    return `…${String(value).slice(-3)}`;
  }
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, key));
  if (typeof value === 'object' && value !== null) {
    const plain =
      typeof (value as { toJSON?: unknown }).toJSON === 'function' ? JSON.parse(JSON.stringify(value)) : value;
    if (typeof plain !== 'object' || plain === null) return plain;
    return Object.fromEntries(Object.entries(plain).map(([name, item]) => [name, withoutSecrets(item, name)]));
  }
  return value;
};

const fitted = (value: unknown): unknown => {
  if (value === undefined) return undefined;
  const clean = withoutSecrets(value);
  const bytes = Buffer.byteLength(JSON.stringify(clean) ?? '');
  return bytes <= MAX_CHANGE_BYTES ? clean : { shortened: true, bytes };
};

/** Writes what an administrator changed. Throws when the store does: a change without its trace must not look done. */
export const createAudit =
  ({ models, clock }: { models: WebModels; clock: Clock }) =>
  async (admin: Pick<Admin, 'id' | 'name'>, change: AuditChange): Promise<void> => {
    await models.Audits.create({
      at: clock.now(),
      admin: { id: admin.id, name: admin.name },
      action: change.action,
      target: { type: change.target.type, id: change.target.id, label: change.target.label.slice(0, 300) },
      unitPath: change.unitPath,
      before: fitted(change.before),
      after: fitted(change.after),
    });
  };
export type WriteAudit = ReturnType<typeof createAudit>;

export const AuditQuery = z.object({
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  size: z.coerce.number().int().min(1).max(200).default(50),
  /** The beginning of an action: `broadcast` finds `broadcast.paused`. */
  action: z.string().max(100).optional(),
  admin: z.string().max(100).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});

export interface AuditRow {
  readonly id: string;
  readonly at: string;
  readonly admin: { readonly id: string; readonly name: string };
  readonly action: string;
  readonly target: { readonly type: string; readonly id: string; readonly label: string };
  readonly unitPath: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** `GET /audit`: changes in the administrator's own subtree, newest first, `{rows, total}`. */
export const auditRoutes = (models: WebModels): Route[] => [
  route({
    method: 'GET',
    path: '/audit',
    query: AuditQuery,
    async handle({ query, admin }) {
      const at = {
        ...(query.from ? { $gte: new Date(query.from) } : {}),
        ...(query.to ? { $lt: new Date(query.to) } : {}),
      };
      const where = {
        unitPath: underPath(admin.unitPath),
        ...(query.action ? { action: { $gte: query.action, $lt: `${query.action}\uffff` } } : {}),
        ...(query.admin ? { 'admin.id': query.admin } : {}),
        ...(Object.keys(at).length > 0 ? { at } : {}),
      };
      const [docs, total] = await Promise.all([
        models.Audits.find(where)
          .sort({ at: -1, _id: -1 })
          .skip((query.page - 1) * query.size)
          .limit(query.size)
          .lean(),
        models.Audits.countDocuments(where),
      ]);
      const rows = docs.map(
        (doc): AuditRow => ({
          id: String(doc._id),
          at: doc.at.toISOString(),
          admin: doc.admin,
          action: doc.action,
          target: doc.target,
          unitPath: doc.unitPath,
          before: doc.before,
          after: doc.after,
        }),
      );
      return ok({ rows, total });
    },
  }),
];
