import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundle } from '../../store/bundle.ts';
import { type MessengerEmulator, startMessenger } from './server.ts';
import { hmac, metaJson, signatureOf } from './wire.ts';

const SECRET = 'app-secret';
const TOKEN = 'page-token';
let facebook: MessengerEmulator;
let app: Server;
let heard: { headers: Record<string, unknown>; body: string }[];
let lan: string;

/** A receiver that keeps what it hears, and answers the handshake. */
beforeEach(async () => {
  heard = [];
  app = createServer((req, res) => {
    let body = '';
    req.on('data', (part) => {
      body += part;
    });
    req.on('end', () => {
      const challenge = new URL(req.url ?? '', 'http://x').searchParams.get('hub.challenge');
      if (challenge === null) heard.push({ headers: req.headers, body });
      res.end(challenge ?? 'ok');
    });
  });
  await new Promise<void>((done) => app.listen(0, '127.0.0.1', done));
  facebook = await startMessenger();
  const { control } = facebook;
  control.addApp({ id: '11', secret: SECRET });
  control.addPage({ id: '22', name: 'Trang', app: '11', token: TOKEN, subscribed: ['messages', 'message_echoes'] });
  lan = control.addPerson({ page: '22', name: 'Nguyễn Thị Lan' });
  const url = `http://127.0.0.1:${(app.address() as AddressInfo).port}/hook`;
  expect(await control.saveWebhook({ app: '11', url, verifyToken: 'x' })).toEqual({ status: 200, isSaved: true });
});
afterEach(async () => {
  await facebook.close();
  app.closeAllConnections();
  await new Promise((done) => app.close(done));
});

