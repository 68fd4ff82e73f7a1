import 'zca-js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OutboundMessage } from '../../src/chat/message.ts';
import { startMessenger } from '../emulators/messenger/server.ts';
import { startZaloBot } from '../emulators/zalo-bot/server.ts';
import { startZaloOa } from '../emulators/zalo-oa/server.ts';
import { startZaloPersonal } from '../emulators/zalo-personal/server.ts';
import { findLeaks } from '../support/leaks.ts';
import { openWholeHouse, until, type WholeHouse } from './whole-house.ts';

/**
 * One house with an account of every platform, connected to its emulator, writes its log at the lowest level while
 * everything happens that a channel meets. Afterwards none of the secrets may stand in the log or in what is stored.
 */

const PHONE = '0987654321';
const PHONE_AS_TOLD = '84987654321';
const SAID = 'Chuyện riêng của tôi không ai được biết';
const APP_SECRET = 'meta-app-secret-0123456789abcdef';
const PAGE = '100200300400500';
const PAGE_TOKEN = 'EAAG+page/token=of?ba&be';
const VERIFY = 'một câu khó đoán/để xác minh';
const BOT_TOKEN = '123456789:bot-token-Of_Ba-Be';

interface Platform {
  readonly account: string;
  readonly webhook?: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** She writes to the assistant alone. */
  say(text: string): unknown;
  /** How often the assistant wrote to her. */
  heard(): number;
  readonly her: string;
  /** The next send ends so. */
  spoil(how: 'html' | 'lost' | 'refused' | 'dead'): unknown;
  close(): Promise<void>;
}

const connected = (room: WholeHouse, account: string) =>
  until('the account to be connected', async () => {
    const view = await room.house.parts.accounts.get(account, '/');
    return view.ok && view.value.state === 'connected';
  });
const strings = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value ? Object.values(value).flatMap(strings) : [];

