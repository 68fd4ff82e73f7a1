import { signatureOf } from '../../emulators/zalo-oa/webhooks.ts';
import type { IncomingCase } from '../harness.ts';
import {
  APP,
  AT,
  AT_ISO,
  direct,
  GROUP,
  inGroup,
  LAN,
  NEW_APP,
  OA,
  OA_SECRET,
  signed,
  told,
  toldInGroup,
  toldMessage,
  toldOfGroup,
} from './accounts.ts';

const OK = { status: 200 };
/** A message event of the direct chat and how it is told. */
const message = (
  name: string,
  event: string,
  body: Readonly<Record<string, unknown>>,
  text: string,
  more: Readonly<Record<string, unknown>> = {},
): IncomingCase => ({
  name,
  ...signed(direct(event, { msg_id: 'M1', ...body })),
  ...OK,
  told: [toldMessage(event, text, more)],
});
const groupMessage = (
  name: string,
  body: Readonly<Record<string, unknown>>,
  text: string,
  more: Readonly<Record<string, unknown>> = {},
  event = 'user_send_group_text',
): IncomingCase => ({
  name,
  ...signed(inGroup(event, { msg_id: 'M1', ...body })),
  ...OK,
  told: [toldInGroup(event, text, more)],
});
const attachment = (type: string, payload: unknown) => ({ attachments: [{ type, payload }] });
const noted = (name: string, event: Readonly<Record<string, unknown>>): IncomingCase['notes'] => [
  { type: 'unknown_event', account: '{ba-be}', name, body: { app_id: APP, timestamp: '1795161540000', ...event } },
];
const URL = 'https://b-f12-zpg-r.zdn.vn/a.jpg';

const messages: readonly IncomingCase[] = [
  message('takes a text', 'user_send_text', { text: 'chào em' }, 'chào em'),
  message(
    'takes a picture with its words',
    'user_send_image',
    { text: 'ảnh họp', ...attachment('image', { url: URL, thumbnail: URL }) },
    'ảnh họp',
    {
      attachments: [{ kind: 'image', url: URL }],
    },
  ),
  message('takes a moving picture', 'user_send_gif', attachment('gif', { url: URL }), '', {
    attachments: [{ kind: 'image', url: URL }],
  }),
  message(
    'takes a file whose size is a string',
    'user_send_file',
    attachment('file', { url: URL, name: 'Báo cáo.docx', size: '20480', checksum: 'c', type: 'docx' }),
    '',
    {
      attachments: [{ kind: 'file', url: URL, name: 'Báo cáo.docx', sizeBytes: 20480 }],
    },
  ),
  message('takes a sound', 'user_send_audio', attachment('audio', { url: URL }), '', {
    attachments: [{ kind: 'audio', url: URL }],
  }),
  message('takes a video', 'user_send_video', attachment('video', { url: URL, description: 'hội thi' }), '', {
    attachments: [{ kind: 'video', url: URL }],
  }),
  message('takes a sticker', 'user_send_sticker', attachment('sticker', { url: URL, id: '123' }), '', {
    attachments: [{ kind: 'sticker', url: URL }],
  }),
  message(
    'takes a place whose numbers are strings',
    'user_send_location',
    { text: 'Nhà văn hóa', ...attachment('location', { coordinates: { latitude: '22.41', longitude: '105.63' } }) },
    'Nhà văn hóa',
    {
      attachments: [{ kind: 'location', latitude: 22.41, longitude: 105.63 }],
    },
  ),
  message(
    'puts a link into the words once',
    'user_send_link',
    { text: 'xem đi', ...attachment('link', { url: 'https://phunu.vn', description: 'Trang' }) },
    'xem đi\nhttps://phunu.vn',
  ),
  message(
    'does not repeat a link that stands in the words',
    'user_send_link',
    { text: 'https://phunu.vn', ...attachment('link', { url: 'https://phunu.vn' }) },
    'https://phunu.vn',
  ),
  message(
    'takes a business card without knowing its layout',
    'user_send_business_card',
    { ...attachment('business_card', { whatever: 1 }) },
    '',
  ),
  message(
    'takes a button of ours as the choice and its words',
    'user_send_text',
    { text: '#chon:co%3Asang:Có, chị đi' },
    'Có, chị đi',
    { choice: 'co:sang' },
  ),
  message(
    'takes an item of the OA’s menu as a choice without its sign',
    'user_send_text',
    { text: '#tuvan' },
    'tuvan',
    { choice: 'tuvan' },
  ),
  message('takes a quoted message by its id', 'user_send_text', { text: 'đúng rồi', quote_msg_id: 'Q1' }, 'đúng rồi', {
    quotes: 'Q1',
  }),
  message(
    'knows a reply to the OA by the quoted author',
    'user_send_text',
    { text: 'vâng', quote_msg: { msg_id: 'Q1', from_id: OA } },
    'vâng',
    { quotes: 'Q1', repliesToUs: true },
  ),
];

