import type { Control } from './control.ts';

/** The control of an emulator that runs in another process: every method answers by a promise. */
export type RemoteControl = {
  readonly [Name in keyof Control]: (...args: Parameters<Control[Name]>) => Promise<Awaited<ReturnType<Control[Name]>>>;
};

export const remoteControl = (url: string): RemoteControl =>
  new Proxy({} as RemoteControl, {
    get: (_, name) =>
      name === 'then'
        ? undefined
        : async (...args: unknown[]) => {
            const response = await fetch(`${url}/__control/${String(name)}`, {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify(args),
            });
            const answer = (await response.json()) as { value?: unknown; error?: string };
            if (!response.ok) throw new Error(answer.error ?? `emulator: ${response.status}`);
            return answer.value;
          },
  });

/**
 * A `fetch` for zca-js (`options.polyfill`) that sends every request to the emulator with the host that it was meant for
 * in `x-emulated-host`.
 */
export const emulatedFetch =
  (base: string): typeof fetch =>
  (input, init) => {
    const url = new URL(String(input));
    const headers = new Headers(init?.headers);
    headers.set('x-emulated-host', url.host);
    return fetch(new URL(`${url.pathname}${url.search}`, base), { ...init, headers, redirect: 'manual' });
  };
