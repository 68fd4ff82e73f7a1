import { afterEach, expect, test, vi } from 'vitest';
import { ApiFailure, api, setCsrf } from '../../src/console/lib/api.ts';
import { fieldErrors } from '../../src/console/lib/form.ts';

const answer = (status: number, body: unknown) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })),
  );

const called = () => vi.mocked(fetch).mock.calls[0] as [string, RequestInit];

const failureOf = async (promise: Promise<unknown>): Promise<ApiFailure> => {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ApiFailure) return error;
  }
  throw new Error('expected an ApiFailure');
};

afterEach(() => {
  vi.unstubAllGlobals();
  setCsrf('');
});

test('a query leaves out what is not set and encodes the rest', async () => {
  answer(200, { rows: [] });
  expect(
    await api.get('/people', { search: 'Bế Văn Đàn', unit: '/19/', page: 2, post: undefined, tag: null, x: '' }),
  ).toEqual({
    rows: [],
  });
  expect(called()[0]).toBe('/api/people?search=B%E1%BA%BF+V%C4%83n+%C4%90%C3%A0n&unit=%2F19%2F&page=2');
});

test('changes carry the CSRF token and their JSON, reads carry no token', async () => {
  setCsrf('the token');
  answer(200, null);
  await api.post('/x', { a: 1 });
  expect(called()[1]).toMatchObject({
    method: 'POST',
    body: '{"a":1}',
    headers: { 'x-csrf-token': 'the token', 'content-type': 'application/json' },
  });
  answer(200, null);
  await api.get('/x');
  expect(called()[1].headers).not.toHaveProperty('x-csrf-token');
});

test("the server's failure keeps its code, sentence and places, and marks the form's own fields", async () => {
  const issues = [
    { place: 'body.title', message: 'Trường "title" còn thiếu.' },
    { place: 'body.other', message: 'Trường "other" còn thiếu.' },
  ];
  answer(422, { error: { code: 'web.invalid', ...issues[0], issues } });
  const failure = await failureOf(api.post('/x', {}));
  expect(failure).toMatchObject({ status: 422, code: 'web.invalid', message: 'Trường "title" còn thiếu.' });
  expect(fieldErrors(failure, ['title', 'at'])).toEqual({ title: 'Trường "title" còn thiếu.' });
  expect(fieldErrors(failure, ['at'])).toBeUndefined();
  expect(fieldErrors(new Error('x'), ['at'])).toBeUndefined();
});

test.each([
  ["a proxy's page", 502, '<html>Bad gateway</html>'],
  ['JSON that is not ours', 500, { detail: 'no' }],
])('%s is told in a sentence', async (_name, status, body) => {
  answer(status, body);
  expect(await failureOf(api.get('/x'))).toMatchObject({ status, code: 'console.bad_answer' });
});

test('a broken network is told in a sentence', async () => {
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('Failed to fetch');
  });
  expect(await failureOf(api.get('/x'))).toMatchObject({ status: 0, code: 'console.offline' });
});
