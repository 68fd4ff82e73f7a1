import type { Attachment } from '../../chat/event.ts';
import { list, object, text } from './event.ts';

type Attachments = Attachment[];

const KINDS: Readonly<Record<string, Attachment['kind']>> = {
  image: 'image',
  gif: 'image',
  photo: 'image',
  file: 'file',
  audio: 'audio',
  voice: 'audio',
  video: 'video',
  sticker: 'sticker',
  location: 'location',
};

const size = (value: unknown): number | undefined => {
  const bytes = Number(text(value));
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined;
};

const attachmentOf = (raw: unknown): Attachment | undefined => {
  const kind = KINDS[text(object(raw).type) ?? ''];
  if (!kind) return undefined;
  const payload = object(object(raw).payload);
  const url = text(payload.url);
  const name = text(payload.name);
  const sizeBytes = size(payload.size);
  const place = object(payload.coordinates);
  const [latitude, longitude] = [Number(text(place.latitude)), Number(text(place.longitude))];
  return {
    kind,
    ...(url !== undefined && { url }),
    ...(name !== undefined && { name }),
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(kind === 'location' && Number.isFinite(latitude) && Number.isFinite(longitude) && { latitude, longitude }),
  };
};

/** Attachments of a message: pictures, files, sounds, videos, stickers and places. Sizes and coordinates come as strings. */
export const attachmentsOf = (message: Readonly<Record<string, unknown>>): Attachments =>
  list(message.attachments).flatMap((raw) => attachmentOf(raw) ?? []);

/** Links are no attachments of ours: their addresses go into the words, once. */
export const linksOf = (message: Readonly<Record<string, unknown>>): readonly string[] =>
  list(message.attachments).flatMap((raw) => {
    const { type, payload } = object(raw);
    return type === 'link' ? (text(object(payload).url) ?? []) : [];
  });
