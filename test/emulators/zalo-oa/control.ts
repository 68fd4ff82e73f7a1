import type { Line } from '../chat-page.ts';
import type { ArmedFault, Faults } from '../faults.ts';
import { issue } from './oauth.ts';
import type { Webhooks } from './webhooks.ts';
import { hear, type Person, type SentMessage, type World } from './world.ts';

type Attachments = readonly { readonly type: string; readonly payload: Readonly<Record<string, unknown>> }[];

/** What a test or a person at the page does on the platform's side. Every verb takes one object, for `/__control`. */
export interface Control {
  /** Where webhooks go. */
  connect(to: { readonly webhook?: string }): void;
  /** Gives out tokens without the consent page. */
  grant(): { access_token: string; refresh_token: string; expires_in: string };
  /** Ends the access token before its time; the refresh token stays good. */
  expireToken(): void;
  /** Ends both, as another program does that uses the refresh token. */
  stealTokens(): void;
  /** The OA's administrator takes the permission back. */
  revoke(): Promise<number | undefined>;
  addPerson(person: { readonly id?: string; readonly name: string; readonly wrote?: number }): Person;
  addGroup(group: { readonly id?: string; readonly name: string; readonly members: readonly string[] }): { id: string };
  disableGroup(group: { readonly group: string }): void;
  /** Sets when a person last wrote: `hours` ago. */
  lastWrote(what: { readonly person: string; readonly hours: number }): void;
  /** A person writes to the OA, or in a group; `mention` puts the OA's mention before her words there. */
  write(what: {
    readonly person: string;
    readonly text?: string;
    readonly group?: string;
    readonly mention?: boolean;
    /** The middle of the event's name; default by what is there. */
    readonly kind?: string;
    readonly attachments?: Attachments;
    readonly quotes?: string;
  }): Promise<{ msg_id: string; status?: number }>;
  /** She presses a button: of the newest message to her that has one with this title. */
  press(what: { readonly person: string; readonly title: string }): Promise<{ msg_id: string; status?: number }>;
  follow(what: { readonly person: string; readonly unfollow?: boolean }): Promise<number | undefined>;
  react(what: {
    readonly person: string;
    readonly message: string;
    readonly icon: string;
  }): Promise<number | undefined>;
  received(what: { readonly person: string; readonly message: string }): Promise<number | undefined>;
  seen(what: { readonly person: string; readonly messages: readonly string[] }): Promise<number | undefined>;
  /** She fills in the form for contact details. */
  submitInfo(what: {
    readonly person: string;
    readonly phone: string;
    readonly name?: string;
  }): Promise<number | undefined>;
  /** A person of the office writes in Zalo's own program. */
  operatorWrites(what: { readonly to: string; readonly text: string }): Promise<number | undefined>;
  /** Members come and go. */
  join(what: { readonly group: string; readonly person: string; readonly out?: boolean }): Promise<number | undefined>;
  /** Any event, signed; and any bytes, as they are. */
  event(event: Readonly<Record<string, unknown>>): Promise<number | undefined>;
  raw(what: {
    readonly body: string;
    readonly headers?: Readonly<Record<string, string>>;
  }): Promise<number | undefined>;
  fault(fault: ArmedFault): void;
  clearFaults(): void;
  /** Requests a minute from now on. */
  limit(what: { readonly perMinute: number }): void;
  /** Forms that are refused from now on: `buttons`, `list`, `request_user_info`, `quote`. */
  refuse(what: { readonly forms: readonly string[] }): void;
  hold(): void;
  release(how?: { readonly reversed?: boolean; readonly twice?: boolean }): Promise<readonly number[]>;
  again(): Promise<number | undefined>;
  /** What arrived at a person or in a group, the oldest first; all of it without `to`. */
  sent(what?: { readonly to?: string }): readonly SentMessage[];
  state(): unknown;
  /** What was said in a direct chat or in a group. */
  history(what: { readonly person: string; readonly group?: string }): readonly Line[];
}

const HOUR_MS = 3_600_000;

const kindFor = (attachments: Attachments | undefined): string => attachments?.[0]?.type ?? 'text';

const buttonOf = (message: SentMessage['message'], title: string): string | undefined => {
  const payload = (message.attachment as { payload?: { buttons?: { title: string; payload?: unknown }[] } } | undefined)
    ?.payload;
  const pressed = payload?.buttons?.find((one) => one.title === title)?.payload;
  return typeof pressed === 'string' ? pressed : undefined;
};

