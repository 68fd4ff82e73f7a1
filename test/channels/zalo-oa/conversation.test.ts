import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startZaloOa, type ZaloOaEmulator } from '../../emulators/zalo-oa/server.ts';
import type { SentMessage } from '../../emulators/zalo-oa/world.ts';
import { openWholeHouse, until, type WholeHouse } from '../whole-house.ts';

/** The queue looks at echoes five seconds after they came. */
const ECHO_MS = 6_000;

let room: WholeHouse;
let zalo: ZaloOaEmulator;
let account: string;
let lan: string;
let group: string;

/** What she reads: the words, and the buttons under them. */
const shown = ({ message }: SentMessage): string => {
  const { text, attachment } = message as {
    text?: string;
    attachment?: {
      payload: {
        template_type?: string;
        buttons?: { title: string }[];
        elements?: { title?: string; subtitle?: string }[];
      };
    };
  };
  const { payload } = attachment ?? {};
  if (payload?.template_type === 'request_user_info') return `[form] ${payload.elements?.[0]?.subtitle}`;
  const titles = (payload?.buttons ?? []).map(({ title }) => `[${title}]`);
  return [text ?? payload?.elements?.map(({ title }) => title).join(), ...titles].join(' ');
};
/** Does something and waits for so many messages of the OA's to a person or a group. */
const ask = async (to: string, act: () => unknown, messages = 1): Promise<string[]> => {
  const before = zalo.control.sent({ to }).length;
  await act();
  await until(`${messages} messages to ${to}`, () => zalo.control.sent({ to }).length >= before + messages);
  return zalo.control.sent({ to }).slice(before).map(shown);
};
const press = (title: string) => () => zalo.control.press({ person: lan, title });
const write =
  (text: string, person = lan) =>
  () =>
    zalo.control.write({ person, text });

beforeAll(async () => {
  room = await openWholeHouse('2026-11-20T09:00:00+07:00');
  zalo = await startZaloOa({ now: () => room.house.clock.now().getTime() });
  const { appId, appSecret, oaSecretKey } = zalo.app;
  const values = { appId, appSecret, oaSecretKey, apiBase: zalo.url, oauthBase: zalo.url };
  const added = await room.add({ kind: 'zalo-oa', values });
  account = added.id;
  zalo.control.connect({ webhook: added.webhook });
  // The administrator presses "Đăng nhập" and agrees on the platform's page, which sends the browser back.
  const begun = await room.house.parts.accounts.beginOauth(account, 'ann', '/');
  if (!begun.ok) throw new Error(begun.error.message);
  const page = await fetch(begun.value.url, { redirect: 'manual' });
  const back = await fetch(page.headers.get('location') ?? '', { redirect: 'manual' });
  expect(back.headers.get('location')).toBe(`/kenh/${account}?ket-noi=xong`);
  await until('the account to be connected', async () => {
    const view = await room.house.parts.accounts.get(account, '/');
    return view.ok && view.value.state === 'connected';
  });
  lan = zalo.control.addPerson({ name: 'Nguyễn Thị Lan' }).id;
  group = zalo.control.addGroup({ name: 'Ban chấp hành xã', members: [lan] }).id;
});
afterAll(async () => {
  await room.house.close();
  await zalo.close();
});

