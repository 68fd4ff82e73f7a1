import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  askSilentMoment,
  defaultAnswerBy,
  isQuiet,
  movedAfterQuiet,
  movedBeforeQuiet,
  noticeMoment,
  planReminders,
} from '../../src/meetings/plan.ts';
import { askByNameText, changedText, daysLeft, reminderText } from '../../src/meetings/text.ts';
import { DEFAULT_REMINDERS } from '../../src/meetings/types.ts';

/** Local time of Ho Chi Minh City. */
const local = (text: string): Date => new Date(`${text}:00+07:00`);

describe('the quiet hours, 21h to 7h', () => {
  it.each([
    ['2026-11-27T20:59', false, '2026-11-27T20:59', '2026-11-27T20:59'],
    ['2026-11-27T21:00', true, '2026-11-27T20:00', '2026-11-28T07:00'],
    ['2026-11-27T23:30', true, '2026-11-27T20:00', '2026-11-28T07:00'],
    ['2026-11-28T00:00', true, '2026-11-27T20:00', '2026-11-28T07:00'],
    ['2026-11-28T06:59', true, '2026-11-27T20:00', '2026-11-28T07:00'],
    ['2026-11-28T07:00', false, '2026-11-28T07:00', '2026-11-28T07:00'],
  ])('at %s: quiet %s, sent before at %s or after at %s', (at, quiet, before, after) => {
    expect(isQuiet(local(at))).toBe(quiet);
    expect(movedBeforeQuiet(local(at))).toEqual(local(before));
    expect(movedAfterQuiet(local(at))).toEqual(local(after));
  });

  it.each([
    [{ from: '12:00', to: '14:00' }, '2026-11-27T13:30', true, '2026-11-27T11:00', '2026-11-27T14:00'],
    [{ from: '12:00', to: '14:00' }, '2026-11-27T23:30', false, '2026-11-27T23:30', '2026-11-27T23:30'],
    [{ from: '22:30', to: '06:15' }, '2026-11-28T06:14', true, '2026-11-27T21:30', '2026-11-28T06:15'],
    [{ from: '00:00', to: '00:00' }, '2026-11-28T03:00', false, '2026-11-28T03:00', '2026-11-28T03:00'],
  ])('can be set otherwise: %j at %s', (quiet, at, inside, before, after) => {
    expect(isQuiet(local(at), quiet)).toBe(inside);
    expect(movedBeforeQuiet(local(at), quiet)).toEqual(local(before));
    expect(movedAfterQuiet(local(at), quiet)).toEqual(local(after));
  });

  it('hold for every reminder of every meeting', () => {
    const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    const offsets = fc.array(fc.integer({ min: 1, max: 86_400 }), { maxLength: 10 });
    fc.assert(
      fc.property(moment, offsets, (at, minutes) => {
        const from = new Date(at.getTime() - 90 * 24 * 3_600_000);
        const sent = planReminders(at, minutes, from).filter((r) => !r.skipped);
        expect(sent.every((r) => !isQuiet(r.at) && r.at < at)).toBe(true);
        expect(new Set(sent.map((r) => r.at.getTime())).size).toBe(sent.length);
      }),
    );
  });
});

describe('reminders', () => {
  it.each([
    [
      'a week, a day and an hour before',
      '2026-12-07T19:00',
      '2026-11-23T10:00',
      [
        ['2026-11-30T19:00', false, undefined],
        ['2026-12-06T19:00', false, undefined],
        ['2026-12-07T18:00', false, undefined],
      ],
    ],
    [
      'those already past are skipped',
      '2026-11-24T09:00',
      '2026-11-23T10:00',
      [
        ['2026-11-17T09:00', false, 'past'],
        ['2026-11-23T09:00', false, 'past'],
        ['2026-11-24T08:00', false, undefined],
      ],
    ],
    [
      'the hour before a meeting at 7h30 goes at 20h of the evening before',
      '2026-12-07T07:30',
      '2026-11-23T10:00',
      [
        ['2026-11-30T07:30', false, undefined],
        ['2026-12-06T07:30', false, undefined],
        ['2026-12-06T20:00', true, undefined],
      ],
    ],
    [
      'of two at the same moment the nearer one goes',
      '2026-12-07T06:00',
      '2026-12-06T10:00',
      [
        ['2026-11-29T20:00', true, 'past'],
        ['2026-12-05T20:00', true, 'past'],
        ['2026-12-06T20:00', true, undefined],
      ],
    ],
  ])('%s', (_, at, from, expected) => {
    const plan = planReminders(local(at), DEFAULT_REMINDERS, local(from));
    expect(plan.map((r) => [r.at, r.moved, r.skipped])).toEqual(
      expected.map(([when, moved, skipped]) => [local(String(when)), moved, skipped]),
    );
  });

  it('at the same moment are one', () => {
    const plan = planReminders(local('2026-12-07T07:00'), [60, 120, 600], local('2026-11-23T10:00'));
    expect(plan.map((r) => r.skipped)).toEqual(['same', 'same', undefined]);
  });
});

