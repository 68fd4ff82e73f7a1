import { z } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';
import { type Admin, type Route, route } from '../web/route.ts';
import { accountChange } from './audited.ts';
import type { Accounts } from './service.ts';
import { AccountEdit, NewAccount } from './types.ts';

const params = z.object({ id: z.string().max(64) });

/** Whoever connects an account speaks for the office, so it is an owner's work. */
const owner = { role: 'owner' as const };

export interface UnitPaths {
  unit(id: string): Promise<{ readonly path: string } | undefined>;
}

/** The unit an account is to belong to: the administrator's own unless she names one below it. */
const unitPathFor = async (units: UnitPaths, admin: Admin, unit: string | undefined): Promise<Result<string>> => {
  if (unit === undefined) return ok(admin.unitPath);
  const path = (await units.unit(unit))?.path;
  return path?.startsWith(admin.unitPath)
    ? ok(path)
    : fail('accounts.out_of_scope', 'Đơn vị này không thuộc phạm vi của chị.', 'body.unit');
};

/** The Connect page's endpoints. */
export const accountRoutes = (accounts: Accounts, units: UnitPaths): Route[] => [
  route({ method: 'GET', path: '/channels', ...owner, handle: async () => ok({ items: accounts.kinds() }) }),
  route({
    method: 'GET',
    path: '/accounts',
    handle: async ({ admin }) => ok({ items: await accounts.list(admin.unitPath) }),
  }),
  route({
    method: 'GET',
    path: '/accounts/:id',
    params,
    ...owner,
    handle: ({ params: { id }, admin }) => accounts.get(id, admin.unitPath),
  }),
  route({
    method: 'POST',
    path: '/accounts',
    body: NewAccount,
    ...owner,
    async handle({ body, admin, audit }) {
      const unitPath = await unitPathFor(units, admin, body.unit);
      if (!unitPath.ok) return unitPath;
      const added = await accounts.add(body, unitPath.value);
      if (added.ok) await audit(accountChange('account.added', added.value, { after: added.value }));
      return added;
    },
  }),
  route({
    method: 'PATCH',
    path: '/accounts/:id',
    params,
    body: AccountEdit,
    ...owner,
    async handle({ params: { id }, body, admin, audit }) {
      const done = await accounts.edit(id, body, admin.unitPath);
      if (!done.ok) return done;
      await audit(
        accountChange('account.changed', done.value.after, { ...done.value, replaced: Object.keys(body.values ?? {}) }),
      );
      return ok(done.value.after);
    },
  }),
  ...(['pause', 'resume'] as const).map((verb) =>
    route({
      method: 'POST',
      path: `/accounts/:id/${verb}`,
      params,
      ...owner,
      async handle({ params: { id }, admin, audit }) {
        const done = await accounts.pause(id, verb === 'pause', admin.unitPath);
        if (!done.ok) return done;
        await audit(accountChange(`account.${verb}d`, done.value.after, done.value));
        return ok(done.value.after);
      },
    }),
  ),
  route({
    method: 'DELETE',
    path: '/accounts/:id',
    params,
    ...owner,
    async handle({ params: { id }, admin, audit }) {
      const removed = await accounts.remove(id, admin.unitPath);
      if (!removed.ok) return removed;
      await audit(accountChange('account.removed', removed.value, { before: removed.value }));
      return ok({ droppedMessages: removed.value.droppedMessages });
    },
  }),
  route({
    method: 'POST',
    path: '/accounts/:id/test',
    params,
    ...owner,
    handle: ({ params: { id }, admin }) => accounts.test(id, admin.unitPath),
  }),
  route({
    method: 'POST',
    path: '/accounts/:id/procedures/:name',
    params: params.extend({ name: z.string().max(40) }),
    ...owner,
    async handle({ params: { id, name }, admin, audit }) {
      const done = await accounts.procedure(id, name, admin.unitPath);
      const account = await accounts.get(id, admin.unitPath);
      if (done.ok && account.ok) await audit(accountChange(`account.${name}`, account.value));
      return done;
    },
  }),
  route({
    method: 'GET',
    path: '/accounts/:id/groups',
    params,
    ...owner,
    handle: async ({ params: { id }, admin }) => {
      const groups = await accounts.groups(id, admin.unitPath);
      return groups.ok ? ok({ items: groups.value }) : groups;
    },
  }),
  route({
    method: 'POST',
    path: '/accounts/:id/join',
    params,
    body: z.object({ link: z.url('cần là liên kết mời vào nhóm.').max(500) }),
    ...owner,
    async handle({ params: { id }, body, admin, audit }) {
      const joined = await accounts.joinGroup(id, body.link, admin.unitPath);
      const account = await accounts.get(id, admin.unitPath);
      if (joined.ok && account.ok) await audit(accountChange('account.group_joined', account.value));
      return joined;
    },
  }),
  route({
    method: 'GET',
    path: '/accounts/:id/notes',
    params,
    ...owner,
    handle: async ({ params: { id }, admin }) => {
      const notes = await accounts.notes(id, admin.unitPath);
      return notes.ok ? ok({ items: notes.value }) : notes;
    },
  }),
  route({
    method: 'POST',
    path: '/accounts/:id/connect',
    params,
    ...owner,
    handle: ({ params: { id }, admin }) => accounts.beginOauth(id, admin.id, admin.unitPath),
  }),
  route({
    method: 'POST',
    path: '/accounts/:id/qr',
    params,
    ...owner,
    async handle({ params: { id }, admin, audit }) {
      const begun = await accounts.beginQr(id, admin.unitPath);
      const account = await accounts.get(id, admin.unitPath);
      if (begun.ok && account.ok) await audit(accountChange('account.sign_in_begun', account.value));
      return begun;
    },
  }),
  route({
    method: 'GET',
    path: '/accounts/:id/qr',
    params,
    ...owner,
    handle: ({ params: { id }, admin }) => accounts.qr(id, admin.unitPath),
  }),
  route({
    method: 'DELETE',
    path: '/accounts/:id/qr',
    params,
    ...owner,
    handle: ({ params: { id }, admin }) => accounts.cancelQr(id, admin.unitPath),
  }),
];
