import { expect } from 'vitest';
import type { SendOutcome } from '../../../src/chat/channel.ts';
import type { OutboundMessage } from '../../../src/chat/message.ts';
import type { Fault } from '../../emulators/zalo-personal/faults.ts';
import { png } from '../../emulators/zalo-personal/picture.ts';
import type { ZaloPersonal } from '../../emulators/zalo-personal/server.ts';
import { DONG, HOA, LAN } from './bench.ts';

export interface Case {
  readonly name: string;
  /** Default: the group `DONG`; a person's id for a direct chat. */
  readonly to?: { readonly thread: string; readonly kind: 'direct' | 'group' };
  readonly message: OutboundMessage;
  /** Somebody says something first, and it is quoted. */
  readonly repliesTo?: (control: ZaloPersonal['control']) => string;
  readonly fault?: Fault;
  /** Where the fault strikes; default the request that sends. */
  readonly on?: string;
  /** What stands in the thread in the end, compared with `toMatchObject`. */
  readonly sent: readonly object[];
  /** Compared with `toMatchObject`. */
  readonly outcome: object;
  /** Milliseconds of the clock that pass while it is sent; default none. */
  readonly passes?: number;
}

const SENT = { type: 'sent', messageId: expect.stringMatching(/^\d{13}$/) };
const toLan = { thread: LAN, kind: 'direct' as const };
const text = (words: string): OutboundMessage => ({ type: 'text', text: words });
const failed = (code: string, retry: boolean, more: object = {}) => ({
  type: 'failed',
  error: { code, retry, ...more },
});
const UNKNOWN: Partial<SendOutcome> = { type: 'unknown' };
const dataUrl = (type: string, bytes: Buffer) => `data:${type};base64,${bytes.toString('base64')}`;
const PICTURE = png(40, 30, (x, y) => x > y);
const IN_AN_HOUR = '2026-11-20T09:00:00.000Z';
const POLL: OutboundMessage = {
  type: 'poll',
  question: 'Chị dự họp không?',
  options: [
    { label: 'Có', value: 'co' },
    { label: 'Không', value: 'khong' },
  ],
  multiple: false,
};

