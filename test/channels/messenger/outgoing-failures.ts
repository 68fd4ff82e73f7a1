import type { OutgoingCase, PlatformAnswer } from '../harness.ts';
import { LAN } from './accounts.ts';
import { carries, failed, refused, text, UNKNOWN } from './answers.ts';

/** One text, one answer. */
const answered = (name: string, answer: PlatformAnswer, outcome: unknown): OutgoingCase => ({
  name,
  thread: LAN,
  message: text('a'),
  answers: [answer],
  requests: [carries({ text: 'a' })],
  outcome,
});

/** What becomes of a message for each of Meta's answers. */
export const failures: readonly OutgoingCase[] = [
  answered('an answer without an id leaves the end open', { json: {} }, UNKNOWN),
  answered('an answer that is a page leaves the end open', { text: '<html>ok</html>' }, UNKNOWN),
  answered('a broken gateway leaves the end open', { status: 502, text: '<html>Bad gateway</html>' }, UNKNOWN),
  answered('a lost answer leaves the end open', { fault: 'cut' }, UNKNOWN),
  answered('1/1357046 leaves the end open: Meta sent and yet says it failed', refused(1, 1357046, 500), UNKNOWN),
  answered(
    'a page in between that refuses is tried again',
    { status: 403, text: '<html>no</html>' },
    failed('offline', true),
  ),
  answered('a fault of Meta’s is tried again when an echo would have come', refused(2, undefined, 500), {
    type: 'failed',
    error: { code: 'platform_fault', retry: true, retryAfterSeconds: 60, attention: false },
  }),
  answered('551: she has blocked the Page', refused(551, 1545041), failed('thread_gone', false)),
  answered('200/1545041: she cannot be reached', refused(200, 1545041), failed('thread_gone', false)),
  answered('100/2018001: there is no such person', refused(100, 2018001), failed('thread_gone', false)),
  answered('10/2018065: outside the window', refused(10, 2018065), failed('window_closed', false)),
  answered('10/2018300: another app holds the thread', refused(10, 2018300), failed('handed_over', false)),
  answered('2018321 alone: Meta’s own questions hold the thread', refused(2018321), failed('handed_over', false)),
  answered('100/2018300: the subcode tells, whatever the code', refused(100, 2018300), failed('handed_over', false)),
  answered('10: a permission is missing', refused(10), failed('no_permission', false, { attention: true })),
  answered(
    '200/2018028: the app is not approved',
    refused(200, 2018028),
    failed('no_permission', false, { attention: true }),
  ),
  answered('100: a bad parameter', refused(100), failed('rejected', false, { attention: true })),
  answered('506: twice the same', refused(506), failed('duplicate', false)),
  answered('an unknown code', refused(424242), failed('rejected', false, { attention: true })),
  answered('an unknown subcode of a known code', refused(551, 42), failed('thread_gone', false)),
];

/** Answers after which the account sends nothing for a while: each is tried on an account of its own. */
export const holding: readonly OutgoingCase[] = [
  answered(
    '613: too fast, tried again in a minute',
    refused(613),
    failed('rate_limited', true, { retryAfterSeconds: 60 }),
  ),
  answered('4: too fast', refused(4), failed('rate_limited', true)),
  answered('80006: too fast', refused(80006), failed('rate_limited', true)),
  answered('429 of a page in between', { status: 429, text: 'slow down' }, failed('rate_limited', true)),
  answered(
    '368: restricted for half an hour',
    refused(368),
    failed('blocked', true, { retryAfterSeconds: 1800, attention: true }),
  ),
  answered('10/1893063: restricted', refused(10, 1893063), failed('blocked', true, { attention: true })),
  answered('190/460: the token is dead and the message waits for a new one', refused(190, 460, 401), {
    ...failed('token_dead', true, { attention: true }),
  }),
];
