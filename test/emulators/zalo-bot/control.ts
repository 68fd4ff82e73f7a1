import type { Line } from '../chat-page.ts';
import type { ArmedFault, Faults } from '../faults.ts';
import type { SentMessage, World } from './world.ts';

type Status = number | undefined;

/** What a test or a person at the page does on the platform's side. Every verb takes one object, for `/__control`. */
export interface Control {
  addPerson(person: { readonly id?: string; readonly name: string }): { id: string; name: string };
  addGroup(group: { readonly id?: string; readonly name: string }): { id: string; name: string };
  /** A person writes privately, or in a group, where the bot hears it only when it is mentioned or replied to. */
  write(what: {
    readonly person: string;
    readonly group?: string;
    readonly text?: string;
    /** Default true: `@` and the bot's name stand before the words. */
    readonly mention?: boolean;
    readonly photo?: string;
    readonly sticker?: string;
    readonly voice?: string;
  }): Promise<{ message_id: string; status?: number }>;
  /** Something whose content the platform withholds. `bare`: without any message. */
  unsupported(what: { readonly person: string; readonly group?: string; readonly bare?: boolean }): Promise<Status>;
  /** Any update, and any bytes to the webhook. */
  update(update: Readonly<Record<string, unknown>>): Promise<Status>;
  raw(what: { readonly body: string; readonly headers?: Readonly<Record<string, string>> }): Promise<Status>;
  /** How webhooks look from now on: in the wrapper of `getUpdates` or bare, and which field a picture stands in. */
  layout(what: { readonly wrapped?: boolean; readonly photoField?: 'photo' | 'photo_url' }): void;
  /** Addresses that begin with `from` lead to `to`: stands for the product's public address. */
  route(what: { readonly from: string; readonly to: string }): void;
  /** The creator resets the token: the old one is dead. */
  resetToken(what: { readonly token: string }): void;
  fault(fault: ArmedFault): void;
  clearFaults(): void;
  hold(): void;
  release(how?: { readonly reversed?: boolean; readonly twice?: boolean }): Promise<readonly number[]>;
  again(): Promise<Status>;
  sent(what?: { readonly to?: string }): readonly SentMessage[];
  state(): unknown;
  /** What was said in a private chat or in a group. */
  history(what: { readonly person: string; readonly group?: string }): readonly Line[];
}

/** How an update reaches the bot: posted to the webhook, or left for the next `getUpdates`. */
export interface Outlet {
  put(update: Readonly<Record<string, unknown>>): Promise<Status>;
  raw(body: string, headers: Readonly<Record<string, string>>): Promise<Status>;
  hold(): void;
  release(how: { readonly reversed?: boolean; readonly twice?: boolean }): Promise<readonly number[]>;
  again(): Promise<Status>;
}

export const createControl = (world: World, outlet: Outlet, faults: Faults): Control => {
  const add = (to: Map<string, { readonly id: string; name: string }>, id: string, name: string) => {
    const one = { id, name };
    to.set(one.id, one);
    return one;
  };
  const envelope = (person: string, group: string | undefined) => ({
    from: { id: person, display_name: world.people.get(person)?.name ?? '', is_bot: false },
    chat: { id: group ?? person, chat_type: group === undefined ? 'PRIVATE' : 'GROUP' },
    message_id: world.nextId(),
    date: world.now(),
  });

  const heard = new Map<string, { readonly at: number; readonly line: Line }[]>();
  const nameOf = (id: string) => world.people.get(id)?.name ?? id;

  return {
    addPerson: ({ id = world.nextId(), name }) => add(world.people, id, name),
    addGroup: ({ id = world.nextId(), name }) => add(world.groups, id, name),
    async write({ person, group, text, mention = true, photo, sticker, voice }) {
      if (group !== undefined && !mention) return { message_id: world.nextId() };
      const head = envelope(person, group);
      const said = group === undefined ? (text ?? '') : `@${world.bot.name} ${text ?? ''}`.trim();
      const [kind, body] =
        photo !== undefined
          ? [
              'image',
              { [world.photoField]: photo, ...(text !== undefined && { caption: said }), message_type: 'CHAT_PHOTO' },
            ]
          : sticker !== undefined
            ? ['sticker', { sticker, url: `https://zalo-api.zadn.vn/${sticker}.png` }]
            : voice !== undefined
              ? ['voice', { voice_url: voice, message_type: 'CHAT_VOICE' }]
              : ['text', { text: said }];
      const chat = group ?? person;
      const line = { from: nameOf(person), text: said === '' ? `[${kind}]` : said };
      heard.set(chat, [...(heard.get(chat) ?? []), { at: world.now(), line }]);
      const status = await outlet.put({ event_name: `message.${kind}.received`, message: { ...head, ...body } });
      return { message_id: head.message_id, ...(status !== undefined && { status }) };
    },
    unsupported: ({ person, group, bare = false }) =>
      outlet.put({
        event_name: 'message.unsupported.received',
        ...(!bare && { message: envelope(person, group) }),
      }),
    update: (update) => outlet.put(update),
    raw: ({ body, headers = {} }) => outlet.raw(body, headers),
    layout({ wrapped = world.wrapped, photoField = world.photoField }) {
      world.wrapped = wrapped;
      world.photoField = photoField;
    },
    route(what) {
      world.route = what;
    },
    resetToken({ token }) {
      world.token = token;
    },
    fault: (fault) => faults.arm(fault),
    clearFaults: () => faults.clear(),
    hold: () => outlet.hold(),
    release: (how = {}) => outlet.release(how),
    again: () => outlet.again(),
    sent: ({ to } = {}) => world.sent.filter((one) => to === undefined || one.chat === to),
    state: () => ({
      bot: world.bot,
      people: [...world.people.values()],
      groups: [...world.groups.values()],
      sent: world.sent.length,
      webhook: world.webhook?.url ?? '',
    }),
    history({ person, group }) {
      const chat = group ?? person;
      const sent = world.sent
        .filter((one) => one.chat === chat)
        .map(({ at, params }) => ({
          at,
          line: { from: world.bot.name, text: `${params['text'] ?? params['caption'] ?? JSON.stringify(params)}` },
        }));
      return [...(heard.get(chat) ?? []), ...sent].sort((a, b) => a.at - b.at).map(({ line }) => line);
    },
  };
};
