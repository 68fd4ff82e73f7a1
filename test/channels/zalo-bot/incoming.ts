import type { IncomingCase, TableAccount } from '../harness.ts';

export const SECRET = 'secret-token-of-ba-be';
export const BOT: TableAccount = {
  name: 'bot',
  values: { token: '123456789:token-of-ba-be', secretToken: SECRET },
};
/** Without a secret token: no webhook was ever set. */
export const BARE: TableAccount = { name: 'bare', values: { token: '987654321:token-of-cho-ra' } };

const LAN = 'a1b2c3d4e5f6a7b8c9d0';
const GROUP = '0d9c8b7a6f5e4d3c2b1a';
const AT = 1795161540000;
const AT_ISO = '2026-11-20T07:59:00.000Z';
const URL = 'https://b-f12-zpg-r.zdn.vn/a.jpg';

const head = {
  from: { id: LAN, display_name: 'Nguyễn Thị Lan', is_bot: false },
  chat: { id: LAN, chat_type: 'PRIVATE' },
  message_id: 'M1',
  date: AT,
};
const inGroup = { ...head, chat: { id: GROUP, chat_type: 'GROUP' } };

const signed = (update: unknown): Pick<IncomingCase, 'body' | 'headers'> => ({
  body: typeof update === 'string' ? update : JSON.stringify(update),
  headers: { 'x-bot-api-secret-token': SECRET },
});
const told = (name: string, text: string, more: Readonly<Record<string, unknown>> = {}) => ({
  type: 'event',
  event: {
    type: 'message',
    id: `message.${name}.received:M1`,
    account: '{bot}',
    thread: { id: LAN, kind: 'direct' },
    contact: { id: LAN, name: 'Nguyễn Thị Lan' },
    at: AT_ISO,
    messageId: 'M1',
    text,
    ...more,
  },
});
const ofGroup = { thread: { id: GROUP, kind: 'group' }, mentionsUs: true };

const OK = { status: 200 };
const message = (
  name: string,
  kind: string,
  fields: Readonly<Record<string, unknown>>,
  text: string,
  more: Readonly<Record<string, unknown>> = {},
): IncomingCase => ({
  name,
  ...signed({ event_name: `message.${kind}.received`, message: { ...head, ...fields } }),
  ...OK,
  told: [told(kind, text, more)],
});
const grouped = (name: string, text: string, heard: string): IncomingCase => ({
  name,
  ...signed({ event_name: 'message.text.received', message: { ...inGroup, text } }),
  ...OK,
  told: [told('text', heard, ofGroup)],
});
const text = { event_name: 'message.text.received', message: { ...head, text: 'chào em' } };
const unknown = (name: string, body: unknown) => [{ type: 'unknown_event', account: '{bot}', name, body }];

