import { expect } from 'vitest';
import type { ZaloPersonal } from '../../emulators/zalo-personal/server.ts';
import { BOT, DONG, HOA, LAN, MAI } from './bench.ts';

type Control = ZaloPersonal['control'];

export interface Case {
  readonly name: string;
  /** What happens in Zalo. */
  readonly act: (control: Control) => unknown;
  /** What is told, in order, compared with `toMatchObject`; default nothing. */
  readonly told?: readonly unknown[];
  /** Names of unknown events noted. */
  readonly unknown?: readonly string[];
}

const group = { id: DONG, kind: 'group', name: 'Chi hội Đông' };
const event = (fields: object) => ({ type: 'event', event: { account: '{zalo}', ...fields } });
const fromLan = { type: 'message', contact: { id: LAN, name: 'Nguyễn Thị Lan' } };
const inDong = { ...fromLan, thread: group };
const card = (fields: object) => ({
  title: '',
  description: '',
  href: '',
  thumb: '',
  childnumber: 0,
  action: '',
  params: '',
  type: '',
  ...fields,
});
const raw = (msgType: string, content: string | Record<string, unknown>) => (control: Control) =>
  control.raw({ from: LAN, group: DONG, msgType, content });

/** Everything that Zalo may tell, with what it means to us. */
export const INCOMING: readonly Case[] = [
  {
    name: 'a text in a direct chat',
    act: (zalo) => zalo.say({ from: LAN, to: BOT, text: 'chào em' }),
    told: [
      event({
        ...fromLan,
        thread: { id: LAN, kind: 'direct', name: 'Nguyễn Thị Lan' },
        text: 'chào em',
        attachments: [],
      }),
    ],
  },
  {
    name: 'a text in a group that speaks to nobody',
    act: (zalo) => zalo.say({ from: LAN, group: DONG, text: 'mai họp nhé các chị' }),
    told: [event({ ...inDong, text: 'mai họp nhé các chị', mentionsUs: false, repliesToUs: false })],
  },
  {
    name: 'a mention of the assistant, which is taken out of the text at its UTF-16 place',
    act: (zalo) =>
      zalo.say({
        from: LAN,
        group: DONG,
        text: '🎉🎉 @Trợ lý cho chị lịch họp',
        mentions: [{ uid: BOT, name: 'Trợ lý' }],
      }),
    told: [event({ ...inDong, text: '🎉🎉 cho chị lịch họp', mentionsUs: true })],
  },
  {
    name: 'a mention of somebody else, which stays',
    act: (zalo) => zalo.say({ from: LAN, group: DONG, text: '@Hoa đâu rồi', mentions: [{ uid: HOA, name: 'Hoa' }] }),
    told: [event({ ...inDong, text: '@Hoa đâu rồi', mentionsUs: false })],
  },
  {
    name: 'a call to everyone, which is not to us',
    act: (zalo) => zalo.say({ from: LAN, group: DONG, text: '@All họp nhé', mentions: [{ uid: '-1', name: 'All' }] }),
    told: [event({ ...inDong, text: '@All họp nhé', mentionsUs: false })],
  },
  {
    name: 'a reply to another member',
    act: (zalo) => {
      const first = zalo.say({ from: HOA, group: DONG, text: 'một' });
      zalo.say({ from: LAN, group: DONG, text: 'hai', quotes: first });
    },
    told: [
      event({ type: 'message', text: 'một' }),
      event({ ...inDong, text: 'hai', repliesToUs: false, quotes: expect.any(String) }),
    ],
  },
  {
    name: 'a photo with words',
    act: (zalo) => zalo.photo({ from: LAN, group: DONG, caption: 'buổi họp sáng nay' }),
    told: [
      event({
        ...inDong,
        text: 'buổi họp sáng nay',
        attachments: [{ kind: 'image', url: expect.stringMatching(/^http:\/\/127.*\/photo\//) }],
      }),
    ],
  },
  {
    name: 'a file',
    act: (zalo) => zalo.file({ from: LAN, to: BOT, name: 'báo cáo.docx', text: 'nội dung' }),
    told: [
      event({
        text: '',
        attachments: [{ kind: 'file', name: 'báo cáo.docx', sizeBytes: 10, url: expect.any(String) }],
      }),
    ],
  },
  {
    name: 'a voice message',
    act: raw('chat.voice', card({ href: 'https://voice.zdn.vn/a.aac' })),
    told: [event({ ...inDong, text: '', attachments: [{ kind: 'audio', url: 'https://voice.zdn.vn/a.aac' }] })],
  },
  {
    name: 'a voice message that comes as a file',
    act: raw('share.file', card({ href: 'https://voice.zdn.vn/a.m4a?x=1', title: 'a.m4a' })),
    told: [event({ attachments: [{ kind: 'audio' }] })],
  },
  {
    name: 'a video',
    act: raw('chat.video.msg', card({ href: 'https://video.zdn.vn/a.mp4', params: '{"fileSize":"12"}' })),
    told: [event({ attachments: [{ kind: 'video', sizeBytes: 12 }] })],
  },
  {
    name: 'a sticker',
    act: raw('chat.sticker', { id: 1, catId: 2, type: 7 }),
    told: [event({ attachments: [{ kind: 'sticker' }] })],
  },
  {
    name: 'a place',
    act: raw('chat.location.new', card({ title: 'Nhà văn hóa', params: '{"latitude":21.5,"longitude":105.8}' })),
    told: [event({ text: 'Nhà văn hóa', attachments: [{ kind: 'location', latitude: 21.5, longitude: 105.8 }] })],
  },
  {
    name: 'a link, whose address follows its words',
    act: raw('chat.recommended', card({ title: 'Xem bài này', href: 'https://hoi.vn/bai' })),
    told: [event({ ...inDong, text: 'Xem bài này https://hoi.vn/bai' })],
  },
  {
    name: 'a link whose words are the address',
    act: raw('chat.link', card({ title: 'https://hoi.vn/bai đọc nhé', href: 'https://hoi.vn/bai' })),
    told: [event({ text: 'https://hoi.vn/bai đọc nhé' })],
  },
  {
    name: 'a styled text, whose words are a title',
    act: raw('webchat', card({ title: 'THÔNG BÁO', params: '{"styles":[]}' })),
    told: [event({ ...inDong, text: 'THÔNG BÁO' })],
  },
  {
    name: 'a notice of the platform, said by nobody',
    act: raw('webchat', card({ title: 'Lan đã ghim', action: 'msginfo.actionlist' })),
  },
  { name: 'a card without words', act: raw('webchat', card({ action: 'msginfo.x' })) },
  {
    name: 'a task',
    act: raw('chat.todo', card({ params: JSON.stringify({ item: { content: 'nộp báo cáo' } }) })),
    told: [event({ text: 'nộp báo cáo' })],
  },
  { name: 'a kind of message that nobody knows', act: raw('chat.future', { a: 1 }), unknown: ['chat.future'] },
  {
    name: 'the same message twice under two ids: told once',
    act: (zalo) => {
      const message = zalo.say({ from: LAN, group: DONG, text: 'lặp' });
      zalo.again({ message, otherId: true });
      zalo.again({ message });
    },
    told: [event({ text: 'lặp' })],
  },
  {
    name: 'a burst out of order, in one frame: told in order',
    act: (zalo) =>
      zalo.burst({ said: ['1', '2', '3', '4'].map((text) => ({ from: LAN, group: DONG, text })), oneFrame: true }),
    told: ['1', '2', '3', '4'].map((text) => event({ text })),
  },
  {
    name: 'a burst out of order, in frames of their own',
    act: (zalo) =>
      zalo.burst({
        said: ['1', '2', '3', '4', '5'].map((text) => ({ from: HOA, group: DONG, text })),
        order: [3, 0, 4, 1, 2],
      }),
    told: ['1', '2', '3', '4', '5'].map((text) => event({ text })),
  },
  {
    name: 'a reaction, as the emoji that everybody knows',
    act: (zalo) => {
      const message = zalo.say({ from: HOA, group: DONG, text: 'xong rồi' });
      zalo.react({ from: LAN, message, icon: '/-heart' });
    },
    told: [
      event({ text: 'xong rồi' }),
      event({
        type: 'reaction',
        thread: group,
        contact: { id: LAN },
        emoji: '❤️',
        removed: false,
        messageId: expect.any(String),
      }),
    ],
  },
  {
    name: 'a reaction taken back',
    act: (zalo) => {
      const message = zalo.say({ from: HOA, group: DONG, text: 'xong' });
      zalo.react({ from: LAN, message, icon: '' });
    },
    told: [event({ text: 'xong' }), event({ type: 'reaction', removed: true })],
  },
  {
    name: 'a message taken back: nothing that anybody says',
    act: (zalo) => zalo.undo(zalo.say({ from: HOA, group: DONG, text: 'nhầm' })),
    told: [event({ text: 'nhầm' })],
  },
  {
    name: 'new members',
    act: (zalo) => zalo.join({ group: DONG, uids: [MAI] }),
    told: [event({ type: 'members_joined', thread: group, contacts: [{ id: MAI, name: 'Lê Thị Mai' }] })],
  },
  {
    name: 'a member who leaves',
    act: (zalo) => zalo.leave({ group: DONG, uid: MAI }),
    told: [event({ type: 'members_left', thread: group, contacts: [{ id: MAI, name: 'Lê Thị Mai' }] })],
  },
  {
    name: 'a member who is put out',
    act: (zalo) => {
      zalo.join({ group: DONG, uids: [MAI] });
      zalo.kick({ group: DONG, uid: MAI, by: LAN });
    },
    told: [event({ type: 'members_joined' }), event({ type: 'members_left' })],
  },
  {
    name: 'a new name of a group',
    act: (zalo) => zalo.rename({ group: DONG, name: 'Chi hội Đông', by: LAN }),
    told: [event({ type: 'thread_renamed', thread: group, name: 'Chi hội Đông' })],
  },
  {
    name: 'the assistant put out of a group, and let in again',
    act: (zalo) => {
      zalo.kick({ group: DONG, uid: BOT, by: LAN });
      zalo.join({ group: DONG, uids: [BOT], by: LAN });
    },
    told: [event({ type: 'we_joined', thread: group })],
    unknown: ['removed_from_group'],
  },
  {
    name: 'somebody typing',
    act: (zalo) => zalo.typing({ from: LAN, group: DONG }),
  },

  // What no honest client writes.
  {
    name: 'mentions that point outside the text',
    act: (zalo) =>
      zalo.raw({
        from: LAN,
        group: DONG,
        msgType: 'webchat',
        content: 'ngắn',
        mentions: [
          { uid: BOT, pos: 900, len: 5, type: 0 },
          { uid: BOT, pos: -3, len: 99, type: 0 },
        ],
      }),
    told: [event({ ...inDong, mentionsUs: true })],
  },
  {
    name: 'a text of a megabyte, cut by the inbox and not before',
    act: (zalo) => zalo.say({ from: LAN, group: DONG, text: 'á'.repeat(500_000) }),
    told: [event({ type: 'message' })],
  },
  {
    name: 'hostile keys, deep nesting and a title that is no text',
    act: raw(
      'webchat',
      JSON.parse(
        `{"__proto__":{"polluted":1},"constructor":{"prototype":{}},"title":${'['.repeat(500)}${']'.repeat(500)}}`,
      ),
    ),
  },
  {
    name: 'parameters that are no JSON',
    act: raw('chat.location.new', card({ title: 'ở đây', params: '{{{' })),
    told: [event({ text: 'ở đây', attachments: [] })],
  },
  { name: 'content that is nothing', act: raw('webchat', null as never) },
  { name: 'a photo without an address', act: raw('chat.photo', card({ title: 'ảnh' })), unknown: ['chat.photo'] },
];