/** Every kind of message, and every way in which a send may end. */
export const OUTGOING: readonly Case[] = [
  {
    name: 'a text to a group',
    message: text('Mời các chị họp'),
    sent: [{ kind: 'text', thread: DONG, text: 'Mời các chị họp' }],
    outcome: SENT,
  },
  {
    name: 'a text to a person',
    to: toLan,
    message: text('Chào chị'),
    sent: [{ threadKind: 'direct', thread: LAN, text: 'Chào chị' }],
    outcome: SENT,
  },
  {
    name: 'an answer that quotes what it answers',
    message: text('19 giờ ạ'),
    repliesTo: (zalo) => zalo.say({ from: LAN, group: DONG, text: 'mấy giờ?' }),
    sent: [{ text: '19 giờ ạ', quotes: expect.stringMatching(/^\d{13}$/) }],
    outcome: SENT,
  },
  {
    name: 'an answer to a photo',
    message: text('ảnh đẹp quá ạ'),
    repliesTo: (zalo) => zalo.photo({ from: LAN, group: DONG, caption: 'họp' }),
    sent: [{ text: 'ảnh đẹp quá ạ', quotes: expect.any(String) }],
    outcome: SENT,
  },
  {
    name: 'an answer to a styled text, which the library cannot quote: without the quote',
    message: text('vâng'),
    repliesTo: (zalo) =>
      zalo.raw({ from: LAN, group: DONG, msgType: 'webchat', content: { title: 'Đậm', params: '{}' } }),
    sent: [expect.not.objectContaining({ quotes: expect.anything() })],
    outcome: SENT,
  },
  {
    name: 'an answer whose quote would make it too long: without the quote',
    message: text('đ'.repeat(1000)),
    repliesTo: (zalo) => zalo.say({ from: LAN, group: DONG, text: 'ế'.repeat(400) }),
    sent: [expect.not.objectContaining({ quotes: expect.anything() })],
    outcome: SENT,
  },
  {
    name: 'an answer to a message that is not remembered: without the quote',
    message: text('vâng ạ'),
    repliesTo: () => '1234567890123',
    sent: [{ text: 'vâng ạ' }],
    outcome: SENT,
  },
  {
    name: 'people called by name, at UTF-16 places',
    message: {
      type: 'mention',
      // Our own ids carry the account in front; the platform's ids alone are understood as well.
      text: `🌸 Em hỏi @{zalo:${LAN}}, @{${HOA}}: dự được không ạ?`,
      contacts: [
        { id: `zalo:${LAN}`, name: 'Lan' },
        { id: HOA, name: 'Hoa' },
      ],
    },
    sent: [
      {
        text: '🌸 Em hỏi @Lan, @Hoa: dự được không ạ?',
        mentions: [
          { uid: LAN, text: '@Lan' },
          { uid: HOA, text: '@Hoa' },
        ],
      },
    ],
    outcome: SENT,
  },
  {
    name: 'a name called in a direct chat, where there are no mentions',
    to: toLan,
    message: { type: 'mention', text: 'Chào @{x}', contacts: [{ id: 'x', name: 'Lan' }] },
    sent: [expect.not.objectContaining({ mentions: expect.anything() })],
    outcome: SENT,
  },
  {
    name: 'a picture with its words',
    message: { type: 'image', imageUrl: dataUrl('image/png', PICTURE), title: 'Bảng điểm' },
    sent: [{ kind: 'image', text: 'Bảng điểm', file: { name: 'tep.png', bytes: PICTURE.length } }],
    outcome: SENT,
  },
  {
    name: 'a picture to a person',
    to: toLan,
    message: { type: 'image', imageUrl: dataUrl('image/png', PICTURE) },
    sent: [{ kind: 'image', thread: LAN }],
    outcome: SENT,
  },
  {
    name: 'something that says it is a picture and is none: as a file',
    message: { type: 'image', imageUrl: dataUrl('image/png', Buffer.from('không phải ảnh đâu nhé các chị ơi')) },
    sent: [{ kind: 'file', file: { name: 'tep.bin' } }],
    outcome: SENT,
  },
  {
    name: 'a file under its title, in a name that every phone takes',
    message: {
      type: 'file',
      fileUrl: dataUrl('application/pdf', Buffer.from('%PDF nội dung')),
      title: 'Tài liệu: họp 8/3?',
    },
    sent: [{ kind: 'file', text: 'Tài liệu họp 8 3.pdf' }],
    outcome: SENT,
  },
  {
    name: 'a recording as a file',
    message: { type: 'audio', audioUrl: dataUrl('audio/mpeg', Buffer.from('âm thanh')), title: 'Lời chào' },
    sent: [{ kind: 'file', text: 'Lời chào.mp3' }],
    outcome: SENT,
  },
  {
    name: 'a video',
    message: { type: 'video', videoUrl: dataUrl('video/mp4', Buffer.from('phim')) },
    sent: [{ kind: 'file', file: { name: 'tep.mp4' } }],
    outcome: SENT,
  },
  {
    name: 'a place, as words with a link',
    message: { type: 'location', latitude: 21.5, longitude: 105.8, title: 'Nhà văn hóa', address: 'Thôn Đông' },
    sent: [{ text: 'Nhà văn hóa\nThôn Đông\nhttps://www.google.com/maps?q=21.5,105.8' }],
    outcome: SENT,
  },
  {
    name: 'a poll',
    message: POLL,
    sent: [{ kind: 'poll', text: 'Chị dự họp không?', options: ['Có', 'Không'] }],
    outcome: { type: 'sent', messageId: expect.stringMatching(/^poll:\d+$/) },
  },
  {
    name: 'a poll to a person: a numbered list',
    to: toLan,
    message: POLL,
    sent: [{ kind: 'text', text: 'Chị dự họp không?\n1. Có\n2. Không' }],
    outcome: SENT,
  },
  {
    name: 'a reminder in a group',
    message: { type: 'reminder', title: 'Họp chi hội', at: IN_AN_HOUR },
    sent: [{ kind: 'reminder', text: 'Họp chi hội', startTime: Date.parse(IN_AN_HOUR) }],
    outcome: { type: 'sent', messageId: expect.stringMatching(/^remind:\d+$/) },
  },
  {
    name: 'a reminder to a person',
    to: toLan,
    message: { type: 'reminder', title: 'Nộp báo cáo', at: IN_AN_HOUR },
    sent: [{ kind: 'reminder', thread: LAN }],
    outcome: { type: 'sent', messageId: expect.stringMatching(/^remind:\d+$/) },
  },
  {
    name: 'a reminder whose moment has passed: its words',
    message: { type: 'reminder', title: 'Họp chi hội', at: '2026-11-20T07:00:00.000Z' },
    sent: [{ kind: 'text', text: 'Họp chi hội' }],
    outcome: SENT,
  },

  // What may go wrong.
  {
    name: 'a file that cannot be fetched',
    message: { type: 'file', fileUrl: '/files/khong-co.pdf' },
    sent: [],
    outcome: failed('rejected', false),
  },
  {
    name: 'a kind of file that Zalo forbids',
    message: { type: 'file', fileUrl: dataUrl('application/x-msdownload', Buffer.from('MZ')), title: 'a' },
    fault: { type: 'code', code: 114 },
    on: '/asyncfile/upload',
    sent: [],
    outcome: failed('thread_gone', false),
  },
  {
    name: 'a group that the account is not in',
    to: { thread: '5299999999999999999', kind: 'group' },
    message: text('a'),
    sent: [],
    outcome: failed('thread_gone', false),
  },
  { name: 'too long for Zalo', message: text('ế'.repeat(1100)), sent: [], outcome: failed('too_long', false) },
  {
    name: 'a person who takes nothing from strangers',
    to: toLan,
    message: text('a'),
    fault: { type: 'code', code: 122 },
    sent: [],
    outcome: failed('blocked', false),
  },
  {
    name: 'a group where only its heads may write',
    message: text('a'),
    fault: { type: 'code', code: 166 },
    sent: [],
    outcome: failed('rejected', false, { sentence: expect.stringContaining('trưởng nhóm') }),
  },
  {
    name: 'a code that nobody knows',
    message: text('a'),
    fault: { type: 'code', code: 9999 },
    sent: [],
    outcome: failed('rejected', false, { sentence: expect.stringContaining('9999') }),
  },
  {
    name: 'the answer lost after it was sent',
    message: text('tới rồi'),
    fault: { type: 'lose_answer' },
    sent: [{ text: 'tới rồi' }],
    outcome: UNKNOWN,
  },
  {
    name: 'the line broken before it was sent: nobody can tell',
    message: text('đứt'),
    fault: { type: 'drop' },
    sent: [],
    outcome: UNKNOWN,
  },
  {
    name: 'a web page instead of an answer',
    message: text('trang'),
    fault: { type: 'html' },
    sent: [],
    outcome: UNKNOWN,
  },
  { name: 'a server’s error', message: text('500'), fault: { type: 'html', status: 502 }, sent: [], outcome: UNKNOWN },
  {
    name: 'refused by a proxy',
    message: text('403'),
    fault: { type: 'html', status: 403 },
    sent: [],
    outcome: failed('rejected', false),
  },
  {
    name: 'no answer at all, though it was sent',
    message: text('treo'),
    fault: { type: 'hang', done: true },
    passes: 26_000,
    sent: [{ text: 'treo' }],
    outcome: UNKNOWN,
  },
  {
    name: 'no answer to the upload of a picture: nothing was sent',
    message: { type: 'image', imageUrl: dataUrl('image/png', PICTURE) },
    fault: { type: 'hang' },
    on: '/photo_original/upload',
    passes: 51_000,
    sent: [],
    outcome: failed('offline', true),
  },
  {
    name: 'the line broken during an upload: nothing was sent',
    message: { type: 'image', imageUrl: dataUrl('image/png', PICTURE) },
    fault: { type: 'lose_answer' },
    on: '/photo_original/upload',
    sent: [],
    outcome: failed('offline', true),
  },
  {
    name: 'a poll whose answer is lost',
    message: POLL,
    fault: { type: 'lose_answer' },
    sent: [{ kind: 'poll' }],
    outcome: UNKNOWN,
  },
];
