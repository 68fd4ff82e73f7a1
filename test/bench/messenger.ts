import { messenger } from '../../src/channels/messenger/kind.ts';
import { metaJson, signatureOf } from '../emulators/messenger/wire.ts';
import { endToEnd } from './end-to-end.ts';
import type { Measure } from './measure.ts';
import { MESSENGER_APP, MESSENGER_PAGES, messengerValues } from './platforms.ts';

const RUNS = 8;
const REQUESTS_PER_RUN = 5_000;

/** Requests a second of one message each, checked and read: the best of several short runs. */
const receiveRate = (): number => {
  const accounts = MESSENGER_PAGES.map((pageId) => ({
    account: `page-${pageId}`,
    settings: messenger.settings.parse(messengerValues(pageId)),
    secrets: messenger.secrets.parse(messengerValues(pageId)),
  }));
  const now = new Date('2026-11-20T08:00:00.000Z');
  const event = (index: number) => ({
    sender: { id: `9007199254740993${index % 97}` },
    recipient: { id: MESSENGER_PAGES[index % MESSENGER_PAGES.length] },
    timestamp: now.getTime() - 1000,
    message: { mid: `m_${index}${'x'.repeat(60)}`, text: 'Em ơi chị hỏi tài liệu bạo lực gia đình 👍' },
  });
  const requests = Array.from({ length: REQUESTS_PER_RUN }, (_, index) => {
    const entry = [
      { id: MESSENGER_PAGES[index % MESSENGER_PAGES.length], time: now.getTime(), messaging: [event(index)] },
    ];
    const body = metaJson({ object: 'page', entry });
    return {
      method: 'POST' as const,
      path: '',
      query: new URLSearchParams(),
      headers: { 'x-hub-signature-256': signatureOf(MESSENGER_APP.secret, body) },
      body: Buffer.from(body),
      now,
    };
  });
  const run = (): number => {
    const began = performance.now();
    for (const request of requests)
      if (messenger.receive?.(request, accounts).told.length !== 1) throw new Error('a message was not read');
    return (REQUESTS_PER_RUN * 1000) / (performance.now() - began);
  };
  run();
  return Math.max(...Array.from({ length: RUNS }, run));
};

export const benchMessenger = async (): Promise<Measure[]> => [
  { name: 'messenger.receive', value: receiveRate(), unit: 'requests/s' },
  ...(await endToEnd('messenger')),
];
