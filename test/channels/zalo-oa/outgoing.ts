import type { OutgoingCase, PlatformAnswer, TableAccount } from '../harness.ts';
import { APP, GROUP, LAN, OA } from './accounts.ts';

/** Signed in by hand, as an install by script does it. */
export const SENDER: TableAccount = {
  name: 'ba-be',
  values: {
    appId: APP,
    appSecret: 'app-secret-of-ba-be',
    oaSecretKey: 'oa-secret-of-ba-be',
    oaId: OA,
    accessToken: 'first-access-token',
    refreshToken: 'first-refresh-token',
  },
};
export const BASES = ['apiBase', 'oauthBase'];

const sent: PlatformAnswer = { json: { error: 0, message: 'Success', data: { message_id: 'S1', user_id: LAN } } };
const refused = (error: number): PlatformAnswer => ({ json: { error, message: 'emulated' } });
const SENT = { type: 'sent', messageId: 'S1' };
const failed = (code: string, more: Readonly<Record<string, unknown>> = {}) => ({
  type: 'failed',
  error: { code, retry: false, ...more },
});
const UNKNOWN = { type: 'unknown' };

const toLan = (message: unknown) => ({
  method: 'POST',
  path: '/v3.0/oa/message/cs',
  json: { recipient: { user_id: LAN }, message },
});
const toGroup = (message: unknown) => ({
  method: 'POST',
  path: '/v3.0/oa/group/message',
  json: { recipient: { group_id: GROUP }, message },
});
const template = (payload: unknown) => ({ type: 'template', payload });

type Case = Omit<OutgoingCase, 'answers' | 'outcome'> & Partial<Pick<OutgoingCase, 'answers' | 'outcome'>>;
const lan = (one: Case): OutgoingCase => ({ thread: LAN, answers: [sent], outcome: SENT, ...one });
const group = (one: Case): OutgoingCase => lan({ thread: GROUP, threadKind: 'group', ...one });

const choose = (count: number, label = 'Mục') => ({
  type: 'choice' as const,
  text: 'Chị chọn',
  options: Array.from({ length: count }, (_, index) => ({ label: `${label} ${index + 1}`, value: `v:${index + 1}` })),
});
const buttonsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    title: `Mục ${index + 1}`,
    type: 'oa.query.hide',
    payload: `#chon:v%3A${index + 1}:Mục ${index + 1}`,
  }));

/** One byte picture and document: what they hold does not matter to the channel. */
const PNG = 'data:image/png;base64,iVBORw0KGgo=';
const PDF = 'data:application/pdf;base64,JVBERi0xLjQ=';
const image = (source: unknown, text?: string) => ({
  ...(text !== undefined && { text }),
  attachment: template({ template_type: 'media', elements: [{ media_type: 'image', ...(source as object) }] }),
});