const groups: readonly IncomingCase[] = [
  groupMessage('takes a group’s message without a mention', { text: 'chị em ơi' }, 'chị em ơi'),
  groupMessage('takes the OA’s id as a mention', { text: `[@${OA}] lịch họp` }, 'lịch họp', { mentionsUs: true }),
  groupMessage(
    'takes the OA’s name as a mention, whatever its case',
    { text: 'nhờ @hội lhpn xã ba bể cho tài liệu' },
    'nhờ cho tài liệu',
    { mentionsUs: true },
  ),
  groupMessage('leaves the mention of somebody else alone', { text: '[@6677] chị ơi' }, '[@6677] chị ơi'),
  groupMessage(
    'does not take a longer name for the OA’s',
    { text: '@Hội LHPN xã Ba Bểu xin chào' },
    '@Hội LHPN xã Ba Bểu xin chào',
  ),
  groupMessage('does not read a sign in a group as a button', { text: '#chon:a:b' }, '#chon:a:b'),
  groupMessage(
    'takes a group’s picture',
    attachment('image', { url: URL }),
    '',
    { attachments: [{ kind: 'image', url: URL }] },
    'user_send_group_image',
  ),
  {
    name: 'knows a group by its recipient when the event’s name does not say so',
    ...signed({ ...inGroup('user_send_text', { msg_id: 'M1', text: 'a' }) }),
    ...OK,
    told: [toldInGroup('user_send_text', 'a')],
  },
  {
    name: 'takes somebody who joins a group',
    ...signed({ event_name: 'user_join_group', oa_id: OA, group_id: GROUP, user_id: LAN }),
    ...OK,
    told: [
      toldOfGroup({
        type: 'members_joined',
        id: `user_join_group:1795161540000:${GROUP}:${LAN}`,
        thread: { id: GROUP, kind: 'group' },
        contacts: [{ id: LAN }],
      }),
    ],
  },
  {
    name: 'takes several who join, with names, in another layout',
    ...signed({
      event_name: 'user_join_group',
      oa_id: OA,
      recipient: { id: GROUP },
      members: [{ user_id: LAN, name: 'Lan' }, { id: 'U2' }, { id: OA }],
    }),
    ...OK,
    told: [
      toldOfGroup({
        type: 'members_joined',
        id: `user_join_group:1795161540000:${GROUP}:${LAN}`,
        thread: { id: GROUP, kind: 'group' },
        contacts: [{ id: LAN, name: 'Lan' }, { id: 'U2' }],
      }),
    ],
  },
  {
    name: 'takes somebody who leaves, told by the sender',
    ...signed({ event_name: 'user_out_group', oa_id: OA, sender: { id: LAN }, recipient: { id: GROUP } }),
    ...OK,
    told: [
      toldOfGroup({
        type: 'members_left',
        id: `user_out_group:1795161540000:${GROUP}:${LAN}`,
        thread: { id: GROUP, kind: 'group' },
        contacts: [{ id: LAN }],
      }),
    ],
  },
  {
    name: 'takes a group’s new name',
    ...signed({ event_name: 'update_group_info', oa_id: OA, group_id: GROUP, group_name: 'Chi hội Đông' }),
    ...OK,
    told: [
      toldOfGroup({
        type: 'thread_renamed',
        id: `update_group_info:1795161540000:${GROUP}`,
        thread: { id: GROUP, kind: 'group', name: 'Chi hội Đông' },
        name: 'Chi hội Đông',
      }),
    ],
  },
  {
    name: 'keeps a join of nobody for the operator to look at',
    ...signed({ event_name: 'user_join_group', oa_id: OA, group_id: GROUP }),
    ...OK,
    notes: noted('user_join_group', { event_name: 'user_join_group', oa_id: OA, group_id: GROUP }),
  },
  ...[
    'react_request_join_group',
    'accept_request_join_group',
    'disperse_group',
    'delete_group',
    'user_request_join_group',
    'add_group_admin',
  ].map(
    (event_name): IncomingCase => ({
      name: `acknowledges ${event_name}`,
      ...signed({ event_name, oa_id: OA, group_id: GROUP }),
      ...OK,
    }),
  ),
];

