import type { IncomingCase } from '../harness.ts';
import {
  APP,
  AT,
  AT_ISO,
  BA_BE,
  batch,
  CHO_RA,
  entry,
  fromLan,
  HOA,
  LAN,
  signed,
  told,
  toldMessage,
  VERIFY,
} from './accounts.ts';

const DONE = { status: 200, answer: 'EVENT_RECEIVED' };
const MID = 'm_AbC-dEf_123';

/** One event from Lan to the first Page. */
const event = (body: Record<string, unknown>, more: Partial<IncomingCase> = {}) => ({
  ...signed(batch(entry([fromLan(body)]))),
  ...DONE,
  ...more,
});
const unknown = (name: string, body: unknown, account = '{ba-be}') => ({ type: 'unknown_event', account, name, body });

const echoed = (more: Record<string, unknown>) => ({
  type: 'echo',
  account: '{ba-be}',
  thread: LAN,
  threadKind: 'direct',
  messageId: MID,
  at: AT_ISO,
  ...more,
});
/** A message of the Page's to Lan. */
const echo = (message: Record<string, unknown>) => ({
  sender: { id: BA_BE },
  recipient: { id: LAN },
  timestamp: AT,
  message: { mid: MID, is_echo: true, ...message },
});

const attach = (attachments: readonly unknown[], more: Record<string, unknown> = {}) =>
  event({ message: { mid: MID, attachments, ...more } });
const toldFile = (attachment: Record<string, unknown>) => [toldMessage(MID, '', { attachments: [attachment] })];
const CDN = 'https://scontent.xx.fbcdn.net/v/t39/anh.jpg?oe=1';

const deep = (levels: number): string =>
  `{"object":"page","entry":[{"id":"${BA_BE}","x":${'['.repeat(levels)}${']'.repeat(levels)}}]}`;

const verify = (
  query: string,
  status: number,
  answer?: string,
  notes: readonly unknown[] = [],
): Partial<IncomingCase> => ({
  method: 'GET',
  query,
  status,
  ...(answer !== undefined && { answer }),
  notes,
});
const words = encodeURIComponent(VERIFY);
const tested = (what: string, ...accounts: string[]) => accounts.map((account) => ({ type: 'tested', account, what }));

