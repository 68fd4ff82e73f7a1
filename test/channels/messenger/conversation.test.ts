import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BA_BE } from './accounts.ts';
import { type MessengerHouse, openMessengerHouse } from './house.ts';

let room: MessengerHouse;
let lan: string;

beforeAll(async () => {
  room = await openMessengerHouse('2026-11-20T09:00:00+07:00');
  lan = room.facebook.control.addPerson({ page: BA_BE, name: 'Nguyễn Thị Lan' });
});
afterAll(() => room.close());

const tap = (title: string) => () => room.facebook.control.tap({ psid: lan, title });
const menu = (title: string) => () => room.facebook.control.menu({ psid: lan, title });
const write = (text: string) => () => room.facebook.control.write({ psid: lan, text });

/** Lan becomes an officer of the commune, and a meeting of hers is planned. Returns the meeting's id. */
const planMeeting = async (): Promise<string> => {
  const { org } = room.house.parts;
  const unit = (await org.unitsUnder('/', { level: 'xa' })).find(({ name }) => name === 'Xã Ba Bể');
  if (!unit) throw new Error('no unit');
  const post = { post: 'chu_tich_co_so', unit: unit.id, from: '2025-07-01' } as const;
  const made = await org.createPerson({ name: 'Nguyễn Thị Lan', address: 'chị', posts: [post] }, '/');
  if (!made.ok) throw new Error(made.error.message);
  await org.linkContact(`${room.account}:${lan}`, made.value.after?.id ?? '');
  // Meetings are told to groups, and a Page has none: the commune's group is elsewhere.
  await org.registerGroup({ thread: 'simulator:xa', name: 'Xã Ba Bể', unit: unit.id }, '/');
  const meeting = await room.console.post('/api/meetings', {
    title: 'Họp giao ban',
    kind: 'hop_bch',
    at: '2026-11-25T14:00:00+07:00',
    place: 'Hội trường xã',
    unitPath: unit.path,
  });
  expect(meeting.body).toMatchObject({ title: 'Họp giao ban' });
  return meeting.body.id;
};

// One conversation from the first tap on; every step needs those before it.
describe('a whole conversation on Messenger', () => {
  it('greets her when she taps Get Started and asks for her consent', async () => {
    const [hello, notice] = await room.ask(lan, () => room.facebook.control.getStarted({ psid: lan }), 2);
    expect(hello).toMatch(/^Em chào chị\. Em là Trợ lý Hội, trả lời tự động\./);
    expect(notice).toMatch(/Chị có đồng ý không ạ\? \[Đồng ý\] \[Không\]$/);
    expect(await room.ask(lan, tap('Đồng ý'))).toEqual([expect.stringMatching(/\[Được ạ\] \[Để sau\]$/)]);
    expect(await room.ask(lan, tap('Để sau'))).toEqual([expect.stringMatching(/\[Lịch họp\] \[Tài liệu\] /)]);
  });

  it('finds a document that she names without diacritics', async () => {
    const [list] = await room.ask(lan, write('tai lieu bao luc gia dinh'));
    expect(list).toMatch(/1\. Phòng, chống bạo lực gia đình\n.* \[1\] \[2\]/s);
    const [material, next] = await room.ask(lan, tap('1'), 2);
    expect(material).toMatch(/^📘 Phòng, chống bạo lực gia đình\n/);
    expect(next).toMatch(/\[Đọc toàn văn\] \[Tìm tài liệu khác\]/);
  });

  it('quizzes her from the persistent menu, and marks typed and tapped answers', async () => {
    expect(await room.ask(lan, menu('Làm trắc nghiệm'))).toEqual([expect.stringMatching(/7\. Phòng, chống bạo lực/)]);
    await room.ask(lan, tap('7'));
    expect(await room.ask(lan, tap('5 câu'))).toEqual([expect.stringMatching(/^Câu 1\/5: /)]);
    for (let question = 2; question <= 5; question += 1)
      expect(await room.ask(lan, write('1'))).toEqual([expect.stringMatching(new RegExp(`Câu ${question}/5: `))]);
    const [marked, next] = await room.ask(lan, write('2'), 2);
    expect(marked).toMatch(/Chị trả lời đúng \d\/5 câu ạ\.$/);
    expect(next).toMatch(/\[Đổi chủ đề\]/);
  });

  it('asks her about a meeting, and writes her answer down', async () => {
    const meeting = await planMeeting();
    const remind = () => room.console.post(`/api/meetings/${meeting}/remind-silent`, { request: 'press-0001' });
    expect(await room.ask(lan, remind)).toEqual([expect.stringMatching(/Họp giao ban.*\[Tham dự\] \[Vắng\]$/s)]);
    expect(await room.ask(lan, tap('Tham dự'))).toEqual([
      expect.stringMatching(/^Em đã ghi chị tham dự: Họp giao ban/),
    ]);
    const answers = await room.console.get(`/api/meetings/${meeting}/answers`);
    expect(JSON.stringify(answers.body)).toMatch(/"answer":"yes"/);
  });

  it('knows what she has read', async () => {
    const { models } = room.house.parts.chat;
    await room.until(
      'the echo and the send to settle',
      async () => !(await models.outbox.exists({ state: 'sending' })),
    );
    room.facebook.control.read({ psid: lan });
    await room.until('all messages to be read', async () => {
      const states = await models.outbox.find({ account: room.account }, { state: 1 }).lean();
      return states.length > 10 && states.every(({ state }) => state === 'seen');
    });
  });

  it('stops when she says so, from the menu', async () => {
    expect(await room.ask(lan, menu('Dừng nhận tin'))).toEqual([expect.stringMatching(/^Em đã ngừng gửi tin nhắc/)]);
    await room.house.parts.chat.send([
      {
        key: 'after-stop',
        thread: `${room.account}:${lan}`,
        message: { type: 'text', text: 'Tin phát' },
        lane: 'bulk',
      },
    ]);
    await room.until('the broadcast to be given up', async () => {
      const [row] = await room.house.parts.chat.states(['after-stop']);
      return row?.state === 'cancelled';
    });
    expect(room.facebook.control.sent({ psid: lan }).at(-1)?.body['text']).not.toBe('Tin phát');
  });
});

