import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Happening } from '../../../src/chat/channel.ts';
import { BOT, DONG, HOA, LAN, openZaloBench, until, type ZaloBench } from './bench.ts';

let bench: ZaloBench;
beforeEach(async () => {
  bench = await openZaloBench();
});
afterEach(() => bench.close());

const OPTIONS = [
  { label: 'Có', value: 's1.co' },
  { label: 'Không', value: 's1.khong' },
];
const sendPoll = async (more: object = {}) => {
  const message = { type: 'poll' as const, question: 'Chị dự họp không?', options: OPTIONS, multiple: false, ...more };
  const outcome = await bench.channel.send({ thread: DONG, threadKind: 'group', message, key: 'poll' });
  await bench.rest();
  bench.taken();
  const poll = bench.control.polls().at(-1)?.id ?? 0;
  return { outcome, poll, messageId: `poll:${poll}` };
};
const isVote = (one: Happening) => one.type === 'event' && one.event.type === 'vote';
/** The next so many votes: `Lan s1.co poll:1`. */
const votes = async (count: number) => {
  await bench.eventually(() => bench.told.filter(isVote).length >= count, `${count} votes`);
  await bench.clock.advance(1_100);
  await bench.rest();
  return bench
    .taken()
    .flatMap((one) => (one.type === 'event' && one.event.type === 'vote' ? [one.event] : []))
    .map(({ contact, options, messageId }) => {
      const name = contact.id === LAN ? 'Lan' : contact.id === HOA ? 'Hoa' : contact.id;
      return `${name} ${options.join('+') || '(rút)'} ${messageId}`;
    });
};
const vote = (from: string, poll: number, ...options: string[]) => bench.control.vote({ from, poll, options });
const readings = () => bench.control.asked().filter(({ path }) => path.endsWith('/poll/detail')).length;

describe('polls', () => {
  it('tell who chose what, as the values that were asked for', async () => {
    const { poll, messageId } = await sendPoll();
    vote(LAN, poll, 'Có');
    vote(HOA, poll, 'Không');
    expect((await votes(2)).sort()).toEqual([`Hoa s1.khong ${messageId}`, `Lan s1.co ${messageId}`]);
    expect(readings()).toBe(1);
  });

  it('tell a changed choice and one taken back', async () => {
    const { poll, messageId } = await sendPoll();
    const told: string[] = [];
    for (const options of [['Có'], ['Không'], [], ['Có']]) {
      vote(LAN, poll, ...options);
      told.push(...(await votes(1)));
    }
    expect(told).toEqual([
      `Lan s1.co ${messageId}`,
      `Lan s1.khong ${messageId}`,
      `Lan (rút) ${messageId}`,
      `Lan s1.co ${messageId}`,
    ]);
  });

  it('tell all choices where several are allowed', async () => {
    const { poll, messageId } = await sendPoll({ multiple: true });
    vote(LAN, poll, 'Có', 'Không');
    expect(await votes(1)).toEqual([`Lan s1.co+s1.khong ${messageId}`]);
  });

  it('are read when the message does not say which poll it is about', async () => {
    const { poll, messageId } = await sendPoll();
    bench.control.tellPollIds(false);
    vote(LAN, poll, 'Có');
    expect(await votes(1)).toEqual([`Lan s1.co ${messageId}`]);
  });

  it('are read again when nothing told of a vote', async () => {
    const { poll, messageId } = await sendPoll();
    bench.control.silence({ account: BOT, on: true });
    vote(LAN, poll, 'Có');
    bench.control.silence({ account: BOT, on: false });
    for (let minute = 0; minute < 11; minute += 1) await bench.clock.advance(60_000);
    await bench.connected();
    expect(await votes(1)).toEqual([`Lan s1.co ${messageId}`]);
  });

  it('are read after a restart, with only what is new told', async () => {
    const { poll, messageId } = await sendPoll();
    vote(LAN, poll, 'Có');
    expect(await votes(1)).toHaveLength(1);
    await bench.accounts.pause(bench.account, true, '/');
    await until(() => !bench.control.connected(BOT));
    vote(HOA, poll, 'Không');
    await bench.accounts.pause(bench.account, false, '/');
    await bench.connected();
    expect(await votes(1)).toEqual([`Hoa s1.khong ${messageId}`]);
  });

  it('are read last and locked when their time is over', async () => {
    const { poll, messageId } = await sendPoll({ closesAt: '2026-11-20T08:01:00.000Z' });
    bench.control.silence({ account: BOT, on: true });
    vote(LAN, poll, 'Có');
    bench.control.silence({ account: BOT, on: false });
    await bench.clock.set('2026-11-20T08:01:00.000Z');
    expect(await votes(1)).toEqual([`Lan s1.co ${messageId}`]);
    await bench.eventually(() => bench.control.polls()[0]?.closed, 'the lock');
  });

  it('whose answer was lost are known by their echo, and their votes are heard', async () => {
    bench.control.fault({ fault: { type: 'lose_answer' }, on: 'send' });
    const message = { type: 'poll' as const, question: 'Có họp không?', options: OPTIONS, multiple: false };
    const outcome = await bench.channel.send({ thread: DONG, threadKind: 'group', message, key: 'lost' });
    expect(outcome.type).toBe('unknown');
    const poll = bench.control.polls()[0]?.id ?? 0;
    expect(await bench.hear(1)).toMatchObject([{ type: 'echo', messageId: `poll:${poll}`, key: 'lost' }]);
    await bench.eventually(() => readings() === 1, 'the reading of the poll');
    await bench.rest();
    vote(LAN, poll, 'Có');
    expect(await votes(1)).toEqual([`Lan s1.co poll:${poll}`]);
  });

  it('of other people are left alone', async () => {
    const content = { title: 'Đi chợ?', params: '{"pollId":77}' };
    bench.control.raw({ from: LAN, group: DONG, msgType: 'group.poll', content });
    expect(await votes(0)).toEqual([]);
    expect(readings()).toBe(0);
  });
});

