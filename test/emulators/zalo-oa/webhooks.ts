import { createHash } from 'node:crypto';
import type { World } from './world.ts';

export interface Delivery {
  readonly event: string;
  readonly status: number;
}

export interface Webhooks {
  /** Where events go from now on; undefined: nowhere. */
  to(url: string | undefined): void;
  /** Signs an event and posts it. While held, it waits. Undefined when there is nowhere to post. */
  post(event: Readonly<Record<string, unknown>>): Promise<number | undefined>;
  /** Posts bytes as they are, for forged and broken requests. */
  raw(body: string, headers?: Readonly<Record<string, string>>): Promise<number | undefined>;
  hold(): void;
  /** Posts what waits: `reversed` newest first, `twice` each two times. */
  release(how?: { readonly reversed?: boolean; readonly twice?: boolean }): Promise<readonly number[]>;
  /** Posts the newest event again, as the platform does when it got no answer. */
  again(): Promise<number | undefined>;
  readonly deliveries: readonly Delivery[];
}

/** As the platform signs: SHA-256 over app id, body, timestamp and the OA's secret joined. */
export const signatureOf = (appId: string, body: string, timestamp: string, oaSecretKey: string): string =>
  `mac=${createHash('sha256').update(`${appId}${body}${timestamp}${oaSecretKey}`).digest('hex')}`;

export const createWebhooks = (world: World): Webhooks => {
  let target: string | undefined;
  let held: string[] | undefined;
  let newest: string | undefined;
  const deliveries: Delivery[] = [];

  const send = async (body: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> => {
    if (target === undefined) return undefined;
    const answer = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    await answer.arrayBuffer();
    return answer.status;
  };

  const signed = async (body: string, attempt = 0): Promise<number | undefined> => {
    const { event_name, timestamp } = JSON.parse(body) as { event_name: string; timestamp: string };
    const status = await send(body, {
      'x-zevent-signature': signatureOf(world.app.id, body, timestamp, world.oa.secretKey),
      ...(attempt > 0 && { num_retry: `${attempt}` }),
    });
    if (status !== undefined) deliveries.push({ event: event_name, status });
    return status;
  };

  return {
    deliveries,
    to(url) {
      target = url;
    },
    async post(event) {
      const body = JSON.stringify({ app_id: world.app.id, timestamp: `${world.now()}`, ...event });
      newest = body;
      if (held) {
        held.push(body);
        return undefined;
      }
      return signed(body);
    },
    raw: (body, headers = {}) => send(body, headers),
    hold() {
      held ??= [];
    },
    async release({ reversed = false, twice = false } = {}) {
      const waiting = held ?? [];
      held = undefined;
      const statuses: number[] = [];
      for (const body of reversed ? waiting.reverse() : waiting)
        for (const attempt of twice ? [0, 1] : [0]) statuses.push((await signed(body, attempt)) ?? 0);
      return statuses;
    },
    again: async () => (newest === undefined ? undefined : signed(newest, 1)),
  };
};
