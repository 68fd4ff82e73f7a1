import { z } from 'zod';
import { ok } from '../../base/result.ts';
import { type Route, route } from '../../web/route.ts';
import { isDay } from '../days.ts';
import { outOfScope, within } from '../scope.ts';
import type { Org } from '../service.ts';
import {
  ADDRESSES,
  APPOINTMENTS,
  LEVELS,
  NewChapter,
  POSTS,
  UnitClose,
  UnitMerge,
  type UnitRecord,
  UnitRename,
} from '../types.ts';
import { audited, Id } from './shared.ts';

const target = (verb: string) => (unit: UnitRecord) => ({
  action: `unit.${verb}`,
  target: { type: 'unit', id: unit.id, label: unit.name },
  unitPath: unit.path,
});

export const unitRoutes = (org: Org): Route[] => [
  route({
    method: 'GET',
    path: '/units',
    query: z.object({ on: z.string().refine(isDay, 'Ngày viết dạng 2025-07-01.').optional() }),
    handle: async ({ query, admin }) => ok({ tree: await org.tree(admin.unitPath, query.on) }),
  }),
  /** The words of this room for forms: posts, levels, forms of address, kinds of appointment. */
  route({
    method: 'GET',
    path: '/units/words',
    handle: async () => ok({ posts: POSTS, levels: LEVELS, addresses: ADDRESSES, appointments: APPOINTMENTS }),
  }),
  /** By present or old name, with or without marks. */
  route({
    method: 'GET',
    path: '/units/find',
    query: z.object({ text: z.string().max(200) }),
    handle: async ({ query, admin }) => ok(await org.findUnit(query.text, { under: admin.unitPath })),
  }),
  /** A unit, what it came from and what it has become; these names are public and known to every administrator. */
  route({
    method: 'GET',
    path: '/units/:id',
    params: Id,
    async handle({ params, admin }) {
      const { units, byId } = await org.directory.index();
      const unit = byId.get(params.id);
      if (unit === undefined || !within(admin.unitPath, unit.path)) return outOfScope('đơn vị này');
      const from = unit.successorOf.flatMap((id) => byId.get(id) ?? []);
      const became = units.filter((other) => other.successorOf.includes(unit.id));
      return ok({ unit, from, became });
    },
  }),
  route({
    method: 'POST',
    path: '/units',
    body: NewChapter,
    async handle(context) {
      const { parent, name, from } = context.body;
      const request = { parent, name, ...(from === undefined ? {} : { from }) };
      return audited(await org.createChapter(request, context.admin.unitPath), context, target('created'));
    },
  }),
  route({
    method: 'POST',
    path: '/units/merge',
    body: UnitMerge,
    async handle(context) {
      const merged = await org.mergeUnits(context.body, context.admin.unitPath);
      if (!merged.ok) return merged;
      const [created] = merged.value.after ?? [];
      if (created !== undefined) await context.audit({ ...target('merged')(created), ...merged.value });
      return ok(created);
    },
  }),
  route({
    method: 'POST',
    path: '/units/:id/rename',
    params: Id,
    body: UnitRename,
    async handle(context) {
      const { name, on } = context.body;
      const request = { name, ...(on === undefined ? {} : { on }) };
      return audited(
        await org.renameUnit(context.params.id, request, context.admin.unitPath),
        context,
        target('renamed'),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/units/:id/close',
    params: Id,
    body: UnitClose,
    async handle(context) {
      return audited(
        await org.closeUnit(context.params.id, context.body.to, context.admin.unitPath),
        context,
        target('closed'),
      );
    },
  }),
];
