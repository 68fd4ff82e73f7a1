import type { z } from 'zod';
import type { Attachment } from '../../chat/event.ts';
import type { MessageRow } from './rows.ts';

type Attached = z.input<typeof Attachment>;

/** What a message says, whatever it looks like on the wire. */
export type Said =
  | { readonly type: 'said'; readonly text: string; readonly attachments: readonly Attached[] }
  /** Something happened to a poll; `poll` where the message tells which. */
  | { readonly type: 'poll'; readonly poll?: string; readonly question?: string }
  /** A reminder's card. */
  | { readonly type: 'reminder'; readonly reminder?: string; readonly title?: string }
  /** The platform's own words, or nothing that a person said. */
  | { readonly type: 'notice' }
  | { readonly type: 'unknown' };

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `params` is JSON in a string, or an object, or nothing. */
const paramsOf = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value === 'object' && value !== null) return { ...value };
  try {
    const parsed: unknown = typeof value === 'string' && value !== '' ? JSON.parse(value) : {};
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
};

const firstOf = (params: Readonly<Record<string, unknown>>, ...names: string[]): string | undefined => {
  for (const name of names) {
    const value = params[name];
    if (value !== undefined && value !== null && value !== '') return String(value);
  }
  return undefined;
};

const sized = (params: Readonly<Record<string, unknown>>): { sizeBytes?: number } => {
  const size = Number(firstOf(params, 'fileSize', 'size') ?? Number.NaN);
  return Number.isInteger(size) && size >= 0 ? { sizeBytes: size } : {};
};

const said = (text: string, ...attachments: Attached[]): Said => ({ type: 'said', text, attachments });

const MEDIA: Readonly<Record<string, Attached['kind']>> = {
  'chat.photo': 'image',
  'chat.gif': 'image',
  'chat.doodle': 'image',
  'chat.voice': 'audio',
  'chat.video.msg': 'video',
};

const VOICE_FILE = /\.(aac|m4a|mp3|ogg|amr)(\?|$)/i;

/** Messages of these types are about something else than what a person says, and are known to be. */
const NOTICES = new Set(['chat.undo', 'chat.delete', 'chat.reaction', 'chat.pin']);

/** Reads a message's content. What the reference marks as unconfirmed is read both ways. */
export const readContent = ({ msgType, content }: Pick<MessageRow, 'msgType' | 'content'>): Said => {
  if (NOTICES.has(msgType)) return { type: 'notice' };
  if (typeof content === 'string') {
    if (msgType === 'webchat' || msgType === 'chat.recommended' || msgType === 'chat.link') return said(content);
    return msgType === 'group.poll' ? { type: 'poll' } : { type: 'unknown' };
  }
  const title = textOf(content['title']);
  const href = textOf(content['href']);
  const params = paramsOf(content['params']);
  const kind = MEDIA[msgType];
  if (kind !== undefined) {
    const caption = title || textOf(content['description']);
    return href === '' ? { type: 'unknown' } : said(caption, { kind, url: href, ...sized(params) });
  }
  switch (msgType) {
    case 'webchat':
      // Styled text has its words in `title`; a notice of the platform's names an action.
      return title === '' || textOf(content['action']).startsWith('msginfo.') ? { type: 'notice' } : said(title);
    case 'share.file': {
      const audio = VOICE_FILE.test(href);
      const named = title === '' ? {} : { name: title };
      return said('', { kind: audio ? 'audio' : 'file', url: href, ...named, ...sized(params) });
    }
    case 'chat.sticker':
      return said('', { kind: 'sticker' });
    case 'chat.recommended':
    case 'chat.link':
    case 'chat.webcontent': {
      const linked = href === '' || title.includes(href) ? title : `${title} ${href}`.trim();
      return linked === '' ? { type: 'unknown' } : said(linked);
    }
    case 'chat.location.new': {
      const latitude = Number(firstOf({ ...params, ...content }, 'latitude', 'lat') ?? Number.NaN);
      const longitude = Number(firstOf({ ...params, ...content }, 'longitude', 'lon', 'lng') ?? Number.NaN);
      if (Number.isNaN(latitude) || Number.isNaN(longitude)) return said(title || href);
      return said(title, { kind: 'location', latitude, longitude });
    }
    case 'chat.todo': {
      const item = params['item'];
      const words = typeof item === 'object' && item !== null ? textOf((item as { content?: unknown }).content) : '';
      return words === '' && title === '' ? { type: 'unknown' } : said(words || title);
    }
    case 'group.poll': {
      const poll = firstOf(params, 'pollId', 'poll_id', 'id');
      const question = firstOf(params, 'question') ?? (title === '' ? undefined : title);
      return { type: 'poll', ...(poll !== undefined && { poll }), ...(question !== undefined && { question }) };
    }
    case 'chat.ecard': {
      const reminder = firstOf(params, 'topicId', 'topic_id', 'reminderId', 'eventId', 'id');
      return {
        type: 'reminder',
        ...(reminder !== undefined && { reminder }),
        ...(title !== '' && { title }),
      };
    }
    default:
      return { type: 'unknown' };
  }
};
