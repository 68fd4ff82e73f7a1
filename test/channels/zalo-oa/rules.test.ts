import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadOf, pressedOf } from '../../../src/channels/zalo-oa/buttons.ts';
import { abilities } from '../../../src/channels/zalo-oa/channel.ts';
import { ERRORS, sendErrorOf } from '../../../src/channels/zalo-oa/errors.ts';
import { piecesOf } from '../../../src/channels/zalo-oa/payload.ts';
import { receive } from '../../../src/channels/zalo-oa/receive.ts';
import { ZaloOaSettings } from '../../../src/channels/zalo-oa/settings.ts';
import { windowOf } from '../../../src/channels/zalo-oa/window.ts';
import { OutboundMessage } from '../../../src/chat/message.ts';
import { render } from '../../../src/chat/render.ts';
import { APP, direct, OA, OA_SECRET, signed } from './accounts.ts';

const settings = ZaloOaSettings.parse({ appId: APP, oaId: OA });
const now = new Date('2026-11-20T08:00:00.000Z');
const request = (body: Buffer, headers: Readonly<Record<string, string>> = {}) => ({
  method: 'POST' as const,
  path: '',
  query: new URLSearchParams(),
  headers,
  body,
  now,
});
const account = { account: 'a', settings, secrets: { oaSecretKey: OA_SECRET } };

describe('errors of the platform', () => {
  /** Every code of the platform's table. */
  const CODES = [
    -32, -100, -200, -201, -204, -205, -209, -210, -211, -212, -213, -214, -216, -217, -218, -219, -220, -221, -223,
    -224, -227, -230, -232, -233, -234, -235, -237, -238, -240, -241, -242, -244, -248, -320, -321, -403,
  ];

  it('all have a rule', () => {
    expect(
      Object.keys(ERRORS)
        .map(Number)
        .sort((a, b) => b - a),
    ).toEqual([...CODES].sort((a, b) => b - a));
  });

  it.each(CODES)('%d has a sentence for administrators and stops the account only with attention', (code) => {
    const rule = ERRORS[code];
    expect(rule?.sentence).toMatch(/[à-ỹ].*\.$/i);
    if (rule?.account) expect(rule.attention).toBe(true);
    expect(Object.keys(sendErrorOf(rule as NonNullable<typeof rule>)).sort()).toEqual([
      'attention',
      'code',
      'retry',
      'sentence',
    ]);
  });
});

describe('the window', () => {
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  it.each([
    ['just now', 0, 'open', '2026-11-22T08:00:00.000Z'],
    ['a minute before 48 hours', 48 - 1 / 60, 'open', '2026-11-20T08:01:00.000Z'],
    ['48 hours ago', 48, 'paid', '2026-11-25T08:00:00.000Z'],
    ['a minute before 7 days', 168 - 1 / 60, 'paid', '2026-11-20T08:01:00.000Z'],
    ['7 days ago', 168, 'closed', undefined],
  ])('%s', (_name, hours, state, until) => {
    const window = windowOf(hoursAgo(hours), now);
    expect(window.state).toBe(state);
    expect(window.until?.toISOString()).toBe(until);
    expect(window.sentence).not.toBe('');
  });
  it('is closed for somebody who never wrote', () => expect(windowOf(undefined, now).state).toBe('closed'));
});

describe('settings', () => {
  it.each(['AbC_1', 'zalo_verifierAbC_1.html', '<meta name="zalo-platform-site-verification" content="AbC_1" />'])(
    'take the code of the domain out of %s',
    (verification) => expect(ZaloOaSettings.parse({ appId: APP, verification }).verification).toBe('AbC_1'),
  );
  it.each([
    [{ appId: 'abc' }, 'appId'],
    [{ appId: APP, verification: '"><script>' }, 'verification'],
    [{ appId: APP, apiBase: 'ftp://x' }, 'apiBase'],
  ])('refuse %j', (values, field) => {
    expect(ZaloOaSettings.safeParse(values).error?.issues[0]?.path).toEqual([field]);
  });
});

