import type { Card, OutboundMessage } from '../../../src/chat/message.ts';
import type { OutgoingCase } from '../harness.ts';
import { LAN } from './accounts.ts';
import { attached, carries, failed, OK, refused, SENT, template, text, UPLOADED, uploads } from './answers.ts';

const CARD: Card = { title: 'Tài liệu', actions: [] };
const LINK = { action: 'url', label: 'Mở trang', value: 'https://hoi.vn/a' } as const;
const PRESS = { action: 'postback', label: 'Đăng ký', value: 'dang_ky' } as const;
const SAY = { action: 'say', label: 'Xem lịch', value: 'lịch họp' } as const;
const IMAGE = 'https://hoi.vn/anh.jpg';
const REMINDER: OutboundMessage = { type: 'reminder', title: 'Họp chi hội', at: '2026-11-21T12:30:00.000Z' };

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

const all: readonly Omit<OutgoingCase, 'thread'>[] = [
  {
    name: 'a text goes as an answer, with the row’s key as metadata',
    message: text('Em chào chị'),
    answers: [SENT],
    requests: [
      carries({
        text: 'Em chào chị',
        metadata: 'chihoi:key a text goes as an answer, with the row’s key as metadata',
      }),
    ],
    outcome: OK,
  },
  {
    name: 'an answer quotes the message it answers',
    message: text('Vâng ạ'),
    repliesTo: 'm_before',
    answers: [SENT],
    requests: [{ method: 'POST', json: { reply_to: { mid: 'm_before' }, message: { text: 'Vâng ạ' } } }],
    outcome: OK,
  },
  {
    name: 'options are quick replies with their values behind them',
    message: {
      type: 'choice',
      text: 'Chị dự được không ạ?',
      options: [
        { label: 'Tham dự', value: 'yes' },
        { label: 'Vắng', value: 'no' },
      ],
    },
    answers: [SENT],
    requests: [
      carries({
        text: 'Chị dự được không ạ?',
        quick_replies: [
          { content_type: 'text', title: 'Tham dự', payload: 'v:yes' },
          { content_type: 'text', title: 'Vắng', payload: 'v:no' },
        ],
      }),
    ],
    outcome: OK,
  },
  {
    name: 'who is asked for her number can send the one of her profile at a press',
    message: { type: 'text', text: 'Chị cho em xin số điện thoại ạ.', wants: 'phone' },
    answers: [SENT],
    requests: [
      carries({ text: 'Chị cho em xin số điện thoại ạ.', quick_replies: [{ content_type: 'user_phone_number' }] }),
    ],
    outcome: OK,
  },
  {
    name: 'what was not rendered before, too many options or too long ones, is a numbered list',
    message: { type: 'dropdown', text: 'Chọn', options: many(14, (i) => ({ label: `Mục ${i + 1}`, value: `${i}` })) },
    answers: [SENT],
    requests: [carries({ text: `Chọn\n${many(14, (i) => `${i + 1}. Mục ${i + 1}`).join('\n')}` })],
    outcome: OK,
  },
  {
    name: 'a card of words is a text',
    message: { type: 'card', ...CARD, subtitle: 'Năm 2026' },
    answers: [SENT],
    requests: [carries({ text: 'Tài liệu\nNăm 2026' })],
    outcome: OK,
  },
  {
    name: 'a card with buttons and no picture is a button template',
    message: { type: 'card', ...CARD, subtitle: 'Năm 2026', actions: [LINK, PRESS, SAY] },
    answers: [SENT],
    requests: [
      template({
        template_type: 'button',
        text: 'Tài liệu\nNăm 2026',
        buttons: [
          { type: 'web_url', title: 'Mở trang', url: 'https://hoi.vn/a' },
          { type: 'postback', title: 'Đăng ký', payload: 'v:dang_ky' },
          { type: 'postback', title: 'Xem lịch', payload: 's:lịch họp' },
        ],
      }),
    ],
    outcome: OK,
  },
  {
    name: 'a card with a picture is a generic template',
    message: { type: 'card', ...CARD, imageUrl: IMAGE, actions: [PRESS] },
    answers: [SENT],
    requests: [
      template({
        template_type: 'generic',
        elements: [
          {
            title: 'Tài liệu',
            image_url: IMAGE,
            buttons: [{ type: 'postback', title: 'Đăng ký', payload: 'v:dang_ky' }],
          },
        ],
      }),
    ],
    outcome: OK,
  },
  {
    name: 'a card with more buttons than a template holds is a text with quick replies, addresses in the text',
    message: {
      type: 'card',
      ...CARD,
      actions: [LINK, ...many(3, (i) => ({ ...PRESS, label: `Lớp ${i + 1}`, value: `lop${i + 1}` }))],
    },
    answers: [SENT],
    requests: [
      carries({
        text: 'Tài liệu\nMở trang: https://hoi.vn/a',
        quick_replies: many(3, (i) => ({ content_type: 'text', title: `Lớp ${i + 1}`, payload: `v:lop${i + 1}` })),
      }),
    ],
    outcome: OK,
  },
  {
    name: 'a card with a label too long for a button numbers its actions',
    message: {
      type: 'card',
      ...CARD,
      actions: [
        { ...PRESS, label: 'Đăng ký lớp bồi dưỡng nghiệp vụ' },
        { ...PRESS, label: 'Để sau', value: 'sau' },
      ],
    },
    answers: [SENT],
    requests: [
      carries({
        text: 'Tài liệu\n1. Đăng ký lớp bồi dưỡng nghiệp vụ\n2. Để sau',
        quick_replies: [
          { content_type: 'text', title: '1', payload: 'v:dang_ky' },
          { content_type: 'text', title: '2', payload: 'v:sau' },
        ],
      }),
    ],
    outcome: OK,
  },
  {
    name: 'a card whose title is too long goes as picture and text, whole',
    message: { type: 'card', title: 'Đ'.repeat(81), imageUrl: 'https://hoi.vn/tron.jpg', actions: [] },
    answers: [UPLOADED, SENT],
    requests: [
      uploads({ message: { attachment: { type: 'image', payload: { url: 'https://hoi.vn/tron.jpg' } } } }),
      attached('image'),
      carries({ text: 'Đ'.repeat(81) }),
    ],
    outcome: OK,
  },
  {
    name: 'a value too long for a button leaves the label to say it',
    message: { type: 'card', ...CARD, actions: [{ ...PRESS, value: 'x'.repeat(999) }] },
    answers: [SENT],
    requests: [template({ buttons: [{ type: 'postback', title: 'Đăng ký', payload: 't' }] })],
    outcome: OK,
  },
  {
    name: 'cards side by side are a generic template, each with something beside its title',
    message: {
      type: 'carousel',
      items: [
        { title: 'Một', subtitle: 'a', actions: [] },
        { title: 'Hai', actions: [] },
        { title: 'Ba', actions: [SAY] },
      ],
    },
    answers: [SENT],
    requests: [
      template({
        template_type: 'generic',
        elements: [
          { title: 'Một', subtitle: 'a' },
          { title: 'Hai', subtitle: '·' },
          { title: 'Ba', buttons: [{ type: 'postback', title: 'Xem lịch', payload: 's:lịch họp' }] },
        ],
      }),
    ],
    outcome: OK,
  },
  {
    name: 'cards side by side of which one does not fit go one after another',
    message: {
      type: 'carousel',
      items: [
        { title: 'Một', actions: [] },
        { title: 'Hai', actions: many(4, (i) => ({ ...PRESS, label: `${i}` })) },
      ],
    },
    answers: [SENT],
    requests: [
      carries({ text: 'Một' }),
      carries({ text: 'Hai', quick_replies: many(4, (i) => ({ content_type: 'text', title: `${i}` })) }),
    ],
    outcome: OK,
  },
  {
    name: 'a place is a button that opens the map',
    message: { type: 'location', latitude: 22.4, longitude: 105.6, title: 'Nhà văn hóa', address: 'Thôn Đông' },
    answers: [SENT],
    requests: [
      template({
        template_type: 'button',
        text: 'Nhà văn hóa\nThôn Đông',
        buttons: [
          {
            type: 'web_url',
            title: 'Xem bản đồ',
            url: 'https://www.google.com/maps/search/?api=1&query=22.4,105.6',
          },
        ],
      }),
    ],
    outcome: OK,
  },
  {
    name: 'a reminder in the window is a text with its local time',
    message: REMINDER,
    answers: [SENT],
    requests: [carries({ text: 'Họp chi hội\n19h30, thứ Bảy ngày 21/11/2026' })],
    outcome: OK,
  },
  {
    name: 'a reminder outside the window goes by the approved template',
    message: REMINDER,
    answers: [refused(10, 2018278, 403), SENT],
    requests: [
      carries({}),
      carries(
        {
          template: {
            name: 'nhac_viec',
            language: { code: 'vi' },
            components: [
              {
                type: 'BODY',
                parameters: [
                  { type: 'text', text: 'Họp chi hội' },
                  { type: 'text', text: '19h30, thứ Bảy ngày 21/11/2026' },
                ],
              },
            ],
          },
        },
        'UTILITY',
      ),
    ],
    outcome: OK,
  },
  {
    name: 'nothing but a reminder goes by a template',
    message: text('Mời chị mua hàng'),
    answers: [refused(10, 2018278, 403)],
    requests: [carries({ text: 'Mời chị mua hàng' })],
    outcome: failed('window_closed', false, { attention: false }),
  },
  {
    name: 'a picture on the web is fetched by Meta once, and its caption follows',
    message: { type: 'image', imageUrl: 'https://hoi.vn/1.jpg', title: 'Ngày hội' },
    answers: [UPLOADED, SENT],
    requests: [
      uploads({
        message: { attachment: { type: 'image', payload: { url: 'https://hoi.vn/1.jpg', is_reusable: true } } },
      }),
      attached('image'),
      carries({ text: 'Ngày hội' }),
    ],
    outcome: OK,
  },
  {
    name: 'a picture that was sent before is not uploaded again',
    message: { type: 'image', imageUrl: 'https://hoi.vn/1.jpg' },
    answers: [SENT],
    requests: [attached('image')],
    outcome: OK,
  },
  {
    name: 'a file that Meta has forgotten is uploaded once more',
    message: { type: 'image', imageUrl: 'https://hoi.vn/1.jpg' },
    answers: [refused(100, 2018074), { json: { attachment_id: 17 } }, SENT],
    requests: [attached('image'), uploads(), attached('image', '17')],
    outcome: OK,
  },
  {
    name: 'a file that is refused after the second upload too is given up',
    message: { type: 'file', fileUrl: 'https://hoi.vn/2.pdf' },
    answers: [UPLOADED, refused(100, 2018074), UPLOADED, refused(100, 2018074)],
    requests: [uploads(), attached('file'), uploads(), attached('file')],
    outcome: failed('attachment_gone', false),
  },
  {
    name: 'a file of our own is handed over whole',
    message: { type: 'file', fileUrl: 'data:application/pdf;base64,JVBERi0=' },
    answers: [UPLOADED, SENT],
    requests: [uploads(), attached('file')],
    outcome: OK,
  },
  {
    name: 'sound and film go as such',
    message: {
      type: 'bloc',
      items: [
        { type: 'audio', audioUrl: 'https://hoi.vn/3.mp3' },
        { type: 'video', videoUrl: 'https://hoi.vn/4.mp4' },
      ],
    },
    answers: [UPLOADED, SENT, UPLOADED, SENT],
    requests: [uploads(), attached('audio'), uploads(), attached('video')],
    outcome: OK,
  },
  {
    name: 'a file that cannot be read is not sent, and says why',
    message: { type: 'file', fileUrl: '/files/khong-co.pdf' },
    answers: [SENT],
    requests: [],
    outcome: failed('file_unavailable', false),
  },
  {
    name: 'an upload whose answer is lost is done again later: nothing was sent',
    message: { type: 'file', fileUrl: 'https://hoi.vn/5.pdf' },
    answers: [{ fault: 'cut' }],
    requests: [uploads()],
    outcome: failed('offline', true),
  },
  {
    name: 'a message to a group is refused: Pages have none',
    threadKind: 'group',
    message: text('a'),
    answers: [SENT],
    requests: [],
    outcome: failed('rejected', false),
  },
  {
    name: 'an empty message is refused',
    message: text('   '),
    answers: [SENT],
    requests: [],
    outcome: failed('rejected', false),
  },
];

/** How each kind of message reaches Meta. */
export const shapes: readonly OutgoingCase[] = all.map((one) => ({ thread: LAN, ...one }));