/** What the platform takes as it is. */
export const forms: readonly OutgoingCase[] = [
  lan({ name: 'sends a text', message: { type: 'text', text: 'Chào chị' }, requests: [toLan({ text: 'Chào chị' })] }),
  lan({
    name: 'quotes in a direct chat',
    message: { type: 'text', text: 'Vâng' },
    repliesTo: 'Q1',
    requests: [toLan({ text: 'Vâng', quote_message_id: 'Q1' })],
  }),
  lan({
    name: 'sends up to five options as buttons that send their value and words',
    message: choose(5),
    requests: [toLan({ text: 'Chị chọn', attachment: template({ buttons: buttonsOf(5) }) })],
  }),
  lan({
    name: 'sends more options as a numbered list',
    message: choose(6),
    requests: [toLan({ text: 'Chị chọn\n1. Mục 1\n2. Mục 2\n3. Mục 3\n4. Mục 4\n5. Mục 5\n6. Mục 6' })],
  }),
  group({
    name: 'numbers options in a group, which takes no buttons',
    message: choose(2),
    requests: [toGroup({ text: 'Chị chọn\n1. Mục 1\n2. Mục 2' })],
  }),
  group({
    name: 'does not number a list twice in a group',
    message: {
      type: 'choice',
      text: 'Chị chọn\n1. Rất dài\n2. Cũng dài',
      options: [
        { label: '1', value: 'a' },
        { label: '2', value: 'b' },
      ],
    },
    requests: [toGroup({ text: 'Chị chọn\n1. Rất dài\n2. Cũng dài' })],
  }),
  lan({
    name: 'sends a card as a list of one with its buttons',
    message: {
      type: 'card',
      title: 'Tài liệu',
      subtitle: 'Bảo hiểm xã hội',
      imageUrl: 'https://phunu.vn/a.jpg',
      actions: [
        { action: 'url', label: 'Mở', value: 'https://phunu.vn/a' },
        { action: 'postback', label: 'Gửi em', value: 'gui' },
        { action: 'say', label: 'Hỏi', value: 'hỏi thêm' },
      ],
    },
    requests: [
      toLan({
        attachment: template({
          template_type: 'list',
          elements: [{ title: 'Tài liệu', subtitle: 'Bảo hiểm xã hội', image_url: 'https://phunu.vn/a.jpg' }],
          buttons: [
            { title: 'Mở', type: 'oa.open.url', payload: { url: 'https://phunu.vn/a' } },
            { title: 'Gửi em', type: 'oa.query.hide', payload: '#chon:gui:Gửi em' },
            { title: 'Hỏi', type: 'oa.query.show', payload: 'hỏi thêm' },
          ],
        }),
      }),
    ],
  }),
  lan({
    name: 'sends cards with one action each as rows that are pressed',
    message: {
      type: 'carousel',
      items: [
        { title: 'Một', actions: [{ action: 'url', label: 'Mở', value: 'https://phunu.vn/1' }] },
        { title: 'Hai', subtitle: 'Bài hai', actions: [{ action: 'postback', label: 'Xem', value: 'hai' }] },
        { title: 'Ba', actions: [{ action: 'say', label: 'Xem', value: 'bài ba' }] },
      ],
    },
    requests: [
      toLan({
        attachment: template({
          template_type: 'list',
          elements: [
            { title: 'Một', subtitle: 'Mở', default_action: { type: 'oa.open.url', url: 'https://phunu.vn/1' } },
            { title: 'Hai', subtitle: 'Bài hai', default_action: { type: 'oa.query.hide', payload: '#chon:hai:Xem' } },
            { title: 'Ba', default_action: { type: 'oa.query.show', payload: 'bài ba' } },
          ],
        }),
      }),
    ],
  }),
  lan({
    name: 'sends cards with several actions as words',
    message: {
      type: 'carousel',
      items: [
        {
          title: 'Một',
          actions: [
            { action: 'url', label: 'Mở', value: 'https://phunu.vn/1' },
            { action: 'postback', label: 'Xem', value: 'mot' },
          ],
        },
        { title: 'Hai', actions: [] },
      ],
    },
    requests: [toLan({ text: 'Một\nMở: https://phunu.vn/1\n• Xem\n\nHai' })],
  }),
  lan({
    name: 'asks for her number in words where the OA has no picture for the form',
    message: { type: 'text', text: 'Chị cho em xin số điện thoại ạ.', wants: 'phone' },
    answers: [{ json: { error: 0, data: { name: 'OA' } } }, sent],
    requests: [{ method: 'GET', path: '/v2.0/oa/getoa' }, toLan({ text: 'Chị cho em xin số điện thoại ạ.' })],
  }),
  lan({
    name: 'asks for her number with the platform’s form, under the OA’s own picture',
    message: { type: 'text', text: 'Chị cho em xin số điện thoại ạ.', wants: 'phone' },
    answers: [{ json: { error: 0, data: { name: 'OA', avatar: 'https://s160-ava-talk.zadn.vn/oa.jpg' } } }, sent],
    requests: [
      { method: 'GET', path: '/v2.0/oa/getoa' },
      toLan({
        attachment: template({
          template_type: 'request_user_info',
          elements: [
            {
              title: 'Gửi số điện thoại',
              subtitle: 'Chị cho em xin số điện thoại ạ.',
              image_url: 'https://s160-ava-talk.zadn.vn/oa.jpg',
            },
          ],
        }),
      }),
    ],
  }),
  lan({
    name: 'lets the platform fetch a public picture',
    message: { type: 'image', imageUrl: 'https://phunu.vn/a.jpg', title: 'Ảnh họp' },
    requests: [toLan(image({ url: 'https://phunu.vn/a.jpg' }, 'Ảnh họp'))],
  }),
  lan({
    name: 'uploads a picture that nobody else can fetch',
    message: { type: 'image', imageUrl: PNG },
    answers: [{ json: { error: 0, data: { attachment_id: 'A1' } } }, sent],
    requests: [{ method: 'POST', path: '/v2.0/oa/upload/image' }, toLan(image({ attachment_id: 'A1' }))],
  }),
  group({
    name: 'sends the same picture again without uploading it again',
    message: { type: 'image', imageUrl: PNG, title: 'Ảnh' },
    requests: [toGroup(image({ attachment_id: 'A1' }, 'Ảnh'))],
  }),
  lan({
    name: 'uploads again what the platform has dropped',
    message: { type: 'image', imageUrl: PNG },
    answers: [refused(-100), { json: { error: 0, data: { attachment_id: 'A2' } } }, sent],
    requests: [
      toLan(image({ attachment_id: 'A1' })),
      { method: 'POST', path: '/v2.0/oa/upload/image' },
      toLan(image({ attachment_id: 'A2' })),
    ],
  }),
  lan({
    name: 'uploads a document',
    message: { type: 'file', fileUrl: PDF },
    answers: [{ json: { error: 0, data: { token: 'T1' } } }, sent],
    requests: [
      { method: 'POST', path: '/v2.0/oa/upload/file' },
      toLan({ attachment: { type: 'file', payload: { token: 'T1' } } }),
    ],
  }),
  lan({
    name: 'says what the platform takes when a file is of another kind and has no address',
    message: { type: 'file', fileUrl: 'data:application/zip;base64,UEsDBA==' },
    requests: [],
    outcome: failed('rejected', {
      sentence: 'Zalo chỉ nhận tệp PDF, DOC hoặc DOCX, nhiều nhất 5 MB. Chị gửi đường dẫn tải tệp.',
    }),
  }),
  lan({
    name: 'sends a place as an address',
    message: { type: 'location', latitude: 22.41, longitude: 105.63, title: 'Nhà văn hóa' },
    requests: [toLan({ text: 'Nhà văn hóa\nhttps://www.google.com/maps?q=22.41,105.63' })],
  }),
  lan({
    name: 'sends a video as an address',
    message: { type: 'video', videoUrl: 'https://phunu.vn/v.mp4', title: 'Hội thi' },
    requests: [toLan({ text: 'Hội thi\nhttps://phunu.vn/v.mp4' })],
  }),
  group({
    name: 'calls members in a group by their ids',
    message: {
      type: 'mention',
      text: 'Mời @{6677} và @{6688}, @{6677} ơi',
      contacts: [
        { id: '6677', name: 'Lan' },
        { id: '6688', name: 'Hoa' },
      ],
    },
    requests: [toGroup({ text: 'Mời [@6677] và [@6688], [@6677] ơi' })],
  }),
  lan({
    name: 'calls by name in a direct chat',
    message: { type: 'mention', text: 'Chào @{6677}', contacts: [{ id: '6677', name: 'Lan' }] },
    requests: [toLan({ text: 'Chào @Lan' })],
  }),
  group({
    name: 'sends a poll as a numbered list',
    message: {
      type: 'poll',
      question: 'Ai đi?',
      multiple: false,
      options: [
        { label: 'Đi', value: 'a' },
        { label: 'Không', value: 'b' },
      ],
    },
    requests: [toGroup({ text: 'Ai đi?\n1. Đi\n2. Không' })],
  }),
  group({
    name: 'sends a reminder as words',
    message: { type: 'reminder', title: 'Họp 19h', at: '2026-11-21T12:00:00Z' },
    requests: [toGroup({ text: 'Họp 19h' })],
  }),
];

