import { chatPage } from '../chat-page.ts';
import { createFaults } from '../faults.ts';
import { controlReply, listen, type Reply } from '../loopback.ts';
import { type Control, createControl, type Outlet } from './control.ts';
import { methodOf, refusal } from './methods.ts';
import { createWorld, type WorldOptions } from './world.ts';

export interface ZaloBotOptions extends WorldOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** How long `getUpdates` is held at most, in milliseconds; default what it asks for. */
  readonly holdMs?: number;
}

export interface ZaloBotEmulator {
  /** What an account's `apiBase` is set to. */
  readonly url: string;
  readonly token: string;
  readonly control: Control;
  /** Calls in their order: method and parameters. */
  readonly calls: readonly { readonly method: string; readonly params: unknown }[];
  /** The secret that the webhook was set with. */
  webhookSecret(): string | undefined;
  close(): Promise<void>;
}

/** Zalo's Bot Platform with one bot, on a loopback port. */
export const startZaloBot = async (options: ZaloBotOptions = {}): Promise<ZaloBotEmulator> => {
  const world = createWorld(options);
  const { token } = world;
  const faults = createFaults({ on: ['/send'], refusal: (error) => refusal(error), empty: { json: { ok: true } } });
  const calls: { method: string; params: unknown }[] = [];
  const waiting = new Set<() => void>();
  let held: string[] | undefined;
  let newest: string | undefined;

  const wait = (timeoutMs: number, gone: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(timeoutMs, options.holdMs ?? timeoutMs));
      waiting.add(end);
      gone.addEventListener('abort', end);
    });

  const reached = (url: string): string =>
    world.route && url.startsWith(world.route.from) ? url.replace(world.route.from, world.route.to) : url;
  const post = async (body: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> => {
    if (!world.webhook) return undefined;
    const answer = await fetch(reached(world.webhook.url), { method: 'POST', headers, body });
    await answer.arrayBuffer();
    return answer.status;
  };
  const signed = (body: string) =>
    post(body, { 'content-type': 'application/json', 'x-bot-api-secret-token': world.webhook?.secret ?? '' });

  const outlet: Outlet = {
    async put(update) {
      if (!world.webhook) {
        world.queue.push(update);
        for (const end of [...waiting]) end();
        return undefined;
      }
      newest = JSON.stringify(world.wrapped ? { ok: true, result: update } : update);
      if (held) {
        held.push(newest);
        return undefined;
      }
      return signed(newest);
    },
    raw: post,
    hold() {
      held ??= [];
    },
    async release({ reversed = false, twice = false }) {
      const bodies = held ?? [];
      held = undefined;
      const statuses: number[] = [];
      for (const body of reversed ? bodies.reverse() : bodies)
        for (let time = 0; time < (twice ? 2 : 1); time += 1) statuses.push((await signed(body)) ?? 0);
      return statuses;
    },
    again: async () => (newest === undefined ? undefined : signed(newest)),
  };
  const control = createControl(world, outlet, faults);

  // The probe is an empty body without a type, as it was seen.
  const probe = async (url: string): Promise<number> => (await fetch(reached(url), { method: 'POST' })).status;
  const methods = methodOf(world, wait, probe);

  const answer = async (exchange: Parameters<Parameters<typeof listen>[0]>[0]): Promise<Reply> => {
    if (exchange.path === '/') return { html: chatPage('Zalo Bot mô phỏng') };
    if (exchange.path.startsWith('/__control')) return controlReply(exchange, control as never);
    const [, given, name = ''] = /^\/bot([^/]*)\/(\w+)$/.exec(exchange.path) ?? [];
    // A path that is none gets a page, not JSON.
    if (given === undefined) return { html: '<h1>404</h1>', status: 404 };
    if (given !== world.token) return refusal(401, 'Unauthorized');
    const params = JSON.parse(exchange.body.toString('utf8') || '{}') as Record<string, unknown>;
    calls.push({ method: name, params });
    const work = Object.hasOwn(methods, name) ? methods[name] : undefined;
    return work ? faults.around(`/${name}`, () => work(params, exchange.gone)) : refusal(404, 'no such method');
  };

  const loopback = await listen(answer, options.port);
  return {
    url: loopback.url,
    token,
    control,
    calls,
    webhookSecret: () => world.webhook?.secret,
    async close() {
      for (const end of [...waiting]) end();
      await loopback.close();
    },
  };
};