describe('deadlines', () => {
  const meeting = local('2026-12-07T19:00');
  it('are a day before the meeting, or the meeting itself when it is nearer', () => {
    expect(defaultAnswerBy(meeting, local('2026-12-01T10:00'))).toEqual(local('2026-12-06T19:00'));
    expect(defaultAnswerBy(meeting, local('2026-12-07T10:00'))).toEqual(meeting);
  });

  it('have the silent asked a day before, when there is time left', () => {
    expect(askSilentMoment(local('2026-12-06T19:00'), local('2026-12-01T10:00'))).toEqual(local('2026-12-05T19:00'));
    expect(askSilentMoment(local('2026-12-06T06:00'), local('2026-12-01T10:00'))).toEqual(local('2026-12-04T20:00'));
    expect(askSilentMoment(local('2026-12-06T19:00'), local('2026-12-05T19:00'))).toBeUndefined();
  });
});

describe('news of a meeting', () => {
  it.each([
    ['2026-12-06T15:00', '2026-12-06T15:00'],
    ['2026-12-06T22:00', '2026-12-07T07:00'],
    ['2026-12-07T06:30', '2026-12-07T07:00'],
  ])('decided at %s is told at %s', (now, told) => {
    expect(noticeMoment(local(now), local('2026-12-07T19:00'))).toEqual(local(told));
  });

  it('does not wait for the morning when the meeting comes sooner', () => {
    expect(noticeMoment(local('2026-12-06T22:00'), local('2026-12-07T06:30'))).toEqual(local('2026-12-06T22:00'));
  });
});

describe('texts', () => {
  const facts = { title: 'Họp Ban Chấp hành', at: local('2026-11-27T19:30'), place: 'Nhà văn hóa', agenda: '' };

  it.each([
    ['2026-11-27T06:00', 'hôm nay'],
    ['2026-11-26T23:59', 'ngày mai'],
    ['2026-11-20T19:30', 'còn 7 ngày nữa'],
  ])('count local days: on %s it is %s', (now, words) => {
    expect(daysLeft(facts.at, local(now))).toBe(words);
  });

  it('say weekday, date and place in local time', () => {
    expect(reminderText(facts, local('2026-11-26T20:00'))).toBe(
      'Em nhắc các chị: Họp Ban Chấp hành, ngày mai ạ.\nThời gian: 19h30, thứ Sáu ngày 27/11/2026.\nĐịa điểm: Nhà văn hóa.',
    );
  });

  it('of a change name the old and the new time', () => {
    const text = changedText(facts, { at: local('2026-11-26T19:30'), place: 'Nhà văn hóa' });
    expect(text).toContain('Lịch cũ: 19h30, thứ Năm ngày 26/11/2026.');
    expect(text).toContain('Lịch mới: 19h30, thứ Sáu ngày 27/11/2026.');
  });

  it('call nobody a woman who did not say so', () => {
    const people = [
      { contact: 'zalo:ann', address: 'chị' as const },
      { contact: 'zalo:tu', address: 'anh' as const },
      { contact: 'zalo:x', address: 'chưa rõ' as const },
    ];
    expect(askByNameText(facts, people)).toContain('chị @{zalo:ann}, anh @{zalo:tu}, anh/chị @{zalo:x}:');
  });
});