/** What Meta and strangers send to the webhook, and what becomes of it. */
export const incoming: readonly IncomingCase[] = (
  [
    // The handshake.
    {
      name: 'gives the challenge back when the verify token is right',
      ...verify(
        `hub.mode=subscribe&hub.verify_token=${words}&hub.challenge=1158201444`,
        200,
        '1158201444',
        tested('Facebook đã xác minh địa chỉ webhook', '{ba-be}', '{cho-ra}', '{mistyped}'),
      ),
    },
    {
      name: 'refuses a wrong verify token',
      ...verify('hub.mode=subscribe&hub.verify_token=x&hub.challenge=1', 403),
    },
    { name: 'refuses an absent verify token', ...verify('hub.mode=subscribe&hub.challenge=1', 403) },
    {
      name: 'refuses a verify token that comes twice',
      ...verify(`hub.mode=subscribe&hub.verify_token=${words}&hub.verify_token=${words}&hub.challenge=1`, 403),
    },
    {
      name: 'refuses a challenge that comes twice',
      ...verify(`hub.mode=subscribe&hub.verify_token=${words}&hub.challenge=1&hub.challenge=2`, 403),
    },
    {
      name: 'refuses another mode than subscribe',
      ...verify(`hub.mode=unsubscribe&hub.verify_token=${words}&hub.challenge=1`, 403),
    },
    {
      name: 'gives no page back as a challenge',
      ...verify(`hub.mode=subscribe&hub.verify_token=${words}&hub.challenge=%3Cscript%3E`, 403),
    },

    // Signatures.
    {
      name: 'refuses a body without a signature',
      body: '{"object":"page","entry":[]}',
      status: 403,
    },
    {
      name: 'refuses the older signature alone',
      ...signed(batch()),
      headers: { 'x-hub-signature': 'sha1=0000000000000000000000000000000000000000' },
      status: 403,
    },
    { name: 'refuses a forged signature', ...signed(batch(), 'guessed'), status: 403 },
    {
      name: 'refuses a body that was altered after signing',
      ...signed(batch(entry([fromLan({ message: { mid: MID, text: 'vâng' } })]))),
      body: '{"object":"page","entry":[{"id":"1"}]}',
      status: 403,
    },
    {
      name: 'refuses a body that was cut short',
      headers: signed(batch(entry([]))).headers,
      body: '{"object":"page","entry":[',
      status: 403,
    },
    {
      name: 'refuses a signature in capital letters or of another length',
      ...signed(batch()),
      headers: { 'x-hub-signature-256': `sha256=${'A'.repeat(64)}` },
      status: 403,
    },
    {
      name: 'refuses a body of more than a megabyte',
      ...signed(`{"object":"page","x":"${'x'.repeat(1024 * 1024)}"}`),
      status: 413,
    },
    {
      name: 'takes the bytes as Meta writes them, with escaped letters and slashes',
      ...event(
        { message: { mid: MID, text: 'Dạ vâng ạ 👍 https://hoilhpn.org.vn/' } },
        { told: [toldMessage(MID, 'Dạ vâng ạ 👍 https://hoilhpn.org.vn/')] },
      ),
    },
    {
      name: 'tells a Page nothing whose own secret did not sign, and says so without the body',
      ...signed(batch(entry([fromLan({ message: { mid: MID, text: 'bí mật' } })], { id: '100200300400502' }))),
      ...DONE,
      notes: [unknown('wrong_page', { page: '100200300400502' })],
    },

    // Messages.
    {
      name: 'takes a text',
      ...event({ message: { mid: MID, text: 'tai lieu' } }, { told: [toldMessage(MID, 'tai lieu')] }),
    },
    {
      name: 'takes a quick reply as the choice behind it',
      ...event(
        { message: { mid: MID, text: 'Tham dự', quick_reply: { payload: 'v:yes' } } },
        { told: [toldMessage(MID, 'Tham dự', { choice: 'yes' })] },
      ),
    },
    {
      name: 'takes a quick reply whose value was too long by its words',
      ...event(
        { message: { mid: MID, text: 'Chi hội 5', quick_reply: { payload: 't' } } },
        { told: [toldMessage(MID, 'Chi hội 5')] },
      ),
    },
    {
      name: 'takes words behind a button as if she had typed them',
      ...event(
        { message: { mid: MID, text: 'Xem', quick_reply: { payload: 's:lịch họp' } } },
        { told: [toldMessage(MID, 'lịch họp')] },
      ),
    },
    {
      name: 'keeps which message an answer quotes',
      ...event(
        { message: { mid: MID, text: 'có ạ', reply_to: { mid: 'm_before', is_self_reply: false } } },
        { told: [toldMessage(MID, 'có ạ', { quotes: 'm_before', repliesToUs: true })] },
      ),
    },
    {
      name: 'cuts an endless text',
      ...event(
        { message: { mid: MID, text: 'a'.repeat(12_000) } },
        { told: [toldMessage(MID, 'a'.repeat(10_000), { truncated: true })] },
      ),
    },
    {
      name: 'takes ids that are numbers longer than a number can hold',
      ...signed(
        `{"object":"page","entry":[{"id":${BA_BE},"time":${AT},"messaging":[{"sender":{"id":${LAN}},"recipient":{"id":${BA_BE}},"timestamp":${AT},"message":{"mid":"${MID}","text":"a"}}]}]}`,
      ),
      ...DONE,
      told: [toldMessage(MID, 'a')],
    },
    {
      name: 'takes a time in seconds and a time that is a string',
      ...signed(
        batch(
          entry([
            fromLan({ timestamp: AT / 1000, message: { mid: 'm_1', text: 'a' } }),
            fromLan({ timestamp: `${AT}`, message: { mid: 'm_2', text: 'b' } }),
          ]),
        ),
      ),
      ...DONE,
      told: [toldMessage('m_1', 'a'), toldMessage('m_2', 'b')],
    },
    {
      name: 'takes the entry’s time for an event without one, or with one that cannot be',
      ...signed(
        batch(
          entry([
            { sender: { id: LAN }, recipient: { id: BA_BE }, message: { mid: 'm_1', text: 'a' } },
            fromLan({ timestamp: 9e15, message: { mid: 'm_2', text: 'b' } }),
          ]),
        ),
      ),
      ...DONE,
      told: [toldMessage('m_1', 'a'), toldMessage('m_2', 'b')],
    },

    // Attachments.
    {
      name: 'takes a picture',
      ...attach([{ type: 'image', payload: { url: CDN } }]),
      told: toldFile({ kind: 'image', url: CDN }),
    },
    {
      name: 'takes several pictures with a text',
      ...attach(
        [1, 2].map(() => ({ type: 'image', payload: { url: CDN } })),
        { text: 'họp hôm qua' },
      ),
      told: [
        toldMessage(MID, 'họp hôm qua', {
          attachments: [
            { kind: 'image', url: CDN },
            { kind: 'image', url: CDN },
          ],
        }),
      ],
    },
    {
      name: 'takes a video',
      ...attach([{ type: 'video', payload: { url: CDN } }]),
      told: toldFile({ kind: 'video', url: CDN }),
    },
    {
      name: 'takes a voice message',
      ...attach([{ type: 'audio', payload: { url: CDN } }]),
      told: toldFile({ kind: 'audio', url: CDN }),
    },
    {
      name: 'takes a file with its name',
      ...attach([{ type: 'file', title: 'bien-ban.docx', payload: { url: CDN } }]),
      told: toldFile({ kind: 'file', url: CDN, name: 'bien-ban.docx' }),
    },
    {
      name: 'takes a sticker once, though it comes as sticker and picture',
      ...attach([
        { type: 'image', payload: { url: CDN, sticker_id: 126361874215276 } },
        { type: 'sticker', payload: { url: CDN, sticker_id: 126361874215276 } },
      ]),
      told: toldFile({ kind: 'sticker', url: CDN }),
    },
    {
      name: 'takes a sticker that comes as a picture alone',
      ...attach([{ type: 'image', payload: { url: CDN, sticker_id: '126361874215276' } }]),
      told: toldFile({ kind: 'sticker', url: CDN }),
    },
    {
      name: 'takes the thumb beside the writing field as 👍',
      ...attach([{ type: 'sticker', payload: { url: CDN, sticker_id: 369239263222822 } }]),
      told: [toldMessage(MID, '👍')],
    },
    {
      name: 'takes a place',
      ...attach([{ type: 'location', payload: { coordinates: { lat: 22.4, long: 105.6 } } }]),
      told: toldFile({ kind: 'location', latitude: 22.4, longitude: 105.6 }),
    },
    {
      name: 'takes a shared page as words, never as a file to fetch',
      ...attach([{ type: 'fallback', title: 'Bài viết', payload: { url: 'http://10.0.0.1/admin' } }]),
      told: [toldMessage(MID, 'Bài viết\nhttp://10.0.0.1/admin')],
    },
    {
      name: 'does not repeat a shared address that she typed, and takes one without a payload',
      ...attach(
        [
          { type: 'fallback', payload: { url: 'https://a.vn/x' } },
          { type: 'fallback', payload: null },
        ],
        {
          text: 'chị xem https://a.vn/x',
        },
      ),
      told: [toldMessage(MID, 'chị xem https://a.vn/x')],
    },
    ...['reel', 'ig_reel', 'post', 'ig_post', 'template'].map((type) => ({
      name: `takes a shared ${type} as words`,
      ...attach([{ type, payload: { title: 'Ngày hội', id: 12, url: '/reel/12' } }]),
      told: [toldMessage(MID, 'Ngày hội')],
    })),
    {
      name: 'takes a message with an attachment of an unknown kind, and notes the kind',
      ...attach([{ type: 'appointment_booking', payload: { booking_id: '1' } }], { text: 'đặt lịch' }),
      told: [toldMessage(MID, 'đặt lịch')],
      notes: [
        unknown(
          'attachment.appointment_booking',
          fromLan({
            message: {
              mid: MID,
              attachments: [{ type: 'appointment_booking', payload: { booking_id: '1' } }],
              text: 'đặt lịch',
            },
          }),
        ),
      ],
    },
    {
      name: 'takes an unsupported message as an empty one',
      ...event({ message: { mid: MID, is_unsupported: true } }, { told: [toldMessage(MID, '')] }),
    },
    {
      name: 'notes a deleted message',
      ...event(
        { message: { mid: MID, is_deleted: true } },
        { notes: [unknown('message_deleted', fromLan({ message: { mid: MID, is_deleted: true } }))] },
      ),
    },
    {
      name: 'notes an edit: the words were answered as they stood',
      ...event(
        { message_edit: { mid: MID, text: 'mới', num_edit: '1' } },
        { notes: [unknown('message_edit', fromLan({ message_edit: { mid: MID, text: 'mới', num_edit: '1' } }))] },
      ),
    },

    // Buttons.
    {
      name: 'takes Get Started as the opening of the talk',
      ...event(
        {
          postback: {
            mid: MID,
            title: 'Bắt đầu',
            payload: 'get_started',
            referral: { ref: 'ap-phich', type: 'OPEN_THREAD' },
          },
        },
        { told: [told({ type: 'opened', id: MID })] },
      ),
    },
    {
      name: 'takes an item of the menu as its words',
      ...event(
        { postback: { mid: MID, title: 'Trình đơn', payload: 's:menu' } },
        { told: [toldMessage(MID, 'menu').event].map((one) => ({ type: 'event', event: withoutFiles(one) })) },
      ),
    },
    {
      name: 'takes a button as the choice behind it',
      ...event(
        { postback: { mid: MID, title: 'Vắng', payload: 'v:no' } },
        { told: [press(MID, 'Vắng', { choice: 'no' })] },
      ),
    },
    {
      name: 'takes a button that was made on the Page’s own screens',
      ...event(
        { postback: { mid: MID, title: 'Giờ làm việc', payload: 'HOURS' } },
        { told: [press(MID, 'Giờ làm việc', { choice: 'HOURS' })] },
      ),
    },
    {
      name: 'takes a button without an id under an id of its own, the same each time',
      ...event(
        { postback: { title: 'Vắng', payload: 'v:no' } },
        { told: [press('postback:883406a71bb7514cd6cbf775358b99de278aab77', 'Vắng', { choice: 'no' })] },
      ),
    },
    {
      name: 'takes a link into a thread as the opening of the talk',
      ...event(
        { referral: { ref: 'moi-hop', source: 'SHORTLINK', type: 'OPEN_THREAD' } },
        { told: [told({ type: 'opened', id: 'referral:35a2c23e1d61c2f06b120ad9574ca20f25b0eec0' })] },
      ),
    },
    {
      name: 'takes the plugin on a web page as the opening of the talk',
      ...event(
        { optin: { ref: 'trang-web' } },
        { told: [told({ type: 'opened', id: 'optin:30afef2ee1cfa145a96f38b3ac260ab0ef8a071f' })] },
      ),
    },
    {
      name: 'notes a checkbox without a person and leave for paid messages',
      ...signed(
        batch(
          entry([
            { recipient: { id: BA_BE }, timestamp: `${AT}`, optin: { ref: 'x', user_ref: 'u1' } },
            fromLan({ optin: { type: 'notification_messages', notification_messages_token: '1' } }),
          ]),
        ),
      ),
      ...DONE,
      notes: [
        unknown('optin', { recipient: { id: BA_BE }, timestamp: `${AT}`, optin: { ref: 'x', user_ref: 'u1' } }),
        unknown('optin', fromLan({ optin: { type: 'notification_messages', notification_messages_token: '1' } })),
      ],
    },

    // Reactions and receipts.
    {
      name: 'takes a reaction',
      ...event(
        { reaction: { mid: MID, reaction: 'love', emoji: '❤️', action: 'react' } },
        {
          told: [
            told({
              type: 'reaction',
              id: 'reaction:dc326196a93bcbe2fc0331cd785ecdd2d287a4f0',
              messageId: MID,
              emoji: '❤️',
              removed: false,
            }),
          ],
        },
      ),
    },
    {
      name: 'takes a reaction back that has no emoji',
      ...event(
        { reaction: { mid: MID, reaction: 'love', action: 'unreact' } },
        {
          told: [
            told({
              type: 'reaction',
              id: 'reaction:72a6c423c2cbaf877e3f77796cac047427d70eda',
              messageId: MID,
              emoji: 'love',
              removed: true,
            }),
          ],
        },
      ),
    },
    {
      name: 'takes a delivery, which has no time of its own',
      ...signed(
        batch(entry([{ sender: { id: LAN }, recipient: { id: BA_BE }, delivery: { mids: ['m_1'], watermark: AT } }])),
      ),
      ...DONE,
      told: [
        { type: 'receipt', account: '{ba-be}', messageId: 'm_1', state: 'delivered', at: AT_ISO },
        {
          type: 'receipts_until',
          account: '{ba-be}',
          thread: LAN,
          state: 'delivered',
          until: new Date(AT + 1000).toISOString(),
        },
      ],
    },
    {
      name: 'takes a reading',
      ...event(
        { read: { watermark: `${AT}` } },
        {
          told: [
            {
              type: 'receipts_until',
              account: '{ba-be}',
              thread: LAN,
              state: 'seen',
              until: new Date(AT + 1000).toISOString(),
            },
          ],
        },
      ),
    },
    {
      name: 'notes a reading without a moment',
      ...event({ read: {} }, { notes: [unknown('read', fromLan({ read: {} }))] }),
    },

    // Echoes and who holds the thread.
    {
      name: 'knows its own message by the key that it carries',
      ...signed(batch(entry([echo({ text: 'Em chào chị', app_id: Number(APP), metadata: 'chihoi:key#2' })]))),
      ...DONE,
      told: [echoed({ key: 'key#2', text: 'Em chào chị' })],
    },
    {
      name: 'leaves its own message alone that stands for no row',
      ...signed(
        batch(
          entry([
            echo({ text: 'a', app_id: APP }),
            echo({ text: 'b', metadata: 'chihoi+:key' }),
            echo({ attachments: [{ type: 'fallback', payload: null }], app_id: Number(APP) }),
          ]),
        ),
      ),
      ...DONE,
    },
    {
      name: 'takes a message of another app as a person of the office writing',
      ...signed(batch(entry([echo({ text: 'Chị Hoa đây ạ', app_id: 263902037430900 })]))),
      ...DONE,
      told: [echoed({ text: 'Chị Hoa đây ạ' })],
    },
    {
      name: 'takes an echo with sender and recipient the other way round',
      ...signed(
        batch(
          entry([
            {
              sender: { id: LAN },
              recipient: { id: BA_BE },
              timestamp: AT,
              message: { mid: MID, is_echo: true, text: 'a' },
            },
          ]),
        ),
      ),
      ...DONE,
      told: [echoed({ text: 'a' })],
    },
    {
      name: 'is silent on what stands in standby, but hears of receipts and of others writing',
      ...signed(
        batch({
          id: BA_BE,
          time: AT,
          standby: [
            fromLan({ message: { mid: 'm_1', text: 'alo' } }),
            fromLan({ postback: { mid: 'm_2', title: 'Vắng' } }),
            fromLan({ reaction: { mid: 'm_0', emoji: '👍', action: 'react' } }),
            echo({ text: 'để chị trả lời', app_id: '263902037430900' }),
            fromLan({ read: { watermark: AT + 1 } }),
          ],
        }),
      ),
      ...DONE,
      told: [
        echoed({ text: 'để chị trả lời' }),
        {
          type: 'receipts_until',
          account: '{ba-be}',
          thread: LAN,
          state: 'seen',
          until: new Date(AT + 1001).toISOString(),
        },
      ],
    },
    {
      name: 'takes the loss of a thread as a person of the office taking over',
      ...event(
        { take_thread_control: { previous_owner_app_id: APP, new_owner_app_id: 263902037430900 } },
        { told: [{ ...echoed({}), messageId: 'take_thread_control:fd536dadb9d440b790d18707bc7d9cfd7df70cad' }] },
      ),
    },
    {
      name: 'takes a thread that comes back without a word',
      ...event({ pass_thread_control: { previous_owner_app_id: null, new_owner_app_id: Number(APP), metadata: 'x' } }),
    },
    {
      name: 'notes another app’s wish for the thread',
      ...event(
        { request_thread_control: { requested_owner_app_id: 1 } },
        {
          notes: [
            unknown('request_thread_control', fromLan({ request_thread_control: { requested_owner_app_id: 1 } })),
          ],
        },
      ),
    },

    // The account itself.
    {
      name: 'says that the Page was blocked',
      ...signed(
        batch(
          entry([{ recipient: { id: BA_BE }, timestamp: AT, policy_enforcement: { action: 'block', reason: 'Spam' } }]),
        ),
      ),
      ...DONE,
      notes: [
        {
          type: 'state',
          account: '{ba-be}',
          report: {
            state: 'blocked',
            sentence:
              'Facebook đã chặn Trang gửi tin. Chị mở mục Chất lượng Trang trên Facebook để xem và khiếu nại. Lý do Facebook ghi: Spam',
          },
        },
      ],
    },
    {
      name: 'says that the Page was set free',
      ...signed(batch(entry([{ recipient: { id: BA_BE }, policy_enforcement: { action: 'unblock' } }]))),
      ...DONE,
      notes: [
        {
          type: 'state',
          account: '{ba-be}',
          report: { state: 'connected', sentence: 'Facebook đã bỏ chặn, Trang gửi tin lại được.' },
        },
      ],
    },
    {
      name: 'passes over events that change nothing',
      ...signed(
        batch(
          entry([
            { recipient: { id: BA_BE }, timestamp: AT, app_roles: { [APP]: ['automation'] } },
            fromLan({ response_feedback: { feedback: 'Good response', mid: MID } }),
            fromLan({ account_linking: { status: 'unlinked' } }),
          ]),
        ),
      ),
      ...DONE,
    },
    {
      name: 'shows that the dashboard’s test button arrived',
      ...signed(batch({ id: '0', time: AT, changes: [{ field: 'messages', value: { sender: { id: '12334' } } }] })),
      ...DONE,
      notes: tested('nút thử trên trang của Facebook: messages', '{ba-be}', '{cho-ra}'),
    },

    // Batches, strangers and rubbish.
    {
      name: 'takes a batch over several Pages, each event for its own',
      ...signed(
        batch(
          entry([fromLan({ message: { mid: 'm_1', text: 'ba bể' } })]),
          entry(
            [
              {
                sender: { id: HOA },
                recipient: { id: CHO_RA },
                timestamp: AT,
                message: { mid: 'm_2', text: 'chợ rã' },
              },
            ],
            { id: CHO_RA },
          ),
        ),
      ),
      ...DONE,
      told: [
        toldMessage('m_1', 'ba bể'),
        told({ type: 'message', id: 'm_2', messageId: 'm_2', text: 'chợ rã', attachments: [] }, '{cho-ra}', HOA),
      ],
    },
    {
      name: 'tells a batch in the order in which it happened',
      ...signed(
        batch(
          entry([
            fromLan({ timestamp: AT + 2, message: { mid: 'm_3', text: 'ba' } }),
            fromLan({ timestamp: AT, message: { mid: 'm_1', text: 'một' } }),
            fromLan({ timestamp: AT + 1, message: { mid: 'm_2', text: 'hai' } }),
          ]),
        ),
      ),
      ...DONE,
      told: [toldMessage('m_1', 'một'), later(toldMessage('m_2', 'hai'), 1), later(toldMessage('m_3', 'ba'), 2)],
    },
    {
      name: 'leaves a Page of others alone and notes it without its talk',
      ...signed(batch(entry([fromLan({ message: { mid: MID, text: 'riêng tư' } })], { id: '999' }))),
      ...DONE,
      notes: [unknown('wrong_page', { page: '999' })],
    },
    {
      name: 'notes what is not of a Page',
      ...signed({ object: 'instagram', entry: [{ id: BA_BE }] }),
      ...DONE,
      notes: [unknown('object.instagram', { object: 'instagram', entry: [{ id: BA_BE }] })],
    },
    {
      name: 'notes an event of an unknown kind and still takes its neighbours',
      ...signed(
        batch(
          entry([fromLan({ hologram: { x: 1 } }), 'rubbish', null, fromLan({ message: { mid: MID, text: 'có ạ' } })]),
        ),
      ),
      ...DONE,
      told: [toldMessage(MID, 'có ạ')],
      notes: [
        unknown('hologram', fromLan({ hologram: { x: 1 } })),
        unknown('not_an_event', 'rubbish'),
        unknown('not_an_event', null),
      ],
    },
    {
      name: 'notes other changes of the Page',
      ...signed(batch({ id: BA_BE, time: AT, changes: [{ field: 'inbox_labels', value: {} }] })),
      ...DONE,
      notes: [unknown('changes.inbox_labels', { field: 'inbox_labels', value: {} })],
    },
    {
      name: 'notes a message without an id, or of the Page to itself',
      ...signed(
        batch(
          entry([
            fromLan({ message: { text: 'a' } }),
            { sender: { id: BA_BE }, recipient: { id: BA_BE }, message: { mid: 'm' } },
          ]),
        ),
      ),
      ...DONE,
      notes: [
        unknown('message', fromLan({ message: { text: 'a' } })),
        unknown('message', { sender: { id: BA_BE }, recipient: { id: BA_BE }, message: { mid: 'm' } }),
      ],
    },
    {
      name: 'drops hostile keys',
      ...signed(
        `{"object":"page","__proto__":{"x":1},"entry":[{"id":"${BA_BE}","time":${AT},"messaging":[{"constructor":{"prototype":{"x":1}},"sender":{"id":"${LAN}"},"recipient":{"id":"${BA_BE}"},"timestamp":${AT},"message":{"mid":"${MID}","text":"a","__proto__":{"is_echo":true}}}]}]}`,
      ),
      ...DONE,
      told: [toldMessage(MID, 'a')],
    },
    {
      name: 'acknowledges a signed body that is nested too deep, and notes it',
      ...signed(deep(2000)),
      ...DONE,
      notes: [unknown('unreadable', null)],
    },
    {
      name: 'acknowledges a signed body that is no envelope, and notes it',
      ...signed('[]'),
      ...DONE,
      notes: [unknown('unreadable', null)],
    },
    { name: 'refuses another method', method: 'PUT', ...signed(batch()), status: 405 },
    { name: 'does not know other paths', path: `${APP}/other`, ...signed(batch()), status: 404 },
    { name: 'does not know an app that no account names', path: '42', ...signed(batch()), status: 404 },
  ] as const
).map((one) => one as unknown as IncomingCase);

/** A press has no attachments at all. */
function withoutFiles({ attachments: _none, ...rest }: Record<string, unknown>) {
  return rest;
}
function press(id: string, text: string, more: Record<string, unknown> = {}) {
  return { type: 'event', event: withoutFiles(toldMessage(id, text, more).event) };
}
function later(one: ReturnType<typeof toldMessage>, ms: number) {
  return { ...one, event: { ...one.event, at: new Date(AT + ms).toISOString() } };
}
