import type { IncomingCase } from '../harness.ts';
import { batch, entry, fromLan, signed, toldMessage } from './accounts.ts';
import { DONE, event, MID, tested, unknown, verify, words } from './events.ts';

/** Who may come in: the handshake and the signatures. */
export const door: readonly IncomingCase[] = [
  // The handshake.
  {
    name: 'gives the challenge back when the verify token is right',
    ...verify(
      `hub.mode=subscribe&hub.verify_token=${words}&hub.challenge=1158201444`,
      200,
      '1158201444',
      tested('Facebook đã xác minh địa chỉ webhook', '{ba-be}', '{cho-ra}', '{mistyped}'),
    ),
  },
  {
    name: 'refuses a wrong verify token',
    ...verify('hub.mode=subscribe&hub.verify_token=x&hub.challenge=1', 403),
  },
  { name: 'refuses an absent verify token', ...verify('hub.mode=subscribe&hub.challenge=1', 403) },
  {
    name: 'refuses a verify token that comes twice',
    ...verify(`hub.mode=subscribe&hub.verify_token=${words}&hub.verify_token=${words}&hub.challenge=1`, 403),
  },
  {
    name: 'refuses a challenge that comes twice',
    ...verify(`hub.mode=subscribe&hub.verify_token=${words}&hub.challenge=1&hub.challenge=2`, 403),
  },
  {
    name: 'refuses another mode than subscribe',
    ...verify(`hub.mode=unsubscribe&hub.verify_token=${words}&hub.challenge=1`, 403),
  },
  {
    name: 'gives no page back as a challenge',
    ...verify(`hub.mode=subscribe&hub.verify_token=${words}&hub.challenge=%3Cscript%3E`, 403),
  },

  // Signatures.
  {
    name: 'refuses a body without a signature',
    body: '{"object":"page","entry":[]}',
    status: 403,
  },
  {
    name: 'refuses the older signature alone',
    ...signed(batch()),
    headers: { 'x-hub-signature': 'sha1=0000000000000000000000000000000000000000' },
    status: 403,
  },
  { name: 'refuses a forged signature', ...signed(batch(), 'guessed'), status: 403 },
  {
    name: 'refuses a body that was altered after signing',
    ...signed(batch(entry([fromLan({ message: { mid: MID, text: 'vâng' } })]))),
    body: '{"object":"page","entry":[{"id":"1"}]}',
    status: 403,
  },
  {
    name: 'refuses a body that was cut short',
    headers: signed(batch(entry([]))).headers,
    body: '{"object":"page","entry":[',
    status: 403,
  },
  {
    name: 'refuses a signature in capital letters or of another length',
    ...signed(batch()),
    headers: { 'x-hub-signature-256': `sha256=${'A'.repeat(64)}` },
    status: 403,
  },
  {
    name: 'refuses a body of more than a megabyte',
    ...signed(`{"object":"page","x":"${'x'.repeat(1024 * 1024)}"}`),
    status: 413,
  },
  {
    name: 'takes the bytes as Meta writes them, with escaped letters and slashes',
    ...event(
      { message: { mid: MID, text: 'Dạ vâng ạ 👍 https://hoilhpn.org.vn/' } },
      { told: [toldMessage(MID, 'Dạ vâng ạ 👍 https://hoilhpn.org.vn/')] },
    ),
  },
  {
    name: 'tells a Page nothing whose own secret did not sign, and says so without the body',
    ...signed(batch(entry([fromLan({ message: { mid: MID, text: 'bí mật' } })], { id: '100200300400502' }))),
    ...DONE,
    notes: [unknown('wrong_page', { page: '100200300400502' })],
  },
];
