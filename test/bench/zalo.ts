import type { ChannelKind, WebhookRequest } from '../../src/channels/kind.ts';
import { zaloBot } from '../../src/channels/zalo-bot/kind.ts';
import { zaloOa } from '../../src/channels/zalo-oa/kind.ts';
import { messageMeaning } from '../../src/channels/zalo-personal/inbound.ts';
import { readMessage } from '../../src/channels/zalo-personal/rows.ts';
import { signatureOf } from '../emulators/zalo-oa/webhooks.ts';
import { endToEnd } from './end-to-end.ts';
import type { Measure } from './measure.ts';

const APP = '1234567890123456789';
const OA = '2233445566778899001';
const SECRET = 'oa-secret-key-of-the-bench';
const OWN = '3999000000000000001';
const TOKEN_HEADER = 'secret-token-of-the-bench';

const RUNS = 8;
const REQUESTS_PER_RUN = 5_000;
const NOW = new Date('2026-11-20T08:00:00.000Z');
const TEXT = 'Em ơi chị hỏi tài liệu bạo lực gia đình 👍';

/** Requests a second, checked and read: the best of several short runs. */
const receiveRate = (
  kind: ChannelKind,
  values: Readonly<Record<string, string>>,
  request: (index: number) => Pick<WebhookRequest, 'headers' | 'body'>,
): number => {
  const account = { account: 'a', settings: kind.settings.parse(values), secrets: kind.secrets.parse(values) };
  const requests = Array.from({ length: REQUESTS_PER_RUN }, (_, index) => ({
    method: 'POST' as const,
    path: '',
    query: new URLSearchParams(),
    now: NOW,
    ...request(index),
  }));
  const run = (): number => {
    const began = performance.now();
    for (const one of requests)
      if (kind.receive?.(one, [account]).told.length !== 1) throw new Error('a message was not read');
    return (REQUESTS_PER_RUN * 1000) / (performance.now() - began);
  };
  run();
  return Math.max(...Array.from({ length: RUNS }, run));
};

const oaRate = (): number =>
  receiveRate(zaloOa, { appId: APP, oaId: OA, oaSecretKey: SECRET }, (index) => {
    const body = JSON.stringify({
      app_id: APP,
      user_id_by_app: `9${index}`,
      event_name: 'user_send_text',
      timestamp: `${NOW.getTime()}`,
      sender: { id: `6677889900112233${index % 97}` },
      recipient: { id: OA },
      message: { msg_id: `a1b2c3d4e5f6${index}`, text: TEXT },
    });
    const signature = signatureOf(APP, body, `${NOW.getTime()}`, SECRET);
    return { body: Buffer.from(body), headers: { 'x-zevent-signature': signature } };
  });

const botRate = (): number =>
  receiveRate(zaloBot, { token: '1:token-of-the-bench', secretToken: TOKEN_HEADER }, (index) => {
    const body = JSON.stringify({
      event_name: 'message.text.received',
      message: {
        from: { id: `a1b2c3d4e5f6a7b8c9${index % 97}`, display_name: 'Nguyễn Thị Lan', is_bot: false },
        chat: { id: `a1b2c3d4e5f6a7b8c9${index % 97}`, chat_type: 'PRIVATE' },
        text: TEXT,
        message_id: `0f1e2d3c4b5a${index}`,
        date: NOW.getTime(),
      },
    });
    return { body: Buffer.from(body), headers: { 'x-bot-api-secret-token': TOKEN_HEADER } };
  });

/** Messages a second as zca-js hands them over, read and understood: it has checked and decrypted them itself. */
const personalRate = (): number => {
  const messages = Array.from({ length: REQUESTS_PER_RUN }, (_, index) => ({
    type: 1,
    threadId: `52000000000000000${index % 97}`,
    isSelf: false,
    data: {
      msgId: `7000000${index}`,
      cliMsgId: `${NOW.getTime() + index}`,
      msgType: 'webchat',
      uidFrom: `31110000000000000${index % 97}`,
      idTo: `52000000000000000${index % 97}`,
      dName: 'Nguyễn Thị Lan',
      ts: `${NOW.getTime()}`,
      content: `@Em ${TEXT}`,
      mentions: [{ uid: OWN, pos: 0, len: 3 }],
    },
  }));
  const context = { account: 'a', ownId: OWN, groupName: () => 'Chi hội Nà Pài' };
  const run = (): number => {
    const began = performance.now();
    for (const one of messages) {
      const heard = readMessage(one);
      if (!heard || messageMeaning(heard, context).type !== 'tell') throw new Error('a message was not read');
    }
    return (REQUESTS_PER_RUN * 1000) / (performance.now() - began);
  };
  run();
  return Math.max(...Array.from({ length: RUNS }, run));
};

export const benchZaloOa = async (): Promise<Measure[]> => [
  { name: 'zalo-oa.receive', value: oaRate(), unit: 'requests/s' },
  ...(await endToEnd('zalo-oa')),
];

/** Its pace decides how fast it answers, so that only reading is measured. */
export const benchZaloBot = async (): Promise<Measure[]> => [
  { name: 'zalo-bot.receive', value: botRate(), unit: 'requests/s' },
];

/** It goes no faster than a person types, on purpose, so that only reading is measured. */
export const benchZaloPersonal = async (): Promise<Measure[]> => [
  { name: 'zalo-personal.receive', value: personalRate(), unit: 'messages/s' },
];
