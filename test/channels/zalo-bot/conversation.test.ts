import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startZaloBot, type ZaloBotEmulator } from '../../emulators/zalo-bot/server.ts';
import type { SentMessage } from '../../emulators/zalo-bot/world.ts';
import { openWholeHouse, until, type WholeHouse } from '../whole-house.ts';

/** `webhook`: set by the button; `polling`: without any address of ours. */
describe.each(['webhook', 'polling'] as const)('a whole conversation with a Zalo bot by %s', (mode) => {
  let room: WholeHouse;
  let zalo: ZaloBotEmulator;
  let account: string;
  let lan: string;
  let group: string;

  const shown = ({ params }: SentMessage): string => `${params['text'] ?? params['caption'] ?? params['photo']}`;
  /** Does something and waits for so many messages of the bot's to a person or a group. */
  const ask = async (to: string, act: () => unknown, messages = 1): Promise<string[]> => {
    const before = zalo.control.sent({ to }).length;
    await act();
    await until(`${messages} messages to ${to}`, () => zalo.control.sent({ to }).length >= before + messages);
    return zalo.control.sent({ to }).slice(before).map(shown);
  };
  const write =
    (text: string, person = lan) =>
    () =>
      zalo.control.write({ person, text });

  beforeAll(async () => {
    room = await openWholeHouse('2026-11-20T09:00:00+07:00');
    zalo = await startZaloBot({ now: () => room.house.clock.now().getTime() });
    const added = await room.add({ kind: 'zalo-bot', values: { token: zalo.token, mode, apiBase: zalo.url } });
    account = added.id;
    zalo.control.route({ from: new URL(added.webhook).origin, to: room.house.origin });
    if (mode === 'webhook') {
      const set = await room.house.parts.accounts.procedure(account, 'set_webhook', '/');
      if (!set.ok) throw new Error(set.error.message);
    }
    await until('the account to be connected', async () => {
      const view = await room.house.parts.accounts.get(account, '/');
      return view.ok && view.value.state === 'connected';
    });
    lan = zalo.control.addPerson({ name: 'Nguyễn Thị Lan' }).id;
    group = zalo.control.addGroup({ name: 'Chi hội thôn Đông' }).id;
  });
  afterAll(async () => {
    await room.house.close();
    await zalo.close();
  });

  // Every step needs those before it.
  it('greets her by numbered lists, and takes her consent', async () => {
    const [hello, notice] = await ask(lan, write('chào em'), 2);
    expect(hello).toMatch(/^Em chào chị.*Em là Trợ lý Hội, trả lời tự động\./s);
    expect(notice).toMatch(/Chị có đồng ý không ạ\?\n1\. Đồng ý\n2\. Không$/);
    expect(await ask(lan, write('1'))).toEqual([expect.stringMatching(/\n1\. Được ạ\n2\. Để sau$/)]);
    expect(await ask(lan, write('để sau'))).toEqual([expect.stringMatching(/1\. Lịch họp\n2\. Tài liệu\n/)]);
  });

  it('knows her name from her own message', async () => {
    const contact = await room.house.parts.chat.models.contacts.findById(`${account}:${lan}`).lean();
    expect(contact?.name).toBe('Nguyễn Thị Lan');
  });

  it('finds a document that she names without diacritics', async () => {
    const [list] = await ask(lan, write('tai lieu bao luc gia dinh'));
    expect(list).toMatch(/1\. Phòng, chống bạo lực gia đình\n/);
    const [material] = await ask(lan, write('1'), 2);
    expect(material).toMatch(/^📘 Phòng, chống bạo lực gia đình\n/);
  });

  it('quizzes her and marks her answers', async () => {
    expect(await ask(lan, write('trắc nghiệm'))).toEqual([expect.stringMatching(/7\. Phòng, chống bạo lực/)]);
    await ask(lan, write('7'));
    expect(await ask(lan, write('5 câu'))).toEqual([expect.stringMatching(/^Câu 1\/5: /)]);
    for (let question = 2; question <= 5; question += 1)
      expect(await ask(lan, write('1'))).toEqual([expect.stringMatching(new RegExp(`Câu ${question}/5: `))]);
    const [marked] = await ask(lan, write('2'), 2);
    expect(marked).toMatch(/Chị trả lời đúng \d\/5 câu ạ\.$/);
  });

  it('reminds her of a meeting, and writes her answer down', async () => {
    const contact = `${account}:${lan}`;
    const meeting = await room.planMeeting({ contact, name: 'Nguyễn Thị Lan', group: `${account}:${group}` });
    const remind = () => room.console.post(`/api/meetings/${meeting}/remind-silent`, { request: 'press-0001' });
    expect(await ask(lan, remind)).toEqual([expect.stringMatching(/Họp giao ban.*1\. Tham dự\n2\. Vắng/s)]);
    expect(await ask(lan, write('1'))).toEqual([expect.stringMatching(/^Em đã ghi chị tham dự: Họp giao ban/)]);
    const answers = await room.console.get(`/api/meetings/${meeting}/answers`);
    expect(JSON.stringify(answers.body)).toMatch(/"answer":"yes"/);
  });

  it('answers in an ordinary group when it is called by its name', async () => {
    const call = () => zalo.control.write({ person: lan, group, text: 'tai lieu bao luc gia dinh' });
    const [answer] = await ask(group, call);
    expect(answer).toContain('Phòng, chống bạo lực gia đình');
  });

  it('stops when she says so', async () => {
    expect(await ask(lan, write('dừng nhận tin'))).toEqual([expect.stringMatching(/^Em đã ngừng gửi tin nhắc/)]);
    const row = { key: 'after-stop', thread: `${account}:${lan}`, lane: 'bulk' } as const;
    await room.house.parts.chat.send([{ ...row, message: { type: 'text', text: 'Tin phát' } }]);
    await until('the broadcast to be given up', async () => {
      const [state] = await room.house.parts.chat.states(['after-stop']);
      return state?.state === 'cancelled';
    });
    expect(zalo.control.sent({ to: lan }).map(shown)).not.toContain('Tin phát');
  });

  it('says that it cannot read what the platform withholds', async () => {
    const { id } = zalo.control.addPerson({ name: 'Trần Thị Hoa' });
    await ask(id, write('chào em', id), 2);
    await ask(id, write('2', id));
    expect(await ask(id, () => zalo.control.unsupported({ person: id }))).toHaveLength(1);
  });

  it('does not send again what may have arrived, and says that it is not known', async () => {
    zalo.control.fault({ fault: 'answer_lost' });
    await room.house.parts.chat.send([
      { key: 'lost', thread: `${account}:${lan}`, message: { type: 'text', text: 'Mời chị họp' }, lane: 'reply' },
    ]);
    await until('its end to be unknown', async () => {
      const [state] = await room.house.parts.chat.states(['lost']);
      return state?.state === 'unknown';
    });
    expect(
      zalo.control
        .sent({ to: lan })
        .map(shown)
        .filter((text) => text === 'Mời chị họp'),
    ).toHaveLength(1);
  });

  it('waits and goes on when the quota is used up', async () => {
    zalo.control.fault({ fault: 429 });
    await room.house.parts.chat.send([
      { key: 'quota', thread: `${account}:${lan}`, message: { type: 'text', text: 'Sau một phút' }, lane: 'reply' },
    ]);
    await until('it to wait', async () => {
      const [state] = await room.house.parts.chat.states(['quota']);
      return state?.error?.code === 'rate_limited';
    });
    room.house.clock.forward(61_000);
    await until('it to be sent', async () => {
      const [state] = await room.house.parts.chat.states(['quota']);
      return state?.state === 'sent';
    });
    expect(zalo.control.sent({ to: lan }).map(shown).at(-1)).toBe('Sau một phút');
  });
});