const PLATFORMS: Readonly<Record<string, (room: WholeHouse) => Promise<Platform>>> = {
  async 'zalo-personal'(room) {
    const zalo = await startZaloPersonal({ now: () => room.house.clock.now().getTime() });
    const { control } = zalo;
    const bot = control.addAccount({ name: 'Trợ lý Hội' }).uid;
    const her = control.addPerson({ name: 'Nguyễn Thị Lan' }).uid;
    const session = control.signedIn(bot);
    const values = { apiBase: zalo.url, session: JSON.stringify(session) };
    const { id: account } = await room.add({ kind: 'zalo-personal', values });
    await until('the line', () => control.connected(bot));
    const cookies = session.cookie.map(({ key, value }) => [`zalo cookie ${key}`, value] as const);
    return {
      account,
      her,
      secrets: { ...Object.fromEntries(cookies), 'zalo imei': session.imei },
      say: (text) => control.say({ from: her, to: bot, text }),
      heard: () => control.sent().filter(({ thread }) => thread === her).length,
      spoil: (how) =>
        control.fault({
          fault:
            how === 'html'
              ? { type: 'html', status: 502 }
              : how === 'lost'
                ? { type: 'lose_answer' }
                : { type: 'code', code: how === 'dead' ? 600 : 112, message: `phiên ${session.cookie[0]?.value}` },
          on: 'send',
        }),
      close: () => zalo.close(),
    };
  },

  async 'zalo-oa'(room) {
    const zalo = await startZaloOa({
      now: () => room.house.clock.now().getTime(),
      appSecret: 'oa-app-secret/of+ba=be',
      oaSecretKey: 'oa-secret-key of ba be',
    });
    const { appId, appSecret, oaSecretKey } = zalo.app;
    const values = { appId, appSecret, oaSecretKey, apiBase: zalo.url, oauthBase: zalo.url };
    const { id: account, webhook } = await room.add({ kind: 'zalo-oa', values });
    zalo.control.connect({ webhook });
    const begun = await room.house.parts.accounts.beginOauth(account, 'ann', '/');
    if (!begun.ok) throw new Error(begun.error.message);
    const page = await fetch(begun.value.url, { redirect: 'manual' });
    const back = page.headers.get('location') ?? '';
    await fetch(back, { redirect: 'manual' });
    await connected(room, account);
    const her = zalo.control.addPerson({ name: 'Nguyễn Thị Lan' }).id;
    return {
      account,
      webhook,
      her,
      get secrets() {
        const given = { 'oa app secret': appSecret, 'oa secret key': oaSecretKey };
        const code = new URL(back).searchParams.get('code') ?? '';
        const issued = Object.fromEntries(zalo.issued.map((token, place) => [`oa token ${place}`, token]));
        return { ...given, 'oa code': code, ...issued };
      },
      async say(text) {
        await zalo.control.write({ person: her, text });
        await zalo.control.submitInfo({ person: her, phone: PHONE_AS_TOLD });
      },
      heard: () => zalo.control.sent({ to: her }).length,
      spoil(how) {
        if (how === 'dead') zalo.control.expireToken();
        else zalo.control.fault({ fault: how === 'html' ? 'html' : how === 'lost' ? 'answer_lost' : -201 });
      },
      close: () => zalo.close(),
    };
  },

  async 'zalo-bot'(room) {
    const zalo = await startZaloBot({ now: () => room.house.clock.now().getTime(), token: BOT_TOKEN });
    const added = await room.add({
      kind: 'zalo-bot',
      values: { token: BOT_TOKEN, mode: 'webhook', apiBase: zalo.url },
    });
    zalo.control.route({ from: new URL(added.webhook).origin, to: room.house.origin });
    const set = await room.house.parts.accounts.procedure(added.id, 'set_webhook', '/');
    if (!set.ok) throw new Error(set.error.message);
    await connected(room, added.id);
    const her = zalo.control.addPerson({ name: 'Nguyễn Thị Lan' }).id;
    return {
      account: added.id,
      webhook: added.webhook,
      her,
      secrets: { 'bot token': BOT_TOKEN, 'bot webhook secret': zalo.webhookSecret() ?? '' },
      say: (text) => zalo.control.write({ person: her, text }),
      heard: () => zalo.control.sent({ to: her }).length,
      spoil: (how) =>
        zalo.control.fault({
          fault: how === 'html' ? 'html' : how === 'lost' ? 'answer_lost' : how === 'dead' ? 401 : 400,
        }),
      close: () => zalo.close(),
    };
  },

  async messenger(room) {
    const facebook = await startMessenger({ now: () => room.house.clock.now().getTime() });
    const { control } = facebook;
    control.addApp({ id: '1122334455667788', secret: APP_SECRET });
    control.addPage({ id: PAGE, name: 'Hội LHPN xã Ba Bể', app: '1122334455667788', token: PAGE_TOKEN });
    const app = { appId: '1122334455667788', appSecret: APP_SECRET, verifyToken: VERIFY };
    const values = { ...app, pageId: PAGE, pageToken: PAGE_TOKEN, apiBase: facebook.url };
    const { id: account, webhook } = await room.add({ kind: 'messenger', values });
    await control.saveWebhook({ app: app.appId, url: webhook, verifyToken: VERIFY });
    await control.saveWebhook({ app: app.appId, url: webhook, verifyToken: `${VERIFY}?` });
    await control.saveWebhook({ app: app.appId, url: webhook, verifyToken: VERIFY });
    for (const name of ['subscribe', 'set_menu']) await room.house.parts.accounts.procedure(account, name, '/');
    const her = control.addPerson({ page: PAGE, name: 'Nguyễn Thị Lan' });
    return {
      account,
      webhook,
      her,
      secrets: { 'meta app secret': APP_SECRET, 'page token': PAGE_TOKEN, 'verify token': VERIFY },
      say: (text) => control.write({ psid: her, text }),
      heard: () => control.sent({ psid: her }).length,
      spoil: (how) =>
        control.fault({
          fault:
            how === 'html'
              ? { type: 'html' }
              : how === 'lost'
                ? { type: 'lose_answer' }
                : { type: 'error', code: how === 'dead' ? 190 : 100 },
          on: 'send',
        }),
      close: () => facebook.close(),
    };
  },
};

