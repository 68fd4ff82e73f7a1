import { messenger } from '../../../src/channels/messenger/kind.ts';
import { hmacHex } from '../../../src/channels/signature.ts';
import { metaJson } from '../../emulators/messenger/wire.ts';
import type { TableAccount } from '../harness.ts';

export const APP = '1122334455667788';
export const APP_SECRET = '0123456789abcdef0123456789abcdef';
export const VERIFY = 'một câu khó đoán';
export const BA_BE = '100200300400500';
export const CHO_RA = '100200300400501';
/** Longer than a JavaScript number can hold. */
export const LAN = '90071992547409931';
export const HOA = '90071992547409932';

const page = (name: string, pageId: string, more: Record<string, string> = {}): TableAccount => ({
  name,
  values: {
    pageId,
    appId: APP,
    appSecret: APP_SECRET,
    pageToken: `EAAG-token-of-${pageId}`,
    verifyToken: VERIFY,
    ...more,
  },
});

/** Two Pages of one app, and one whose administrator mistyped the app's secret. */
export const PAGES: readonly TableAccount[] = [
  page('ba-be', BA_BE),
  page('cho-ra', CHO_RA),
  page('mistyped', '100200300400502', { appSecret: 'another-secret-than-the-app-has' }),
];

/** One account as the kind's pure functions see it, with the defaults of its schemas. */
export const viewOf = ({ name, values }: TableAccount) => ({
  account: name,
  settings: messenger.settings.parse(values),
  secrets: messenger.secrets.parse(values),
});

/** A signed body as Meta writes it. `body`: an object, or bytes as they stand. */
export const signed = (body: unknown, secret = APP_SECRET) => {
  const text = typeof body === 'string' ? body : metaJson(body);
  return { body: text, headers: { 'x-hub-signature-256': `sha256=${hmacHex(secret, text)}` } };
};

export const AT = 1_795_161_540_000;
/** `AT` as events have it. */
export const AT_ISO = '2026-11-20T07:59:00.000Z';

/** One entry of one Page with these events. */
export const entry = (events: readonly unknown[], more: Record<string, unknown> = {}) => ({
  id: BA_BE,
  time: AT,
  messaging: events,
  ...more,
});
export const batch = (...entries: readonly unknown[]) => ({ object: 'page', entry: entries });

/** From a person to the Page. */
export const fromLan = (event: Record<string, unknown>) => ({
  sender: { id: LAN },
  recipient: { id: BA_BE },
  timestamp: AT,
  ...event,
});

/** What an event of hers is told as. */
export const told = (event: Record<string, unknown>, account = '{ba-be}', person = LAN) => ({
  type: 'event',
  event: {
    account,
    at: AT_ISO,
    thread: { id: person, kind: 'direct' },
    contact: { id: person },
    ...event,
  },
});

/** A message of hers with the fields that every message has. */
export const toldMessage = (id: string, text: string, more: Record<string, unknown> = {}) =>
  told({ type: 'message', id, messageId: id, text, attachments: [], ...more });
