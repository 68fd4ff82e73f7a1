import { ok } from '../../base/result.ts';
import { type Route, route } from '../../web/route.ts';
import type { Org } from '../service.ts';
import { type Group, GroupEdit, NewGroup } from '../types.ts';
import { audited, Id } from './shared.ts';

const target = (verb: string) => (group: Group) => ({
  action: `group.${verb}`,
  target: { type: 'group', id: group.id, label: group.name },
  unitPath: group.unit.path,
});

/** A group's id is its thread's id. */
export const groupRoutes = (org: Org): Route[] => [
  route({
    method: 'GET',
    path: '/groups',
    handle: async ({ admin }) => ok({ rows: await org.listGroups(admin.unitPath) }),
  }),
  route({
    method: 'POST',
    path: '/groups',
    body: NewGroup,
    handle: async (context) =>
      audited(await org.registerGroup(context.body, context.admin.unitPath), context, target('registered')),
  }),
  route({
    method: 'PATCH',
    path: '/groups/:id',
    params: Id,
    body: GroupEdit,
    async handle(context) {
      const edit = Object.fromEntries(Object.entries(context.body).filter(([, value]) => value !== undefined));
      return audited(
        await org.updateGroup(context.params.id, edit, context.admin.unitPath),
        context,
        target('updated'),
      );
    },
  }),
  route({
    method: 'DELETE',
    path: '/groups/:id',
    params: Id,
    handle: async (context) =>
      audited(await org.unregisterGroup(context.params.id, context.admin.unitPath), context, target('unregistered')),
  }),
];
