import { metaJson, signatureOf } from './wire.ts';
import type { Page, World } from './world.ts';

/** One event on its way to the app. */
export interface Outgoing {
  readonly page: string;
  /** The subscription field it belongs to; events of fields without a subscription are dropped. */
  readonly field: string;
  readonly lane: 'messaging' | 'standby';
  readonly event: Record<string, unknown>;
}

/** A webhook request as it was made, and its answers. */
export interface Delivered {
  readonly url: string;
  readonly body: string;
  readonly statuses: readonly number[];
}

/** Meta tries a few times at once; so long between. */
const RETRY_MS = 50;
const TRIES = 3;
/** Meta gives up waiting after this long. */
const ANSWER_MS = 5_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Tells the app what happened: signed, in order, one request after another. */
export const createHooks = (world: World) => {
  const delivered: Delivered[] = [];
  let line: Promise<unknown> = Promise.resolve();
  let held: Outgoing[] | undefined;
  let copies = 1;

  const post = async (url: string, body: string, secret: string): Promise<number> => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(secret, body) },
        body,
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  };

  const deliver = async (url: string, body: string, secret: string): Promise<void> => {
    const statuses: number[] = [];
    for (let turn = 0; turn < TRIES; turn += 1) {
      const status = await post(url, body, secret);
      statuses.push(status);
      if (status === 200) break;
      await pause(RETRY_MS);
    }
    delivered.push({ url, body, statuses });
  };

  /** Events of one app in one request; neighbours of one Page share an entry. */
  const envelope = (events: readonly Outgoing[]): Record<string, unknown> => {
    const entry: Record<string, unknown>[] = [];
    let last: { page: string; lane: string; list: unknown[] } | undefined;
    for (const { page, lane, event } of events) {
      if (last?.page !== page || last.lane !== lane) {
        last = { page, lane, list: [] };
        entry.push({ id: page, time: world.now(), [lane]: last.list });
      }
      last.list.push(event);
    }
    return { object: 'page', entry };
  };

  const enqueue = (appId: string, body: string): void => {
    const app = world.app(appId);
    const { webhook } = app;
    if (webhook === undefined) return;
    for (let copy = 0; copy < copies; copy += 1) line = line.then(() => deliver(webhook, body, app.secret));
  };

  const isWanted = ({ page, field, lane }: Outgoing, of: Page): boolean =>
    page === of.id && of.subscribed.includes(field) && (lane !== 'standby' || of.subscribed.includes('standby'));

  const send = (events: readonly Outgoing[]): void => {
    const wanted = events.filter((one) => isWanted(one, world.page(one.page)));
    for (const app of new Set(wanted.map(({ page }) => world.page(page).app)))
      enqueue(app, metaJson(envelope(wanted.filter(({ page }) => world.page(page).app === app))));
  };

  return {
    delivered,
    tell(event: Outgoing) {
      if (held) held.push(event);
      else send([event]);
    },
    /** Keeps events back until `release`. */
    hold() {
      held ??= [];
    },
    /** Lets them go in this order (places; default as they came): one request each, or all in one. */
    release({ order, together = false }: { order?: readonly number[]; together?: boolean } = {}) {
      const events = held ?? [];
      held = undefined;
      const sorted = order ? order.flatMap((place) => events[place] ?? []) : events;
      if (together) send(sorted);
      else for (const event of sorted) send([event]);
    },
    /** Every request is made so many times from now on. */
    repeat(times: number) {
      copies = times;
    },
    /** A body as it stands, signed. */
    raw(appId: string, body: unknown) {
      enqueue(appId, metaJson(body));
    },
    /** Resolves when everything told so far was answered or given up. */
    async idle() {
      let seen: Promise<unknown>;
      do {
        seen = line;
        await seen;
      } while (seen !== line);
    },
  };
};
export type Hooks = ReturnType<typeof createHooks>;
