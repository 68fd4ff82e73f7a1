import type { IncomingCase } from '../harness.ts';
import { APP, AT, AT_ISO, BA_BE, batch, entry, fromLan, LAN, signed, told } from './accounts.ts';
import { DONE, echo, echoed, event, MID, press, unknown } from './events.ts';

/** What people press, and what Meta tells of messages and threads. */
export const events: readonly IncomingCase[] = [
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
    ...event({ postback: { mid: MID, title: 'Trình đơn', payload: 's:menu' } }, { told: [press(MID, 'menu')] }),
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
        notes: [unknown('request_thread_control', fromLan({ request_thread_control: { requested_owner_app_id: 1 } }))],
      },
    ),
  },
];
