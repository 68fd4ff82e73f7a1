import { describe, expect, it } from 'vitest';
import type { WebhookRequest } from '../../../src/channels/kind.ts';
import { deletionCode } from '../../../src/channels/messenger/deletion.ts';
import { receive } from '../../../src/channels/messenger/receive.ts';
import { Secrets, Settings } from '../../../src/channels/messenger/settings.ts';
import { signedRequest } from '../../emulators/messenger/wire.ts';
import { APP, APP_SECRET, PAGES } from './accounts.ts';

const accounts = PAGES.map(({ name, values }) => ({
  account: name,
  settings: Settings.parse(values),
  secrets: Secrets.parse(values),
}));
const NOW = new Date('2026-11-20T08:00:00.000Z');

const ask = (request: Partial<WebhookRequest>) =>
  receive(
    {
      method: 'POST',
      path: 'deletion',
      query: new URLSearchParams(),
      headers: { host: 'chihoi.example.vn' },
      body: Buffer.alloc(0),
      now: NOW,
      ...request,
    },
    accounts,
  );
const form = (...requests: string[]) =>
  Buffer.from(new URLSearchParams(requests.map((one): [string, string] => ['signed_request', one])).toString());
const claims = (more: Record<string, unknown> = {}) => ({
  user_id: '218471',
  algorithm: 'HMAC-SHA256',
  issued_at: NOW.getTime() / 1000,
  ...more,
});
const signed = (more: Record<string, unknown> = {}, secret = APP_SECRET) => form(signedRequest(secret, claims(more)));
const answerOf = (body: Buffer, headers: WebhookRequest['headers'] = { host: 'chihoi.example.vn' }) =>
  JSON.parse(ask({ body, headers }).answer.body ?? '');

describe('a request to have data deleted', () => {
  it('is answered with a code and a page, and told to every account of the app', () => {
    const { answer, notes, told } = ask({ body: signed() });
    const code = deletionCode('218471', APP_SECRET);
    expect(answer).toEqual({
      status: 200,
      type: 'application/json',
      body: JSON.stringify({
        url: `https://chihoi.example.vn/webhook/messenger/${APP}/deletion/${code}`,
        confirmation_code: code,
      }),
    });
    expect(notes).toEqual([
      { type: 'deletion_requested', account: 'ba-be', person: '218471', code },
      { type: 'deletion_requested', account: 'cho-ra', person: '218471', code },
    ]);
    expect(told).toEqual([]);
  });

  it('gets the same code each time, and every person another', () => {
    const code = answerOf(signed()).confirmation_code;
    expect(answerOf(signed({ issued_at: 1 })).confirmation_code).toBe(code);
    expect(answerOf(signed({ user_id: 218471 })).confirmation_code).toBe(code);
    expect(answerOf(signed({ user_id: '218472' })).confirmation_code).not.toBe(code);
    expect(code).not.toContain('218471');
  });

  it('names the address by which Meta reached us, also behind a proxy', () => {
    const proxied = { host: '10.0.0.2:3000', 'x-forwarded-host': 'hoi.vn', 'x-forwarded-proto': 'https' };
    expect(answerOf(signed(), proxied).url).toMatch(/^https:\/\/hoi\.vn\/webhook\//);
    expect(answerOf(signed(), { host: '127.0.0.1:3000' }).url).toMatch(/^http:\/\/127\.0\.0\.1:3000\//);
  });

  it.each([
    ['without a field', Buffer.from('')],
    ['with the field twice', form(signedRequest(APP_SECRET, claims()), signedRequest(APP_SECRET, claims()))],
    ['signed by another app', signed({}, 'guessed')],
    ['without a signature', form(signedRequest(APP_SECRET, claims()).replace(/^[^.]+/, ''))],
    ['altered after signing', form(`${signedRequest(APP_SECRET, claims())}AA`)],
    ['with another algorithm', signed({ algorithm: 'none' })],
    ['without an algorithm', signed({ algorithm: undefined })],
    ['without a person', signed({ user_id: undefined })],
    ['about a person whose id is none', signed({ user_id: '../../x' })],
    ['that has expired', signed({ expires: NOW.getTime() / 1000 - 1 })],
    ['with three parts', form(`${signedRequest(APP_SECRET, claims())}.x`)],
    ['of endless length', form(`${'A'.repeat(10_000)}.${'A'.repeat(10_000)}`)],
    ['that is no base64', form('%%%.%%%')],
    ['whose claims are no JSON', form(signedRequest(APP_SECRET, [] as never))],
  ])('is refused %s', (_why, body) => {
    const { answer, notes } = ask({ body });
    expect(answer.status).toBe(403);
    expect(notes).toEqual([]);
  });

  it('takes a request that never expires', () => {
    expect(ask({ body: signed({ expires: 0 }) }).answer.status).toBe(200);
  });
});

describe('the page that shows what became of a request', () => {
  const page = (code: string) => ask({ method: 'GET', path: `deletion/${code}` }).answer;

  it('is in Vietnamese and says nothing about the person', () => {
    const code = deletionCode('218471', APP_SECRET);
    const { status, type, body } = page(code);
    expect(status).toBe(200);
    expect(type).toBe('text/html; charset=utf-8');
    expect(body).toContain('Yêu cầu của chị đã được tiếp nhận');
    expect(body).toContain(code);
    expect(body).not.toContain('218471');
  });

  it.each([
    ['a guessed code', '0123456789abcdef01234567'],
    ['no code', ''],
    ['markup', '<script>alert(1)</script>'],
    ['a longer path', `${deletionCode('218471', APP_SECRET)}/x`],
  ])('does not know %s, and does not repeat it', (_what, code) => {
    const { status, body } = page(code);
    expect(status).toBe(404);
    if (code !== '') expect(body).not.toContain(code);
  });
});

describe('somebody who takes the app out of her Facebook settings', () => {
  it('is noted without a word about her', () => {
    const { answer, notes } = ask({ path: 'deauthorize', body: signed() });
    expect(answer.status).toBe(200);
    expect(notes[0]).toEqual({ type: 'unknown_event', account: 'ba-be', name: 'deauthorize', body: {} });
  });

  it('is not believed without a signature', () => {
    expect(ask({ path: 'deauthorize', body: signed({}, 'guessed') }).answer.status).toBe(403);
  });
});

describe('accounts without secrets', () => {
  const bare = accounts.map((one) => ({ ...one, secrets: {} }));
  const request = { query: new URLSearchParams(), headers: {}, body: signed(), now: NOW } as const;

  it('let nothing in', () => {
    const empty = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': '', 'hub.challenge': '1' });
    expect(receive({ ...request, method: 'GET', path: '', query: empty }, bare).answer.status).toBe(403);
    for (const path of ['', 'deletion', 'deauthorize'])
      expect(receive({ ...request, method: 'POST', path }, bare).answer.status).toBe(403);
  });
});