describe('what goes wrong on the way', () => {
  const open = async (name: string): Promise<string> => {
    const psid = room.facebook.control.addPerson({ page: BA_BE, name });
    await room.ask(psid, () => room.facebook.control.write({ psid, text: 'chào em' }), 2);
    return psid;
  };
  const send = (key: string, psid: string, text: string) =>
    room.house.parts.chat.send([
      { key, thread: `${room.account}:${psid}`, message: { type: 'text', text }, lane: 'reply' },
    ]);
  const stateOf = async (key: string) => (await room.house.parts.chat.states([key]))[0];
  /** The queue looks at echoes five seconds after they came. */
  const ECHO_MS = 6_000;

  it('answers a message once that Meta tells three times', async () => {
    const { control } = room.facebook;
    const hoa = await open('Trần Thị Hoa');
    await room.ask(hoa, () => control.tap({ psid: hoa, title: 'Không' }));
    const before = control.sent({ psid: hoa }).length;
    control.repeat({ times: 3 });
    await room.ask(hoa, () => control.write({ psid: hoa, text: 'menu' }));
    await control.idle();
    control.repeat({ times: 1 });
    await room.ask(hoa, () => control.write({ psid: hoa, text: 'trợ giúp' }));
    expect(control.sent({ psid: hoa })).toHaveLength(before + 2);
  });

  it('learns by the echo that a message arrived whose answer was lost, and does not send it again', async () => {
    const { control } = room.facebook;
    const mai = await open('Lê Thị Mai');
    control.fault({ fault: { type: 'lose_answer' }, on: 'send', psid: mai });
    await send('lost', mai, 'Tin có thể đã mất');
    await room.until('its end to be unknown', async () => (await stateOf('lost'))?.state === 'unknown');
    await control.idle();
    room.house.clock.forward(ECHO_MS);
    await room.until('the echo to settle it', async () => (await stateOf('lost'))?.state === 'sent');
    expect(control.sent({ psid: mai }).filter(({ body }) => body['text'] === 'Tin có thể đã mất')).toHaveLength(1);
  });

  it('does not repeat a message that Meta sent although it told of a fault', async () => {
    const { control } = room.facebook;
    const cuc = await open('Lý Thị Cúc');
    control.fault({ fault: { type: 'error', code: 2, status: 500, done: true }, on: 'send', psid: cuc });
    await send('fault', cuc, 'Tin đã đi dù báo lỗi');
    await room.until('the send to wait for its next try', async () => (await stateOf('fault'))?.state === 'waiting');
    await control.idle();
    room.house.clock.forward(ECHO_MS);
    await room.until('the echo to settle it', async () => (await stateOf('fault'))?.state === 'sent');
    room.house.clock.forward(120_000);
    await send('after', cuc, 'Tin sau');
    await room.until('the next message to go', async () => (await stateOf('after'))?.state === 'sent');
    expect(control.sent({ psid: cuc }).filter(({ body }) => body['text'] === 'Tin đã đi dù báo lỗi')).toHaveLength(1);
  });

  it('keeps silent while a person of the office answers, until the assistant is called', async () => {
    const { control } = room.facebook;
    const dao = await open('Hoàng Thị Đào');
    await room.ask(dao, () => control.tap({ psid: dao, title: 'Không' }));
    control.staff({ psid: dao, text: 'Chị Hoa ở văn phòng đây ạ' });
    await control.idle();
    room.house.clock.forward(ECHO_MS);
    const { models } = room.house.parts.chat;
    await room.until('the thread to be handed over', () =>
      models.threads.exists({ _id: `${room.account}:${dao}`, handedOverUntil: { $exists: true } }).then(Boolean),
    );
    control.write({ psid: dao, text: 'tài liệu' });
    await control.idle();
    const [woken] = await room.ask(dao, () => control.write({ psid: dao, text: 'menu' }));
    expect(woken).toMatch(/\[Lịch họp\]/);
    expect(control.sent({ psid: dao }).at(-2)?.body['text']).toBe('Chị Hoa ở văn phòng đây ạ');
  });

  it('says why a message did not go, and that the account needs a person', async () => {
    const { control } = room.facebook;
    const bich = await open('Ma Thị Bích');
    control.block({ psid: bich });
    await send('blocked', bich, 'a');
    await room.until('the send to fail', async () => (await stateOf('blocked'))?.state === 'failed');
    expect(await stateOf('blocked')).toMatchObject({ error: { code: 'thread_gone' } });
    control.setToken({ page: BA_BE, token: 'another' });
    await send('dead', lan, 'a');
    await room.until('the account to need signing in', async () => {
      const account = await room.house.parts.accounts.get(room.account, '/');
      return account.ok && account.value.state === 'needs_sign_in';
    });
    await room.until('the message to wait for a new token', async () => (await stateOf('dead'))?.state === 'waiting');
  });
});
