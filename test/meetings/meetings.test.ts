import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import type { ActionContext } from '../../src/flow/action.ts';
import { meetingActions } from '../../src/meetings/actions.ts';
import { registerMeetingJobs } from '../../src/meetings/jobs.ts';
import { meetingPersonalData } from '../../src/meetings/personal-data.ts';
import { meetingRoutes } from '../../src/meetings/routes.ts';
import { createMeetingService, type MeetingService } from '../../src/meetings/service.ts';
import type { AnswerList, AskedSilent, Meeting } from '../../src/meetings/types.ts';
import {
  admin,
  BAN_CHANG,
  BANG_THANH,
  CHANG_GROUP,
  caller,
  fakeChat,
  fakeLive,
  fakeOrg,
  NA_RI,
  NA_RI_GROUP,
  type Officer,
  value,
} from '../learning/support.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { openTestStore, type TestStore } from '../support/store.ts';
import { fakeQueue } from './support.ts';

const CHAIR = admin(NA_RI.path);
let store: TestStore;
let clock: FakeClock;
let queue: ReturnType<typeof fakeQueue>;
let chat: ReturnType<typeof fakeChat>;
let live: ReturnType<typeof fakeLive>;
let officers: Officer[];
let attended: { activity: unknown; at: Date; people: string[] }[];
let service: MeetingService;
let api: ReturnType<typeof caller>;

/** The service anew over the same store and queue: a restart. */
const restart = async () => {
  service = createMeetingService({
    connection: store.connection,
    clock,
    org: fakeOrg(officers),
    chat: chat.chat,
    queue: queue.queue,
    attendance: {
      async replace(activity, at, people) {
        attended.push({ activity, at, people: people.map((p) => p.person) });
      },
    },
    publish: live.publish,
    logger: createLogger('silent'),
  });
  await registerMeetingJobs(queue.queue, service);
  api = caller(meetingRoutes(service), clock);
};

beforeEach(async () => {
  store = await openTestStore();
  // Monday, 10h in Việt Nam.
  clock = fakeClock('2026-11-23T03:00:00Z');
  queue = fakeQueue(clock);
  // Bob writes to the assistant in private; Cat is only in the group; Dan is on no channel.
  chat = fakeChat({ 'zalo:bob': 'zalo:d-bob' });
  live = fakeLive();
  attended = [];
  officers = [
    { person: 'ann', name: 'Ann', post: 'chu_tich_co_so', unit: NA_RI.id, contacts: ['zalo:ann', 'oa:ann'] },
    { person: 'ann', name: 'Ann', post: 'chi_hoi_truong', unit: BAN_CHANG.id, contacts: ['zalo:ann', 'oa:ann'] },
    { person: 'bob', name: 'Bob', post: 'pho_chu_tich_co_so', unit: NA_RI.id, contacts: ['zalo:bob'] },
    { person: 'cat', name: 'Cat', post: 'chi_hoi_pho', unit: BAN_CHANG.id, contacts: ['zalo:cat'] },
    { person: 'dan', name: 'Dan', post: 'uv_bch', unit: NA_RI.id },
  ];
  await restart();
});
afterEach(() => store.close());

/** Monday 7 December, 19h in Việt Nam. */
const body = (change: Record<string, unknown> = {}) => ({
  title: 'Họp Ban Chấp hành',
  kind: 'hop_bch',
  at: '2026-12-07T19:00:00+07:00',
  place: 'Nhà văn hóa xã',
  ...change,
});
const create = async (change: Record<string, unknown> = {}) =>
  value<Meeting>(await api.call(CHAIR, 'POST', '/meetings', { body: body(change) }));