const receipt = (messageId: string, state: string) => ({
  type: 'receipt',
  account: '{ba-be}',
  messageId,
  state,
  at: AT_ISO,
});
const echo = (more: Readonly<Record<string, unknown>>) => ({
  type: 'echo',
  account: '{ba-be}',
  thread: LAN,
  threadKind: 'direct',
  messageId: 'M1',
  at: AT_ISO,
  ...more,
});

const others: readonly IncomingCase[] = [
  {
    name: 'takes a follower as somebody who opened the chat',
    ...signed({ event_name: 'follow', oa_id: OA, follower: { id: LAN }, source: 'oa_profile' }),
    ...OK,
    told: [told({ type: 'opened', id: `follow:1795161540000:${LAN}` })],
  },
  {
    name: 'takes the chat button of the OA’s page as opening the chat',
    ...signed({ event_name: 'user_click_chatnow', oa_id: OA, user_id: LAN }),
    ...OK,
    told: [told({ type: 'opened', id: `user_click_chatnow:1795161540000:${LAN}` })],
  },
  {
    name: 'acknowledges somebody who stops following',
    ...signed({ event_name: 'unfollow', oa_id: OA, follower: { id: LAN } }),
    ...OK,
  },
  {
    name: 'takes the contact details that she submits, with a phone written as a number',
    ...signed({
      ...direct('user_submit_info', undefined),
      info: { name: 'Nguyễn Thị Lan', phone: 84987654321, address: 'Ba Bể' },
    }),
    ...OK,
    told: [
      { type: 'contact', account: '{ba-be}', contact: LAN, name: 'Nguyễn Thị Lan', phone: '0987654321' },
      told({
        type: 'message',
        id: `user_submit_info:${AT}:${LAN}`,
        messageId: `user_submit_info:${AT}:${LAN}`,
        contact: { id: LAN, name: 'Nguyễn Thị Lan' },
        text: '0987654321',
        onlyAsAnswer: true,
      }),
    ],
  },
  {
    name: 'takes a name that she submits without a number, which answers nothing',
    ...signed({ ...direct('user_submit_info', undefined), info: { name: 'Lan' } }),
    ...OK,
    told: [{ type: 'contact', account: '{ba-be}', contact: LAN, name: 'Lan' }],
  },
  {
    name: 'takes the receipt of a message, the OA being the sender',
    ...signed({
      event_name: 'user_received_message',
      sender: { id: OA },
      recipient: { id: LAN },
      message: { msg_id: 'S1' },
    }),
    ...OK,
    told: [receipt('S1', 'delivered')],
  },
  {
    name: 'takes the receipt of a message, the person being the sender',
    ...signed(direct('user_received_message', { msg_id: 'S1' })),
    ...OK,
    told: [receipt('S1', 'delivered')],
  },
  {
    name: 'leaves the receipt of a paid notification alone',
    ...signed({
      event_name: 'user_received_message',
      oa_id: OA,
      sender: { id: OA },
      recipient: { id: '84987654321' },
      message: { msg_id: 'Z1', tracking_id: 't', delivery_time: '1' },
    }),
    ...OK,
  },
  {
    name: 'takes several seen messages of one event, each once',
    ...signed(direct('user_seen_message', { msg_ids: ['S1', 'S2', 'S1'] })),
    ...OK,
    told: [receipt('S1', 'seen'), receipt('S2', 'seen')],
  },
  {
    name: 'takes seen messages from the other side',
    ...signed({
      event_name: 'user_seen_message',
      sender: { id: OA },
      recipient: { id: LAN },
      message: { msg_ids: ['S1'] },
    }),
    ...OK,
    told: [receipt('S1', 'seen')],
  },
  {
    name: 'takes a reaction, by moment, since its message’s id comes again',
    ...signed(direct('user_reacted_message', { msg_id: 'S1', react_icon: '/-heart' })),
    ...OK,
    told: [
      told({
        type: 'reaction',
        id: `user_reacted_message:S1:${LAN}:1795161540000`,
        messageId: 'S1',
        emoji: '/-heart',
        removed: false,
      }),
    ],
  },
  {
    name: 'takes a reaction that is taken back',
    ...signed(direct('user_reacted_message', { msg_id: 'S1', react_icon: '/-remove' })),
    ...OK,
    told: [
      told({
        type: 'reaction',
        id: `user_reacted_message:S1:${LAN}:1795161540000`,
        messageId: 'S1',
        emoji: '/-remove',
        removed: true,
      }),
    ],
  },
  {
    name: 'tells what the OA sent as an echo',
    ...signed({
      event_name: 'oa_send_text',
      sender: { id: OA },
      recipient: { id: LAN },
      message: { msg_id: 'M1', text: 'Chị đợi em' },
    }),
    ...OK,
    told: [echo({ text: 'Chị đợi em' })],
  },
  ...['oa_send_image', 'oa_send_list', 'oa_send_template', 'oa_send_file', 'oa_send_sticker', 'oa_send_gif'].map(
    (event_name): IncomingCase => ({
      name: `tells ${event_name} as an echo without words`,
      ...signed({ event_name, sender: { id: OA }, recipient: { id: LAN }, message: { msg_id: 'M1' } }),
      ...OK,
      told: [echo({})],
    }),
  ),
  {
    name: 'tells what the OA sent in a group as an echo',
    ...signed({
      event_name: 'oa_send_group_text',
      oa_id: OA,
      sender: { id: OA },
      recipient: { id: GROUP },
      message: { msg_id: 'M1', text: 'Mời họp' },
    }),
    ...OK,
    told: [echo({ thread: GROUP, threadKind: 'group', text: 'Mời họp' })],
  },
  ...[
    'anonymous_send_text',
    'anonymous_send_image',
    'anonymous_send_file',
    'anonymous_send_sticker',
    'oa_send_anonymous_text',
    'oa_reacted_message',
    'user_feedback',
    'change_oa_daily_quota',
  ].map(
    (event_name): IncomingCase => ({
      name: `acknowledges ${event_name} and does nothing`,
      ...signed({
        event_name,
        oa_id: OA,
        sender: { id: 'anonymous-1' },
        recipient: { id: OA },
        message: { msg_id: 'M1', text: 'xin chào' },
      }),
      ...OK,
    }),
  ),
  {
    name: 'tells when the OA takes its permission back',
    ...signed({ event_name: 'permission_revoked', oa_id: OA }),
    ...OK,
    notes: [
      {
        type: 'state',
        account: '{ba-be}',
        report: {
          state: 'needs_sign_in',
          sentence: 'Quản trị viên của OA đã thu hồi quyền của ứng dụng. Chị bấm Đăng nhập lại để cho phép lần nữa.',
        },
      },
    ],
  },
  {
    name: 'keeps an event that nobody knows',
    ...signed(direct('user_send_hologram', { msg_id: 'M1' })),
    ...OK,
    notes: noted('user_send_hologram', direct('user_send_hologram', { msg_id: 'M1' })),
  },
  {
    name: 'keeps a message without an id',
    ...signed(direct('user_send_text', { text: 'a' })),
    ...OK,
    notes: noted('user_send_text', direct('user_send_text', { text: 'a' })),
  },
  {
    name: 'takes its own time for a sample’s 12-digit one',
    ...signed(direct('user_send_text', { msg_id: 'M1', text: 'a' }, { timestamp: '154390853891' })),
    ...OK,
    told: [
      told({ type: 'message', id: 'user_send_text:M1', messageId: 'M1', text: 'a', at: '2026-11-20T08:00:00.000Z' }),
    ],
  },
  {
    name: 'takes a time and ids that come as numbers, without losing their ends',
    ...signed(
      JSON.parse(
        `{"event_name":"user_send_text","sender":{"id":1},"recipient":{"id":"${OA}"},"message":{"msg_id":"M1","text":"a"}}`,
      ),
    ),
    ...OK,
    told: [
      told({
        type: 'message',
        id: 'user_send_text:M1',
        messageId: 'M1',
        text: 'a',
        thread: { id: '1', kind: 'direct' },
        contact: { id: '1' },
      }),
    ],
  },
];

