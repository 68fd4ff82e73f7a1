import type { Card, Option, OutboundMessage } from '../../chat/message.ts';
import { mentionText, PLAIN_ABILITIES, render } from '../../chat/render.ts';
import { payloadOf } from './buttons.ts';

/** What `message` of a send call holds. */
export type Payload = Readonly<Record<string, unknown>>;

/** One call, or what must be uploaded before it. `plainer` is sent instead when the platform refuses the form. */
export type Piece =
  | { readonly type: 'message'; readonly payload: Payload; readonly plainer?: readonly Piece[] }
  /** `https:` addresses are fetched by the platform; everything else is uploaded. */
  | { readonly type: 'image'; readonly url: string; readonly caption?: string }
  /** PDF and Word files are uploaded; everything else goes as a link. */
  | { readonly type: 'file'; readonly url: string; readonly title?: string };

/** What a message may use: not every form works in every place. */
export interface Forms {
  readonly buttons: boolean;
  /** A picture for the form that asks for contact details, which cannot be without one. */
  readonly picture?: string;
}

export const MAX_TEXT = 2_000;
export const MAX_BUTTONS = 5;
export const MAX_BUTTON_TITLE = 100;
/** The platform's own constant says five and its message four. */
export const MAX_LIST = 4;
/** Room for the numbered list that takes the place of refused buttons. */
export const MAX_TEXT_ABOVE_BUTTONS = MAX_TEXT - MAX_BUTTONS * (MAX_BUTTON_TITLE + 4);
const MAX_TITLE = 100;
const MAX_SUBTITLE = 500;

const isPublic = (url: string | undefined): url is string => url?.startsWith('https://') ?? false;

const plain = (payload: Payload): Piece => ({ type: 'message', payload });
const template = (payload: Payload): Payload => ({ attachment: { type: 'template', payload } });

/** The message without anything but words. */
const words = (message: OutboundMessage): Piece[] =>
  render(message, PLAIN_ABILITIES).flatMap((part) => (part.type === 'text' ? [plain({ text: part.text })] : []));

const lines = (...parts: readonly (string | undefined)[]): Piece[] =>
  words({ type: 'text', text: parts.filter(Boolean).join('\n') });

const pressed = (title: string, payload: string) => ({ title, type: 'oa.query.hide', payload });

type Action = Card['actions'][number];

const button = ({ action, label, value }: Action) => {
  switch (action) {
    case 'url':
      return { title: label, type: 'oa.open.url', payload: { url: value } };
    // The person's own words: they stand in the chat like any other.
    case 'say':
      return { title: label, type: 'oa.query.show', payload: value };
    case 'postback':
      return pressed(label, payloadOf({ label, value }));
  }
};

/** What pressing a whole row does; its address stands directly under `url`. */
const rowAction = ({ action, label, value }: Action) =>
  action === 'url'
    ? { type: 'oa.open.url', url: value }
    : action === 'say'
      ? { type: 'oa.query.show', payload: value }
      : { type: 'oa.query.hide', payload: payloadOf({ label, value }) };

/** True when the text is already the numbered list that these buttons press (labels too long for buttons). */
const isNumbered = (options: readonly Option[]): boolean =>
  options.every(({ label }, index) => label === String(index + 1));

const choice = (message: Extract<OutboundMessage, { type: 'choice' | 'dropdown' }>, forms: Forms): Piece[] => {
  const { text, options } = message;
  const plainer = isNumbered(options) ? lines(text) : words(message);
  if (!forms.buttons || options.length > MAX_BUTTONS || options.some(({ label }) => label.length > MAX_BUTTON_TITLE))
    return plainer;
  const buttons = options.map((option) => pressed(option.label, payloadOf(option)));
  return [{ type: 'message', payload: { text, ...template({ buttons }) }, plainer }];
};