// One conversation from the first moment on; every step needs those before it.
describe('a whole conversation with an Official Account', () => {
  it('greets her when she follows, and asks for her consent by buttons', async () => {
    const [hello, notice] = await ask(lan, () => zalo.control.follow({ person: lan }), 2);
    expect(hello).toMatch(/^Em chào chị\. Em là Trợ lý Hội, trả lời tự động\./);
    expect(notice).toMatch(/Chị có đồng ý không ạ\? \[Đồng ý\] \[Không\]$/);
    expect(await ask(lan, press('Đồng ý'))).toEqual([expect.stringMatching(/\[Được ạ\] \[Để sau\]$/)]);
    expect(await ask(lan, press('Để sau'))).toEqual([expect.stringMatching(/1\. Lịch họp\n2\. Tài liệu\n/)]);
  });

  it('finds a document that she names without diacritics', async () => {
    const [list] = await ask(lan, write('tai lieu bao luc gia dinh'));
    expect(list).toMatch(/\[Phòng, chống bạo lực gia đình\] \[Quyết định cấm tiếp xúc\]/);
    const [material, next] = await ask(lan, press('Phòng, chống bạo lực gia đình'), 2);
    expect(material).toMatch(/^📘 Phòng, chống bạo lực gia đình\n/);
    expect(next).toMatch(/\[Đọc toàn văn\] \[Tìm tài liệu khác\]/);
  });

  it('quizzes her and marks her answers', async () => {
    expect(await ask(lan, write('trắc nghiệm'))).toEqual([expect.stringMatching(/7\. Phòng, chống bạo lực/)]);
    await ask(lan, write('7'));
    expect(await ask(lan, write('5 câu'))).toEqual([expect.stringMatching(/^Câu 1\/5: /)]);
    for (let question = 2; question <= 5; question += 1)
      expect(await ask(lan, write('1'))).toEqual([expect.stringMatching(new RegExp(`Câu ${question}/5: `))]);
    const [marked, next] = await ask(lan, write('2'), 2);
    expect(marked).toMatch(/Chị trả lời đúng \d\/5 câu ạ\.$/);
    expect(next).toMatch(/\[Đổi chủ đề\]/);
  });

  it('learns her name from the platform, since no event tells it', async () => {
    room.house.clock.forward(3_000);
    const { models } = room.house.parts.chat;
    await until('her name', async () => {
      const contact = await models.contacts.findById(`${account}:${lan}`).lean();
      return contact?.name === 'Nguyễn Thị Lan';
    });
  });

  it('reminds her of a meeting, and writes her pressed answer down', async () => {
    const meeting = await room.planMeeting({
      contact: `${account}:${lan}`,
      name: 'Nguyễn Thị Lan',
      group: `${account}:${group}`,
    });
    const remind = () => room.console.post(`/api/meetings/${meeting}/remind-silent`, { request: 'press-0001' });
    expect(await ask(lan, remind)).toEqual([expect.stringMatching(/Họp giao ban.*\[Tham dự\] \[Vắng\]$/s)]);
    expect(await ask(lan, press('Tham dự'))).toEqual([expect.stringMatching(/^Em đã ghi chị tham dự: Họp giao ban/)]);
    const answers = await room.console.get(`/api/meetings/${meeting}/answers`);
    expect(JSON.stringify(answers.body)).toMatch(/"answer":"yes"/);
  });

  it('takes the form for contact details as the answer to whoever asked for the number, and else says nothing', async () => {
    const before = zalo.control.sent({ to: lan }).length;
    await zalo.control.submitInfo({ person: lan, phone: '84912000111' });
    expect(await ask(lan, write('liên kết bằng số điện thoại'))).toEqual([
      expect.stringMatching(/^\[form\] .*cho em xin số điện thoại/),
    ]);
    expect(zalo.control.sent({ to: lan })).toHaveLength(before + 1);
    const submit = () => zalo.control.submitInfo({ person: lan, phone: '84912000111' });
    expect(await ask(lan, submit)).toEqual([expect.stringMatching(/^Em đã nhận ạ\./)]);
  });

  it('answers in the OA’s group when it is called, and keeps silent otherwise', async () => {
    await zalo.control.write({ person: lan, group, text: 'chị em ơi mai họp nhé' });
    await room.house.parts.chat.idle();
    expect(zalo.control.sent({ to: group }).map(shown)).toEqual([]);
    const call = () =>
      zalo.control.write({ person: lan, group, text: `[@${zalo.app.oaId}] tai lieu bao luc gia dinh` });
    const [answer] = await ask(group, call);
    expect(answer).toContain('Phòng, chống bạo lực gia đình');
  });

  it('knows what she has seen', async () => {
    const { models } = room.house.parts.chat;
    const messages = zalo.control.sent({ to: lan }).map(({ id }) => id);
    await until('the sends to settle', async () => !(await models.outbox.exists({ state: 'sending' })));
    await zalo.control.seen({ person: lan, messages });
    await until('all messages to her to be seen', async () => {
      const rows = await models.outbox.find({ thread: `${account}:${lan}` }, { state: 1 }).lean();
      return rows.length > 10 && rows.every(({ state }) => state === 'seen');
    });
  });

  it('stops when she says so', async () => {
    expect(await ask(lan, write('dừng nhận tin'))).toEqual([expect.stringMatching(/^Em đã ngừng gửi tin nhắc/)]);
    await room.house.parts.chat.send([
      { key: 'after-stop', thread: `${account}:${lan}`, message: { type: 'text', text: 'Tin phát' }, lane: 'bulk' },
    ]);
    await until('the broadcast to be given up', async () => {
      const [row] = await room.house.parts.chat.states(['after-stop']);
      return row?.state === 'cancelled';
    });
    expect(zalo.control.sent({ to: lan }).map(shown)).not.toContain('Tin phát');
  });
});

