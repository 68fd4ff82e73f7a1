import { formatMoment } from '../../base/time.ts';
import type { Card, Option, OutboundMessage } from '../../chat/message.ts';
import { splitText } from '../../chat/split.ts';
import { LIMITS } from './limits.ts';
import { sayPayload, valuePayload } from './press.ts';

/** One thing to send. A message of ours becomes one or more of them, in order. */
export type Part =
  | { readonly type: 'message'; readonly message: Readonly<Record<string, unknown>> }
  | { readonly type: 'media'; readonly media: MediaKind; readonly url: string };
export type MediaKind = 'image' | 'file' | 'audio' | 'video';

type CardAction = Card['actions'][number];

const message = (body: Record<string, unknown>): Part => ({ type: 'message', message: body });
const text = (words: string): Part => message({ text: words });
const texts = (words: string): Part[] => splitText(words, LIMITS.text, (one) => one.length).map(text);
const template = (payload: Record<string, unknown>): Part => message({ attachment: { type: 'template', payload } });

/** Meta fetches pictures itself, and only from the open web. */
const isWeb = (url: string | undefined): url is string => url !== undefined && /^https:\/\//i.test(url);

const quickReply = (title: string, payload: string) => ({ content_type: 'text', title, payload });

/** Shows the number that stands in her profile; nothing is shown where there is none. */
const PHONE_REPLY = { content_type: 'user_phone_number' } as const;

const withQuickReplies = (
  words: string,
  replies: readonly (ReturnType<typeof quickReply> | typeof PHONE_REPLY)[],
): Part[] => {
  const pieces = splitText(words, LIMITS.text, (one) => one.length);
  const last = pieces.pop() ?? words;
  return [...pieces.map(text), message({ text: last, quick_replies: replies })];
};

/**
 * Quick replies, not buttons: they go away with the next message, so that an old question is never answered by mistake.
 * `render` sees to their number and length; what it has not seen becomes a numbered list.
 */
const choice = (question: string, options: readonly Option[]): Part[] =>
  options.length <= LIMITS.quickReplies && options.every(({ label }) => label.length <= LIMITS.title)
    ? withQuickReplies(
        question,
        options.map(({ label, value }) => quickReply(label, valuePayload(value))),
      )
    : texts([question, ...options.map(({ label }, index) => `${index + 1}. ${label}`)].join('\n'));

const button = ({ action, label, value }: CardAction) => {
  if (action === 'url') return { type: 'web_url', title: label, url: value };
  return { type: 'postback', title: label, payload: action === 'say' ? sayPayload(value) : valuePayload(value) };
};