const told = () => chat.starts.filter((s) => s.flow === 'nhom-moi-hop').map((s) => s.thread);
const act = (name: string, args: Record<string, unknown>, change: Partial<ActionContext> = {}) => {
  const found = meetingActions(service)[name];
  if (!found) throw new Error(`no action ${name}`);
  const context: ActionContext = {
    account: 'zalo',
    thread: NA_RI_GROUP.thread,
    threadKind: 'group',
    contact: 'zalo:ann',
    key: `k-${clock.now().getTime()}-${JSON.stringify(args)}-${change.contact ?? ''}`,
    now: clock.now(),
    ...change,
  };
  return found.run(found.args.parse(args), context) as Promise<Record<string, unknown>>;
};
const answersOf = async (id: string) => value<AnswerList>(await api.call(CHAIR, 'GET', `/meetings/${id}/answers`));

describe('reminders', () => {
  it('go a week, a day and an hour before to every group of the unit, each once and at its minute', async () => {
    const { id } = await create();
    await queue.runUntil('2026-12-07T11:59:59Z');
    const reminders = queue.ran.filter((r) => r.startsWith('meetings.remind'));
    expect(reminders).toEqual([
      'meetings.remind 2026-11-30T12:00:00.000Z',
      'meetings.remind 2026-12-06T12:00:00.000Z',
      'meetings.remind 2026-12-07T11:00:00.000Z',
    ]);
    const starts = chat.starts.filter((s) => s.flow === 'nhom-moi-hop' && s.key.endsWith(NA_RI_GROUP.thread));
    expect(starts.length + chat.items.filter((i) => i.message.type === 'text').length).toBeGreaterThanOrEqual(3);
    expect(starts[0]).toMatchObject({ vars: { meetingId: id, until: '2026-12-03T12:00:00.000Z' } });
    const threads = new Set([...told(), ...chat.items.map((i) => i.thread)]);
    expect(threads).toEqual(new Set([NA_RI_GROUP.thread, CHANG_GROUP.thread]));
  });

  it('set for 19:00 goes once, in that minute, also after a restart at 18:59 and when the job runs twice', async () => {
    const { id } = await create({ at: '2026-11-25T19:00:00+07:00', reminders: [1440] });
    await queue.runUntil('2026-11-24T11:59:00Z');
    expect(chat.starts).toEqual([]);
    await restart();
    await queue.runUntil('2026-11-24T12:00:00Z');
    expect(told()).toEqual([NA_RI_GROUP.thread, CHANG_GROUP.thread]);
    await service.schedule.remind({ meetingId: id, plan: 1, minutesBefore: 1440 });
    await queue.runUntil('2026-11-24T13:00:00Z');
    expect(told()).toHaveLength(2);
    expect(chat.items).toEqual([]);
  });

  it('whose jobs were lost in a crash are put back by the sweep, and are still sent once', async () => {
    await create({ reminders: [1440] });
    queue.lose();
    await service.schedule.sweep();
    await service.schedule.sweep();
    await queue.runUntil('2026-12-06T12:30:00Z');
    await service.schedule.sweep();
    await queue.runUntil('2026-12-06T13:00:00Z');
    const reminded = chat.starts.filter((s) => s.key.includes(':1440:')).map((s) => s.thread);
    expect(reminded).toEqual([NA_RI_GROUP.thread, CHANG_GROUP.thread]);
  });

  it('reach the other groups when one fails, and that one at the next try', async () => {
    await create({ at: '2026-11-25T19:00:00+07:00', reminders: [1440] });
    await queue.runUntil('2026-11-24T11:59:59Z');
    chat.failing.add(NA_RI_GROUP.thread);
    await queue.runUntil('2026-11-24T12:00:00Z');
    expect(told()).toEqual([CHANG_GROUP.thread]);
    chat.failing.clear();
    await queue.runUntil('2026-11-24T12:01:00Z');
    expect(told()).toEqual([CHANG_GROUP.thread, NA_RI_GROUP.thread]);
  });

  it('that fall due together while the program was off are one, the nearest', async () => {
    const { id } = await create({ reminders: [10080, 1440, 60] });
    await clock.set('2026-12-07T11:30:00Z');
    await queue.runUntil('2026-12-07T11:31:00Z');
    const sent = (await service.meetings.get(id))?.sent.filter((s) => s.type === 'reminder');
    expect(sent?.map((s) => s.minutesBefore)).toEqual([60]);
  });

  it('wait for the morning when the program comes back in the quiet hours, and are left out when it is too late', async () => {
    await create({ reminders: [1440] });
    await clock.set('2026-12-06T15:00:00Z');
    await queue.runUntil('2026-12-06T15:01:00Z');
    expect(told()).toEqual([]);
    await queue.runUntil('2026-12-07T00:00:00Z');
    expect(told()).toHaveLength(2);
    const late = await create({ at: '2026-12-08T19:00:00+07:00', reminders: [60] });
    await clock.set('2026-12-08T12:30:00Z');
    await queue.runUntil('2026-12-08T13:00:00Z');
    expect((await service.meetings.get(late.id))?.sent).toEqual([]);
  });

  it('of a second meeting come as plain text while the group is still being asked about the first', async () => {
    await create({ announce: true });
    await queue.runUntil('2026-11-23T03:01:00Z');
    await create({ announce: true, title: 'Lớp tập huấn' });
    await queue.runUntil('2026-11-23T03:02:00Z');
    expect(told()).toHaveLength(2);
    expect(chat.items.map((i) => i.thread)).toEqual([NA_RI_GROUP.thread, CHANG_GROUP.thread]);
    expect(chat.items[0]?.message).toMatchObject({ type: 'text', text: expect.stringContaining('Lớp tập huấn') });
  });

  it('are shown with why one was moved or left out', async () => {
    const { reminders } = await create({ at: '2026-11-27T07:30:00+07:00' });
    expect(reminders.map((r) => [r.minutesBefore, r.state, r.note])).toEqual([
      [10080, 'skipped', 'Không nhắc vì đã qua giờ nhắc.'],
      [1440, 'planned', undefined],
      [60, 'planned', 'Giờ nhắc rơi vào giờ nghỉ 21:00–07:00 nên chuyển lên 20h00, thứ Năm ngày 26/11/2026.'],
    ]);
  });
});

