import type { IncomingCase } from '../harness.ts';
import { AT, AT_ISO, BA_BE, batch, entry, fromLan, LAN, signed, told, toldMessage, VERIFY } from './accounts.ts';

export const DONE = { status: 200, answer: 'EVENT_RECEIVED' };
export const MID = 'm_AbC-dEf_123';

/** One event from Lan to the first Page. */
export const event = (body: Record<string, unknown>, more: Partial<IncomingCase> = {}) => ({
  ...signed(batch(entry([fromLan(body)]))),
  ...DONE,
  ...more,
});
export const unknown = (name: string, body: unknown, account = '{ba-be}') => ({
  type: 'unknown_event',
  account,
  name,
  body,
});

export const echoed = (more: Record<string, unknown>) => ({
  type: 'echo',
  account: '{ba-be}',
  thread: LAN,
  threadKind: 'direct',
  messageId: MID,
  at: AT_ISO,
  ...more,
});
/** A message of the Page's to Lan. */
export const echo = (message: Record<string, unknown>) => ({
  sender: { id: BA_BE },
  recipient: { id: LAN },
  timestamp: AT,
  message: { mid: MID, is_echo: true, ...message },
});

export const attach = (attachments: readonly unknown[], more: Record<string, unknown> = {}) =>
  event({ message: { mid: MID, attachments, ...more } });
export const toldFile = (attachment: Record<string, unknown>) => [toldMessage(MID, '', { attachments: [attachment] })];
export const CDN = 'https://scontent.xx.fbcdn.net/v/t39/anh.jpg?oe=1';

export const deep = (levels: number): string =>
  `{"object":"page","entry":[{"id":"${BA_BE}","x":${'['.repeat(levels)}${']'.repeat(levels)}}]}`;

export const verify = (
  query: string,
  status: number,
  answer?: string,
  notes: readonly unknown[] = [],
): Omit<IncomingCase, 'name'> => ({
  method: 'GET',
  query,
  status,
  ...(answer !== undefined && { answer }),
  notes,
});
export const words = encodeURIComponent(VERIFY);
export const tested = (what: string, ...accounts: string[]) =>
  accounts.map((account) => ({ type: 'tested', account, what }));

/** A press: a message that has no attachments at all. */
export const press = (id: string, text: string, more: Record<string, unknown> = {}) =>
  told({ type: 'message', id, messageId: id, text, ...more });

export const later = (one: ReturnType<typeof toldMessage>, ms: number) => ({
  ...one,
  event: { ...one.event, at: new Date(AT + ms).toISOString() },
});
