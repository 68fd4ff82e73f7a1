import type { Hooks } from './hooks.ts';
import { INBOX_APP, type Message, type Person, type World } from './world.ts';

/** What happens in the threads, and what the app is told of it. */
export const createActs = (world: World, hooks: Hooks, onSent: (message: Message) => void = () => undefined) => {
  /** A person's event: under `standby` while another app holds her thread. */
  const fromPerson = (person: Person, field: string, event: Record<string, unknown>, at = world.tick()): void => {
    const lane = world.holderOf(person) === world.page(person.page).app ? 'messaging' : 'standby';
    hooks.tell({
      page: person.page,
      field,
      lane,
      event: { sender: { id: person.psid }, recipient: { id: person.page }, timestamp: at, ...event },
    });
  };

  const inbound = (psid: string): Person => {
    const person = world.person(psid);
    person.lastInbound = world.now();
    return person;
  };

  const keep = (message: Omit<Message, 'mid' | 'at'>): Message => {
    const kept = { ...message, mid: world.mid(), at: world.tick() };
    world.messages.push(kept);
    return kept;
  };

  return {
    inbound,
    fromPerson,

    /** She writes: her message in the thread and to the app. Returns it. */
    write(psid: string, body: Record<string, unknown>, extra: Record<string, unknown> = {}): Message {
      const person = inbound(psid);
      const message = keep({ page: person.page, psid, from: 'person', body });
      fromPerson(person, 'messages', { message: { mid: message.mid, ...body, ...extra } }, message.at);
      return message;
    },

    /** She presses something that answers with a payload. */
    postback(psid: string, postback: Record<string, unknown>): string {
      const person = inbound(psid);
      const mid = world.mid();
      const { payload, ...rest } = postback;
      const isOurs = world.holderOf(person) === world.page(person.page).app;
      fromPerson(person, 'messaging_postbacks', { postback: { mid, ...rest, ...(isOurs && { payload }) } });
      return mid;
    },

    /** A message in the Page's name, whoever wrote it, with its echo. */
    post(message: Omit<Message, 'mid' | 'at' | 'from'>): Message {
      const kept = keep({ ...message, from: 'page' });
      onSent(kept);
      const { body, app, metadata, page, psid, replyTo } = kept;
      const { metadata: _inside, quick_replies: _replies, ...shown } = body;
      const person = world.person(psid);
      hooks.tell({
        page,
        field: 'message_echoes',
        lane: world.holderOf(person) === world.page(page).app ? 'messaging' : 'standby',
        event: {
          sender: { id: page },
          recipient: { id: psid },
          timestamp: kept.at,
          message: {
            mid: kept.mid,
            is_echo: true,
            // A number here and a string elsewhere, as it is seen in the wild.
            app_id: Number(app ?? INBOX_APP),
            ...(metadata !== undefined && { metadata }),
            ...(replyTo !== undefined && { reply_to: { mid: replyTo } }),
            ...shown,
          },
        },
      });
      return kept;
    },

    receipt(psid: string, kind: 'delivery' | 'read'): void {
      const person = world.person(psid);
      const mine = world.thread(psid).filter(({ from }) => from === 'page');
      const newest = mine.at(-1);
      if (!newest) return;
      if (kind === 'read') {
        fromPerson(person, 'message_reads', { read: { watermark: newest.at } });
        return;
      }
      hooks.tell({
        page: person.page,
        field: 'message_deliveries',
        lane: 'messaging',
        // No timestamp: deliveries have none.
        event: {
          sender: { id: psid },
          recipient: { id: person.page },
          delivery: { mids: [newest.mid], watermark: newest.at },
        },
      });
    },

    /** Another app gets the thread, or ours gets it back. Both are told. */
    pass(psid: string, to: string): void {
      const person = world.person(psid);
      const own = world.page(person.page).app;
      const before = world.holderOf(person);
      if (to === own) delete person.holder;
      else person.holder = to;
      const fields = { previous_owner_app_id: before, new_owner_app_id: to };
      const event = to === own ? { pass_thread_control: fields } : { take_thread_control: fields };
      hooks.tell({
        page: person.page,
        field: 'messaging_handovers',
        lane: 'messaging',
        event: { sender: { id: psid }, recipient: { id: person.page }, timestamp: world.tick(), ...event },
      });
    },
  };
};
export type Acts = ReturnType<typeof createActs>;