describe('what goes wrong on the way', () => {
  const open = async (name: string): Promise<string> => {
    const { id } = zalo.control.addPerson({ name });
    await ask(id, write('chào em', id), 2);
    return id;
  };
  const send = (key: string, person: string, text: string) =>
    room.house.parts.chat.send([
      { key, thread: `${account}:${person}`, message: { type: 'text', text }, lane: 'reply' },
    ]);
  const stateOf = async (key: string) => (await room.house.parts.chat.states([key]))[0];

  it('answers a message once that the platform tells twice', async () => {
    const hoa = await open('Trần Thị Hoa');
    await ask(hoa, () => zalo.control.press({ person: hoa, title: 'Không' }));
    const before = zalo.control.sent({ to: hoa }).length;
    zalo.control.hold();
    await write('menu', hoa)();
    await ask(hoa, () => zalo.control.release({ twice: true }));
    await ask(hoa, write('trợ giúp', hoa));
    expect(zalo.control.sent({ to: hoa })).toHaveLength(before + 2);
  });

  it('learns by the echo that a message arrived whose answer was lost, and does not send it again', async () => {
    const mai = await open('Lê Thị Mai');
    zalo.control.fault({ fault: 'answer_lost' });
    await send('lost', mai, 'Tin có thể đã mất');
    await until('its end to be unknown', async () => (await stateOf('lost'))?.state === 'unknown');
    room.house.clock.forward(ECHO_MS);
    await until('the echo to settle it', async () => (await stateOf('lost'))?.state === 'sent');
    expect(zalo.control.sent({ to: mai }).filter((one) => shown(one) === 'Tin có thể đã mất')).toHaveLength(1);
  });

  it('keeps silent while a person of the office answers', async () => {
    const dao = await open('Hoàng Thị Đào');
    await zalo.control.operatorWrites({ to: dao, text: 'Chị Hoa ở văn phòng đây ạ' });
    room.house.clock.forward(ECHO_MS);
    const { models } = room.house.parts.chat;
    await until('the thread to be handed over', () =>
      models.threads.exists({ _id: `${account}:${dao}`, handedOverUntil: { $exists: true } }).then(Boolean),
    );
    const before = zalo.control.sent({ to: dao }).length;
    await write('tài liệu', dao)();
    const [woken] = await ask(dao, write('menu', dao));
    expect(woken).toMatch(/Lịch họp/);
    expect(zalo.control.sent({ to: dao })).toHaveLength(before + 1);
  });

  it('goes on when its token ended in the middle, with a new pair that is stored', async () => {
    const bich = await open('Ma Thị Bích');
    zalo.control.expireToken();
    expect(await ask(bich, () => zalo.control.press({ person: bich, title: 'Không' }))).toHaveLength(1);
    expect(zalo.requests.filter(({ path }) => path === '/v4/oa/access_token')).toHaveLength(2);
  });

  it('sends a choice as a numbered list when the OA may not send buttons, and takes the number', async () => {
    const { id } = zalo.control.addPerson({ name: 'Nông Thị Cúc' });
    zalo.control.refuse({ forms: ['buttons'] });
    const [, notice] = await ask(id, write('chào em', id), 2);
    expect(notice).toMatch(/1\. Đồng ý\n2\. Không$/);
    expect(await ask(id, write('2', id))).toHaveLength(1);
  });
});
