import { describe, expect, test } from 'vitest';
import {
  applyChanges,
  cancelWaiting,
  newStanding,
  roundOf,
  type Standing,
  stateOf,
  tryAgain,
  waitingByRound,
} from '../../src/broadcasts/standing.ts';
import type { DeliveryStanding } from '../../src/broadcasts/types.ts';

const at = new Date('2026-11-27T02:00:00Z');
const skip = { code: 'unreachable', sentence: 'Chưa có cuộc trò chuyện.' };
const three = (): Standing => newStanding([undefined, undefined, skip], at);
const told = (n: number, state: DeliveryStanding, round = 0) => ({ n, state, round, at });
const then = (standing: Standing, ...changes: Parameters<typeof applyChanges>[1]): Standing =>
  applyChanges(standing, changes) ?? standing;
const states = (standing: Standing) => [0, 1, 2].map((n) => stateOf(standing, n));

describe('how the recipients of a batch stand', () => {
  test('at first they wait, but for those who are skipped with why', () => {
    expect(three()).toMatchObject({
      states: 'wwk',
      open: true,
      counts: { waiting: 2, skipped: 1, sent: 0 },
      reasons: [{ n: 2, ...skip }],
    });
  });

  test.each<[from: DeliveryStanding[], told: DeliveryStanding, to: DeliveryStanding]>([
    [[], 'sent', 'sent'],
    [[], 'failed', 'failed'],
    [['sent'], 'seen', 'seen'],
    [['seen'], 'delivered', 'seen'],
    [['seen'], 'sent', 'seen'],
    [['sent'], 'failed', 'sent'],
    [['sent'], 'cancelled', 'sent'],
    [['unknown'], 'sent', 'sent'],
    [['cancelled'], 'sent', 'sent'],
    [['cancelled'], 'failed', 'cancelled'],
    [['sent'], 'waiting', 'sent'],
  ])('after %j it is told %s: %s', (from, news, to) => {
    const standing = from.reduce((now, state) => then(now, told(0, state)), three());
    expect(stateOf(then(standing, told(0, news)), 0)).toBe(to);
  });

  test('what is told twice, of nobody, or of one who was skipped changes nothing', () => {
    const sent = then(three(), told(0, 'sent'));
    expect(applyChanges(sent, [told(0, 'sent'), told(7, 'sent'), told(2, 'sent')])).toBeUndefined();
  });

  test('why one failed is kept until it is sent, and the counts are those of the letters', () => {
    const failed = then(three(), { ...told(0, 'failed'), error: { code: 'blocked', sentence: 'Đã chặn.' } });
    expect(failed.reasons).toContainEqual({ n: 0, code: 'blocked', sentence: 'Đã chặn.' });
    const sent = then(failed, told(0, 'sent'), told(1, 'sent'));
    expect(sent.reasons).toEqual([{ n: 2, ...skip }]);
    expect(sent).toMatchObject({ counts: { sent: 2, failed: 0, skipped: 1 }, open: false });
  });

  test('a resend is another try: late news of the first one is no news of it', () => {
    const failed = then(three(), told(0, 'failed'), told(1, 'sent'));
    const again = tryAgain(failed, ['failed'], at);
    if (!again) throw new Error('nothing to try again');
    expect(again.count).toBe(1);
    expect(states(again.standing)).toEqual(['waiting', 'sent', 'skipped']);
    expect([...waitingByRound(again.standing)]).toEqual([[1, [0]]]);
    expect(applyChanges(again.standing, [told(0, 'failed', 0)])).toBeUndefined();
    const twice = tryAgain(then(again.standing, told(0, 'failed', 1)), ['failed'], at);
    expect(twice && roundOf(twice.standing, 0)).toBe(2);
    expect(tryAgain(three(), ['failed'], at)).toBeUndefined();
  });

  test('a cancellation ends what waits and nothing else', () => {
    const cancelled = cancelWaiting(then(three(), told(0, 'sent')), at);
    expect(cancelled && states(cancelled)).toEqual(['sent', 'cancelled', 'skipped']);
    expect(cancelled && cancelWaiting(cancelled, at)).toBeUndefined();
  });
});