const text = direct('user_send_text', { msg_id: 'M1', text: 'a' });
const taken = { ...OK, told: [toldMessage('user_send_text', 'a')] };
const altered = (from: string, to: string): Partial<IncomingCase> => {
  const { body, headers } = signed(text);
  return { body: `${body}`.replace(from, to), ...(headers && { headers }) };
};
/** Signed with the time of the header, which differs from the body's. */
const signedAt = (headerTime: string, event: Readonly<Record<string, unknown>>): Partial<IncomingCase> => {
  const body = JSON.stringify({ app_id: APP, ...event });
  const signature = signatureOf(APP, body, headerTime, OA_SECRET);
  return { body, headers: { 'x-zevent-signature': signature, 'x-zevent-timestamp': headerTime } };
};
const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

const gates: readonly IncomingCase[] = [
  { name: 'takes a bare signature', ...signed(text, { prefix: '' }), ...taken },
  { name: 'takes a signature with spaces around its sign', ...signed(text, { prefix: 'mac = ' }), ...taken },
  {
    name: 'takes a signature in capitals',
    body: signed(text).body as string,
    headers: { 'x-zevent-signature': `${signed(text).headers?.['x-zevent-signature']}`.toUpperCase() },
    ...taken,
  },
  {
    name: 'takes a signature over the header’s time',
    ...signedAt('1795161540000', { ...text, timestamp: '1795161539000' }),
    ...OK,
    told: [toldMessage('user_send_text', 'a', { at: '2026-11-20T07:58:59.000Z' })],
  },
  { name: 'refuses a body that was altered', ...altered('"text":"a"', '"text":"b"'), status: 401 },
  { name: 'refuses JSON that was written anew', ...altered('{"app_id"', '{ "app_id"'), status: 401 },
  { name: 'refuses another moment', ...altered('1795161540000', '1795161540001'), status: 401 },
  {
    name: 'refuses the app’s secret in place of the OA’s',
    ...signed(text, { secret: 'app-secret-of-ba-be' }),
    status: 401,
  },
  {
    name: 'refuses the secret of another OA of the app',
    ...signed(text, { secret: 'oa-secret-of-cho-ra' }),
    status: 401,
  },
  { name: 'refuses an event without a signature', body: signed(text).body as string, status: 401 },
  {
    name: 'refuses an empty signature',
    body: signed(text).body as string,
    headers: { 'x-zevent-signature': 'mac=' },
    status: 401,
  },
  { name: 'refuses another app, rightly signed', ...signed(text, { app: '111' }), status: 403 },
  { name: 'refuses an event without an app', body: JSON.stringify({ event_name: 'follow' }), status: 403 },
  {
    name: 'answers for an OA of the app that nobody added, so that the webhook stays on',
    ...signed({ ...text, recipient: { id: '555' } }),
    ...OK,
    notes: [
      {
        type: 'unknown_event',
        account: '{ba-be}',
        name: 'user_send_text (OA khác)',
        body: { app_id: APP, timestamp: '1795161540000', ...text, recipient: { id: '555' } },
      },
    ],
  },
  {
    name: 'refuses an OA that nobody added when nobody of ours signed',
    ...signed({ ...text, recipient: { id: '555' } }, { secret: 'x' }),
    status: 401,
  },
  {
    name: 'tells the OA by its own key',
    ...signed({ ...text, recipient: { id: '2233445566778899002' } }, { secret: 'oa-secret-of-cho-ra' }),
    ...OK,
    told: [told({ type: 'message', id: 'user_send_text:M1', messageId: 'M1', text: 'a' }, '{cho-ra}')],
  },
  {
    name: 'answers the console’s check of the address',
    body: '{}',
    ...OK,
    notes: ['{ba-be}', '{cho-ra}'].map((account) => ({
      type: 'tested',
      account,
      what: 'Trang của Zalo đã gọi thử địa chỉ webhook và nhận được trả lời.',
    })),
  },
  { name: 'answers a look at the address', method: 'GET', ...OK, answer: 'OK' },
  { name: 'answers a challenge', method: 'GET', query: 'hub.challenge=abc123', ...OK, answer: 'abc123' },
  {
    name: 'does not write a stranger’s markup back',
    method: 'GET',
    query: 'hub.challenge=%3Cscript%3E',
    ...OK,
    answer: 'OK',
  },
  { name: 'refuses another method', method: 'PUT', body: '{}', status: 405 },
  { name: 'refuses an address of no account', path: '42', body: '{}', status: 404 },
  { name: 'refuses a path below the address', path: `${APP}/other`, body: '{}', status: 404 },
  { name: 'refuses what is no JSON', body: '{"app_id":', status: 400 },
  { name: 'refuses a list', body: '[]', status: 400 },
  { name: 'refuses a text', body: '"hello"', status: 400 },
  { name: 'refuses deep nesting', body: deep(5_000), status: 400 },
  { name: 'refuses a body of two megabytes', body: `{"a":"${'x'.repeat(2 * 1024 * 1024)}"}`, status: 413 },
  { name: 'refuses an event without a name', ...signed({ sender: { id: LAN } }), status: 400 },
  {
    name: 'is not harmed by names that reach a prototype',
    body: `{"__proto__":{"app_id":"${APP}"},"constructor":{"prototype":{"a":1}},"event_name":"x"}`,
    status: 403,
  },
  {
    name: 'takes strange types where texts and objects are expected',
    ...signed({ event_name: 'user_send_text', sender: [1], recipient: 'x', oa_id: OA, message: [{ text: 1 }] }),
    ...OK,
    notes: noted('user_send_text', {
      event_name: 'user_send_text',
      sender: [1],
      recipient: 'x',
      oa_id: OA,
      message: [{ text: 1 }],
    }),
  },
  {
    name: 'while set up, takes a wrong signature and says so',
    path: NEW_APP,
    ...signed(text, { app: NEW_APP, secret: 'wrong' }),
    ...OK,
    told: [told({ type: 'message', id: 'user_send_text:M1', messageId: 'M1', text: 'a' }, '{new}')],
    notes: [
      {
        type: 'unknown_event',
        account: '{new}',
        name: 'chữ ký chưa khớp: xem lại “Khóa bí mật của OA”',
        body: { event_name: 'user_send_text' },
      },
    ],
  },
  {
    name: 'while set up, takes a right signature without a word',
    path: NEW_APP,
    ...signed(text, { app: NEW_APP, secret: 'oa-secret-of-new' }),
    ...OK,
    told: [told({ type: 'message', id: 'user_send_text:M1', messageId: 'M1', text: 'a' }, '{new}')],
  },
];

export const incoming: readonly IncomingCase[] = [...messages, ...groups, ...others, ...gates];
