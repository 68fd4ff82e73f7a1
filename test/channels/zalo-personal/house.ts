import 'zca-js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zaloPersonal } from '../../../src/channels/zalo-personal/kind.ts';
import { type House, openHouse } from '../../e2e/house.ts';
import { startZaloPersonal, type ZaloPersonal } from '../../emulators/zalo-personal/server.ts';

/** A commune of the units that come with the program. */
export const UNIT = 'xa-2025-01906';
const PASSWORD = 'một câu dễ nhớ có dấu cách';

/** The whole product with one Zalo account, connected by the real zca-js to the emulator, and its admin API. */
export interface ZaloHouse {
  readonly house: House;
  readonly emulator: ZaloPersonal;
  readonly control: ZaloPersonal['control'];
  readonly account: string;
  readonly bot: string;
  call<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<T>;
  close(): Promise<void>;
}

/** In real time, because the network is real. */
export const until = async <T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  patienceMs = 20_000,
): Promise<T> => {
  const end = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`${what} did not happen`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

export const openZaloHouse = async (
  startIso: string,
  pace: { readonly minGapMs: number; readonly jitterMs: number },
): Promise<ZaloHouse> => {
  const consoleDir = await mkdtemp(join(tmpdir(), 'chihoi-no-console-'));
  const house = await openHouse(consoleDir, startIso, { kinds: [{ ...zaloPersonal, pace }] });
  const emulator = await startZaloPersonal({ now: () => house.clock.now().getTime(), qrHoldMs: 50 });
  const { control } = emulator;
  const bot = control.addAccount({ name: 'Trợ lý Hội' }).uid;

  const session = { cookie: '', csrf: '' };
  const call: ZaloHouse['call'] = async (method, path, body) => {
    const response = await fetch(`${house.origin}/api${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        origin: house.origin,
        cookie: session.cookie,
        'x-csrf-token': session.csrf,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) session.cookie = cookie.split(';')[0] ?? '';
    return (await response.json()) as never;
  };
  const code = (await house.parts.web.setupCode()) ?? '';
  const admin = { code, name: 'Nông Thị Ann', userName: 'ann', password: PASSWORD };
  session.csrf = (await call<{ csrf: string }>('POST', '/setup', admin)).csrf;

  const values = { apiBase: emulator.url, session: JSON.stringify(control.signedIn(bot)) };
  const added = await house.parts.accounts.add({ kind: 'zalo-personal', name: 'Zalo của trợ lý', values }, '/');
  if (!added.ok) throw new Error(added.error.message);
  await until(() => control.connected(bot), 'the account to connect');
  return {
    house,
    emulator,
    control,
    bot,
    account: added.value.id,
    call,
    async close() {
      await house.close();
      await emulator.close();
      await rm(consoleDir, { recursive: true, force: true });
    },
  };
};
