import { z } from 'zod';
import { fail, ok } from '../base/result.ts';
import { type AuditChange, type Route, route } from '../web/route.ts';
import type { DifficultyDoc } from './model.ts';
import { difficultyView, type SupportService } from './service.ts';
import { AnswerInput } from './types.ts';

const Id = z.object({ id: z.string().min(1).max(200) });

export const DifficultiesQuery = z.object({
  state: z.enum(['new', 'in_progress', 'answered']).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const OfficersInput = z.object({
  /** Default: the administrator's unit. */
  unitPath: z.string().max(300).optional(),
  admins: z.array(z.string().min(1).max(200)).max(50),
});

/** What happened to a report; the log never holds what a restricted one says. */
const change = (action: string, doc: DifficultyDoc): AuditChange => ({
  action,
  target: { type: 'difficulty', id: doc._id, label: doc.code },
  unitPath: doc.unitPath,
});

/** The admin API of this room: difficulties and who handles the restricted ones. */
export const supportRoutes = (service: SupportService): Route[] => [
  route({
    method: 'GET',
    path: '/difficulties',
    query: DifficultiesQuery,
    async handle({ query, admin }) {
      const filter = { limit: query.limit, ...(query.state === undefined ? {} : { state: query.state }) };
      return ok(await service.list(admin, filter));
    },
  }),
  route({
    method: 'GET',
    path: '/difficulties/officers',
    role: 'owner',
    async handle({ admin }) {
      return ok({ unitPath: admin.unitPath, admins: await service.officersOf(admin.unitPath) });
    },
  }),
  route({
    method: 'PUT',
    path: '/difficulties/officers',
    role: 'owner',
    body: OfficersInput,
    async handle({ body, admin, audit }) {
      const unitPath = body.unitPath ?? admin.unitPath;
      if (!unitPath.startsWith(admin.unitPath)) {
        return fail('support.out_of_scope', 'Đơn vị này nằm ngoài phạm vi của chị.', 'body.unitPath');
      }
      const before = await service.officersOf(unitPath);
      await service.nameOfficers(unitPath, body.admins);
      const after = await service.officersOf(unitPath);
      await audit({
        action: 'difficulty.officers_named',
        target: { type: 'unit', id: unitPath, label: unitPath },
        unitPath,
        before,
        after,
      });
      return ok({ unitPath, admins: after });
    },
  }),
  route({
    method: 'GET',
    path: '/difficulties/:id',
    params: Id,
    async handle({ params, admin, audit }) {
      const doc = await service.read(params.id, admin);
      if (!doc.ok) return doc;
      if (doc.value.restricted) await audit(change('difficulty.read', doc.value));
      return ok(difficultyView(doc.value, true));
    },
  }),
  route({
    method: 'POST',
    path: '/difficulties/:id/take',
    params: Id,
    async handle({ params, admin, audit }) {
      const before = await service.read(params.id, admin);
      if (!before.ok) return before;
      const doc = (await service.take(params.id)) ?? before.value;
      const states = { before: { state: before.value.state }, after: { state: doc.state } };
      await audit({ ...change('difficulty.taken', doc), ...states });
      return ok(difficultyView(doc, true));
    },
  }),
  route({
    method: 'POST',
    path: '/difficulties/:id/answer',
    params: Id,
    body: AnswerInput,
    async handle({ params, body, admin, audit }) {
      const before = await service.read(params.id, admin);
      if (!before.ok) return before;
      const doc = await service.answer(params.id, body, admin.name);
      if (!doc.ok) return doc;
      const said = doc.value.restricted ? {} : { text: body.text };
      await audit({
        ...change('difficulty.answered', doc.value),
        before: { state: before.value.state },
        after: { state: doc.value.state, sent: body.send, ...said },
      });
      return ok(difficultyView(doc.value, true));
    },
  }),
];
