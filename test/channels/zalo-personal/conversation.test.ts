import { afterAll, beforeAll, expect, it } from 'vitest';
import { openZaloHouse, UNIT, until, type ZaloHouse } from './house.ts';

const MEETING = {
  title: 'Họp chi hội tháng 11',
  kind: 'sinh_hoat_chi_hoi',
  at: '2026-11-25T19:30:00+07:00',
  place: 'Nhà văn hóa',
};

let zalo: ZaloHouse;
let lan: string;
let group: string;
let meeting: string;
beforeAll(async () => {
  zalo = await openZaloHouse('2026-11-20T09:00:00+07:00', { minGapMs: 0, jitterMs: 0 });
  const { control, bot } = zalo;
  lan = control.addPerson({ name: 'Nguyễn Thị Lan' }).uid;
  group = control.addGroup({ name: 'Chi hội Đông', members: [lan, bot] }).id;
}, 60_000);
afterAll(() => zalo.close());

/** Writes to the assistant alone and gives what it answers once the answer has these words. */
const tell = async (text: string, words: RegExp): Promise<string> => {
  const { control, bot } = zalo;
  const before = control.sent().length;
  control.say({ from: lan, to: bot, text });
  const answer = () =>
    control
      .sent()
      .slice(before)
      .filter(({ thread }) => thread === lan)
      .map((one) => one.text)
      .join('\n');
  await until(() => words.test(answer()), `an answer with ${words} to “${text}”`).catch((error: unknown) => {
    throw new Error(`${error}; the answer was: ${answer()}`);
  });
  return answer();
};

/** Waits until her answer to the meeting is this one. */
const answered = async (answer: 'yes' | 'no'): Promise<void> => {
  await until(async () => {
    const list = await zalo.call<Record<'yes' | 'no', { contact: string }[]>>('GET', `/meetings/${meeting}/answers`);
    return list[answer].some(({ contact }) => contact.endsWith(lan));
  }, `her answer to be ${answer}`);
};

it('greets, asks for consent before it keeps anything, and offers what it can do', async () => {
  await tell('chào em', /Em là Trợ lý Hội[\s\S]*đồng ý không ạ\?\n1\. Đồng ý\n2\. Không/);
  await tell('1', /họ tên và đơn vị[\s\S]*1\. /);
  await tell('2', /\n1\. /);
});

it('looks a material up, typed without marks', async () => {
  const found = await tell('tai lieu binh dang gioi', /bình đẳng giới/i);
  if (/\n1\. /.test(found)) await tell('1', /\S/);
});

it('holds a quiz, question by question, and tells the score', async () => {
  await tell('trắc nghiệm', /chủ đề nào ạ\?\n1\. Tất cả chủ đề/);
  await tell('1', /làm mấy câu ạ\?\n1\. 5 câu\n2\. 10 câu/);
  await tell('1', /\n1\. [\s\S]*\n2\. /);
  for (let question = 1; question < 5; question += 1) await tell('1', /\n1\. [\s\S]*\n2\. /);
  await tell('1', /\d\/5/);
});

it('asks the group about a meeting by a poll with names and writes down who comes', async () => {
  const { call, control, account } = zalo;
  await call('POST', '/groups', { thread: `${account}:${group}`, unit: UNIT, name: 'Chi hội Đông' });
  const unit = await zalo.house.parts.org.unit(UNIT);
  const made = await call<{ id: string }>('POST', '/meetings', { ...MEETING, announce: true, unitPath: unit?.path });
  meeting = made.id;
  const poll = await until(() => control.polls()[0], 'the poll');
  await until(() => control.reminders()[0], 'the reminder');
  const told = control.sent().filter(({ thread }) => thread === group);
  expect(told.sort((one, two) => one.kind.localeCompare(two.kind))).toMatchObject([
    { kind: 'poll', text: expect.stringMatching(/Họp chi hội tháng 11.*dự được không/s), options: ['Tham dự', 'Vắng'] },
    { kind: 'reminder', text: 'Họp chi hội tháng 11, Nhà văn hóa', startTime: Date.parse('2026-11-25T19:30:00+07:00') },
  ]);
  control.vote({ from: lan, poll: poll.id, options: ['Tham dự'] });
  await answered('yes');
});

it('takes an answer to the reminder that Zalo itself shows, and the latest word counts', async () => {
  const { control } = zalo;
  const reminder = control.reminders()[0]?.id ?? '';
  control.answerReminder({ from: lan, reminder, accepts: false });
  await answered('no');
  control.say({ from: lan, group, text: 'em đi được' });
  await answered('yes');
  control.answerReminder({ from: lan, reminder, accepts: true });
  control.answerReminder({ from: lan, reminder, accepts: false });
  await answered('no');
});

it('moves the reminder with the meeting, and takes it away when the meeting is not held', async () => {
  const { call, control } = zalo;
  const [first] = control.reminders();
  await call('PUT', `/meetings/${meeting}`, { ...MEETING, at: '2026-11-26T19:30:00+07:00' });
  const moved = await until(() => {
    const [one, ...more] = control.reminders();
    return more.length === 0 && one && one.id !== first?.id && one;
  }, 'the reminder to move');
  expect(moved).toMatchObject({ startTime: Date.parse('2026-11-26T19:30:00+07:00') });
  control.answerReminder({ from: lan, reminder: moved.id, accepts: true });
  await answered('yes');
  await call('POST', `/meetings/${meeting}/cancel`, { reason: 'mưa lũ' });
  await until(() => control.reminders().length === 0, 'the reminder to go');
});

it('keeps silent in a group that speaks to nobody, and answers a mention with a quote', async () => {
  const { control, bot } = zalo;
  const before = control.sent().length;
  control.say({ from: lan, group, text: 'trưa nay ăn gì các chị ơi' });
  const asked = control.say({
    from: lan,
    group,
    text: '@Trợ lý Hội tài liệu bình đẳng giới',
    mentions: [{ uid: bot, name: 'Trợ lý Hội' }],
  });
  await until(() => control.sent().length > before, 'an answer');
  const [answer] = control.sent().slice(before);
  expect(answer).toMatchObject({ thread: group, quotes: asked });
});

it('stops when it is told to', async () => {
  await tell('dừng nhận tin', /Em đã ngừng gửi tin nhắc/);
});
