import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { fail, ok } from '../../src/base/result.ts';
import { route } from '../../src/web/route.ts';
import { type Browser, openTestWeb, type TestWeb } from './support.ts';

const Meeting = z.object({
  title: z.string().min(1).max(40),
  at: z.iso.datetime(),
  groups: z.array(z.object({ id: z.string() })).min(1),
  kind: z.enum(['họp', 'tập huấn']).default('họp'),
  note: z.string().max(5, 'chị viết ngắn lại giúp em.').optional(),
});

let house: TestWeb;
let page: Browser;
let viewer: Browser;

const routes = [
  // Before the fixed path on purpose: the order must not matter.
  route({
    method: 'GET',
    path: '/meetings/:id',
    params: z.object({ id: z.string() }),
    handle: async ({ params }) => ok({ meeting: params.id }),
  }),
  route({ method: 'GET', path: '/meetings/upcoming', handle: async () => ok({ upcoming: [] }) }),
  route({
    method: 'GET',
    path: '/meetings',
    query: z.object({ page: z.coerce.number().int().min(1).default(1) }),
    handle: async ({ query, admin, now }) => ok({ page: query.page, who: admin.name, now }),
  }),
  route({
    method: 'POST',
    path: '/meetings',
    body: Meeting,
    async handle({ body, admin, audit }) {
      await audit({
        action: 'meeting.planned',
        target: { type: 'meeting', id: '1', label: body.title },
        unitPath: admin.unitPath,
        after: { ...body, token: 'bí mật', phone: '0912345678' },
      });
      return ok(body);
    },
  }),
  route({ method: 'POST', path: '/free', body: z.unknown(), handle: async ({ body }) => ok({ body }) }),
  route({
    method: 'POST',
    path: '/sheet',
    bodyType: 'raw',
    maxBytes: 1000,
    handle: async ({ body }) => ok({ bytes: (body as Buffer).length }),
  }),
  route({
    method: 'GET',
    path: '/export',
    handle: async () =>
      ok({ download: { name: 'Danh sách xã.xlsx', type: 'application/zip', bytes: new Uint8Array([80, 75]) } }),
  }),
  route({
    method: 'GET',
    path: '/fail/:code',
    params: z.object({ code: z.string() }),
    handle: async ({ params }) => fail(params.code, 'Câu trả lời cho chị.', 'params.code'),
  }),
  route({
    method: 'GET',
    path: '/broken',
    handle: async () => {
      throw new Error('the reason that only the log knows');
    },
  }),
];

beforeAll(async () => {
  house = await openTestWeb({ routes });
  page = await house.signedIn({ userName: 'ann', role: 'editor', unitPath: '/19/' });
  viewer = await house.signedIn({ userName: 'bob', role: 'viewer', unitPath: '/19/' });
});
afterAll(() => house.close());

const good = { title: 'Họp chi hội', at: '2026-12-01T12:30:00Z', groups: [{ id: 'a' }] };

test('a route gets parsed parameters, query and body, the administrator and the clock', async () => {
  expect((await page.get('/api/meetings?page=3')).body).toEqual({
    page: 3,
    who: 'Chị ann',
    now: '2026-11-27T02:00:00.000Z',
  });
  expect((await page.get('/api/meetings/upcoming')).body).toEqual({ upcoming: [] });
  expect((await page.get('/api/meetings/m1')).body).toEqual({ meeting: 'm1' });
  const posted = await page.post('/api/meetings', good);
  expect(posted.body).toEqual({ ...good, kind: 'họp' });
  expect(posted.headers.get('cache-control')).toBe('no-store');
  expect(posted.headers.get('etag')).toBeNull();
});