const list = async () => value<Meeting[]>(await api.call(CHAIR, 'GET', '/meetings'));

describe('a changed meeting', () => {
  it('is told once to the groups that know of it, and its reminders follow the new time', async () => {
    const { id } = await create({ announce: true });
    await queue.runUntil('2026-11-23T04:00:00Z');
    const change = { body: body({ at: '2026-12-08T19:00:00+07:00' }) };
    value(await api.call(CHAIR, 'PUT', `/meetings/${id}`, change));
    await queue.runUntil('2026-11-23T05:00:00Z');
    const notices = chat.items.filter((i) => i.message.type === 'text' && i.message.text.includes('Lịch mới'));
    expect(notices.map((i) => i.thread)).toEqual([NA_RI_GROUP.thread, CHANG_GROUP.thread]);
    const reminders = queue.waiting().filter((j) => j.queue === 'meetings.remind');
    expect(reminders.map((j) => j.at)).toEqual([
      '2026-12-01T12:00:00.000Z',
      '2026-12-07T12:00:00.000Z',
      '2026-12-08T11:00:00.000Z',
    ]);
    expect(chat.cancelled).toEqual([`meeting:${id}:1`]);
    expect(api.audits.at(-1)).toMatchObject({
      action: 'meeting.changed',
      before: { at: '2026-12-07T12:00:00.000Z' },
      after: { at: '2026-12-08T12:00:00.000Z' },
    });
  });

  it('twice in one evening is one notice in the morning, and none when it is put back', async () => {
    const { id } = await create({ announce: true });
    await queue.runUntil('2026-11-23T15:00:00Z');
    const put = async (at: string) => value(await api.call(CHAIR, 'PUT', `/meetings/${id}`, { body: body({ at }) }));
    await put('2026-12-08T19:00:00+07:00');
    await put('2026-12-09T19:00:00+07:00');
    expect((await service.meetings.get(id))?.pending).toHaveLength(1);
    await queue.runUntil('2026-11-24T00:30:00Z');
    const notices = chat.items.filter((i) => i.thread === NA_RI_GROUP.thread);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.message).toMatchObject({
      text: expect.stringMatching(/Lịch cũ: .*07\/12\/2026\.\nLịch mới: .*09\/12\/2026/),
    });
    await clock.set('2026-11-24T15:00:00Z');
    await put('2026-12-10T19:00:00+07:00');
    await put('2026-12-09T19:00:00+07:00');
    expect((await service.meetings.get(id))?.pending).toEqual([]);
  });

  it('that nobody was told of yet is nobody’s news', async () => {
    const { id } = await create();
    value(await api.call(CHAIR, 'PUT', `/meetings/${id}`, { body: body({ at: '2026-12-08T19:00:00+07:00' }) }));
    await queue.runUntil('2026-11-24T03:00:00Z');
    expect([...chat.items, ...chat.starts]).toEqual([]);
  });

  it('marks the answers that were given before', async () => {
    const { id } = await create({ announce: true });
    await act('meetings.answer', { meetingId: id, answer: 'yes' });
    value(await api.call(CHAIR, 'PUT', `/meetings/${id}`, { body: body({ place: 'Trụ sở mới' }) }));
    await act('meetings.answer', { meetingId: id, answer: 'yes' }, { contact: 'zalo:bob' });
    expect((await answersOf(id)).yes.map((a) => [a.name, a.beforeChange])).toEqual([
      ['Ann', true],
      ['Bob', false],
    ]);
  });

  it('is refused when somebody else changed it meanwhile, or it was cancelled', async () => {
    const { id } = await create();
    value(await api.call(CHAIR, 'POST', `/meetings/${id}/cancel`, { body: {} }));
    expect(await api.call(CHAIR, 'PUT', `/meetings/${id}`, { body: body() })).toMatchObject({
      ok: false,
      error: { code: 'meetings.cancelled' },
    });
  });
});

