import { startMessenger } from '../emulators/messenger/server.ts';
import { startZaloOa } from '../emulators/zalo-oa/server.ts';

/** An emulated platform with people who write, as the load sees it. */
export interface Platform {
  /** What the product is given to connect with. */
  readonly accounts: readonly {
    readonly kind: string;
    readonly name: string;
    readonly values: Record<string, string>;
  }[];
  readonly people: readonly string[];
  /** Sets the product's webhook, once its accounts are there. */
  connect(origin: string): Promise<void>;
  write(person: string, text: string): void;
  close(): Promise<void>;
}

export type PlatformName = 'messenger' | 'zalo-oa';

/** Opens a platform with so many people; `onSent` hears who was sent a message. */
type OpenPlatform = (people: number, onSent: (person: string) => void) => Promise<Platform>;

export const MESSENGER_APP = { id: '1122334455667788', secret: '0123456789abcdef0123456789abcdef' };
/** A Page sends at most 18 messages a second from one process, so the load of a province comes over four. */
export const MESSENGER_PAGES = ['100200300400500', '100200300400501', '100200300400502', '100200300400503'];
const VERIFY = 'mot cau kho doan';

export const messengerValues = (pageId: string, apiBase?: string): Record<string, string> => ({
  pageId,
  appId: MESSENGER_APP.id,
  appSecret: MESSENGER_APP.secret,
  pageToken: `token-${pageId}`,
  verifyToken: VERIFY,
  ...(apiBase !== undefined && { apiBase }),
});

const openMessenger: OpenPlatform = async (count, onSent) => {
  const facebook = await startMessenger({ onSent: ({ psid }) => onSent(psid) });
  const { control, url } = facebook;
  const app = MESSENGER_APP.id;
  control.addApp(MESSENGER_APP);
  for (const id of MESSENGER_PAGES)
    control.addPage({ id, name: id, app, token: `token-${id}`, subscribed: ['messages', 'message_echoes'] });
  return {
    accounts: MESSENGER_PAGES.map((id) => ({ kind: 'messenger', name: id, values: messengerValues(id, url) })),
    people: Array.from({ length: count }, (_, index) =>
      control.addPerson({
        page: MESSENGER_PAGES[index % MESSENGER_PAGES.length] as string,
        name: `Người Thử ${index}`,
      }),
    ),
    async connect(origin) {
      const saved = await control.saveWebhook({ app, url: `${origin}/webhook/messenger/${app}`, verifyToken: VERIFY });
      if (!saved.isSaved) throw new Error(`the webhook was not saved: ${saved.status}`);
    },
    write: (psid, text) => void control.write({ psid, text }),
    close: facebook.close,
  };
};

const openZaloOa: OpenPlatform = async (count, onSent) => {
  const zalo = await startZaloOa({ onSent: ({ to }) => onSent(to) });
  const { control, app, url } = zalo;
  const { access_token, refresh_token } = control.grant();
  // The platform's own allowance is 4,000 a minute; this is about the product.
  control.limit({ perMinute: 1_000_000 });
  return {
    accounts: [
      {
        kind: 'zalo-oa',
        name: 'OA',
        values: { ...app, accessToken: access_token, refreshToken: refresh_token, apiBase: url, oauthBase: url },
      },
    ],
    people: Array.from({ length: count }, (_, index) => control.addPerson({ name: `Người Thử ${index}` }).id),
    async connect(origin) {
      control.connect({ webhook: `${origin}/webhook/zalo-oa/${app.appId}` });
    },
    write: (person, text) => void Promise.resolve(control.write({ person, text })).catch(() => undefined),
    close: zalo.close,
  };
};

export const PLATFORMS: Readonly<Record<PlatformName, OpenPlatform>> = {
  messenger: openMessenger,
  'zalo-oa': openZaloOa,
};