const log: string[] = [];
let room: WholeHouse;
const platforms = new Map<string, Platform>();
beforeAll(async () => {
  room = await openWholeHouse('2026-11-20T09:00:00+07:00', { log: (line) => void log.push(line) });
  for (const [kind, open] of Object.entries(PLATFORMS)) platforms.set(kind, await open(room));
}, 120_000);
afterAll(async () => {
  await room.house.close();
  for (const platform of platforms.values()) await platform.close();
});

const post = (webhook: string, body: string, headers: Record<string, string> = {}) =>
  fetch(webhook, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

it.each(Object.keys(PLATFORMS))('%s: everything that a channel meets happens', async (kind) => {
  const platform = platforms.get(kind);
  if (!platform) throw new Error(`no ${kind}`);
  const { account, webhook, her } = platform;
  const { accounts, chat } = room.house.parts;
  const before = platform.heard();
  await platform.say(`${SAID}, số của tôi là ${PHONE}`);
  await until('an answer', () => platform.heard() > before);
  await platform.say(PHONE);
  await accounts.test(account, '/');

  if (webhook !== undefined) {
    const secrets = Object.values(platform.secrets);
    for (const secret of secrets) {
      const forged = JSON.stringify({ event_name: 'user_send_text', object: 'page', text: SAID, secret });
      const named = encodeURIComponent(secret);
      const headers = {
        'x-zevent-signature': `mac=${named}`,
        'x-hub-signature-256': `sha256=${named}`,
        'x-bot-api-secret-token': `${named}x`,
        authorization: `Bearer ${named}`,
      };
      expect((await post(webhook, forged, headers)).status).toBeGreaterThanOrEqual(400);
      expect((await post(webhook, forged.slice(0, -9), headers)).status).toBeGreaterThanOrEqual(400);
      await fetch(`${webhook}?hub.mode=subscribe&hub.challenge=1&hub.verify_token=${named}x&access_token=${named}`);
    }
  }

  const message: OutboundMessage = { type: 'text', text: `${SAID}: ${PHONE}` };
  for (const how of ['html', 'lost', 'refused', 'dead'] as const) {
    await platform.spoil(how);
    const key = `${kind}-${how}`;
    await chat.send([{ key, thread: `${account}:${her}`, message, lane: 'reply' }]);
    await until(`${key} to end or to wait`, async () => {
      const [row] = await chat.states([key]);
      const stored = await chat.models.outbox.findById(key).lean();
      return row?.state !== 'sending' && (row?.state !== 'waiting' || (stored?.attempts ?? 0) > 0 || how === 'dead');
    });
  }
  await accounts.test(account, '/');
  await accounts.idle();
});

it('and no secret, no number and no word that anybody wrote stands in the log', () => {
  expect(log.length).toBeGreaterThan(0);
  const secrets = Object.assign({}, ...[...platforms.values()].map((one) => one.secrets)) as Record<string, string>;
  const personal = { number: PHONE, 'number as told': PHONE_AS_TOLD, words: SAID };
  expect(Object.keys(secrets).length).toBeGreaterThan(10);
  expect(findLeaks(log, { ...secrets, ...personal })).toEqual([]);
});

it('nor does a secret stand in anything that is stored', async () => {
  const secrets = Object.assign({}, ...[...platforms.values()].map((one) => one.secrets)) as Record<string, string>;
  const { connection } = room.house.parts.store;
  const stored: string[] = [];
  for (const model of Object.values(connection.models)) {
    const docs = await model.find().lean();
    stored.push(...docs.map((doc) => `${model.modelName}: ${strings(JSON.parse(JSON.stringify(doc))).join('\n')}`));
  }
  expect(stored.length).toBeGreaterThan(20);
  expect(findLeaks(stored, secrets)).toEqual([]);
});
