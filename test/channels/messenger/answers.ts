import { hmacHex } from '../../../src/channels/signature.ts';
import type { OutboundMessage } from '../../../src/chat/message.ts';
import type { PlatformAnswer, TableAccount } from '../harness.ts';
import { APP_SECRET, BA_BE, LAN, PAGES } from './accounts.ts';

/** The account that the table sends from; it has an approved template for reminders. */
export const SENDER: TableAccount = {
  name: 'ba-be',
  values: { ...(PAGES[0] as TableAccount).values, utilityTemplate: 'nhac_viec' },
};

export const PROOF = hmacHex(APP_SECRET, `${SENDER.values['pageToken']}`);
export const at = (path: string) => `/v25.0/${BA_BE}/${path}?appsecret_proof=${PROOF}`;

export const SENT: PlatformAnswer = { json: { recipient_id: LAN, message_id: 'm_sent' } };
export const UPLOADED: PlatformAnswer = { json: { attachment_id: '1700000000000001' } };
export const refused = (code: number, subcode?: number, status = 400): PlatformAnswer => ({
  status,
  json: { error: { message: 'x', type: 'OAuthException', code, error_subcode: subcode, fbtrace_id: 'A' } },
});

/** A request that carries this message. */
export const carries = (message: Record<string, unknown>, type = 'RESPONSE') => ({
  method: 'POST',
  path: at('messages'),
  json: { recipient: { id: LAN }, messaging_type: type, message },
});
export const template = (payload: Record<string, unknown>) => carries({ attachment: { type: 'template', payload } });
export const attached = (type: string, id = '1700000000000001') =>
  carries({ attachment: { type, payload: { attachment_id: id } } });
export const uploads = (json?: unknown) => ({
  method: 'POST',
  path: at('message_attachments'),
  ...(json !== undefined && { json }),
});

export const OK = { type: 'sent', messageId: 'm_sent' };
export const failed = (code: string, retry: boolean, more: Record<string, unknown> = {}) => ({
  type: 'failed',
  error: { code, retry, ...more },
});
export const UNKNOWN = { type: 'unknown' };

export const text = (words: string): OutboundMessage => ({ type: 'text', text: words });