test.each([
  ['a missing field', { ...good, title: undefined }, 'body.title', 'Trường "title" còn thiếu, chị điền vào.'],
  ['an empty field', { ...good, title: '' }, 'body.title', 'Trường "title" không được để trống.'],
  ['a long field', { ...good, title: 'a'.repeat(41) }, 'body.title', 'Trường "title" dài quá, nhiều nhất 40 ký tự.'],
  ['a wrong type', { ...good, title: 7 }, 'body.title', 'Trường "title" cần là chữ.'],
  ['an object for a text', { ...good, title: { $gt: '' } }, 'body.title', 'Trường "title" cần là chữ.'],
  ['a bad date', { ...good, at: 'mai' }, 'body.at', 'Trường "at" cần là ngày giờ, ví dụ 2026-11-27T19:30:00Z.'],
  ['an empty list', { ...good, groups: [] }, 'body.groups', 'Trường "groups" cần ít nhất 1 mục.'],
  ['a place in a list', { ...good, groups: [{ id: 'a' }, {}] }, 'body.groups.1.id', 'còn thiếu'],
  ['an unknown choice', { ...good, kind: 'x' }, 'body.kind', 'Trường "kind" cần là một trong: họp, tập huấn.'],
  ["the schema's own sentence", { ...good, note: 'dài dòng' }, 'body.note', 'chị viết ngắn lại giúp em.'],
  ['a list for an object', [1], 'body', 'Trường "dữ liệu" cần là một nhóm trường.'],
  ['nothing at all', undefined, 'body.title', 'còn thiếu'],
])('422 names the place and the remedy: %s', async (_name, body, place, sentence) => {
  const answer = await page.post('/api/meetings', body);
  expect(answer.status).toBe(422);
  expect(answer.body.error).toMatchObject({ code: 'web.invalid', place });
  expect(answer.body.error.message).toContain(sentence);
});

test('a wrong query is named too, also when it comes twice', async () => {
  expect((await page.get('/api/meetings?page=abc')).body.error.place).toBe('query.page');
  expect((await page.get('/api/meetings?page=1&page=2')).status).toBe(422);
  expect((await page.get('/api/meetings?page[$gt]=1')).status).toBe(200);
});

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

test.each<[string, string, string | Uint8Array, string, number, string]>([
  ['broken JSON', '/api/free', '{"a":', 'application/json', 400, 'web.bad_json'],
  ['a prototype key', '/api/free', '{"__proto__":{"role":"owner"}}', 'application/json', 400, 'web.forbidden_key'],
  ['a nested prototype key', '/api/free', '{"a":[{"constructor":1}]}', 'application/json', 400, 'web.forbidden_key'],
  ['deep nesting', '/api/free', JSON.stringify(nested(60)), 'application/json', 400, 'web.too_deep'],
  ['200,000 brackets', '/api/free', '['.repeat(2e5) + ']'.repeat(2e5), 'application/json', 400, 'web.too_deep'],
  ['more than 1 MB', '/api/free', `"${'a'.repeat(1024 * 1024)}"`, 'application/json', 413, 'web.too_large'],
  ['a form', '/api/free', 'a=1', 'application/x-www-form-urlencoded', 415, 'web.unsupported_type'],
  ['plain text', '/api/free', '{}', 'text/plain', 415, 'web.unsupported_type'],
  ['another alphabet', '/api/free', '{}', 'application/json; charset=iso-8859-1', 415, 'web.unsupported_charset'],
  ['a sheet that is too big', '/api/sheet', new Uint8Array(1001), 'application/zip', 413, 'web.too_large'],
])('a hostile body is refused by name: %s', async (_name, path, body, type, status, code) => {
  const answer = await page.post(path, body, { 'content-type': type });
  expect(answer.status).toBe(status);
  expect(answer.body.error.code).toBe(code);
  expect(answer.body.error.message).toMatch(/[.]$/);
  expect(({} as { role?: string }).role).toBeUndefined();
});

test('no JSON whatsoever makes the server fail, and none of it is taken that does not fit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 6 }), fc.boolean(), async (value, strict) => {
      const answer = await page.post(strict ? '/api/meetings' : '/api/free', JSON.stringify(value), {
        'content-type': 'application/json',
      });
      expect(strict ? [400, 422] : [200, 400]).toContain(answer.status);
    }),
    { numRuns: 150 },
  );
});

