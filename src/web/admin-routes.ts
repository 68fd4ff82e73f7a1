import { z } from 'zod';
import { ok } from '../base/result.ts';
import { AdminChange, type Admins, NewAdmin } from './admins.ts';
import { type Route, route } from './route.ts';

const Id = z.object({ id: z.string().min(1).max(64) });

/** `/admins`: owners keep the administrators of their own subtree. */
export const adminRoutes = (admins: Admins): Route[] => [
  route({
    method: 'GET',
    path: '/admins',
    role: 'owner',
    handle: async ({ admin }) => ok({ rows: await admins.list(admin) }),
  }),
  route({
    method: 'POST',
    path: '/admins',
    role: 'owner',
    body: NewAdmin,
    async handle({ admin, body, audit }) {
      const added = await admins.add(admin, body);
      if (!added.ok) return added;
      const { id, name, unitPath } = added.value;
      await audit({
        action: 'admin.added',
        target: { type: 'admin', id, label: name },
        unitPath,
        after: added.value,
      });
      return added;
    },
  }),
  route({
    method: 'PATCH',
    path: '/admins/:id',
    role: 'owner',
    params: Id,
    body: AdminChange,
    async handle({ admin, params, body, audit }) {
      const changed = await admins.change(admin, params.id, body);
      if (!changed.ok) return changed;
      const { before, after } = changed.value;
      await audit({
        action: body.password === undefined ? 'admin.changed' : 'admin.password_reset',
        target: { type: 'admin', id: after.id, label: after.name },
        unitPath: after.unitPath,
        before,
        after,
      });
      return ok(after);
    },
  }),
  route({
    method: 'DELETE',
    path: '/admins/:id',
    role: 'owner',
    params: Id,
    async handle({ admin, params, audit }) {
      const removed = await admins.remove(admin, params.id);
      if (!removed.ok) return removed;
      const { id, name, unitPath } = removed.value;
      await audit({
        action: 'admin.removed',
        target: { type: 'admin', id, label: name },
        unitPath,
        before: removed.value,
      });
      return ok({ removed: true });
    },
  }),
];
