import type { Acts } from './acts.ts';
import type { FaultRule, Faults } from './faults.ts';
import type { Hooks } from './hooks.ts';
import { signedRequest } from './wire.ts';
import { INBOX_APP, type Message, type World } from './world.ts';

/**
 * The hand on the emulated Facebook: what people do in it, what the platform does, and what was received. Every argument
 * and result is plain JSON, because the same methods are reached over HTTP (`/__control`).
 */

interface Parts {
  readonly world: World;
  readonly hooks: Hooks;
  readonly acts: Acts;
  readonly faults: Faults;
}

type Shown = { title: string; payload: string };

/** Everything in a message that answers with a payload: quick replies and buttons. */
const pressable = ({ body }: Message): { replies: Shown[]; buttons: Shown[] } => {
  const payload = (body['attachment'] as { payload?: { buttons?: Shown[]; elements?: { buttons?: Shown[] }[] } })
    ?.payload;
  return {
    replies: (body['quick_replies'] as Shown[] | undefined) ?? [],
    buttons: [...(payload?.buttons ?? []), ...(payload?.elements ?? []).flatMap(({ buttons = [] }) => buttons)],
  };
};

export const createControl = ({ world, hooks, acts, faults }: Parts) => {
  const newestOfPage = (psid: string): Message => {
    const newest = world.thread(psid).at(-1);
    if (newest?.from !== 'page') throw new Error('emulator: the newest message is not the Page’s');
    return newest;
  };

  return {
    // What there is.
    addApp: (app: { id: string; secret: string; webhook?: string }) => {
      world.apps.set(app.id, { ...app });
      return app.id;
    },
    addPage(page: { id: string; name: string; app: string; token: string; subscribed?: string[] }) {
      world.app(page.app);
      world.pages.set(page.id, { subscribed: [], profile: {}, profileCalls: [], ...page });
      return page.id;
    },
    addPerson({ page, name, psid }: { page: string; name: string; psid?: string }) {
      world.page(page);
      // Longer than 2^53, as many are.
      const id = psid ?? `9007199254740993${world.next('person')}`;
      world.people.set(id, { psid: id, page, name, reachable: true });
      return id;
    },
    addTemplate: ({ name, places }: { name: string; places: number }) => void world.templates.set(name, places),
    /** Saves the address of the app's webhook, which Meta calls at once. Returns the status and what was answered. */
    async saveWebhook({ app, url, verifyToken }: { app: string; url: string; verifyToken: string }) {
      const challenge = `${1_000_000_000 + world.next('challenge')}`;
      const query = new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.verify_token': verifyToken,
        'hub.challenge': challenge,
      });
      const answer = await fetch(`${url}?${query}`);
      const body = await answer.text();
      const isSaved = answer.status === 200 && body === challenge;
      if (isSaved) world.app(app).webhook = url;
      return { status: answer.status, isSaved };
    },

    // What people do.
    write: ({ psid, text, quotes }: { psid: string; text: string; quotes?: string }) =>
      acts.write(psid, { text }, quotes === undefined ? {} : { reply_to: { mid: quotes, is_self_reply: false } }).mid,
    /** Several at once, in one request, told in the order of `order` (places in `texts`; default: last first). */
    burst({
      psid,
      texts,
      order,
      together = true,
    }: {
      psid: string;
      texts: string[];
      order?: number[];
      together?: boolean;
    }) {
      hooks.hold();
      const mids = texts.map((text) => acts.write(psid, { text }).mid);
      hooks.release({ order: order ?? texts.map((_, index) => texts.length - 1 - index), together });
      return mids;
    },
    attach: ({ psid, attachments, text }: { psid: string; attachments: unknown[]; text?: string }) =>
      acts.write(psid, { attachments, ...(text !== undefined && { text }) }).mid,
    /** Taps a quick reply under the newest message, which is the only place where they show. */
    tap({ psid, title }: { psid: string; title: string }) {
      const reply = pressable(newestOfPage(psid)).replies.find((one) => one.title === title);
      if (!reply) throw new Error(`emulator: no quick reply “${title}” is shown`);
      return acts.write(psid, { text: title }, { quick_reply: { payload: reply.payload } }).mid;
    },
    /** Presses a button of any message of the thread, the newest that has it. */
    press({ psid, title }: { psid: string; title: string }) {
      const all = world.thread(psid).flatMap((one) => (one.from === 'page' ? pressable(one).buttons : []));
      const button = all.findLast((one) => one.title === title && one.payload !== undefined);
      if (!button) throw new Error(`emulator: no button “${title}”`);
      return acts.postback(psid, { title, payload: button.payload });
    },
    getStarted({ psid, ref }: { psid: string; ref?: string }) {
      const start = world.page(world.person(psid).page).profile['get_started'] as { payload: string } | undefined;
      if (!start) throw new Error('emulator: the Page has no Get Started button');
      const referral = ref === undefined ? {} : { referral: { ref, source: 'SHORTLINK', type: 'OPEN_THREAD' } };
      return acts.postback(psid, { title: 'Get Started', payload: start.payload, ...referral });
    },
    menu({ psid, title }: { psid: string; title: string }) {
      const menus = world.page(world.person(psid).page).profile['persistent_menu'] as
        | { call_to_actions: Shown[] }[]
        | undefined;
      const item = menus?.[0]?.call_to_actions.find((one) => one.title === title);
      if (!item) throw new Error(`emulator: the menu has no “${title}”`);
      return acts.postback(psid, { title, payload: item.payload });
    },
    refer: ({ psid, ref }: { psid: string; ref: string }) =>
      acts.fromPerson(acts.inbound(psid), 'messaging_referrals', {
        referral: { ref, source: 'SHORTLINK', type: 'OPEN_THREAD' },
      }),
    react({ psid, mid, emoji, removed = false }: { psid: string; mid: string; emoji: string; removed?: boolean }) {
      const reaction = removed ? { action: 'unreact', mid } : { action: 'react', mid, emoji, reaction: 'other' };
      acts.fromPerson(acts.inbound(psid), 'message_reactions', { reaction });
    },
    edit: ({ psid, mid, text }: { psid: string; mid: string; text: string }) =>
      acts.fromPerson(world.person(psid), 'message_edits', {
        message_edit: { mid, text, num_edit: `${world.next(`edit ${mid}`)}` },
      }),
    deliver: ({ psid }: { psid: string }) => acts.receipt(psid, 'delivery'),
    read: ({ psid }: { psid: string }) => acts.receipt(psid, 'read'),
    block: ({ psid, blocked = true }: { psid: string; blocked?: boolean }) => {
      world.person(psid).reachable = !blocked;
    },

    // What the office and the platform do.
    /** A person of the office answers in the Page's inbox. */
    staff({ psid, text }: { psid: string; text: string }) {
      const { page } = world.person(psid);
      return acts.post({ page, psid, body: { text }, app: INBOX_APP }).mid;
    },
    passThread: ({ psid, to = INBOX_APP }: { psid: string; to?: string }) => acts.pass(psid, to),
    returnThread: ({ psid }: { psid: string }) => acts.pass(psid, world.page(world.person(psid).page).app),
    policy: ({ page, action, reason }: { page: string; action: string; reason: string }) =>
      hooks.tell({
        page,
        field: 'messaging_policy_enforcement',
        lane: 'messaging',
        event: { recipient: { id: page }, timestamp: world.tick(), policy_enforcement: { action, reason } },
      }),
    testButton: ({ app, field = 'messages' }: { app: string; field?: string }) =>
      hooks.raw(app, {
        object: 'page',
        entry: [{ id: '0', time: world.now(), changes: [{ field, value: { sender: { id: '12334' } } }] }],
      }),
    /** A body as it stands, signed by the app. */
    raw: ({ app, body }: { app: string; body: unknown }) => hooks.raw(app, body),
    /** Asks the app to have a person's data removed. Returns what it answered. */
    async requestDeletion({ app, user, path = 'deletion' }: { app: string; user: string; path?: string }) {
      const { secret, webhook } = world.app(app);
      const claims = { user_id: user, algorithm: 'HMAC-SHA256', issued_at: Math.floor(world.now() / 1000) };
      const body = new URLSearchParams({ signed_request: signedRequest(secret, claims) });
      const answer = await fetch(`${webhook}/${path}`, { method: 'POST', body });
      return { status: answer.status, body: await answer.text() };
    },
    setToken: ({ page, token }: { page: string; token: string }) => {
      world.page(page).token = token;
    },
    forgetAttachments: () => world.attachments.clear(),
    unreachableHost: ({ host }: { host: string }) => void world.unreachableHosts.add(host),
    advance: ({ ms }: { ms: number }) => world.advance(ms),
    /** Headers that every answer carries from now on (`x-app-usage`, `x-business-use-case-usage`). */
    usage({ headers }: { headers: Record<string, string> }) {
      world.usage = headers;
    },
    fault: (rule: FaultRule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    hold: () => hooks.hold(),
    release: (how: { order?: number[]; together?: boolean } = {}) => hooks.release(how),
    repeat: ({ times }: { times: number }) => hooks.repeat(times),

    // What was seen.
    /** The Page's messages in the order they went out; to one person when named. */
    sent: ({ psid }: { psid?: string } = {}) =>
      world.messages.filter((one) => one.from === 'page' && (psid === undefined || one.psid === psid)),
    thread: ({ psid }: { psid: string }) => world.thread(psid),
    people: () => [...world.people.values()],
    pages: () => [...world.pages.values()].map(({ token: _kept, ...page }) => page),
    asked: () => world.asked,
    signs: () => world.signs,
    attachments: () => [...world.attachments.values()],
    delivered: () => hooks.delivered,
    async idle() {
      await hooks.idle();
    },
  };
};
export type Control = ReturnType<typeof createControl>;