test('bytes arrive as bytes, and a download leaves as a file with its Vietnamese name', async () => {
  const sent = await page.post('/api/sheet', new Uint8Array(999), { 'content-type': 'application/zip' });
  expect(sent.body).toEqual({ bytes: 999 });
  const got = await page.get('/api/export');
  expect(got.headers.get('content-disposition')).toContain("filename*=UTF-8''Danh%20s%C3%A1ch%20x%C3%A3.xlsx");
  expect(got.headers.get('content-type')).toContain('application/zip');
  expect(got.body).toBe('PK');
});

test.each([
  ['meeting.not_found', 404],
  ['org.unknown_unit', 404],
  ['web.unit_out_of_scope', 403],
  ['meeting.forbidden', 403],
  ['org.duplicate', 409],
  ['meeting.already_cancelled', 409],
  ['broadcast.too_large', 413],
  ['broadcast.empty_audience', 422],
])('a failure %s is answered with %i and its own sentence', async (code, status) => {
  const answer = await page.get(`/api/fail/${code}`);
  expect(answer.status).toBe(status);
  expect(answer.body).toEqual({ error: { code, message: 'Câu trả lời cho chị.', place: 'params.code' } });
});

test('a bug is a 500 with an incident that the log explains, and tells the browser nothing else', async () => {
  const answer = await page.get('/api/broken');
  expect(answer.status).toBe(500);
  const { incident, message } = answer.body.error;
  expect(message).toContain(incident);
  expect(JSON.stringify(answer.body)).not.toContain('only the log');
  expect(house.logged.find((line) => line.includes(incident))).toContain('the reason that only the log knows');
});

test('unknown paths are 404, known paths with another method 405 with what is allowed', async () => {
  expect((await page.get('/api/nothing')).body.error.code).toBe('web.not_found');
  const answer = await page.delete('/api/meetings');
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe('GET, POST');
});

test('nobody gets in without a session; a viewer changes nothing', async () => {
  const stranger = house.browser();
  for (const path of ['/api/meetings', '/api/audit', '/api/live', '/api/settings', '/api/nothing']) {
    expect((await stranger.get(path)).status).toBe(401);
  }
  expect((await stranger.post('/api/meetings', good)).status).toBe(401);
  expect((await viewer.get('/api/meetings')).status).toBe(200);
  expect((await viewer.post('/api/meetings', good)).body.error.code).toBe('web.forbidden');
});

test('a change needs the CSRF token of its own session', async () => {
  const token = page.csrf();
  for (const wrong of ['', 'x', viewer.csrf()]) {
    const answer = await page.post('/api/meetings', good, { 'x-csrf-token': wrong });
    expect(answer.status).toBe(403);
    expect(answer.body.error.code).toBe('web.csrf');
  }
  expect((await page.post('/api/meetings', good, { 'x-csrf-token': token })).status).toBe(200);
});

test.each([
  ['a foreign origin', { origin: 'https://evil.example' }, 403],
  ['no origin of a sandboxed page', { origin: 'null' }, 403],
  ['a foreign site', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a neighbour site', { 'sec-fetch-site': 'same-site' }, 403],
  ['our own page', { 'sec-fetch-site': 'same-origin' }, 200],
])('a change from %s', async (_name, headers, status) => {
  expect((await page.post('/api/meetings', good, headers as Record<string, string>)).status).toBe(status);
});

test('our own origin passes, signing in from a foreign page does not', async () => {
  expect((await page.post('/api/meetings', good, { origin: house.origin })).status).toBe(200);
  const answer = await house.browser().post(
    '/api/session',
    { userName: 'ann', password: 'x' },
    {
      origin: 'https://evil.example',
    },
  );
  expect(answer.body.error.code).toBe('web.foreign_origin');
});

test('two routes with one address are refused at start', async () => {
  const twice = route({ method: 'GET', path: '/twice', handle: async () => ok(1) });
  await expect(openTestWeb({ routes: [twice, twice] })).rejects.toThrow('two routes answer GET /twice');
});

test('the page forbids foreign scripts and frames', async () => {
  const policy = (await page.get('/healthz')).headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('upgrade-insecure-requests');
});
