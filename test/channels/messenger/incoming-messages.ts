import type { IncomingCase } from '../harness.ts';
import { AT, BA_BE, batch, entry, fromLan, LAN, signed, toldMessage } from './accounts.ts';
import { attach, CDN, DONE, event, MID, toldFile, unknown } from './events.ts';

/** What people write and attach. */
export const messages: readonly IncomingCase[] = [
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
    name: 'takes the number of her profile as if she had typed it',
    ...event(
      { message: { mid: MID, text: 'Gửi số', quick_reply: { payload: '+84912345678' } } },
      { told: [toldMessage(MID, '+84912345678')] },
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
];
