import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERRORS, sendErrorOf } from '../../../src/channels/zalo-bot/errors.ts';
import { receive } from '../../../src/channels/zalo-bot/receive.ts';
import { ZaloBotSecrets } from '../../../src/channels/zalo-bot/settings.ts';
import { withoutMention } from '../../../src/channels/zalo-bot/update.ts';

const account = { account: 'a', settings: { mode: 'webhook' as const }, secrets: { secretToken: 'secret-token' } };
const taken = (body: string, secret = 'secret-token') =>
  receive(
    {
      method: 'POST',
      path: '',
      query: new URLSearchParams(),
      headers: { 'x-bot-api-secret-token': secret },
      body: Buffer.from(body),
      now: new Date('2026-11-20T08:00:00.000Z'),
    },
    [account],
  );

describe('errors of the platform', () => {
  it('all have a rule with a sentence', () => {
    expect(Object.keys(ERRORS)).toEqual(['400', '401', '403', '404', '408', '426', '429']);
    for (const rule of Object.values(ERRORS)) expect(sendErrorOf(rule).sentence).toMatch(/[à-ỹ].*\.$/i);
  });
});

describe('the mention of the bot', () => {
  it.each([
    ['@Bot Hội Phụ nữ lịch họp', ['Bot Hội Phụ nữ'], 'lịch họp'],
    ['nhờ @bot hội phụ nữ, cho xin tài liệu', ['Bot Hội Phụ nữ'], 'nhờ , cho xin tài liệu'],
    ['@Bot Hội Phụ nữ', ['Bot Hội Phụ nữ'], ''],
    ['@Bot Hội Phụ nữ Xã ơi', ['Bot (Hội)'], '@Bot Hội Phụ nữ Xã ơi'],
    ['@BotHoi lịch họp', [], 'lịch họp'],
    ['chào @BotHoi', [], 'chào @BotHoi'],
    ['@Bot Hội Phụ nữ\nmột\nhai', ['Bot Hội Phụ nữ'], 'một\nhai'],
  ])('is taken out of %j', (text, names, rest) => expect(withoutMention(text, names)).toBe(rest));
});

describe('a token', () => {
  it.each(['12345689:abc-xyz', ' 1:a '])('may be %j', (token) =>
    expect(ZaloBotSecrets.safeParse({ token }).success).toBe(true),
  );
  it.each(['abc', '12345:', '1:a/../b', '1:a?b', '1:a b', '1:a#b', ''])('may not be %j', (token) => {
    expect(ZaloBotSecrets.safeParse({ token }).success).toBe(false);
  });
});

describe('whatever comes in', () => {
  const any = fc.jsonValue({ maxDepth: 3 });
  it('is answered without an exception', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('text', 'image', 'sticker', 'voice', 'unsupported', 'none'),
        fc.record({ from: any, chat: any, text: any, photo: any, date: any, message_id: any }, { requiredKeys: [] }),
        (kind, message) => {
          const { answer } = taken(JSON.stringify({ event_name: `message.${kind}.received`, message }));
          expect(answer.status).toBe(200);
        },
      ),
    );
    fc.assert(
      fc.property(fc.string(), (body) => {
        expect([200, 400]).toContain(taken(body).answer.status);
      }),
    );
  });
  it('is refused with any other secret', () => {
    fc.assert(
      fc.property(
        fc.string().filter((secret) => secret !== 'secret-token'),
        (secret) => {
          expect(taken('{"event_name":"x"}', secret).answer.status).toBe(401);
        },
      ),
    );
  });
});