export const createControl = (world: World, webhooks: Webhooks, faults: Faults): Control => {
  const { people, groups, oa, tokens } = world;
  const between = (person: string) => ({ sender: { id: person }, recipient: { id: oa.id } });
  const wrote = (id: string): void => {
    const person = people.get(id);
    if (person) person.lastInteraction = world.now();
  };

  const control: Control = {
    connect: ({ webhook }) => webhooks.to(webhook),
    grant: () => issue(world),
    expireToken() {
      if (tokens.access) tokens.access.until = 0;
    },
    stealTokens: () => void issue(world),
    revoke() {
      tokens.access = undefined;
      tokens.refresh = undefined;
      return webhooks.post({ event_name: 'permission_revoked', oa_id: oa.id });
    },
    addPerson({ id = `6${world.nextId().slice(-12).padStart(18, '0').replace(/\D/g, '7')}`, name, wrote: at }) {
      const person: Person = { id, name, follows: false, ...(at !== undefined && { lastInteraction: at }) };
      people.set(id, person);
      return person;
    },
    addGroup({ id = `f4${world.nextId().slice(2)}`, name, members }) {
      groups.set(id, { id, name, members: [...members], status: 'enabled' });
      return { id };
    },
    disableGroup({ group }) {
      const found = groups.get(group);
      if (found) found.status = 'disabled';
    },
    lastWrote({ person, hours }) {
      const found = people.get(person);
      if (found) found.lastInteraction = world.now() - hours * HOUR_MS;
    },
    async write({ person, text: words, group, mention, attachments, kind = kindFor(attachments), quotes }) {
      const msg_id = world.nextId();
      const text = group !== undefined && mention ? `[@${oa.id}] ${words ?? ''}`.trim() : words;
      hear(world, group ?? person, { from: people.get(person)?.name ?? person, text: text ?? `[${kind}]` });
      const message = {
        msg_id,
        ...(text !== undefined && { text }),
        ...(attachments && { attachments }),
        ...(quotes !== undefined && { quote_msg_id: quotes }),
      };
      if (group === undefined) wrote(person);
      const status = await webhooks.post(
        group === undefined
          ? { user_id_by_app: `9${person}`, event_name: `user_send_${kind}`, ...between(person), message }
          : {
              oa_id: oa.id,
              user_id_by_app: `9${person}`,
              event_name: `user_send_group_${kind}`,
              sender: { id: person },
              recipient: { id: group },
              message,
            },
      );
      return { msg_id, ...(status !== undefined && { status }) };
    },
    press({ person, title }) {
      for (const { to, message } of [...world.sent].reverse()) {
        const payload = to === person ? buttonOf(message, title) : undefined;
        if (payload !== undefined) return control.write({ person, text: payload });
      }
      throw new Error(`nobody sent ${person} a button "${title}"`);
    },
    follow({ person, unfollow = false }) {
      const found = people.get(person);
      if (found) found.follows = !unfollow;
      // Whether following opens the window stands in no page that was seen; it is likely.
      if (!unfollow) wrote(person);
      return webhooks.post({
        oa_id: oa.id,
        follower: { id: person },
        event_name: unfollow ? 'unfollow' : 'follow',
        source: 'oa_profile',
      });
    },
    react: ({ person, message, icon }) =>
      webhooks.post({
        event_name: 'user_reacted_message',
        ...between(person),
        message: { msg_id: message, react_icon: icon },
      }),
    // Seen with either side as the sender.
    received: ({ person, message }) =>
      webhooks.post({
        event_name: 'user_received_message',
        sender: { id: oa.id },
        recipient: { id: person },
        message: { msg_id: message },
      }),
    seen: ({ person, messages }) =>
      webhooks.post({ event_name: 'user_seen_message', ...between(person), message: { msg_ids: messages } }),
    submitInfo({ person, phone, name = people.get(person)?.name ?? '' }) {
      wrote(person);
      const info = { name, phone, address: '', city: '', district: '' };
      return webhooks.post({ event_name: 'user_submit_info', ...between(person), info });
    },
    operatorWrites: ({ to, text }) =>
      webhooks.post({
        event_name: groups.has(to) ? 'oa_send_group_text' : 'oa_send_text',
        ...(groups.has(to) && { oa_id: oa.id }),
        sender: { id: oa.id },
        recipient: { id: to },
        message: { msg_id: world.nextId(), text },
      }),
    join({ group, person, out = false }) {
      const found = groups.get(group);
      if (found) found.members = [...found.members.filter((one) => one !== person), ...(out ? [] : [person])];
      return webhooks.post({
        event_name: out ? 'user_out_group' : 'user_join_group',
        oa_id: oa.id,
        group_id: group,
        user_id: person,
      });
    },
    event: (event) => webhooks.post(event),
    raw: ({ body, headers }) => webhooks.raw(body, headers),
    fault: (fault) => faults.arm(fault),
    clearFaults: () => faults.clear(),
    limit({ perMinute }) {
      world.rate.limit = perMinute;
    },
    refuse({ forms }) {
      world.refused.clear();
      for (const form of forms) world.refused.add(form);
    },
    hold: () => webhooks.hold(),
    release: (how) => webhooks.release(how),
    again: () => webhooks.again(),
    sent: ({ to } = {}) => world.sent.filter((one) => to === undefined || one.to === to),
    state: () => ({
      oa: { id: oa.id, name: oa.name },
      people: [...people.values()],
      groups: [...groups.values()],
      sent: world.sent.length,
      deliveries: webhooks.deliveries.slice(-50),
    }),
    history: ({ person, group }) => world.said.get(group ?? person) ?? [],
  };
  return control;
};