const hello = { type: 'text' as const, text: 'Chào chị' };
const helloToLan = toLan({ text: 'Chào chị' });
const HTML = '<html><body>502 Bad Gateway</body></html>';

/** What goes wrong, where the same connection can go on afterwards. */
export const failures: readonly OutgoingCase[] = [
  lan({
    name: 'sends a refused choice as a numbered list',
    message: choose(2),
    answers: [refused(-233), sent],
    requests: [
      toLan({ attachment: template({ buttons: buttonsOf(2) }) }),
      toLan({ text: 'Chị chọn\n1. Mục 1\n2. Mục 2' }),
    ],
  }),
  lan({
    name: 'does not try buttons again after that',
    message: choose(2),
    requests: [toLan({ text: 'Chị chọn\n1. Mục 1\n2. Mục 2' })],
  }),
  group({
    name: 'sends without the quote when the group does not take it',
    message: hello,
    repliesTo: 'Q1',
    answers: [refused(-201), sent],
    requests: [toGroup({ text: 'Chào chị', quote_message_id: 'Q1' }), toGroup({ text: 'Chào chị' })],
  }),
  group({
    name: 'does not try to quote again after that',
    message: hello,
    repliesTo: 'Q2',
    requests: [toGroup({ text: 'Chào chị' })],
  }),
  lan({
    name: 'sends the address of a picture that can be fetched by nobody',
    message: { type: 'image', imageUrl: 'http://127.0.0.1:9/none.jpg' },
    requests: [toLan({ text: 'http://127.0.0.1:9/none.jpg' })],
  }),
  lan({
    name: 'tries once more when the platform says that sending failed',
    message: hello,
    answers: [refused(-200), sent],
    requests: [helloToLan, helloToLan],
  }),
  lan({
    name: 'tries no third time',
    message: hello,
    answers: [refused(-200)],
    requests: [helloToLan, helloToLan],
    outcome: failed('rejected'),
  }),
  lan({
    name: 'does not know what became of a send whose answer is lost',
    message: hello,
    answers: [{ fault: 'cut' }],
    requests: [helloToLan],
    outcome: UNKNOWN,
  }),
  lan({
    name: 'does not take a page of HTML for success',
    message: hello,
    answers: [{ text: HTML }],
    requests: [helloToLan],
    outcome: UNKNOWN,
  }),
  lan({
    name: 'does not take success without an id for success',
    message: hello,
    answers: [{ json: { error: 0, message: 'Success' } }],
    requests: [helloToLan],
    outcome: UNKNOWN,
  }),
  lan({
    name: 'does not take `null` for success',
    message: hello,
    answers: [{ json: { error: null, data: { message_id: 'S1' } } }],
    requests: [helloToLan],
    outcome: UNKNOWN,
  }),
  lan({
    name: 'does not know what became of a send behind a gateway that gave up',
    message: hello,
    answers: [{ status: 504, text: HTML }],
    requests: [helloToLan],
    outcome: UNKNOWN,
  }),
  ...[500, 502, 503].map((status) =>
    lan({
      name: `sends again later after ${status}`,
      message: hello,
      answers: [{ status, text: HTML }],
      requests: [helloToLan],
      outcome: failed('offline', { retry: true }),
    }),
  ),
  lan({
    name: 'gives up after a refusal that is no JSON',
    message: hello,
    answers: [{ status: 404, text: HTML }],
    requests: [helloToLan],
    outcome: failed('rejected'),
  }),
  lan({
    name: 'does not follow a redirect with the token',
    message: hello,
    answers: [{ status: 302, headers: { location: 'http://127.0.0.1:9/' }, text: '' }],
    requests: [helloToLan],
    outcome: UNKNOWN,
  }),
  lan({
    name: 'says that the window is closed',
    message: hello,
    answers: [refused(-230)],
    requests: [helloToLan],
    outcome: failed('window_closed'),
  }),
  lan({
    name: 'shows the number of an error that nobody knows',
    message: hello,
    answers: [refused(-9999)],
    requests: [helloToLan],
    outcome: failed('rejected', { sentence: 'Zalo từ chối tin này (mã -9999).' }),
  }),
  lan({
    name: 'reads an error that comes as a string',
    message: hello,
    answers: [{ json: { error: '-213' } }],
    requests: [helloToLan],
    outcome: failed('blocked'),
  }),
];