const graph = async (path: string, json: unknown, { token = TOKEN, proof = hmac(SECRET, token) } = {}) => {
  const answer = await fetch(`${facebook.url}/v25.0/${path}?appsecret_proof=${proof}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(json),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
};
const send = (message: unknown, more: Record<string, unknown> = {}) =>
  graph('me/messages', { recipient: { id: lan }, messaging_type: 'RESPONSE', message, ...more });
const button = (title: string, payload = 'x') => ({ type: 'postback', title, payload });
const template = (payload: Record<string, unknown>) => ({ attachment: { type: 'template', payload } });

it('writes JSON as Meta does and signs those bytes', () => {
  expect(metaJson({ a: 'Đ/👍' })).toBe('{"a":"\\u0110\\/\\ud83d\\udc4d"}');
});

describe('what it refuses', () => {
  beforeEach(() => facebook.control.write({ psid: lan, text: 'chào' }));

  it.each([
    ['a text of 2,001 characters', { text: 'x'.repeat(2001) }],
    ['an empty text', { text: '' }],
    ['text and attachment together', { text: 'a', attachment: { type: 'image', payload: { url: 'https://a.vn' } } }],
    [
      '14 quick replies',
      { text: 'a', quick_replies: Array(14).fill({ content_type: 'text', title: 'a', payload: 'a' }) },
    ],
    [
      'a quick reply of 21 characters',
      { text: 'a', quick_replies: [{ content_type: 'text', title: 'x'.repeat(21), payload: 'a' }] },
    ],
    [
      'a payload of 1,001 characters',
      { text: 'a', quick_replies: [{ content_type: 'text', title: 'a', payload: 'x'.repeat(1001) }] },
    ],
    ['four buttons', template({ template_type: 'button', text: 'a', buttons: Array(4).fill(button('a')) })],
    ['a button of 21 characters', template({ template_type: 'button', text: 'a', buttons: [button('x'.repeat(21))] })],
    [
      'a button text of 641 characters',
      template({ template_type: 'button', text: 'x'.repeat(641), buttons: [button('a')] }),
    ],
    ['11 cards', template({ template_type: 'generic', elements: Array(11).fill({ title: 'a', subtitle: 'b' }) })],
    [
      'a card title of 81 characters',
      template({ template_type: 'generic', elements: [{ title: 'x'.repeat(81), subtitle: 'b' }] }),
    ],
    ['a card with nothing but a title', template({ template_type: 'generic', elements: [{ title: 'a' }] })],
    ['a list template', template({ template_type: 'list', elements: [] })],
    ['metadata of 1,000 characters', { text: 'a', metadata: 'x'.repeat(1000) }],
    ['an unknown field', { text: 'a', colour: 'red' }],
  ])('%s', async (_what, message) => {
    expect(await send(message)).toMatchObject({ status: 400, body: { error: { code: 100 } } });
  });

  it('a message tag, which is dead', async () => {
    const tagged = { messaging_type: 'MESSAGE_TAG', tag: 'CONFIRMED_EVENT_UPDATE' };
    expect(await send({ text: 'a' }, tagged)).toMatchObject({ body: { error: { code: 100 } } });
  });

  it('an unknown attachment, a wrong token, a wrong proof, a stranger, and a message with an action', async () => {
    const image = { attachment: { type: 'image', payload: { attachment_id: '1' } } };
    expect(await send(image)).toMatchObject({ body: { error: { error_subcode: 2018074 } } });
    expect(await graph('me/messages', {}, { token: 'x' })).toMatchObject({
      status: 401,
      body: { error: { code: 190 } },
    });
    expect(await graph('me/messages', {}, { proof: 'x' })).toMatchObject({ body: { error: { code: 100 } } });
    expect(await send({ text: 'a' }, { recipient: { id: '1' } })).toMatchObject({
      body: { error: { error_subcode: 2018001 } },
    });
    expect(await send({ text: 'a' }, { sender_action: 'typing_on' })).toMatchObject({
      body: { error: { error_subcode: 2018014 } },
    });
  });

  it('a message after 24 hours, to somebody who blocked the Page, and into a thread that another app holds', async () => {
    expect(await send({ text: 'a' })).toMatchObject({ status: 200 });
    facebook.control.advance({ ms: 24 * 3_600_000 });
    expect(await send({ text: 'a' })).toMatchObject({ body: { error: { code: 10, error_subcode: 2018278 } } });
    facebook.control.write({ psid: lan, text: 'alo' });
    facebook.control.passThread({ psid: lan });
    expect(await send({ text: 'a' })).toMatchObject({ body: { error: { error_subcode: 2018300 } } });
    facebook.control.block({ psid: lan });
    expect(await send({ text: 'a' })).toMatchObject({ body: { error: { code: 551 } } });
  });
});

describe('what it tells the app', () => {
  it('signs each request, and tells only what the Page is subscribed to', async () => {
    facebook.control.write({ psid: lan, text: 'Chào em' });
    facebook.control.read({ psid: lan });
    await facebook.control.idle();
    expect(heard).toHaveLength(1);
    expect(heard[0]?.headers['x-hub-signature-256']).toBe(signatureOf(SECRET, heard[0]?.body ?? ''));
    expect(heard[0]?.body).toContain('Ch\\u00e0o em');
  });

  it('echoes what the Page sent, with its metadata, also when the answer was lost', async () => {
    facebook.control.write({ psid: lan, text: 'a' });
    facebook.control.fault({ fault: { type: 'lose_answer' }, on: 'send' });
    await expect(send({ text: 'Vâng', metadata: 'k' })).rejects.toThrow();
    await facebook.control.idle();
    expect(JSON.parse(heard[1]?.body ?? '').entry[0].messaging[0].message).toMatchObject({
      is_echo: true,
      app_id: 11,
      metadata: 'k',
      text: 'Vâng',
    });
  });

  it('can tell a burst in one request out of order, and everything three times', async () => {
    facebook.control.repeat({ times: 3 });
    facebook.control.burst({ psid: lan, texts: ['một', 'hai', 'ba'] });
    await facebook.control.idle();
    expect(heard).toHaveLength(3);
    const texts = JSON.parse(heard[0]?.body ?? '').entry[0].messaging.map(
      (one: { message: { text: string } }) => one.message.text,
    );
    expect(texts).toEqual(['ba', 'hai', 'một']);
  });

  it('tells in standby what happens in a thread that another app holds', async () => {
    facebook.control.addPage({ id: '22', name: 'Trang', app: '11', token: TOKEN, subscribed: ['messages', 'standby'] });
    facebook.control.passThread({ psid: lan });
    facebook.control.write({ psid: lan, text: 'a' });
    await facebook.control.idle();
    expect(JSON.parse(heard[0]?.body ?? '').entry[0]).toMatchObject({
      id: '22',
      standby: [{ message: { text: 'a' } }],
    });
  });
});

describe('as a process of its own', () => {
  it('says where it listens and is led over HTTP', async () => {
    const program = await bundle('test/emulators/messenger/main.ts');
    const child = spawn(process.execPath, [program.path, '--sample'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      const { url, account } = JSON.parse(line) as { url: string; account: unknown };
      expect(account).toMatchObject({ pageId: '100200300400500', apiBase: url });
      const control = async (name: string, argument: unknown) => {
        const body = JSON.stringify({ do: name, with: argument });
        const answer = await fetch(`${url}/__control`, { method: 'POST', body });
        return { status: answer.status, value: ((await answer.json()) as { value?: unknown }).value };
      };
      const people = (await control('people', {})).value as { psid: string }[];
      expect(people).toHaveLength(3);
      const psid = people[0]?.psid;
      expect((await control('write', { psid, text: 'chào' })).status).toBe(200);
      expect((await control('thread', { psid })).value).toMatchObject([{ body: { text: 'chào' } }]);
      expect((await control('tap', { psid, title: 'x' })).status).toBe(400);
      expect((await control('constructor', {})).status).toBe(404);
      expect(await (await fetch(url)).text()).toContain('Messenger giả lập');
    } finally {
      child.kill('SIGTERM');
      expect((await once(child, 'exit'))[0]).toBe(0);
      await program.remove();
    }
  });
});
