import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { type API, LoginQRCallbackEventType, type Message, ThreadType, Zalo } from 'zca-js';
import { bundle } from '../../store/bundle.ts';
import { emulatedFetch, remoteControl } from './client.ts';
import { png } from './picture.ts';
import { startZaloPersonal, type ZaloPersonal, type ZaloPersonalOptions } from './server.ts';

let open: ZaloPersonal | undefined;
let apis: API[] = [];

const start = async (options: ZaloPersonalOptions = {}) => {
  open = await startZaloPersonal({ qrHoldMs: 50, ...options });
  const { control } = open;
  const bot = control.addAccount({ name: 'Trợ lý' });
  const lan = control.addPerson({ name: 'Lan' });
  const hoa = control.addPerson({ name: 'Hoa' });
  const group = control.addGroup({ name: 'Chi hội Đông', members: [lan.uid, hoa.uid, bot.uid] });
  return { url: open.url, control, bot, lan, hoa, group };
};

const zaloAt = (url: string) =>
  new Zalo({ selfListen: true, checkUpdate: false, logging: false, polyfill: emulatedFetch(url) });

/** The real client, signed in by cookie and listening. */
const signIn = async (url: string, control: ZaloPersonal['control'], account: string) => {
  const api = await zaloAt(url).login(control.signedIn(account));
  apis.push(api);
  const heard: Message[] = [];
  const closes: number[] = [];
  api.listener.on('error', () => undefined);
  api.listener.on('message', (message) => heard.push(message));
  api.listener.on('closed', (code) => closes.push(code));
  const ready = new Promise((resolve) => api.listener.once('cipher_key', resolve));
  api.listener.start();
  await ready;
  return { api, heard, closes };
};

const until = (condition: () => boolean) => expect.poll(condition, { interval: 5, timeout: 3000 }).toBe(true);

afterEach(async () => {
  for (const api of apis) api.listener.stop();
  apis = [];
  await open?.close();
  open = undefined;
});

describe('signing in with the real zca-js', () => {
  it('by a QR code that is scanned and confirmed', async () => {
    const { url, control, bot } = await start();
    const events: number[] = [];
    const login = zaloAt(url).loginQR({ userAgent: 'ua' }, (event) => {
      events.push(event.type);
      if (event.type === LoginQRCallbackEventType.QRCodeGenerated) {
        expect(Buffer.from(event.data.image, 'base64').subarray(1, 4).toString()).toBe('PNG');
        setTimeout(() => control.scan(bot.uid), 20);
      }
      if (event.type === LoginQRCallbackEventType.QRCodeScanned) setTimeout(() => control.confirm(), 20);
    });
    const api = await login;
    expect(events).toEqual([0, 2, 4]);
    expect(api.getOwnId()).toBe(bot.uid);
    expect((await api.fetchAccountInfo()).profile.displayName).toBe('Trợ lý');
  });

  it('by a QR code that is declined, then shown again', async () => {
    const { url, control, bot } = await start();
    const events: number[] = [];
    const login = zaloAt(url).loginQR({}, (event) => {
      events.push(event.type);
      const times = events.filter((type) => type === 0).length;
      if (event.type === 0) setTimeout(() => control.scan(bot.uid), 10);
      if (event.type === 2) setTimeout(() => (times === 1 ? control.decline() : control.confirm()), 10);
      if (event.type === 3) event.actions.retry();
    });
    expect((await login).getOwnId()).toBe(bot.uid);
    expect(events).toEqual([0, 2, 3, 0, 2, 4]);
  });

  it('by cookies, until they are dead', async () => {
    const { url, control, bot } = await start();
    const saved = control.signedIn(bot.uid);
    const api = await zaloAt(url).login(structuredClone(saved));
    expect(await api.keepAlive()).toEqual({ error_code: 0, data: { config_vesion: 1 } }.data);
    control.refreshCookie(bot.uid);
    await api.keepAlive();
    const jar = api.getCookie().toJSON()?.cookies ?? [];
    expect(jar.find(({ key }) => key === 'zpw_sek')?.value).not.toBe(saved.cookie[1]?.value);
    control.killSession(bot.uid);
    await expect(api.fetchAccountInfo()).rejects.toMatchObject({ code: 600 });
    await expect(zaloAt(url).login(structuredClone(saved))).rejects.toThrow('zpw_sek');
  });
});

