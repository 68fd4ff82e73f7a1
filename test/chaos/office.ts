import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Broadcast, Delivery } from '../../src/broadcasts/types.ts';

export const UNIT = 'xa-2025-01906';
export const SECRET = 'khoa-cua-nen-tang-mo-phong';

export interface Office {
  /** Our ids of the two accounts. */
  readonly accounts: { readonly webhook: string; readonly line: string };
  registerGroups(count: number): Promise<void>;
  /** Begins a broadcast to every group; resolves with its id. */
  broadcast(text: string): Promise<string>;
  progress(id: string): Promise<Broadcast>;
  /** Every delivery of it. */
  deliveries(id: string): Promise<Delivery[]>;
}

/** An administrator who sets the house up through its API and begins the broadcast. */
export const openOffice = async (origin: string, code: string | undefined, recorder: string): Promise<Office> => {
  const session = { cookie: '', csrf: '' };
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${origin}/api${path}`, {
      method,
      headers: { 'content-type': 'application/json', origin, cookie: session.cookie, 'x-csrf-token': session.csrf },
      ...(body && { body: JSON.stringify(body) }),
    });
    const cookies = answer.headers.getSetCookie();
    if (cookies.length > 0) session.cookie = cookies.map((one) => one.split(';')[0]).join('; ');
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  /** Until it is answered well: processes are being killed meanwhile. */
  const insist = async <T>(task: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await task();
      } catch (error) {
        if (tries > 200) throw error;
        await sleep(500);
      }
    }
  };
  const { csrf } = await call<{ csrf: string }>('POST', '/setup', {
    code,
    name: 'Nông Thị Ann',
    userName: 'ann',
    password: 'một câu dễ nhớ có dấu cách',
  });
  session.csrf = csrf;
  const add = (kind: string) =>
    call<{ id: string }>('POST', '/accounts', { kind, name: kind, values: { secret: SECRET, apiBase: recorder } });
  const webhook = (await add('chaos-webhook')).id;
  const line = (await add('chaos-line')).id;

  return {
    accounts: { webhook, line },
    async registerGroups(count) {
      for (let index = 0; index < count; index += 10)
        await Promise.all(
          Array.from({ length: Math.min(10, count - index) }, (_, step) => {
            const number = index + step;
            const account = number % 2 === 0 ? webhook : line;
            return call('POST', '/groups', { thread: `${account}:g-${number}`, unit: UNIT, name: `Nhóm ${number}` });
          }),
        );
    },
    async broadcast(text) {
      const { after } = await insist(() =>
        call<{ after: Broadcast }>('POST', '/broadcasts', {
          title: text,
          content: { type: 'text', text },
          audience: { unitIds: [UNIT], to: 'groups' },
          when: { type: 'now' },
        }),
      );
      await call('POST', `/broadcasts/${after.id}/send`).catch(() => undefined);
      return after.id;
    },
    async deliveries(id) {
      const all: Delivery[] = [];
      for (;;) {
        const page = await insist(() =>
          call<{ items: Delivery[] }>('GET', `/broadcasts/${id}/deliveries?limit=500&skip=${all.length}`),
        );
        all.push(...page.items);
        if (page.items.length < 500) break;
      }
      return all;
    },
    progress: (id) => insist(() => call<Broadcast>('GET', `/broadcasts/${id}`)),
  };
};

/** Sends one event as the platform would: again and again until it is told that we have it. True when it was. */
export const sendEvent = async (
  origin: string,
  event: { readonly id: string; readonly thread: string; readonly text: string },
  deadline: number,
): Promise<boolean> => {
  const body = JSON.stringify(event);
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  while (Date.now() < deadline) {
    try {
      const answer = await fetch(`${origin}/webhook/chaos-webhook/app`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-signature': signature },
        body,
        signal: AbortSignal.timeout(5_000),
      });
      if (answer.status === 200) return true;
    } catch {
      // It is being killed, or starts.
    }
    await sleep(200);
  }
  return false;
};
