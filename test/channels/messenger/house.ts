import { setTimeout as pause } from 'node:timers/promises';
import { type House, openHouse } from '../../e2e/house.ts';
import { type MessengerEmulator, startMessenger } from '../../emulators/messenger/server.ts';
import type { Message } from '../../emulators/messenger/world.ts';
import { browser } from '../../web/support.ts';
import { APP, APP_SECRET, BA_BE, VERIFY } from './accounts.ts';

/** The whole product with one Page on the emulated Facebook, connected as an administrator would. */
export interface MessengerHouse {
  readonly house: House;
  readonly facebook: MessengerEmulator;
  readonly account: string;
  /** The console, signed in. */
  readonly console: ReturnType<typeof browser>;
  /** Does something as a person and waits for so many messages of the Page's to her. Returns their words. */
  ask(psid: string, act: () => unknown, messages?: number): Promise<string[]>;
  /** Waits until something holds; fails after half a minute with what it waited for. */
  until<T>(what: string, look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T>;
  close(): Promise<void>;
}

const PASSWORD = 'sen hồng nở trên hồ Ba Bể';
const LONGEST_WAIT_MS = 30_000;

const until: MessengerHouse['until'] = async (what, look) => {
  const end = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(20);
  }
};

/** What she reads: the words, and the quick replies or buttons under them. */
export const shown = ({ body }: Message): string => {
  const {
    text,
    quick_replies: replies,
    attachment,
  } = body as {
    text?: string;
    quick_replies?: { title: string }[];
    attachment?: { type: string; payload: { text?: string; buttons?: { title: string }[] } };
  };
  const words = text ?? attachment?.payload.text ?? `[${attachment?.type}]`;
  const titles = (replies ?? attachment?.payload.buttons ?? []).map(({ title }) => `[${title}]`);
  return [words, ...titles].join(' ');
};

export const openMessengerHouse = async (startIso: string): Promise<MessengerHouse> => {
  const house = await openHouse('dist/none', startIso);
  const facebook = await startMessenger({ now: () => house.clock.now().getTime() });
  const { control } = facebook;
  control.addApp({ id: APP, secret: APP_SECRET });
  control.addPage({ id: BA_BE, name: 'Hội LHPN xã Ba Bể', app: APP, token: 'EAAG-token' });
  const console = browser(house.origin);
  const setup = { code: await house.parts.web.setupCode(), name: 'Nông Thị Ann', userName: 'ann', password: PASSWORD };
  const made = await console.post('/api/setup', { ...setup, sample: false });
  if (made.status !== 200) throw new Error(JSON.stringify(made.body));
  const { accounts } = house.parts;
  const values = { pageId: BA_BE, appId: APP, appSecret: APP_SECRET, pageToken: 'EAAG-token', verifyToken: VERIFY };
  const added = await accounts.add(
    { kind: 'messenger', name: 'Trang xã', values: { ...values, apiBase: facebook.url } },
    '/',
  );
  if (!added.ok) throw new Error(added.error.message);
  const account = added.value.id;
  const path = new URL(added.value.webhookUrl ?? '').pathname;
  await control.saveWebhook({ app: APP, url: house.origin + path, verifyToken: VERIFY });
  for (const name of ['subscribe', 'set_menu']) {
    const done = await accounts.procedure(account, name, '/');
    if (!done.ok) throw new Error(done.error.message);
  }
  return {
    house,
    facebook,
    account,
    console,
    until,
    async ask(psid, act, messages = 1) {
      const before = control.sent({ psid }).length;
      await act();
      await until(`${messages} messages to ${psid}`, () => control.sent({ psid }).length >= before + messages);
      return control.sent({ psid }).slice(before).map(shown);
    },
    async close() {
      await house.close();
      await facebook.close();
    },
  };
};
