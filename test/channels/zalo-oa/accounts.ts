import { signatureOf } from '../../emulators/zalo-oa/webhooks.ts';
import type { IncomingCase, TableAccount } from '../harness.ts';

export const APP = '1234567890123456789';
export const OA = '2233445566778899001';
export const OA_SECRET = 'oa-secret-of-ba-be';
/** Longer than a JavaScript number can hold. */
export const LAN = '6677889900112233445';
export const GROUP = 'f414c8f76fa586fbdfb4';
/** 2026-11-20T07:59:00Z, as the platform writes times. */
export const AT = '1795161540000';
export const AT_ISO = '2026-11-20T07:59:00.000Z';

/** The account of most cases. */
export const BA_BE: TableAccount = {
  name: 'ba-be',
  values: {
    appId: APP,
    appSecret: 'app-secret-of-ba-be',
    oaSecretKey: OA_SECRET,
    oaId: OA,
    oaName: 'Hội LHPN xã Ba Bể',
    verification: '<meta name="zalo-platform-site-verification" content="AbC_123-x" />',
  },
};
export const CHO_RA: TableAccount = {
  name: 'cho-ra',
  values: {
    appId: APP,
    appSecret: 'app-secret-of-ba-be',
    oaSecretKey: 'oa-secret-of-cho-ra',
    oaId: '2233445566778899002',
  },
};
/** Being set up: another app, the OA not known yet, signatures only reported. */
export const NEW_APP = '9876543210987654321';
export const NEW: TableAccount = {
  name: 'new',
  values: { appId: NEW_APP, appSecret: 'app-secret-of-new', oaSecretKey: 'oa-secret-of-new', signature: 'report' },
};

/** A signed request with this event. */
export const signed = (
  event: Readonly<Record<string, unknown>>,
  by: { readonly app?: string; readonly secret?: string; readonly prefix?: string } = {},
): Pick<IncomingCase, 'body' | 'headers'> => {
  const { app = APP, secret = OA_SECRET, prefix = 'mac=' } = by;
  const whole = { app_id: app, timestamp: AT, ...event };
  const body = JSON.stringify(whole);
  const signature = signatureOf(app, body, `${whole.timestamp}`, secret).replace('mac=', prefix);
  return { body, headers: { 'x-zevent-signature': signature } };
};

/** From Lan to the OA. */
export const direct = (event_name: string, message: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  event_name,
  user_id_by_app: `9${LAN}`,
  sender: { id: LAN },
  recipient: { id: OA },
  message,
  ...more,
});

/** From Lan in a group of the OA. */
export const inGroup = (event_name: string, message: unknown) => ({
  event_name,
  oa_id: OA,
  user_id_by_app: `9${LAN}`,
  sender: { id: LAN },
  recipient: { id: GROUP },
  message,
});

const event = (more: Readonly<Record<string, unknown>>, account = '{ba-be}') => ({
  type: 'event',
  event: { account, at: AT_ISO, ...more },
});
const fromLan = { thread: { id: LAN, kind: 'direct' }, contact: { id: LAN } };

/** What an event of hers in the direct chat is told as. */
export const told = (more: Readonly<Record<string, unknown>>, account = '{ba-be}') =>
  event({ ...fromLan, ...more }, account);
export const toldMessage = (name: string, text: string, more: Readonly<Record<string, unknown>> = {}) =>
  told({ type: 'message', id: `${name}:M1`, messageId: 'M1', text, ...more });
export const toldInGroup = (name: string, text: string, more: Readonly<Record<string, unknown>> = {}) =>
  event({
    type: 'message',
    id: `${name}:M1`,
    messageId: 'M1',
    thread: { id: GROUP, kind: 'group' },
    contact: { id: LAN },
    text,
    ...more,
  });
export const toldOfGroup = event;
