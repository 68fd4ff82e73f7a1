import fc from 'fast-check';
import { expect, it } from 'vitest';
import { receive } from '../../../src/channels/messenger/receive.ts';
import { Secrets, Settings } from '../../../src/channels/messenger/settings.ts';
import { InboundEvent } from '../../../src/chat/event.ts';
import { AT, BA_BE, batch, entry, LAN, PAGES, signed } from './accounts.ts';

const accounts = PAGES.map(({ name, values }) => ({
  account: name,
  settings: Settings.parse(values),
  secrets: Secrets.parse(values),
}));

const post = (body: string | Buffer, headers: Record<string, string | string[]>) =>
  receive(
    {
      method: 'POST',
      path: '',
      query: new URLSearchParams(),
      headers,
      body: Buffer.from(body),
      now: new Date(AT + 60_000),
    },
    accounts,
  );

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(null, '', 0, -1, 1e308, LAN, BA_BE, AT, `${AT}`, [], {}, true, 'x'.repeat(3000)),
);
/** An object of these keys, any of which may be missing or be anything. */
const loose = (keys: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(
    Object.fromEntries(
      Object.entries(keys).map(
        ([key, right]) =>
          [
            key,
            fc.oneof(
              { arbitrary: right, weight: 12 },
              { arbitrary: odd, weight: 1 },
              { arbitrary: fc.constant(undefined), weight: 2 },
            ),
          ] as const,
      ),
    ),
  );

const id = fc.constantFrom<unknown>(LAN, BA_BE, Number(BA_BE), '1', 'm_1');
const party = (right: string) =>
  fc.oneof({ arbitrary: fc.constant({ id: right }), weight: 5 }, loose({ id, user_ref: odd }));
const words = fc.oneof(fc.string(), fc.constant('Dạ vâng ạ'));
const attachment = loose({
  type: fc.constantFrom('image', 'sticker', 'file', 'fallback', 'location', 'template', 'x'),
  title: words,
  payload: loose({ url: fc.webUrl(), sticker_id: id, coordinates: loose({ lat: fc.double(), long: fc.double() }) }),
});
const frame = loose({
  sender: party(LAN),
  recipient: party(BA_BE),
  timestamp: fc.constantFrom<unknown>(AT, `${AT}`, AT / 1000),
});
const happenings: Record<string, fc.Arbitrary<unknown>> = {
  message: loose({
    mid: id,
    text: words,
    quick_reply: loose({ payload: words }),
    reply_to: loose({ mid: id, is_self_reply: fc.boolean() }),
    attachments: fc.array(attachment, { maxLength: 3 }),
    is_echo: fc.boolean(),
    app_id: id,
    metadata: fc.constantFrom('chihoi:key', 'chihoi+:key', 'other'),
  }),
  postback: loose({ mid: id, title: words, payload: words, referral: odd }),
  reaction: loose({ mid: id, emoji: words, reaction: words, action: words }),
  delivery: loose({ mids: fc.array(id), watermark: fc.constant(AT) }),
  read: loose({ watermark: fc.constant(AT) }),
  referral: loose({ ref: words }),
  optin: loose({ ref: words, type: words }),
  take_thread_control: loose({ new_owner_app_id: id }),
  policy_enforcement: loose({ action: fc.constantFrom('block', 'warning', 'unblock'), reason: words }),
};
/** One event, mostly of one kind. */
const event = fc
  .tuple(frame, fc.oneof(...Object.entries(happenings).map(([key, inner]) => inner.map((value) => ({ [key]: value })))))
  .map(([around, inner]) => ({ ...around, ...inner }));

it('acknowledges whatever is signed, and tells only what the inbox takes', () => {
  const entries = fc.array(
    fc.oneof(
      { arbitrary: fc.array(event, { maxLength: 3 }).map((events) => entry(events)), weight: 6 },
      fc.array(event, { maxLength: 2 }).map((events) => ({ id: BA_BE, standby: events, changes: events })),
      odd,
    ),
    { maxLength: 3 },
  );
  let heard = 0;
  fc.assert(
    fc.property(entries, (all) => {
      const { body, headers } = signed(batch(...all));
      const { answer, told } = post(body, headers);
      expect(answer.status).toBe(200);
      heard += told.length;
      for (const one of told) {
        if (one.type === 'event') expect(InboundEvent.safeParse(one.event).error).toBeUndefined();
        if (one.type === 'echo') expect(one.messageId).not.toBe('');
        if (one.type !== 'contact') expect(JSON.stringify(one)).not.toContain('"Invalid Date"');
      }
    }),
    { numRuns: 400 },
  );
  expect(heard).toBeGreaterThan(50);
});

it('acknowledges signed bytes that are anything at all', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      const { body, headers } = signed(text);
      expect(post(body, headers).answer.status).toBe(200);
    }),
  );
});

it('lets nothing in whose signature is not exactly right', () => {
  const body = signed(batch()).body;
  const right = signed(batch()).headers['x-hub-signature-256'];
  const wrong = fc
    .oneof(
      fc.string(),
      fc.nat(right.length - 1).map((at) => right.slice(0, at)),
      fc
        .nat(63)
        .map((at) => `sha256=${right.slice(7, 7 + at)}${right[7 + at] === '0' ? '1' : '0'}${right.slice(8 + at)}`),
      fc.constantFrom(right.toUpperCase(), ` ${right}`, `${right},${right}`, right.slice(7), `sha1=${right.slice(7)}`),
    )
    .filter((header) => header !== right);
  fc.assert(
    fc.property(wrong, (header) => {
      expect(post(body, { 'x-hub-signature-256': header }).answer.status).toBe(403);
    }),
  );
  expect(post(body, { 'x-hub-signature-256': [right, right] }).answer.status).toBe(403);
  expect(post(body, { 'x-hub-signature-256': right }).answer.status).toBe(200);
});