/** The minute's allowance: the clock of the table stands still, so that it stays used up. */
export const limits: readonly OutgoingCase[] = [
  lan({
    name: 'waits for the next minute when there were too many requests',
    message: hello,
    answers: [refused(-32)],
    requests: [helloToLan],
    outcome: failed('rate_limited', { retry: true }),
  }),
  lan({
    name: 'asks nothing more in that minute',
    message: hello,
    requests: [],
    outcome: failed('rate_limited', { retry: true }),
  }),
];

/** The last request of the minute goes; the platform says that it was the last. */
export const lastOne: readonly OutgoingCase[] = [
  lan({
    name: 'takes the platform’s word that nothing is left of the minute',
    message: hello,
    answers: [{ ...sent, headers: { 'x-ratelimit-remain': '0' } }],
    requests: [helloToLan],
  }),
  lan({
    name: 'does not ask again before the next minute',
    message: hello,
    requests: [],
    outcome: failed('rate_limited', { retry: true }),
  }),
];

const refresh = { method: 'POST', path: '/v4/oa/access_token' };
const pair = (n: string) => ({
  access_token: `${n}-access-token`,
  refresh_token: `${n}-refresh-token`,
  expires_in: '90000',
});

/** The access token is refused. */
export const tokens: readonly OutgoingCase[] = [
  lan({
    name: 'gets a new token once and sends once more (-216)',
    message: hello,
    answers: [refused(-216), { json: pair('second') }, sent],
    requests: [helloToLan, refresh, helloToLan],
  }),
  lan({
    name: 'gets a new token once and sends once more (-220)',
    message: hello,
    answers: [refused(-220), { json: { ...pair('third'), expires_in: 90000 } }, sent],
    requests: [helloToLan, refresh, helloToLan],
  }),
  lan({
    name: 'sends again later when the new token could not be fetched',
    message: hello,
    answers: [refused(-220), { status: 502, text: HTML }],
    requests: [helloToLan, refresh],
    outcome: failed('offline', { retry: true }),
  }),
  lan({
    name: 'stops when the new token is refused too',
    message: hello,
    answers: [refused(-220), { json: pair('fourth') }, refused(-220)],
    requests: [helloToLan, refresh, helloToLan],
    outcome: failed('signed_out', { attention: true }),
  }),
  lan({
    name: 'asks for a person when the refresh token is refused under HTTP 200',
    message: hello,
    answers: [refused(-216), { json: { error: -14014, error_name: 'Invalid refresh token' } }],
    requests: [helloToLan, refresh],
    outcome: failed('signed_out', { attention: true }),
  }),
  lan({
    name: 'does not ask for tokens again with a dead refresh token',
    message: hello,
    answers: [refused(-216)],
    requests: [helloToLan],
    outcome: failed('signed_out', { attention: true }),
  }),
];