describe('a cancelled meeting', () => {
  it('is told with its reason, and reminds nobody any more', async () => {
    const { id } = await create({ announce: true });
    await queue.runUntil('2026-11-23T04:00:00Z');
    value(await api.call(CHAIR, 'POST', `/meetings/${id}/cancel`, { body: { reason: 'Mưa lũ' } }));
    const before = chat.starts.length;
    await queue.runUntil('2026-12-08T00:00:00Z');
    expect(chat.starts).toHaveLength(before);
    expect(chat.items.map((i) => [i.thread, i.message])).toEqual(
      [NA_RI_GROUP.thread, CHANG_GROUP.thread].map((thread) => [
        thread,
        {
          type: 'text',
          text: 'Em báo các chị: Họp Ban Chấp hành lúc 19h00, thứ Hai ngày 07/12/2026 không tổ chức nữa ạ.\nLý do: Mưa lũ',
        },
      ]),
    );
    expect(await act('meetings.answer', { meetingId: id, answer: 'yes' })).toMatchObject({ ok: false });
  });
});

describe('answers', () => {
  it('count the last one and keep the earlier ones with their reasons', async () => {
    const { id } = await create();
    expect(await act('meetings.answer', { meetingId: id, answer: 'no', reason: 'Con ốm' })).toEqual({
      ok: true,
      message: '',
    });
    await clock.advance(60_000);
    await act('meetings.answer', { meetingId: id, answer: 'yes' });
    const answers = await answersOf(id);
    expect(answers.yes).toMatchObject([
      { person: 'ann', name: 'Ann', history: [{ answer: 'no', reason: 'Con ốm', at: '2026-11-23T03:00:00.000Z' }] },
    ]);
    expect(answers.yes[0]).not.toHaveProperty('reason');
    expect(answers.counts).toEqual({ invited: 4, yes: 1, no: 0, silent: 3 });
  });

  it('under the same key are taken once', async () => {
    const { id } = await create();
    const same = { key: 'session.2.1' };
    await act('meetings.answer', { meetingId: id, answer: 'no' }, same);
    await act('meetings.answer', { meetingId: id, answer: 'yes' }, { key: 'session.3.1' });
    await act('meetings.answer', { meetingId: id, answer: 'no' }, same);
    const answers = await answersOf(id);
    expect(answers.yes).toHaveLength(1);
    expect(answers.yes[0]?.history).toHaveLength(1);
  });

  it('of a person in two groups, with two accounts and two posts, are one', async () => {
    const { id } = await create();
    await act('meetings.answer', { meetingId: id, answer: 'yes' });
    await clock.advance(60_000);
    await act('meetings.answer', { meetingId: id, answer: 'no' }, { contact: 'oa:ann', thread: CHANG_GROUP.thread });
    const answers = await answersOf(id);
    expect(answers.counts).toEqual({ invited: 4, yes: 0, no: 1, silent: 3 });
    expect(answers.silent.map((p) => [p.name, p.reachable])).toEqual([
      ['Bob', true],
      ['Cat', true],
      ['Dan', false],
    ]);
  });

  it('of somebody who is not on the roster are kept under her account', async () => {
    const { id } = await create();
    await act('meetings.answer', { meetingId: id, answer: 'yes' }, { contact: 'zalo:stranger' });
    expect((await answersOf(id)).yes).toMatchObject([{ contact: 'zalo:stranger', name: '' }]);
  });

  it('are erased when she asks to be forgotten', async () => {
    const { id } = await create();
    await act('meetings.answer', { meetingId: id, answer: 'no', reason: 'Con ốm' });
    const data = meetingPersonalData(service);
    expect(await data.list('zalo:ann')).toEqual([{ label: 'Trả lời mời họp', value: '1 cuộc họp' }]);
    await data.forget('zalo:ann');
    expect(await data.list('zalo:ann')).toEqual([]);
    expect((await answersOf(id)).counts).toMatchObject({ no: 0, silent: 4 });
  });

  it('are refused once the meeting began', async () => {
    const { id } = await create();
    await clock.set('2026-12-07T12:00:00Z');
    const refused = await act('meetings.answer', { meetingId: id, answer: 'yes' });
    expect(refused).toEqual({ ok: false, message: expect.stringContaining('đã bắt đầu') });
    expect(await act('meetings.answer', { meetingId: 'none', answer: 'yes' })).toMatchObject({ ok: false });
  });

  it('show in what a person asks for', async () => {
    const { id } = await create({ agenda: 'Kiểm điểm quý IV' });
    await create({ title: 'Họp Bản Chang', unitPath: BAN_CHANG.path, at: '2026-12-01T19:00:00+07:00' });
    await act('meetings.answer', { meetingId: id, answer: 'yes' });
    expect((await act('meetings.upcoming', {})).items).toEqual([
      {
        id,
        title: 'Họp Ban Chấp hành',
        at: '2026-12-07T12:00:00.000Z',
        place: 'Nhà văn hóa xã',
        topic: 'Kiểm điểm quý IV',
        unit: NA_RI.name,
        answer: 'yes',
        open: true,
      },
    ]);
    const alone = { threadKind: 'direct' as const, thread: 'zalo:d-ann' };
    expect(((await act('meetings.upcoming', {}, alone)).items as unknown[]).length).toBe(2);
    expect(await act('meetings.get', { meetingId: id }, alone)).toMatchObject({
      found: true,
      meeting: { answer: 'yes' },
    });
    expect(await act('meetings.get', { meetingId: 'none' }, alone)).toMatchObject({
      found: false,
      meeting: { id: '' },
    });
  });
});