describe('buttons', () => {
  it('come back as the value and the words that they were made of, whatever these hold', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (value, label) => {
        fc.pre(value.isWellFormed());
        expect(pressedOf(payloadOf({ value, label }))).toEqual({ text: label, choice: value });
      }),
    );
  });
  it.each([['#'], ['# 1'], ['chào #em'], ['']])('leave %j alone', (text) => expect(pressedOf(text)).toEqual({ text }));
  it('do not fail on an escape that is none', () =>
    expect(pressedOf('#chon:%E0%A4%A:x')).toEqual({ text: 'x', choice: '%E0%A4%A' }));
});

describe('whatever is sent', () => {
  const word = fc.string({ minLength: 1, maxLength: 150 }).filter((text) => text.trim() !== '');
  const option = fc.record({ label: word, value: word });
  const message = fc.oneof(
    fc.record({ type: fc.constant('text' as const), text: fc.string({ minLength: 1, maxLength: 6_000 }) }),
    fc.record({
      type: fc.constant('choice' as const),
      text: fc.string({ minLength: 1, maxLength: 3_000 }).filter((text) => text.trim() !== ''),
      options: fc.array(option, { minLength: 1, maxLength: 12 }),
    }),
    fc.record({
      type: fc.constant('carousel' as const),
      items: fc.array(fc.record({ title: word }), { minLength: 1, maxLength: 9 }),
    }),
  );

  it('has no text over 2,000 characters and never more than five buttons, in both kinds of threads', () => {
    fc.assert(
      fc.property(message, fc.constantFrom('direct' as const, 'group' as const), (input, kind) => {
        const rendered = render(OutboundMessage.parse(input), abilities(settings));
        const pieces = rendered.flatMap((one) => piecesOf(one, kind, { buttons: kind === 'direct' }));
        const all = pieces.flatMap((piece) => (piece.type === 'message' ? [piece, ...(piece.plainer ?? [])] : [piece]));
        for (const piece of all) {
          if (piece.type !== 'message') continue;
          const { text, attachment } = piece.payload as {
            text?: string;
            attachment?: { payload: { buttons?: { title: string }[]; elements?: unknown[] } };
          };
          if (text !== undefined) expect(text.length).toBeLessThanOrEqual(2_000);
          expect(attachment?.payload.buttons?.length ?? 0).toBeLessThanOrEqual(5);
          for (const { title } of attachment?.payload.buttons ?? []) expect(title.length).toBeLessThanOrEqual(100);
          expect(attachment?.payload.elements?.length ?? 0).toBeLessThanOrEqual(4);
          if (kind === 'group') expect(attachment).toBeUndefined();
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('whatever comes in', () => {
  it('is answered without an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, signature) => {
        const { answer } = receive(request(Buffer.from(JSON.stringify(value)), { 'x-zevent-signature': signature }), [
          account,
        ]);
        expect([200, 400, 401, 403]).toContain(answer.status);
      }),
    );
  });

  it('is answered without an exception when it is signed and its fields are of any kind', () => {
    const names = [...readFileSync('test/channels/zalo-oa/incoming.ts', 'utf8').matchAll(/'((?:user|oa)_\w+)'/g)].map(
      ([, name]) => name as string,
    );
    const any = fc.jsonValue({ maxDepth: 2 });
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.record(
          { sender: any, recipient: any, message: any, info: any, group_id: any, user_ids: any },
          { requiredKeys: [] },
        ),
        (event_name, fields) => {
          const { body, headers } = signed({ event_name, oa_id: OA, ...fields });
          const received = receive(request(Buffer.from(`${body}`), headers ?? {}), [account]);
          expect(received.answer.status).toBe(200);
        },
      ),
    );
  });

  it('is refused when one byte of it is another', () => {
    const { body, headers } = signed(direct('user_send_text', { msg_id: 'M1', text: 'chào em' }));
    const bytes = Buffer.from(`${body}`);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = Buffer.from(bytes);
        altered[at] = (altered[at] as number) ^ change;
        const received = receive(request(altered, headers ?? {}), [account]);
        expect(received.told).toEqual([]);
        expect([400, 401, 403]).toContain(received.answer.status);
      }),
    );
  });
});