describe('reminders', () => {
  it('tell who comes and who does not, also what was answered while nobody listened', async () => {
    const message = { type: 'reminder' as const, title: 'Họp chi hội', at: '2026-11-21T12:00:00.000Z' };
    const outcome = await bench.channel.send({ thread: DONG, threadKind: 'group', message, key: 'remind' });
    const reminder = bench.control.reminders()[0]?.id ?? '';
    expect(outcome).toEqual({ type: 'sent', messageId: `remind:${reminder}` });
    await bench.rest();
    bench.taken();
    bench.control.answerReminder({ from: LAN, reminder, accepts: true });
    expect(await votes(1)).toEqual([`Lan accepted remind:${reminder}`]);
    bench.control.dropSocket(BOT);
    await until(() => !bench.control.connected(BOT));
    bench.control.answerReminder({ from: HOA, reminder, accepts: false });
    await bench.clock.advance(3_000);
    await bench.connected();
    expect(await votes(1)).toEqual([`Hoa rejected remind:${reminder}`]);
  });

  const ofMeeting = (more: object = {}) => ({
    type: 'reminder' as const,
    title: 'Họp chi hội',
    at: '2026-11-21T12:00:00.000Z',
    topic: 'meeting:m1',
    answers: { accept: 'm1/yes', reject: 'm1/no' },
    ...more,
  });
  const send = (message: ReturnType<typeof ofMeeting> | { type: 'no_reminder'; topic: string }, key: string) =>
    bench.channel.send({ thread: DONG, threadKind: 'group', message, key });
  const standing = () => bench.control.reminders().map(({ title }) => title);

  it('tell the values that were asked for, also of a reminder that an earlier process sent', async () => {
    await send(ofMeeting(), 'one');
    const reminder = bench.control.reminders()[0]?.id ?? '';
    await bench.rest();
    bench.taken();
    await bench.accounts.pause(bench.account, true, '/');
    await until(() => !bench.control.connected(BOT));
    bench.control.answerReminder({ from: LAN, reminder, accepts: true });
    await bench.accounts.pause(bench.account, false, '/');
    await bench.connected();
    expect(await votes(1)).toEqual([`Lan m1/yes remind:${reminder}`]);
    bench.control.answerReminder({ from: LAN, reminder, accepts: false });
    expect(await votes(1)).toEqual([`Lan m1/no remind:${reminder}`]);
  });

  it('of one topic stand once in a group, the last one, and are taken away', async () => {
    await send(ofMeeting(), 'one');
    await send(ofMeeting({ title: 'Họp chi hội, đổi giờ' }), 'two');
    await send(ofMeeting({ title: 'Việc khác', topic: 'meeting:m2' }), 'other');
    await bench.eventually(() => standing().join() === 'Họp chi hội, đổi giờ,Việc khác', 'the old one to go');
    expect(await send({ type: 'no_reminder', topic: 'meeting:m1' }, 'end')).toMatchObject({ type: 'sent' });
    expect(standing()).toEqual(['Việc khác']);
    expect(await send({ type: 'no_reminder', topic: 'meeting:m1' }, 'again')).toMatchObject({ type: 'sent' });
  });

  it('that somebody in the group took away count as taken away', async () => {
    await send(ofMeeting(), 'one');
    bench.control.removeReminder({ reminder: bench.control.reminders()[0]?.id ?? '' });
    expect(await send({ type: 'no_reminder', topic: 'meeting:m1' }, 'end')).toMatchObject({ type: 'sent' });
  });
});