describe('the silent', () => {
  it('alone are asked again: in private where possible, otherwise by name in the group', async () => {
    const { id } = await create({ reminders: [], announce: true });
    await queue.runUntil('2026-11-23T04:00:00Z');
    expect(told()).toEqual([NA_RI_GROUP.thread, CHANG_GROUP.thread]);
    await act('meetings.answer', { meetingId: id, answer: 'yes' });
    // The deadline is Sunday 19h; the silent are asked on Saturday 19h.
    await queue.runUntil('2026-12-05T12:00:00Z');
    const alone = chat.starts.filter((s) => s.flow === 'moi-hop');
    expect(alone.map((s) => [s.thread, s.contact])).toEqual([['zalo:d-bob', 'zalo:bob']]);
    expect(alone[0]?.vars).toMatchObject({ meetingId: id, text: expect.stringContaining('chị Bob') });
    const mentions = chat.items.filter((i) => i.message.type === 'mention');
    expect(mentions).toHaveLength(1);
    expect(mentions[0]).toMatchObject({
      thread: CHANG_GROUP.thread,
      message: { contacts: [{ id: 'zalo:cat', name: 'Cat' }], text: expect.stringContaining('chị @{zalo:cat}') },
    });
    // Cat can answer there: the group is being asked.
    expect(told().slice(2)).toEqual([CHANG_GROUP.thread]);
  });

  it('are not called silent before anybody asked them', async () => {
    await create({ reminders: [] });
    await queue.runUntil('2026-12-06T12:00:00Z');
    expect([...chat.items, ...chat.starts]).toEqual([]);
  });

  it('are not asked by themselves once the deadline has passed', async () => {
    const { id } = await create({ reminders: [], answerBy: '2026-11-25T19:00:00+07:00' });
    await clock.set('2026-11-26T03:00:00Z');
    await queue.runUntil('2026-11-26T04:00:00Z');
    expect([...chat.items, ...chat.starts]).toEqual([]);
    expect((await service.meetings.get(id))?.sent).toEqual([]);
  });

  it('can be asked at once by the administrator, twice pressed is once asked', async () => {
    const { id } = await create({ reminders: [] });
    const press = async () =>
      value<{ asked: AskedSilent }>(
        await api.call(CHAIR, 'POST', `/meetings/${id}/remind-silent`, { body: { request: 'request-1' } }),
      );
    expect((await press()).asked).toEqual({ direct: 1, mentioned: 2, unreachable: ['Dan'], failed: [] });
    await press();
    expect(chat.starts.filter((s) => s.flow === 'moi-hop')).toHaveLength(1);
    expect(chat.items.filter((i) => i.message.type === 'mention')).toHaveLength(2);
  });

  it('are asked one by one: a thread that fails does not stop the rest', async () => {
    const { id } = await create({ reminders: [] });
    chat.failing.add('zalo:d-bob');
    const request = { body: { request: 'request-1' } };
    expect(value(await api.call(CHAIR, 'POST', `/meetings/${id}/remind-silent`, request))).toEqual({
      asked: { direct: 0, mentioned: 2, unreachable: ['Dan'], failed: ['Bob'] },
    });
  });

  it('asked for at night are asked at 7h', async () => {
    const { id } = await create({ reminders: [] });
    await clock.set('2026-11-23T15:00:00Z');
    const request = { body: { request: 'request-1' } };
    expect(value(await api.call(CHAIR, 'POST', `/meetings/${id}/remind-silent`, request))).toEqual({
      postponedTo: '2026-11-24T00:00:00.000Z',
    });
    await queue.runUntil('2026-11-24T00:00:00Z');
    expect(chat.starts.filter((s) => s.flow === 'moi-hop')).toHaveLength(1);
  });
});

