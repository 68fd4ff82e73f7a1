import { expect, it } from 'vitest';
import { findLeaks } from './leaks.ts';

const SECRET = 'kín/đáo + "lắm"';

it.each([
  ['plain', `token: ${SECRET}.`],
  ['in an address', `https://a.vn/?token=${encodeURIComponent(SECRET)}&x=1`],
  ['in a form', new URLSearchParams({ token: SECRET }).toString()],
  ['in JSON', JSON.stringify({ body: { token: SECRET } })],
  ['in JSON within JSON', JSON.stringify({ body: JSON.stringify({ token: SECRET }) })],
  ['in hexadecimal digits', Buffer.from(`x${SECRET}`).toString('hex')],
  ...['', 'a', 'ab', 'abc'].map((before) => [
    `in base64 after “${before}”`,
    Buffer.from(`${before}${SECRET} and more`).toString('base64'),
  ]),
  ['in base64 for addresses', Buffer.from(`user:${SECRET}`).toString('base64url')],
])('a secret is found %s', (_form, text) => {
  expect(findLeaks(['nothing here', text as string], { token: SECRET })).not.toEqual([]);
});

it('nothing is found where there is nothing', () => {
  expect(findLeaks(['kín đáo lắm', Buffer.from('kín').toString('base64')], { token: SECRET })).toEqual([]);
});