/** Whether an action can be a button: its words fit, and an address is one that Meta opens. */
const fitsButton = ({ action, label, value }: CardAction): boolean =>
  label.length <= LIMITS.title && (action !== 'url' || /^https?:\/\//i.test(value));

const words = (card: Card): string => [card.title, card.subtitle].filter(Boolean).join('\n');

const fitsElement = (card: Card): boolean =>
  card.title.length <= LIMITS.cardTitle &&
  (card.subtitle?.length ?? 0) <= LIMITS.cardSubtitle &&
  card.actions.length <= LIMITS.buttons &&
  card.actions.every(fitsButton) &&
  (card.imageUrl === undefined || isWeb(card.imageUrl));

/** An element needs something beside its title. */
const element = (card: Card) => ({
  title: card.title,
  ...(card.imageUrl !== undefined && { image_url: card.imageUrl }),
  ...(card.subtitle ? { subtitle: card.subtitle } : !card.imageUrl && card.actions.length === 0 && { subtitle: '·' }),
  ...(card.actions.length > 0 && { buttons: card.actions.map(button) }),
});

/**
 * A card that no template holds: picture, then all of its words, then its buttons as quick replies. Long labels stand in
 * a numbered list and the quick replies are its numbers; addresses stand in the text.
 */
const looseCard = (card: Card): Part[] => {
  const links = card.actions.filter(({ action }) => action === 'url').map(({ label, value }) => `${label}: ${value}`);
  const presses = card.actions.filter(({ action }) => action !== 'url');
  const payloadOf = ({ action, value }: CardAction) => (action === 'say' ? sayPayload(value) : valuePayload(value));
  const areShort = presses.every(({ label }) => label.length <= LIMITS.title);
  const list = areShort ? [] : presses.map(({ label }, index) => `${index + 1}. ${label}`);
  const lines = [words(card), ...links, ...list].join('\n');
  const picture: Part[] = card.imageUrl === undefined ? [] : [{ type: 'media', media: 'image', url: card.imageUrl }];
  if (presses.length === 0) return [...picture, ...texts(lines)];
  const replies = presses
    .slice(0, LIMITS.quickReplies)
    .map((action, index) => quickReply(areShort ? action.label : `${index + 1}`, payloadOf(action)));
  const rest = presses.slice(LIMITS.quickReplies);
  const more = areShort ? rest.map(({ label }) => `• ${label}`) : [];
  return [...picture, ...withQuickReplies([lines, ...more].join('\n'), replies)];
};

const card = (one: Card): Part[] => {
  const { actions, imageUrl } = one;
  if (imageUrl === undefined && actions.length === 0) return texts(words(one));
  const isShort = imageUrl === undefined && words(one).length <= LIMITS.buttonText;
  if (isShort && actions.length <= LIMITS.buttons && actions.every(fitsButton))
    return [template({ template_type: 'button', text: words(one), buttons: actions.map(button) })];
  return fitsElement(one) ? [template({ template_type: 'generic', elements: [element(one)] })] : looseCard(one);
};

const carousel = (items: readonly Card[]): Part[] => {
  if (items.length > LIMITS.cards || !items.every(fitsElement)) return items.flatMap(card);
  const isBare = items.every(({ subtitle, imageUrl, actions }) => !subtitle && !imageUrl && actions.length === 0);
  if (isBare) return texts(items.map(({ title }) => title).join('\n'));
  return [template({ template_type: 'generic', elements: items.map(element) })];
};

const media = (kind: MediaKind, url: string, title: string | undefined): Part[] => [
  { type: 'media', media: kind, url },
  ...(title ? texts(title) : []),
];

const location = (place: Extract<OutboundMessage, { type: 'location' }>): Part[] => {
  const { latitude, longitude, title, address } = place;
  const named = [title, address].filter(Boolean).join('\n') || 'Địa điểm';
  const value = `https://www.google.com/maps/search/?api=1&query=${latitude},${longitude}`;
  return card({ title: named, actions: [{ action: 'url', label: 'Xem bản đồ', value }] });
};

/** Turns a rendered message into what Meta takes. Pure. */
export const compose = (outbound: OutboundMessage): Part[] => {
  switch (outbound.type) {
    case 'text':
      return outbound.wants === 'phone' ? withQuickReplies(outbound.text, [PHONE_REPLY]) : texts(outbound.text);
    case 'choice':
    case 'dropdown':
      return choice(outbound.text, outbound.options);
    case 'card':
      return card(outbound);
    case 'carousel':
      return carousel(outbound.items);
    case 'image':
      return media('image', outbound.imageUrl, outbound.title);
    case 'file':
      return media('file', outbound.fileUrl, outbound.title);
    case 'audio':
      return media('audio', outbound.audioUrl, outbound.title);
    case 'video':
      return media('video', outbound.videoUrl, outbound.title);
    case 'location':
      return location(outbound);
    case 'reminder':
      return texts(`${outbound.title}\n${formatMoment(new Date(outbound.at))}`);
    case 'no_reminder':
      return [];
    case 'poll':
      return choice(outbound.question, outbound.options);
    case 'mention':
      return texts(outbound.contacts.reduce((all, { id, name }) => all.replaceAll(`@{${id}}`, name), outbound.text));
    case 'bloc':
      return outbound.items.flatMap(compose);
  }
};

/** The message by which an approved template goes outside the window: what to remember, and when. */
export const utilityMessage = (
  reminder: Extract<OutboundMessage, { type: 'reminder' }>,
  name: string,
  language: string,
): Readonly<Record<string, unknown>> => ({
  template: {
    name,
    language: { code: language },
    components: [
      {
        type: 'BODY',
        parameters: [reminder.title, formatMoment(new Date(reminder.at))].map((words) => ({
          type: 'text',
          text: words,
        })),
      },
    ],
  },
});