describe('attendance', () => {
  const mark = async (id: string, present: string[]) =>
    api.call(CHAIR, 'PUT', `/meetings/${id}/attendance`, { body: { present } });

  it('of a class that counts goes to the learning room, corrections too', async () => {
    const { id } = await create({ kind: 'tap_huan', countsToTarget: true });
    await clock.set('2026-12-07T13:00:00Z');
    value(await mark(id, ['ann', 'ann', 'bob']));
    value(await mark(id, ['ann']));
    expect(attended.map((a) => [a.activity, a.people])).toEqual([
      [{ type: 'class', id, title: 'Họp Ban Chấp hành' }, ['ann', 'bob']],
      [{ type: 'class', id, title: 'Họp Ban Chấp hành' }, ['ann']],
    ]);
    const sheet = value<{ people: { name: string; present: boolean }[] }>(
      await api.call(CHAIR, 'GET', `/meetings/${id}/attendance`),
    );
    expect(sheet.people.filter((p) => p.present).map((p) => p.name)).toEqual(['Ann']);
    expect(api.audits.at(-1)).toMatchObject({
      action: 'meeting.attendance_marked',
      before: { present: ['ann', 'bob'] },
      after: { present: ['ann'] },
    });
  });

  it('of a meeting that does not count is nobody’s attendance', async () => {
    const { id } = await create();
    await clock.set('2026-12-07T13:00:00Z');
    value(await mark(id, ['ann']));
    expect(attended.map((a) => a.people)).toEqual([[]]);
  });

  it('is refused before the meeting, and for somebody who was not invited', async () => {
    const { id } = await create();
    expect(await mark(id, ['ann'])).toMatchObject({ ok: false, error: { code: 'meetings.not_begun' } });
    await clock.set('2026-12-07T13:00:00Z');
    expect(await mark(id, ['stranger'])).toMatchObject({
      ok: false,
      error: { code: 'meetings.not_invited', place: 'body.present' },
    });
  });
});

