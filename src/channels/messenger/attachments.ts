import type { InboundEventInput } from '../../chat/event.ts';
import type { AttachmentPayload } from './payloads.ts';

type Attachment = NonNullable<Extract<InboundEventInput, { type: 'message' }>['attachments']>[number];

/** The thumb beside the writing field, in its three sizes: a nod, not a picture. */
const THUMBS = new Set(['369239263222822', '369239343222814', '369239383222810']);
const MEDIA = new Set(['image', 'file', 'audio', 'video', 'sticker']);
/** Things of Facebook itself that a person passes on. Their addresses are hers to choose: words, never something to fetch. */
const SHARED = new Set(['fallback', 'reel', 'ig_reel', 'post', 'ig_post', 'template']);

export interface Attached {
  readonly attachments: Attachment[];
  /** What stands for attachments that are words: a thumb, a shared page. */
  readonly words: string[];
  /** Types that we know nothing to do with. */
  readonly unknown: string[];
}

const webUrl = (url: string | undefined): string | undefined =>
  url !== undefined && /^https?:\/\//i.test(url) ? url : undefined;

/** A sticker is sent as `sticker` and, for a while, as `image` too; both carry its id (messenger.md 4.1). */
const withoutTwins = (given: readonly AttachmentPayload[]): readonly AttachmentPayload[] => {
  const stickers = new Set(given.flatMap((one) => (one.type === 'sticker' ? [one.payload?.sticker_id] : [])));
  const seen = new Set<string>();
  return given.filter(({ type, payload }) => {
    const id = payload?.sticker_id;
    if (id === undefined) return true;
    if (seen.has(id) || (type !== 'sticker' && stickers.has(id))) return false;
    seen.add(id);
    return true;
  });
};

/** Sorts a message's attachments into files, words and what is unknown. `text`: what she typed beside. */
export const readAttachments = (given: readonly AttachmentPayload[], text: string): Attached => {
  const attachments: Attachment[] = [];
  const words: string[] = [];
  const unknown: string[] = [];
  for (const { type = '', title, url, payload } of withoutTwins(given)) {
    const address = webUrl(payload?.url ?? url);
    const name = title ?? payload?.title;
    if (payload?.sticker_id !== undefined) {
      if (THUMBS.has(payload.sticker_id)) words.push('👍');
      else attachments.push({ kind: 'sticker', ...(address !== undefined && { url: address }) });
    } else if (MEDIA.has(type))
      attachments.push({
        kind: type as Attachment['kind'],
        ...(address !== undefined && { url: address }),
        ...(name !== undefined && { name }),
      });
    else if (type === 'location' && payload?.coordinates) {
      const { lat, long } = payload.coordinates;
      attachments.push({ kind: 'location', latitude: lat, longitude: long });
    } else if (SHARED.has(type))
      words.push(...[name, address].filter((word): word is string => !!word && !text.includes(word)));
    else unknown.push(type);
  }
  return { attachments, words, unknown };
};
