import { expect, test } from 'vitest';
import type { Field, Pace } from '../../src/channels/kind.ts';
import { isLocal, pieces } from '../../src/console/features/channels/addresses.ts';
import { needsPerson } from '../../src/console/features/channels/api.ts';
import { isHastier, KIND_PACE, paceEdit, paceForm } from '../../src/console/features/channels/pace.ts';
import { changedValues, initialValues, missingFields } from '../../src/console/features/channels/values.ts';

const field = (name: string, part: Partial<Field> = {}): Field => ({
  name,
  label: name,
  help: '',
  secret: false,
  required: false,
  input: 'text',
  ...part,
});
const FIELDS = [
  field('token', { secret: true, required: true }),
  field('page', { required: true }),
  field('buttons', { input: 'switch' }),
  field('hours', { input: 'number' }),
];

test('a form begins with what is set, and with nothing of a secret', () => {
  expect(initialValues(FIELDS, { token: 'x', buttons: true, hours: 24 })).toEqual({
    token: '',
    page: '',
    buttons: true,
    hours: 24,
  });
  expect(initialValues(FIELDS, {})).toEqual({ token: '', page: '', buttons: false, hours: '' });
});

test('only what differs is sent, an emptied field as empty', () => {
  const before = initialValues(FIELDS, { page: '1', buttons: true, hours: 24 });
  expect(changedValues(before, { ...before, buttons: false, hours: '' })).toEqual({ buttons: false, hours: '' });
});

test('a required secret that the server has need not be typed again', () => {
  const now = initialValues(FIELDS, { page: ' ' });
  expect(missingFields(FIELDS, now)).toEqual(['token', 'page']);
  expect(missingFields(FIELDS, now, ['token'])).toEqual(['page']);
});

const KIND: Pace = { minGapMs: 20_000, jitterMs: 10_000, perHour: 60, perDay: 400, warmUpDays: 14 };

test('a pace is typed in seconds; what is empty or as the kind has it follows the kind', () => {
  const form = paceForm(KIND);
  expect(form).toEqual({ gap: 20, jitter: 10, perHour: 60, perDay: 400, warmUpDays: 14 });
  expect(paceEdit(form, KIND)).toEqual(KIND_PACE);
  expect(paceEdit({ ...form, gap: 0.5, perHour: '', perDay: 300 }, KIND)).toEqual({
    ...KIND_PACE,
    minGapMs: 500,
    perDay: 300,
  });
  expect(paceEdit({ ...paceForm({ minGapMs: 0, jitterMs: 0 }), perDay: 10 }, { minGapMs: 0, jitterMs: 0 })).toEqual({
    ...KIND_PACE,
    perDay: 10,
  });
});

test.each([
  [{}, false],
  [{ minGapMs: 30_000, perDay: 10 }, false],
  [{ minGapMs: 19_999 }, true],
  [{ perHour: 61 }, true],
  [{ perDay: 401 }, true],
])('%j over the kind’s own pace is hastier: %s', (own, hastier) => {
  expect(isHastier({ ...KIND, ...own }, KIND)).toBe(hastier);
});

test.each([
  ['Bấm Lưu.', [['Bấm Lưu.', false]]],
  [
    'Nhập Callback URL: https://a.vn/webhook/x/1, rồi lưu.',
    [
      ['Nhập Callback URL: ', false],
      ['https://a.vn/webhook/x/1', true],
      [', rồi lưu.', false],
    ],
  ],
  [
    'Nhập “https://a.vn/x”.',
    [
      ['Nhập “', false],
      ['https://a.vn/x', true],
      ['”.', false],
    ],
  ],
  ['https://a.vn/x/deletion', [['https://a.vn/x/deletion', true]]],
])('addresses in the step %j can be copied', (sentence, expected) => {
  expect(pieces(sentence).map(({ text, isAddress }) => [text, isAddress])).toEqual(expected);
});

test.each([
  ['http://localhost:3000/webhook/a/b', true],
  ['http://127.0.0.1:3000/', true],
  ['http://[::1]:3000/', true],
  ['https://chihoi.example.vn/webhook/a/b', false],
  ['http://192.168.1.5:3000/', false],
])('%s is on this machine only: %s', (address, local) => {
  expect(isLocal(address)).toBe(local);
});

test.each([
  ['needs_sign_in', false, true],
  ['blocked', false, true],
  ['needs_sign_in', true, false],
  ['offline', false, false],
  ['new', false, false],
] as const)('an account that is %s (paused: %s) needs a person: %s', (state, paused, needs) => {
  expect(needsPerson({ state, paused })).toBe(needs);
});