describe('a sample meeting', () => {
  it('is made once under its id, and goes without a word', async () => {
    const input = {
      title: 'Họp mẫu',
      kind: 'khac' as const,
      at: '2026-12-07T19:00:00+07:00',
      place: '',
      agenda: '',
      groups: { type: 'subtree' as const },
      reminders: [1440],
      countsToTarget: true,
      unit: { name: NA_RI.name, path: NA_RI.path },
    };
    const options = { by: 'sample', announce: false, id: 'hop-mau' };
    value(await service.meetings.create(input, options));
    await act('meetings.answer', { meetingId: 'hop-mau', answer: 'yes' });
    expect(value<{ _id: string }>(await service.meetings.create(input, options))._id).toBe('hop-mau');
    await service.meetings.remove('hop-mau');
    await service.meetings.remove('hop-mau');
    expect(await list()).toEqual([]);
    expect(queue.waiting()).toEqual([]);
    expect(attended.at(-1)?.people).toEqual([]);
    await queue.runUntil('2026-12-07T12:00:00Z');
    expect([...chat.items, ...chat.starts]).toEqual([]);
  });
});

describe('the admin API', () => {
  it('shows which group got what', async () => {
    const { id } = await create({ announce: true });
    await queue.runUntil('2026-11-23T04:00:00Z');
    expect(value(await api.call(CHAIR, 'GET', `/meetings/${id}/deliveries`))).toMatchObject([
      {
        type: 'announce',
        groups: [
          { name: NA_RI_GROUP.name, state: 'sent' },
          { name: CHANG_GROUP.name, state: 'sent' },
        ],
      },
    ]);
  });

  it('shows an administrator her subtree and nothing else', async () => {
    const { id } = await create();
    const neighbour = admin(BANG_THANH.path);
    expect(value(await api.call(neighbour, 'GET', '/meetings'))).toEqual([]);
    for (const [method, path, input] of [
      ['GET', '', {}],
      ['GET', '/answers', {}],
      ['GET', '/deliveries', {}],
      ['GET', '/attendance', {}],
      ['PUT', '', { body: body() }],
      ['POST', '/cancel', { body: {} }],
      ['POST', '/remind-silent', { body: { request: 'request-1' } }],
      ['PUT', '/attendance', { body: { present: [] } }],
    ] as const) {
      expect(await api.call(neighbour, method, `/meetings/${id}${path}`, input)).toMatchObject({
        ok: false,
        error: { code: 'meetings.unknown' },
      });
    }
    expect(value<Meeting>(await api.call(admin('/19/'), 'GET', `/meetings/${id}`)).title).toBe('Họp Ban Chấp hành');
  });

  it.each([
    ['POST', '/meetings', { ...body(), title: '' }, 'invalid', 'body.title'],
    ['POST', '/meetings', { ...body(), kind: 'party' }, 'invalid', 'body.kind'],
    ['POST', '/meetings', { ...body(), at: '19h30 mai' }, 'invalid', 'body.at'],
    ['POST', '/meetings', { ...body(), at: '2026-12-07T19:00:00' }, 'invalid', 'body.at'],
    ['POST', '/meetings', { ...body(), at: '2026-11-01T19:00:00+07:00' }, 'meetings.past', 'body.at'],
    ['POST', '/meetings', { ...body(), reminders: [0] }, 'invalid', 'body.reminders.0'],
    ['POST', '/meetings', { ...body(), reminders: [1e9] }, 'invalid', 'body.reminders.0'],
    [
      'POST',
      '/meetings',
      { ...body(), answerBy: '2026-12-08T19:00:00+07:00' },
      'meetings.late_deadline',
      'body.answerBy',
    ],
    [
      'POST',
      '/meetings',
      { ...body(), answerBy: '2026-11-01T19:00:00+07:00' },
      'meetings.past_deadline',
      'body.answerBy',
    ],
    ['POST', '/meetings', { ...body(), unitPath: '/19/01864/' }, 'meetings.out_of_scope', 'body.unitPath'],
    ['POST', '/meetings', { ...body(), unitPath: '/19/02155/none/' }, 'meetings.unknown_unit', 'body.unitPath'],
    ['POST', '/meetings', { ...body(), groups: { type: 'chosen', ids: [] } }, 'invalid', 'body.groups.ids'],
    [
      'POST',
      '/meetings',
      { ...body(), groups: { type: 'chosen', ids: ['g3'] } },
      'meetings.unknown_group',
      'body.groups',
    ],
    ['POST', '/meetings', { ...body(), posts: ['giam_doc'] }, 'invalid', 'body.posts.0'],
    ['GET', '/meetings/none', {}, 'meetings.unknown', 'params.id'],
    ['PUT', '/meetings/none', body(), 'meetings.unknown', 'params.id'],
    ['POST', '/meetings/none/cancel', { reason: 'x'.repeat(301) }, 'invalid', 'body.reason'],
    ['POST', '/meetings/none/remind-silent', {}, 'invalid', 'body.request'],
    ['PUT', '/meetings/none/attendance', { present: 'ann' }, 'invalid', 'body.present'],
  ] as const)('refuses %s %s %j with %s at %s', async (method, path, given, code, place) => {
    expect(await api.call(CHAIR, method, path, { body: given })).toMatchObject({ ok: false, error: { code, place } });
    expect(api.audits).toEqual([]);
    expect(await list()).toEqual([]);
  });

  it.each([
    [{ from: 'x' }, 'invalid', 'query.from'],
    [{ from: '2026-12-02T00:00:00Z', to: '2026-12-01T00:00:00Z' }, 'meetings.empty_range', 'query.from'],
  ])('refuses the range %j', async (query, code, place) => {
    expect(await api.call(CHAIR, 'GET', '/meetings', { query })).toMatchObject({ ok: false, error: { code, place } });
  });

  it('refuses a meeting of a unit without groups: nobody could be reminded', async () => {
    const province = admin('/19/');
    const input = { body: body({ groups: { type: 'unit' } }) };
    expect(await api.call(province, 'POST', '/meetings', input)).toMatchObject({
      ok: false,
      error: { code: 'meetings.no_groups', message: expect.stringContaining('0 nhóm') },
    });
  });
});