/** The platform's form for name, phone and address; it comes back as `user_submit_info`. */
const contactForm = (question: string, forms: Forms): Piece[] => {
  const plainer = [plain({ text: question })];
  if (forms.picture === undefined || question.length > MAX_SUBTITLE) return plainer;
  const element = { title: 'Gửi số điện thoại', subtitle: question, image_url: forms.picture };
  return [{ type: 'message', payload: template({ template_type: 'request_user_info', elements: [element] }), plainer }];
};

const element = ({ title, subtitle, imageUrl, actions }: Card, withRow: boolean) => {
  const [first] = actions;
  return {
    title,
    subtitle: subtitle ?? (withRow ? first?.label : undefined) ?? title,
    ...(isPublic(imageUrl) && { image_url: imageUrl }),
    ...(withRow && first && { default_action: rowAction(first) }),
  };
};

const fits = ({ title, subtitle = '' }: Card): boolean => title.length <= MAX_TITLE && subtitle.length <= MAX_SUBTITLE;

/**
 * A list. One card keeps its buttons under it; several cards are rows that are pressed as a whole, and go as words when
 * one of them has more than one action.
 */
const cards = (message: OutboundMessage, items: readonly Card[], forms: Forms): Piece[] => {
  const plainer = words(message);
  const [only] = items;
  const asRows = items.length > 1;
  const actions = asRows ? [] : (only?.actions ?? []);
  const sendable =
    forms.buttons &&
    items.length <= MAX_LIST &&
    items.every(fits) &&
    (asRows ? items.every((card) => card.actions.length <= 1) : actions.length <= MAX_BUTTONS) &&
    actions.every(({ label }) => label.length <= MAX_BUTTON_TITLE);
  if (!sendable) return plainer;
  const payload = template({
    template_type: 'list',
    elements: items.map((card) => element(card, asRows)),
    ...(actions.length > 0 && { buttons: actions.map(button) }),
  });
  return [{ type: 'message', payload, plainer }];
};

/** A mention stands in the words as `[@id]`. */
const mention = (message: Extract<OutboundMessage, { type: 'mention' }>, isGroup: boolean): Piece[] =>
  isGroup
    ? [plain({ text: message.contacts.reduce((all, { id }) => all.replaceAll(`@{${id}}`, `[@${id}]`), message.text) })]
    : lines(mentionText(message));

/** A message, already rendered for the account's abilities, as the calls that send it, in order. Pure. */
export const piecesOf = (message: OutboundMessage, kind: 'direct' | 'group', forms: Forms): Piece[] => {
  switch (message.type) {
    case 'text':
      return message.wants === 'phone' && kind === 'direct'
        ? contactForm(message.text, forms)
        : [plain({ text: message.text })];
    case 'choice':
    case 'dropdown':
      return choice(message, forms);
    case 'card':
      return cards(message, [message], forms);
    case 'carousel':
      return cards(message, message.items, forms);
    case 'image':
      return [{ type: 'image', url: message.imageUrl, ...(message.title && { caption: message.title }) }];
    case 'file':
      return [{ type: 'file', url: message.fileUrl, ...(message.title && { title: message.title }) }];
    case 'audio':
      return lines(message.title, message.audioUrl);
    case 'video':
      return lines(message.title, message.videoUrl);
    case 'location':
      return lines(
        message.title,
        message.address,
        `https://www.google.com/maps?q=${message.latitude},${message.longitude}`,
      );
    case 'mention':
      return mention(message, kind === 'group');
    case 'poll':
    case 'reminder':
    case 'no_reminder':
      return words(message);
    case 'bloc':
      return message.items.flatMap((item) => piecesOf(item, kind, forms));
  }
};

/** A message's picture: an address that the platform fetches, or what was uploaded. */
export const imagePayload = (source: { url: string } | { attachment_id: string }, caption?: string): Payload => ({
  ...(caption !== undefined && { text: caption }),
  ...template({ template_type: 'media', elements: [{ media_type: 'image', ...source }] }),
});

export const filePayload = (token: string): Payload => ({ attachment: { type: 'file', payload: { token } } });
