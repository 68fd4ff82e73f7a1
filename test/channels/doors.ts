import type { ChannelKind } from '../../src/channels/kind.ts';
import { messenger } from '../../src/channels/messenger/kind.ts';
import { hmacHex, sha256Hex } from '../../src/channels/signature.ts';
import { zaloBot } from '../../src/channels/zalo-bot/kind.ts';
import { zaloOa } from '../../src/channels/zalo-oa/kind.ts';
import type { TableAccount } from './harness.ts';
import * as page from './messenger/accounts.ts';
import * as bot from './zalo-bot/incoming.ts';
import * as oa from './zalo-oa/accounts.ts';
import * as oaSender from './zalo-oa/outgoing.ts';

type Headers = Readonly<Record<string, string>>;
type Json = Readonly<Record<string, unknown>>;

/** How one platform comes to its webhook and is called: what bad input is made from, for each channel alike. */
export interface Door {
  readonly kind: ChannelKind;
  readonly accounts: readonly TableAccount[];
  /** A message of a person; `more` stands beside the event's own fields, `inMessage` beside those of the message. */
  event(id: string, text: unknown, more?: Json, inMessage?: Json): Json;
  /** The headers by which the platform proves that the bytes are its own. */
  sign(body: Buffer): Headers;
  /** The same with a secret that is wrong. */
  forge(body: Buffer): Headers;
  /** True where the proof covers the bytes: a changed byte is noticed. */
  readonly signsBytes: boolean;
  /** How it refuses what is not the platform's. */
  readonly refused: number;
  /** The event of another account of the platform than ours, rightly signed, with the status that it gets. */
  readonly elsewhere: { readonly event: Json; readonly status: number };
  /** An account that can send, and the settings that lead it to a loopback platform. */
  readonly sender: TableAccount;
  readonly bases: readonly string[];
}

const oaSigned = (body: Buffer, secret: string): Headers => ({
  'x-zevent-signature': `mac=${sha256Hex(oa.APP, body, oa.AT, secret)}`,
});

export const DOORS: readonly Door[] = [
  {
    kind: zaloOa,
    accounts: [oa.BA_BE],
    event: (id, text, more = {}, inMessage = {}) => ({
      app_id: oa.APP,
      timestamp: oa.AT,
      ...oa.direct('user_send_text', { msg_id: id, text, ...inMessage }, more),
    }),
    sign: (body) => oaSigned(body, oa.OA_SECRET),
    forge: (body) => oaSigned(body, 'guessed'),
    signsBytes: true,
    refused: 401,
    elsewhere: {
      event: {
        app_id: oa.APP,
        timestamp: oa.AT,
        event_name: 'user_send_text',
        sender: { id: oa.LAN },
        recipient: { id: '2233445566778899999' },
        message: { msg_id: 'M', text: 'a' },
      },
      status: 200,
    },
    bases: oaSender.BASES,
    sender: oaSender.SENDER,
  },
  {
    kind: zaloBot,
    accounts: [bot.BOT],
    event: (id, text, more = {}, inMessage = {}) => ({
      event_name: 'message.text.received',
      message: {
        from: { id: 'a1b2c3d4e5f6a7b8c9d0', display_name: 'Lan', is_bot: false },
        chat: { id: 'a1b2c3d4e5f6a7b8c9d0', chat_type: 'PRIVATE' },
        message_id: id,
        date: Number(oa.AT),
        text,
        ...inMessage,
      },
      ...more,
    }),
    sign: () => ({ 'x-bot-api-secret-token': bot.SECRET }),
    forge: () => ({ 'x-bot-api-secret-token': 'guessed' }),
    signsBytes: false,
    refused: 401,
    // One bot has one address, and nothing in an update names the bot.
    elsewhere: { event: { event_name: 'message.text.received' }, status: 200 },
    bases: ['apiBase'],
    sender: bot.BOT,
  },
  {
    kind: messenger,
    accounts: page.PAGES.slice(0, 1),
    event: (id, text, more = {}, inMessage = {}) =>
      page.batch(
        page.entry([
          {
            sender: { id: page.LAN },
            recipient: { id: page.BA_BE },
            timestamp: page.AT,
            message: { mid: id, text, ...inMessage },
            ...more,
          },
        ]),
      ),
    sign: (body) => ({ 'x-hub-signature-256': `sha256=${hmacHex(page.APP_SECRET, body)}` }),
    forge: (body) => ({ 'x-hub-signature-256': `sha256=${hmacHex('guessed', body)}` }),
    signsBytes: true,
    refused: 403,
    elsewhere: {
      event: page.batch(
        page.entry(
          [
            {
              sender: { id: page.LAN },
              recipient: { id: '42' },
              timestamp: page.AT,
              message: { mid: 'm_1', text: 'a' },
            },
          ],
          { id: '42' },
        ),
      ),
      status: 200,
    },
    bases: ['apiBase'],
    sender: page.PAGES[0] as TableAccount,
  },
];