describe('sending with the real zca-js', () => {
  it('texts, mentions, replies, reactions, withdrawals and signs', async () => {
    const { url, control, bot, lan, group } = await start();
    const { api, heard } = await signIn(url, control, bot.uid);
    const asked = control.say({ from: lan.uid, group: group.id, text: 'Họp mấy giờ?' });
    await until(() => heard.length === 1);
    const [question] = heard;
    if (!question) throw new Error('nothing heard');
    expect(question).toMatchObject({ type: ThreadType.Group, threadId: group.id, isSelf: false });

    const plain = await api.sendMessage('Chào cả nhà', group.id, ThreadType.Group);
    const text = 'Mời @Lan trả lời 🎉';
    await api.sendMessage({ msg: text, mentions: [{ pos: 4, len: 4, uid: lan.uid }] }, group.id, ThreadType.Group);
    await api.sendMessage({ msg: '8 giờ ạ', quote: question.data }, group.id, ThreadType.Group);
    await api.sendMessage('Riêng chị Lan', lan.uid, ThreadType.User);
    await api.addReaction('/-heart' as never, { data: question.data, threadId: group.id, type: ThreadType.Group });
    await api.sendTypingEvent(group.id, ThreadType.Group);
    await api.sendSeenEvent([question.data as never], ThreadType.Group);
    await until(() => heard.length === 5);
    const echo = heard.find(({ data }) => data.msgId === String(plain.message?.msgId));
    expect(echo).toMatchObject({ isSelf: true });
    await api.undo({ msgId: echo?.data.msgId ?? '', cliMsgId: echo?.data.cliMsgId ?? '' }, group.id, ThreadType.Group);

    expect(control.sent()).toMatchObject([
      { kind: 'text', thread: group.id, text: 'Chào cả nhà', msgId: String(plain.message?.msgId) },
      { kind: 'text', thread: group.id, text, mentions: [{ uid: lan.uid, text: '@Lan' }] },
      { kind: 'text', thread: group.id, text: '8 giờ ạ', quotes: asked },
      { kind: 'text', thread: lan.uid, threadKind: 'direct', text: 'Riêng chị Lan' },
    ]);
    expect(control.signs().map(({ kind }) => kind)).toEqual(['react', 'typing', 'seen', 'undo']);
    expect(control.signs()[0]).toMatchObject({ icon: '/-heart', msgId: asked, thread: group.id });
  });

  it('pictures and files in pieces', async () => {
    const { url, control, bot, lan, group } = await start({ chunkBytes: 1000 });
    const { api, heard } = await signIn(url, control, bot.uid);
    const picture = png(64, 64, (x, y) => createHash('md5').update(`${x} ${y}`).digest()[0] === 0);
    const image = {
      data: picture,
      filename: 'bang.png' as const,
      metadata: { totalSize: picture.length, width: 64, height: 64 },
    };
    await api.sendMessage({ msg: 'Bảng điểm', attachments: [image] }, group.id, ThreadType.Group);
    const bytes = Buffer.from('nội dung '.repeat(700), 'utf8');
    const file = { data: bytes, filename: 'tai-lieu.pdf' as const, metadata: { totalSize: bytes.length } };
    await api.sendMessage({ msg: '', attachments: [file] }, lan.uid, ThreadType.User);
    expect(control.sent()).toMatchObject([
      { kind: 'image', text: 'Bảng điểm', file: { name: 'bang.png', bytes: picture.length } },
      { kind: 'file', thread: lan.uid, file: { name: 'tai-lieu.pdf', bytes: bytes.length } },
    ]);
    await until(() => heard.length === 2);
    const sentFile = heard.find(({ data }) => data.msgType === 'share.file')?.data.content as { href: string };
    expect(Buffer.from(await (await fetch(sentFile.href)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('polls whose votes are read back, and reminders with who accepts', async () => {
    const { url, control, bot, lan, hoa, group } = await start();
    const { api, heard } = await signIn(url, control, bot.uid);
    const events: { type: string; data: unknown }[] = [];
    api.listener.on('group_event', ({ type, data }) => events.push({ type, data }));
    const poll = await api.createPoll({ question: 'Chị dự họp?', options: ['Có', 'Không'] }, group.id);
    control.vote({ from: lan.uid, poll: poll.poll_id, options: ['Có'] });
    control.vote({ from: hoa.uid, poll: poll.poll_id, options: ['Không'] });
    control.vote({ from: hoa.uid, poll: poll.poll_id, options: ['Có'] });
    await until(() => heard.filter(({ data }) => data.msgType === 'group.poll').length === 4);
    const detail = await api.getPollDetail(poll.poll_id);
    expect(detail.options.map(({ content, voters }) => [content, voters])).toEqual([
      ['Có', [lan.uid, hoa.uid]],
      ['Không', []],
    ]);

    const startTime = Date.now() + 3_600_000;
    const made = await api.createReminder({ title: 'Họp chi hội', startTime }, group.id, ThreadType.Group);
    const id = 'id' in made ? made.id : made.reminderId;
    control.answerReminder({ from: lan.uid, reminder: id, accepts: true });
    control.answerReminder({ from: hoa.uid, reminder: id, accepts: false });
    await until(() => events.length === 2);
    expect(events[0]).toMatchObject({ type: 'accept_remind', data: { topicId: id, updateMembers: [lan.uid] } });
    expect(await api.getReminderResponses(id)).toEqual({ acceptMember: [lan.uid], rejectMember: [hoa.uid] });
    expect((await api.getListReminder({}, group.id, ThreadType.Group))[0]).toMatchObject({ id });
  });
});

describe('groups with the real zca-js', () => {
  it('reads groups and members back, in batches', async () => {
    const { url, control, bot, lan, hoa, group } = await start();
    for (let n = 0; n < 120; n += 1) control.addGroup({ name: `Nhóm ${n}`, members: [lan.uid, bot.uid] });
    control.addGroup({ name: 'Nhóm không có trợ lý', members: [lan.uid] });
    const { api } = await signIn(url, control, bot.uid);
    const ids = Object.keys((await api.getAllGroups()).gridVerMap);
    expect(ids).toHaveLength(121);
    await expect(api.getGroupInfo(ids)).rejects.toMatchObject({ code: 114 });
    const { gridInfoMap } = await api.getGroupInfo(group.id);
    expect(gridInfoMap[group.id]?.memVerList).toEqual([lan.uid, hoa.uid, bot.uid].map((uid) => `${uid}_1`));
    const { profiles } = await api.getGroupMembersInfo([lan.uid, hoa.uid]);
    expect(Object.values(profiles).map(({ displayName }) => displayName)).toEqual(['Lan', 'Hoa']);
  });

  it('tells of members who come and go, and joins by link', async () => {
    const { url, control, bot, lan, hoa, group } = await start();
    const other = control.addGroup({ name: 'Chi hội Tây', members: [lan.uid] });
    const { api } = await signIn(url, control, bot.uid);
    const events: string[] = [];
    api.listener.on('group_event', ({ type, threadId, isSelf }) => events.push(`${type} ${threadId} ${isSelf}`));
    const mai = control.addPerson({ name: 'Mai' });
    control.join({ group: group.id, uids: [mai.uid] });
    control.leave({ group: group.id, uid: hoa.uid });
    control.kick({ group: group.id, uid: bot.uid, by: lan.uid });
    await until(() => events.length === 3);
    expect(await api.joinGroupLink(other.link)).toBe('');
    await expect(api.joinGroupLink(other.link)).rejects.toMatchObject({ code: 178 });
    control.setting({ group: group.id, joinAppr: 1 });
    await expect(api.joinGroupLink(group.link)).rejects.toMatchObject({ code: 240 });
    await until(() => events.length === 4);
    expect(events.sort()).toEqual(
      [
        `join ${group.id} false`,
        `leave ${group.id} false`,
        `remove_member ${group.id} true`,
        `join ${other.id} true`,
      ].sort(),
    );
  });
});

describe('trouble', () => {
  it('spoils the requests that it was told to spoil, and only those', async () => {
    const { url, control, bot, lan, group } = await start();
    const { api } = await signIn(url, control, bot.uid);
    const send = (text: string, to = group.id, type = ThreadType.Group) => api.sendMessage(text, to, type);
    control.fault({ fault: { type: 'code', code: 221 }, on: 'send', thread: group.id });
    await send('một', lan.uid, ThreadType.User);
    await expect(send('hai')).rejects.toMatchObject({ code: 221 });
    control.fault({ fault: { type: 'empty_id' }, on: 'send' });
    expect((await send('ba')).message?.msgId).toBeUndefined();
    control.fault({ fault: { type: 'lose_answer' }, on: 'send' });
    await expect(send('bốn')).rejects.toThrow('fetch failed');
    control.fault({ fault: { type: 'html' }, on: 'send' });
    await expect(send('năm')).rejects.toMatchObject({ code: null });
    control.fault({ fault: { type: 'hang' }, on: 'send' });
    const hung = send('sáu');
    hung.catch(() => undefined);
    const first = await Promise.race([hung, new Promise((resolve) => setTimeout(resolve, 150, 'silence'))]);
    expect(first).toBe('silence');
    await send('bảy');
    expect(control.sent().map(({ text, msgId }) => (msgId === undefined ? `${text} lost` : text))).toEqual([
      'một',
      'ba lost',
      'bốn',
      'bảy',
    ]);
    const long = 'đ'.repeat(1600);
    await expect(send(long)).rejects.toMatchObject({ code: 112 });
  });

  it('closes, drops, silences and shuts the line', async () => {
    const { url, control, bot, group, lan } = await start();
    const { api, closes, heard } = await signIn(url, control, bot.uid);
    const again = async () => {
      const ready = new Promise((resolve) => api.listener.once('cipher_key', resolve));
      api.listener.start();
      await ready;
    };
    control.closeSocket({ account: bot.uid, code: 3003 });
    await until(() => closes.length === 1);
    await again();
    control.dropSocket(bot.uid);
    await until(() => closes.length === 2);
    control.door({ next: { type: 'refuse' } });
    api.listener.start();
    await until(() => closes.length === 3);
    control.door({ next: { type: 'shut', code: 1001 } });
    api.listener.start();
    await until(() => closes.length === 4);
    await again();
    const second = await signIn(url, control, bot.uid);
    await until(() => closes.length === 5);
    expect(closes).toEqual([3003, 1006, 1006, 1001, 3000]);

    control.silence({ account: bot.uid, on: true });
    control.say({ from: lan.uid, group: group.id, text: 'không ai nghe' });
    control.silence({ account: bot.uid, on: false });
    control.say({ from: lan.uid, group: group.id, text: 'có người nghe' });
    await until(() => second.heard.length === 1);
    const old = new Promise<string[]>((resolve) =>
      second.api.listener.once('old_messages', (messages) => resolve(messages.map(({ data }) => String(data.content)))),
    );
    second.api.listener.requestOldMessages(ThreadType.Group);
    expect(await old).toEqual(['không ai nghe', 'có người nghe']);
    expect(heard).toEqual([]);
  });

  it('repeats under another id, sends bursts out of order and frames that nobody can read', async () => {
    const { url, control, bot, lan, hoa, group } = await start();
    const { api, heard } = await signIn(url, control, bot.uid);
    const errors: unknown[] = [];
    api.listener.on('error', (error) => errors.push(error));
    const first = control.say({ from: lan.uid, group: group.id, text: 'một' });
    await until(() => heard.length === 1);
    const second = control.again({ message: first, otherId: true });
    await until(() => heard.length === 2);
    expect(heard.map(({ data }) => data.msgId)).toEqual([first, second]);
    expect(new Set(heard.map(({ data }) => data.cliMsgId)).size).toBe(1);
    const said = ['hai', 'ba', 'bốn'].map((text) => ({ from: hoa.uid, group: group.id, text }));
    control.burst({ said, oneFrame: true });
    await until(() => heard.length === 5);
    expect(heard.slice(2).map(({ data }) => data.content)).toEqual(['bốn', 'ba', 'hai']);
    control.garbage(bot.uid);
    await until(() => errors.length === 1);
  });
});

describe('the control path', () => {
  it('is there when the emulator is a process of its own', async () => {
    const program = await bundle('test/emulators/zalo-personal/main.ts');
    const child = spawn(process.execPath, [program.path, '--sample'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      const { url } = JSON.parse(line) as { url: string };
      const remote = remoteControl(url);
      const bot = (await remote.people()).find(({ account }) => account);
      const api = await zaloAt(url).login(await remote.signedIn(bot?.uid ?? ''));
      expect(Object.keys((await api.getAllGroups()).gridVerMap)).toHaveLength(2);
    } finally {
      child.kill('SIGTERM');
      expect((await once(child, 'exit'))[0]).toBe(0);
      await program.remove();
    }
  });

  it('does over HTTP what the methods do', async () => {
    const { url, control, bot, lan, group } = await start();
    const { api, heard } = await signIn(url, control, bot.uid);
    const remote = remoteControl(url);
    await remote.say({ from: lan.uid, group: group.id, text: 'từ xa' });
    await until(() => heard.length === 1);
    await api.sendMessage('đã nghe', group.id, ThreadType.Group);
    expect((await remote.sent()).map(({ text }) => text)).toEqual(['đã nghe']);
    await expect(remote.scan('nobody')).rejects.toThrow('no QR code');
    expect(await (await fetch(url)).text()).toContain('Zalo giả lập');
  });
});
