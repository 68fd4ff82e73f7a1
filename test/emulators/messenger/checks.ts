import { type Refusal, refuse } from './refuse.ts';
import type { World } from './world.ts';

/** What Meta refuses in a message: its own count of every limit, written without a look at ours. */

type Json = Record<string, unknown>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= max;
const isList = (value: unknown, min: number, max: number): value is unknown[] =>
  Array.isArray(value) && value.length >= min && value.length <= max;

const bad = (what: string): Refusal => refuse(100, undefined, `Invalid parameter: ${what}`);

const first = (findings: readonly (Refusal | undefined)[]): Refusal | undefined => findings.find(Boolean);

const checkButton = (button: unknown): Refusal | undefined => {
  if (!isJson(button)) return bad('button');
  if (!isText(button['title'], 20)) return bad('button title: 1 to 20 characters');
  if (button['type'] === 'web_url') return /^https?:\/\/.+/.test(`${button['url']}`) ? undefined : bad('button url');
  if (button['type'] === 'postback')
    return isText(button['payload'], 1000) ? undefined : bad('button payload: 1 to 1000 characters');
  return bad(`button type ${button['type']}`);
};

const checkElement = (element: unknown): Refusal | undefined => {
  if (!isJson(element)) return bad('element');
  const { title, subtitle, image_url: image, buttons } = element;
  if (!isText(title, 80)) return bad('element title: 1 to 80 characters');
  if (subtitle !== undefined && !isText(subtitle, 80)) return bad('element subtitle: 1 to 80 characters');
  if (image !== undefined && !/^https:\/\/.+/.test(`${image}`)) return bad('element image_url');
  if (buttons !== undefined && !isList(buttons, 1, 3)) return bad('element buttons: 1 to 3');
  if (subtitle === undefined && image === undefined && buttons === undefined)
    return bad('an element needs something beside its title');
  return first((buttons ?? []).map(checkButton));
};

const checkTemplate = (payload: Json): Refusal | undefined => {
  const { template_type: type, text, buttons, elements } = payload;
  if (type === 'button') {
    if (!isText(text, 640)) return bad('button template text: 1 to 640 characters');
    return isList(buttons, 1, 3) ? first(buttons.map(checkButton)) : bad('button template: 1 to 3 buttons');
  }
  if (type === 'generic')
    return isList(elements, 1, 10) ? first(elements.map(checkElement)) : bad('generic template: 1 to 10 elements');
  return bad(`template type ${type}`);
};

const ATTACHMENT_DAYS = 90;

const checkAttachment = (attachment: unknown, world: World, page: string): Refusal | undefined => {
  if (!isJson(attachment) || !isJson(attachment['payload'])) return bad('attachment');
  const { type, payload } = attachment as { type: unknown; payload: Json };
  if (type === 'template') return checkTemplate(payload);
  if (!['image', 'audio', 'video', 'file'].includes(`${type}`)) return bad(`attachment type ${type}`);
  const { url, attachment_id: id } = payload;
  if ((url === undefined) === (id === undefined)) return bad('attachment: either url or attachment_id');
  if (id === undefined) return checkUrl(url, world);
  const known = world.attachments.get(`${id}`);
  if (known?.page !== page || world.now() - known.at > ATTACHMENT_DAYS * 86_400_000)
    return refuse(100, 2018074, 'Invalid attachment id');
  return known.type === type ? undefined : refuse(100, 2018047, 'Attachment type does not match');
};

/** Whether Meta could fetch from this address. */
export const checkUrl = (url: unknown, world: World): Refusal | undefined =>
  typeof url === 'string' && /^https?:\/\//.test(url) && !world.unreachableHosts.has(new URL(url).hostname)
    ? undefined
    : refuse(100, 2018008, 'Failed to fetch the file from the url');

const checkQuickReply = (reply: unknown): Refusal | undefined => {
  if (!isJson(reply) || reply['content_type'] !== 'text') return bad('quick reply');
  if (!isText(reply['title'], 20)) return bad('quick reply title: 1 to 20 characters');
  return isText(reply['payload'], 1000) ? undefined : bad('quick reply payload: 1 to 1000 characters');
};

const MESSAGE_KEYS = new Set(['text', 'quick_replies', 'attachment', 'metadata', 'template']);

const checkUtility = (template: unknown, world: World): Refusal | undefined => {
  if (!isJson(template) || !isJson(template['language'])) return bad('template');
  const places = world.templates.get(`${template['name']}`);
  if (places === undefined) return bad('template name: not approved');
  const body = Array.isArray(template['components']) ? template['components'].find((one) => one?.type === 'BODY') : {};
  return Array.isArray(body?.parameters) && body.parameters.length === places ? undefined : bad('template parameters');
};

/** Looks a message through as Meta would. Undefined: it may go. */
export const checkMessage = (message: unknown, type: unknown, world: World, page: string): Refusal | undefined => {
  if (!isJson(message)) return bad('message');
  const odd = Object.keys(message).find((key) => !MESSAGE_KEYS.has(key));
  if (odd !== undefined) return bad(`message.${odd}`);
  const { text, quick_replies: replies, attachment, metadata, template } = message;
  if (metadata !== undefined && !isText(metadata, 999)) return bad('metadata: under 1000 characters');
  if (type === 'MESSAGE_TAG') return bad('messaging_type: this tag is gone');
  if (type === 'UTILITY') return checkUtility(template, world);
  if (type !== 'RESPONSE' && type !== 'UPDATE') return bad('messaging_type');
  if (template !== undefined) return bad('template without UTILITY');
  if ((text === undefined) === (attachment === undefined)) return bad('message: either text or attachment');
  if (text !== undefined && !isText(text, 2000)) return bad('text: 1 to 2000 characters');
  if (replies !== undefined && !isList(replies, 1, 13)) return bad('quick_replies: 1 to 13');
  return (
    first(((replies as unknown[] | undefined) ?? []).map(checkQuickReply)) ??
    (attachment === undefined ? undefined : checkAttachment(attachment, world, page))
  );
};

/** `messenger_profile`: the menu needs the Get Started button. */
export const checkProfile = (profile: Json, before: Json): Refusal | undefined => {
  const { persistent_menu: menus, get_started: start } = { ...before, ...profile };
  if (start !== undefined && !(isJson(start) && isText(start['payload'], 1000))) return bad('get_started');
  if (menus === undefined) return undefined;
  if (start === undefined) return bad('persistent_menu needs get_started');
  if (!isList(menus, 1, 100) || !menus.some((one) => isJson(one) && one['locale'] === 'default'))
    return bad('persistent_menu: default locale');
  return first(
    menus.map((menu) => {
      const items = isJson(menu) ? menu['call_to_actions'] : undefined;
      if (!isList(items, 1, 20)) return bad('call_to_actions: 1 to 20');
      return first(
        items.map((item) =>
          isJson(item) && isText(item['title'], 30) ? checkButton({ ...item, title: 'ok' }) : bad('menu title'),
        ),
      );
    }),
  );
};