export const incoming: readonly IncomingCase[] = [
  message('takes a text', 'text', { text: 'chào em' }, 'chào em'),
  {
    name: 'takes a text in the documented wrapper',
    ...signed({ ok: true, result: text }),
    ...OK,
    told: [told('text', 'chào em')],
  },
  message('takes a picture as documented', 'image', { photo: URL, caption: 'ảnh họp' }, 'ảnh họp', {
    attachments: [{ kind: 'image', url: URL }],
  }),
  message('takes a picture as it was seen', 'image', { photo_url: URL, message_type: 'CHAT_PHOTO' }, '', {
    attachments: [{ kind: 'image', url: URL }],
  }),
  message('takes a picture inside an object', 'image', { photo: { url: URL } }, '', {
    attachments: [{ kind: 'image', url: URL }],
  }),
  message('takes a picture without an address', 'image', { photo: 7 }, ''),
  message('takes a sticker', 'sticker', { sticker: 'abc', url: URL }, '', {
    attachments: [{ kind: 'sticker', url: URL }],
  }),
  message('takes a sticker that is an object', 'sticker', { sticker: { id: 1 } }, '', {
    attachments: [{ kind: 'sticker' }],
  }),
  message('takes a voice message', 'voice', { voice_url: 'https://v.zdn.vn/a.aac', message_type: 'CHAT_VOICE' }, '', {
    attachments: [{ kind: 'audio', url: 'https://v.zdn.vn/a.aac', mimeType: 'audio/aac' }],
  }),
  message('takes a name from the other field', 'text', { from: { id: LAN, name: 'Lan' }, text: 'a' }, 'a', {
    contact: { id: LAN, name: 'Lan' },
  }),
  message('takes its own time when there is none that makes sense', 'text', { date: 12, text: 'a' }, 'a', {
    at: '2026-11-20T08:00:00.000Z',
  }),
  message('takes ids that come as numbers', 'text', { from: { id: 5 }, chat: { id: 5 }, text: 'a' }, 'a', {
    thread: { id: '5', kind: 'direct' },
    contact: { id: '5' },
  }),
  grouped('takes a group’s message without the mention', '@BotHoi lịch họp', 'lịch họp'),
  grouped('takes a reply in a group, which has no mention', 'lịch họp', 'lịch họp'),
  grouped('leaves somebody else’s name alone', '@Lan ơi', '@Lan ơi'),
  {
    name: 'answers somebody whose content is withheld as an empty message',
    ...signed({ event_name: 'message.unsupported.received', message: head }),
    ...OK,
    told: [told('unsupported', '')],
  },
  {
    name: 'keeps silent about withheld content in a group',
    ...signed({ event_name: 'message.unsupported.received', message: inGroup }),
    ...OK,
  },
  {
    name: 'takes withheld content without any message',
    ...signed({ event_name: 'message.unsupported.received' }),
    ...OK,
  },
  {
    name: 'does not talk with other bots',
    ...signed({
      event_name: 'message.text.received',
      message: { ...head, from: { ...head.from, is_bot: true }, text: 'a' },
    }),
    ...OK,
  },
  {
    name: 'keeps an event that nobody knows',
    ...signed({ event_name: 'user.follow', x: 1 }),
    ...OK,
    notes: unknown('user.follow', { event_name: 'user.follow', x: 1 }),
  },
  {
    name: 'keeps a message that names nobody',
    ...signed({ event_name: 'message.text.received', message: { text: 'a' } }),
    ...OK,
    notes: unknown('message.text.received', { event_name: 'message.text.received', message: { text: 'a' } }),
  },
  {
    name: 'keeps an update without a name',
    ...signed({ message: {} }),
    ...OK,
    notes: unknown('không rõ', { message: {} }),
  },
  {
    name: 'is not misled by a name of an object’s own',
    ...signed({ event_name: 'constructor', message: head }),
    ...OK,
    notes: unknown('constructor', { event_name: 'constructor', message: head }),
  },
  {
    name: 'answers the platform’s look, which is an empty body',
    ...OK,
    notes: [{ type: 'tested', account: '{bot}', what: 'Zalo đã gọi thử địa chỉ webhook và nhận được trả lời.' }],
  },
  { name: 'answers a look by GET', method: 'GET', ...OK },
  { name: 'refuses another method', method: 'PUT', body: '{}', status: 405 },
  { name: 'refuses an update without the secret', body: JSON.stringify(text), status: 401 },
  {
    name: 'refuses a wrong secret',
    body: JSON.stringify(text),
    headers: { 'x-bot-api-secret-token': `${SECRET}x` },
    status: 401,
  },
  {
    name: 'refuses an empty secret',
    body: JSON.stringify(text),
    headers: { 'x-bot-api-secret-token': '' },
    status: 401,
  },
  {
    name: 'refuses the bot’s token as the secret',
    body: JSON.stringify(text),
    headers: { 'x-bot-api-secret-token': '123456789:token-of-ba-be' },
    status: 401,
  },
  { name: 'refuses what is no JSON', ...signed('{"event_name":'), status: 400 },
  { name: 'refuses a list', ...signed('[]'), status: 400 },
  { name: 'refuses deep nesting', ...signed(`${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`), status: 400 },
  { name: 'refuses a body of two megabytes', ...signed('x'.repeat(2 * 1024 * 1024)), status: 413 },
  { name: 'refuses an address of no account', path: 'none', body: '{}', status: 404 },
];

/** A bot whose webhook was never set takes nothing. */
export const bare: readonly IncomingCase[] = [
  { name: 'refuses everything while no secret was given out', ...signed(text), status: 401 },
];
