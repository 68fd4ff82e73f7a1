import type { OutgoingCase, PlatformAnswer, TableAccount } from '../harness.ts';

export const SENDER: TableAccount = { name: 'bot', values: { token: '123456789:token-of-ba-be' } };
const CHAT = 'a1b2c3d4e5f6a7b8c9d0';
const PATH = '/bot123456789:token-of-ba-be';

const sent: PlatformAnswer = { json: { ok: true, result: { message_id: 'S1', date: 1 } } };
const refused = (error_code: number): PlatformAnswer => ({ json: { ok: false, error_code, description: 'emulated' } });
const SENT = { type: 'sent', messageId: 'S1' };
const failed = (code: string, more: Readonly<Record<string, unknown>> = {}) => ({
  type: 'failed',
  error: { code, retry: false, ...more },
});
const UNKNOWN = { type: 'unknown' };
const HTML = '<html><body>502 Bad Gateway</body></html>';

const asked = (method: string, params: Readonly<Record<string, unknown>>) => ({
  method: 'POST',
  path: `${PATH}/${method}`,
  json: { chat_id: CHAT, ...params },
});
const said = (text: string) => asked('sendMessage', { text });

type Case = Omit<OutgoingCase, 'answers' | 'outcome'> & Partial<Pick<OutgoingCase, 'answers' | 'outcome'>>;
const to = (one: Case): OutgoingCase => ({ thread: CHAT, answers: [sent], outcome: SENT, ...one });

const hello = { type: 'text' as const, text: 'Chào chị' };
const broken = (name: string, answer: PlatformAnswer, outcome: unknown): OutgoingCase =>
  to({ name, message: hello, answers: [answer], requests: [said('Chào chị')], outcome });

export const outgoing: readonly OutgoingCase[] = [
  to({ name: 'sends a text', message: hello, requests: [said('Chào chị')] }),
  to({
    name: 'numbers options, as there are no buttons',
    message: {
      type: 'choice',
      text: 'Chị chọn',
      options: [
        { label: 'Có', value: 'a' },
        { label: 'Không', value: 'b' },
      ],
    },
    requests: [said('Chị chọn\n1. Có\n2. Không')],
  }),
  to({
    name: 'sends a card as words',
    message: { type: 'card', title: 'Tài liệu', actions: [{ action: 'url', label: 'Mở', value: 'https://phunu.vn' }] },
    requests: [said('Tài liệu\nMở: https://phunu.vn')],
  }),
  to({
    name: 'sends a picture by its address',
    message: { type: 'image', imageUrl: 'https://phunu.vn/a.jpg', title: 'Ảnh họp' },
    requests: [asked('sendPhoto', { photo: 'https://phunu.vn/a.jpg', caption: 'Ảnh họp' })],
  }),
  to({
    name: 'says that a picture without an address cannot be sent',
    message: { type: 'image', imageUrl: 'data:image/png;base64,iVBORw0KGgo=' },
    requests: [],
    outcome: failed('rejected'),
  }),
  to({
    name: 'sends a file as a link',
    message: { type: 'file', fileUrl: 'https://phunu.vn/a.pdf', title: 'Nghị quyết' },
    requests: [said('Nghị quyết\nhttps://phunu.vn/a.pdf')],
  }),
  to({
    name: 'sends a voice message in a private chat',
    message: { type: 'audio', audioUrl: 'https://phunu.vn/a.aac' },
    requests: [asked('sendVoice', { voice_url: 'https://phunu.vn/a.aac' })],
  }),
  to({
    name: 'sends a voice message to a group as a link',
    threadKind: 'group',
    message: { type: 'audio', audioUrl: 'https://phunu.vn/a.aac' },
    requests: [said('https://phunu.vn/a.aac')],
  }),
  to({
    name: 'sends a place as an address',
    message: { type: 'location', latitude: 22.41, longitude: 105.63, title: 'Nhà văn hóa' },
    requests: [said('Nhà văn hóa\nhttps://www.google.com/maps?q=22.41,105.63')],
  }),
  to({
    name: 'calls people by name',
    threadKind: 'group',
    message: { type: 'mention', text: 'Mời @{1}', contacts: [{ id: '1', name: 'Lan' }] },
    requests: [said('Mời @Lan')],
  }),
  to({
    name: 'sends what is too long in pieces that never cut a character',
    message: { type: 'text', text: '👩‍👩‍👧'.repeat(300) },
    requests: [said('👩‍👩‍👧'.repeat(250)), said('👩‍👩‍👧'.repeat(50))],
  }),
  to({
    name: 'does not send the whole again when the second piece is refused',
    message: { type: 'text', text: `${'a'.repeat(1_999)} ${'b'.repeat(500)}` },
    answers: [sent, refused(429)],
    requests: [said('a'.repeat(1_999)), said('b'.repeat(500))],
    outcome: failed('rate_limited'),
  }),
  broken('takes no id for not knowing', { json: { ok: true } }, UNKNOWN),
  broken('does not know what became of a send whose answer is lost', { fault: 'cut' }, UNKNOWN),
  broken('does not take a page of HTML for success', { text: HTML }, UNKNOWN),
  broken('does not know what became of a send behind a gateway that gave up', { status: 504, text: HTML }, UNKNOWN),
  broken('does not know what became of a send that timed out there', refused(408), UNKNOWN),
  broken('sends again later after a page with 502', { status: 502, text: HTML }, failed('offline', { retry: true })),
  broken('gives up what is malformed', refused(400), failed('rejected')),
  broken(
    'reads the error’s other spelling',
    { json: { ok: false, errorCode: 429 } },
    failed('rate_limited', { retry: true }),
  ),
  broken('takes the status when the error has no number', { status: 400, json: { ok: false } }, failed('rejected')),
  broken(
    'waits when the quota is used up',
    refused(429),
    failed('rate_limited', { retry: true, retryAfterSeconds: 60 }),
  ),
  broken('gives up a chat that is gone', refused(404), failed('thread_gone')),
  broken('tries an internal error once more', refused(403), failed('rejected', { retry: true, retryAfterSeconds: 10 })),
  broken(
    'shows the number of an error that nobody knows',
    refused(499),
    failed('rejected', { sentence: 'Zalo từ chối tin này (mã 499).' }),
  ),
  broken('asks for a person when the token is dead', refused(401), failed('signed_out', { attention: true })),
  broken(
    'asks for a person when the token’s refusal is no JSON',
    { status: 401, text: HTML },
    failed('signed_out', { attention: true }),
  ),
];
