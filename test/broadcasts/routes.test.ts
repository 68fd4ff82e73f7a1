import { afterEach, beforeEach, expect, test } from 'vitest';
import { broadcastRoutes } from '../../src/broadcasts/routes.ts';
import type { AuditChange, Route } from '../../src/web/route.ts';
import { ADMIN, message, must, openWorld, type World, XA_A } from './support.ts';

let world: World;
let program: Awaited<ReturnType<World['start']>>;
let routes: Route[];
let audited: AuditChange[];

beforeEach(async () => {
  world = await openWorld();
  world.addGroups(XA_A, 3);
  program = await world.start();
  routes = broadcastRoutes(program.service);
  audited = [];
});
afterEach(async () => {
  await program.stop();
  await world.close();
});

/** Calls a route as the web room does: the schemas first. */
const call = async <T = { after: { id: string; state: string } }>(
  method: Route['method'],
  path: string,
  { id = '', query = {}, body = {} }: { id?: string; query?: unknown; body?: unknown } = {},
): Promise<T> => {
  const found = routes.find((route) => route.method === method && route.path === path);
  if (!found) throw new Error(`no route ${method} ${path}`);
  return must(
    await found.handle({
      params: found.params?.parse({ id }) ?? {},
      query: found.query?.parse(query) ?? {},
      body: found.body?.parse(body) ?? {},
      admin: { ...ADMIN, role: 'editor' },
      now: world.clock.now(),
      audit: async (change) => void audited.push(change),
    }),
  ) as T;
};

test('every change is in the audit log with before and after', async () => {
  const { after } = await call('POST', '/broadcasts', { body: message() });
  const { id } = after;
  await call('PUT', '/broadcasts/:id', { id, body: message({ title: 'Tên mới' }) });
  await call('POST', '/broadcasts/:id/test-send', { id, body: { thread: 'zalo:nhom1', request: 'press-0001' } });
  world.chat.broken.add('zalo:nhom2');
  await call('POST', '/broadcasts/:id/send', { id });
  await world.clock.advance(5_000);
  await call('POST', '/broadcasts/:id/resend-failed', { id, body: {} });
  await call('POST', '/broadcasts/:id/cancel', { id });
  const second = await call('POST', '/broadcasts', { body: message() });
  await call('DELETE', '/broadcasts/:id', { id: second.after.id });
  expect(audited.map(({ action, before, after }) => [action, stateOf(before), stateOf(after)])).toEqual([
    ['broadcast.created', undefined, 'draft'],
    ['broadcast.updated', 'draft', 'draft'],
    ['broadcast.test_sent', undefined, undefined],
    ['broadcast.sent', 'draft', 'running'],
    ['broadcast.resent', 'done', 'running'],
    ['broadcast.cancelled', 'running', 'cancelled'],
    ['broadcast.created', undefined, 'draft'],
    ['broadcast.deleted', 'draft', undefined],
  ]);
  expect(audited[1]).toMatchObject({
    target: { type: 'broadcast', id, label: 'Tên mới' },
    unitPath: '/19/',
    before: { title: 'Lịch họp tháng 12' },
    after: { title: 'Tên mới' },
  });
});

const stateOf = (value: unknown) => (value as { state?: string } | undefined)?.state;

test('lists, a preview and the deliveries are read with their defaults', async () => {
  const preview = await call('POST', '/broadcasts/preview', {
    body: { audience: { unitIds: ['19'], to: 'groups' } },
  });
  expect(preview).toEqual({
    groups: 3,
    persons: 0,
    names: ['Nhóm 1', 'Nhóm 2', 'Nhóm 3'],
    inWords: '3 nhóm, 0 người',
    reachable: 3,
    paid: 0,
    unreached: [],
  });
  const { after } = await call('POST', '/broadcasts', { body: message() });
  await call('POST', '/broadcasts/:id/send', { id: after.id });
  await world.clock.advance(5_000);
  expect(await call('GET', '/broadcasts', { query: { state: 'done' } })).toMatchObject({ total: 1 });
  expect(await call('GET', '/broadcasts/:id', { id: after.id })).toMatchObject({ progress: { total: 3 } });
  const page = await call('GET', '/broadcasts/:id/deliveries', { id: after.id, query: { skip: '1', limit: '1' } });
  expect(page).toMatchObject({ total: 3, items: [{ name: 'Nhóm 2', state: 'sent', kind: 'group' }] });
});
