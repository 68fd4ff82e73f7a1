import { afterEach, describe, expect, it } from 'vitest';
import { BOT, DONG, HOA, LAN, MAI, openZaloBench, TAY, until, type ZaloBench } from './bench.ts';

let bench: ZaloBench;
afterEach(() => bench.close());

const view = async () => {
  await bench.accounts.idle();
  const found = await bench.accounts.get(bench.account, '/');
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
};
/** The next so many things said. */
const texts = async (count: number) =>
  (await bench.hear(count)).flatMap((one) =>
    one.type === 'event' && one.event.type === 'message' ? [one.event.text] : [],
  );
const isState = (state: string) => bench.eventually(async () => (await view()).state === state, state);
const send = (text: string) =>
  bench.channel.send({ thread: DONG, threadKind: 'group', message: { type: 'text', text }, key: text });
const down = async (act: () => void) => {
  act();
  await until(() => !bench.control.connected(BOT), 'the line to break');
  await isState('offline');
};

describe('a line that breaks', () => {
  it('comes back by itself, and what was written meanwhile is told once and in order', async () => {
    bench = await openZaloBench();
    const { control, clock } = bench;
    control.say({ from: LAN, group: DONG, text: 'trước' });
    await bench.eventually(() => bench.told.length === 1);
    await down(() => control.dropSocket(BOT));
    control.say({ from: LAN, group: DONG, text: 'lúc mất mạng 1' });
    await clock.advance(100);
    control.say({ from: HOA, to: BOT, text: 'nhắn riêng lúc mất mạng' });
    await clock.advance(100);
    control.say({ from: HOA, group: DONG, text: 'lúc mất mạng 2' });
    await clock.advance(2_000);
    await bench.connected();
    await isState('connected');
    expect(await texts(4)).toEqual(['trước', 'lúc mất mạng 1', 'nhắn riêng lúc mất mạng', 'lúc mất mạng 2']);
  });

  it('does not answer what is older than the horizon, nor what came before the account was ever heard', async () => {
    bench = await openZaloBench({ values: { catchUpHours: 1 } });
    const { control, clock } = bench;
    const at = (minutes: number) => clock.now().getTime() - minutes * 60_000;
    control.say({ from: LAN, group: DONG, text: 'nghe được' });
    await bench.eventually(() => bench.told.length === 1);
    await bench.accounts.pause(bench.account, true, '/');
    await until(() => !control.connected(BOT));
    for (let hour = 0; hour < 3; hour += 1) await clock.advance(3_600_000);
    control.say({ from: LAN, group: DONG, text: 'hai giờ trước', at: at(120) });
    control.say({ from: LAN, group: DONG, text: 'nửa giờ trước', at: at(30) });
    await bench.accounts.pause(bench.account, false, '/');
    await bench.connected();
    expect(await texts(2)).toEqual(['nghe được', 'nửa giờ trước']);
  });

  it('that another window of the account took is left to it, and said so', async () => {
    bench = await openZaloBench();
    await down(() => bench.control.closeSocket({ account: BOT, code: 3000 }));
    const { state, sentence, retryAt } = await view();
    expect({ state, sentence }).toMatchObject({ state: 'offline', sentence: expect.stringContaining('Zalo Web khác') });
    expect(Date.parse(retryAt ?? '')).toBeGreaterThan(bench.clock.now().getTime() + 4 * 60_000);
  });

  it('refuses sends meanwhile, in words, to be tried again', async () => {
    bench = await openZaloBench();
    await down(() => bench.control.dropSocket(BOT));
    expect(await send('a')).toMatchObject({ type: 'failed', error: { code: 'offline', retry: true } });
    expect(bench.control.sent()).toEqual([]);
  });

  it('with frames that nobody can read goes on', async () => {
    bench = await openZaloBench();
    bench.control.garbage(BOT);
    bench.control.say({ from: LAN, group: DONG, text: 'vẫn nghe' });
    expect(await texts(1)).toEqual(['vẫn nghe']);
  });
});

describe('a login', () => {
  it('is kept alive, and its renewed cookies are saved', async () => {
    bench = await openZaloBench();
    const { control, clock } = bench;
    control.refreshCookie(BOT);
    await clock.advance(3 * 60_000 + 100);
    await until(() => control.asked().some(({ path }) => path === '/keepalive'), 'keepAlive');
    await bench.rest();
    await clock.advance(1_000);
    await bench.rest();
    // The old cookie alone no longer lets anybody in; the saved one does.
    control.forgetOldCookies(BOT);
    await bench.reconnect();
    await isState('connected');
  });

  it('that dies is told, nothing is sent with it, and a new sign-in by QR goes on', async () => {
    bench = await openZaloBench();
    const { control, clock } = bench;
    control.killSession(BOT);
    expect(await send('lúc phiên chết')).toMatchObject({ type: 'failed', error: { code: 'offline', retry: true } });
    await bench.rest();
    await clock.advance(61_000);
    await until(
      () => control.asked().filter(({ path }) => path.endsWith('getServerInfo')).length >= 2,
      'a second login',
    );
    await isState('needs_sign_in');
    expect((await view()).sentence).toContain('quét mã QR');

    await bench.accounts.beginQr(bench.account, '/');
    await until(() => control.qr()?.state === 'new', 'a code');
    control.scan(BOT);
    await until(() => control.qr()?.state === 'scanned', 'the scan');
    control.confirm();
    await bench.connected();
    await isState('connected');
    expect(await send('sau khi đăng nhập lại')).toMatchObject({ type: 'sent' });
    expect(control.sent().map(({ text }) => text)).toEqual(['sau khi đăng nhập lại']);
  });

  it.each([
    ['a send', '/api/group/sendmsg', () => send('a')],
    ['a login', '/getServerInfo', () => bench.reconnect().catch(() => undefined)],
  ])('of an account that Zalo locked is not tried again, as %s tells', async (_name, on, act) => {
    bench = await openZaloBench();
    const message = 'Tài khoản của bạn đã bị khóa do vi phạm';
    bench.control.fault({ fault: { type: 'code', code: 1002, message }, on });
    void act();
    await isState('blocked');
    expect((await view()).sentence).toContain('khóa');
    bench.control.clearRecord();
    for (let minute = 0; minute < 30; minute += 1) await bench.clock.advance(60_000);
    expect(bench.control.asked()).toEqual([]);
    expect(await send('b')).toMatchObject({ type: 'failed', error: { code: 'offline', retry: true } });
  });

  it('leaves no secret in the log', async () => {
    bench = await openZaloBench();
    const { control } = bench;
    await send('một');
    control.fault({ fault: { type: 'lose_answer' }, on: 'send' });
    await send('hai');
    control.garbage(BOT);
    control.killSession(BOT);
    await send('ba');
    await bench.rest();
    await bench.clock.advance(61_000);
    await bench.rest();
    const log = bench.log.join('\n');
    expect(log.length).toBeGreaterThan(0);
    for (const secret of control.secrets()) expect(log).not.toContain(secret);
  });
});

describe('groups', () => {
  it('are read with their members, in batches that Zalo takes', async () => {
    bench = await openZaloBench();
    const { control } = bench;
    for (let n = 0; n < 120; n += 1) control.addGroup({ name: `Nhóm ${n}`, members: [LAN, BOT] });
    control.clearRecord();
    const groups = await bench.connection.groups?.();
    const found = groups?.ok ? groups.value : [];
    expect(found).toHaveLength(122);
    expect(found.find(({ id }) => id === DONG)).toMatchObject({
      name: 'Chi hội Đông',
      size: 3,
      members: expect.arrayContaining([{ id: HOA, name: 'Trần Thị Hoa' }]),
    });
    expect(control.asked().filter(({ path }) => path.endsWith('getmg-v2'))).toHaveLength(3);
  });

  it.each([
    ['an open group', {}, { ok: true, value: { waiting: false } }],
    ['one whose head must agree', { joinAppr: 1 as const }, { ok: true, value: { waiting: true } }],
  ])('%s is joined by its link', async (_name, setting, result) => {
    bench = await openZaloBench();
    const { control } = bench;
    const group = control.addGroup({ name: 'Chi hội Nam', members: [LAN] });
    control.setting({ group: group.id, ...setting });
    expect(await bench.connection.joinGroup?.(group.link)).toMatchObject(result);
  });

  it('that we are in already are no error, and a wrong link is one', async () => {
    bench = await openZaloBench();
    const [dong] = bench.control.groups();
    expect(await bench.connection.joinGroup?.(dong?.link ?? '')).toEqual({
      ok: true,
      value: { id: DONG, waiting: false },
    });
    for (const link of ['https://zalo.me/g/khongco', 'https://example.com/g/a', 'abc'])
      expect(await bench.connection.joinGroup?.(link)).toMatchObject({ ok: false, error: { place: 'link' } });
  });

  it('that somebody puts us into are known by name before anybody writes', async () => {
    bench = await openZaloBench();
    const group = bench.control.addGroup({ name: 'Chi hội Bắc', members: [LAN] });
    bench.control.join({ group: group.id, uids: [BOT, MAI], by: LAN });
    expect(await bench.hear(2)).toMatchObject([
      { event: { type: 'we_joined', thread: { id: group.id, name: 'Chi hội Bắc' } } },
      { event: { type: 'members_joined', contacts: [{ id: MAI }] } },
    ]);
  });

  it('hear typing and reactions, and remember which message they are for', async () => {
    bench = await openZaloBench();
    const { control, channel } = bench;
    const message = control.say({ from: LAN, group: TAY, text: 'xong rồi em nhé' });
    await bench.hear(1);
    await channel.signal?.(TAY, 'group', { type: 'typing' });
    await channel.signal?.(TAY, 'group', { type: 'react', messageId: message, emoji: '👍' });
    await channel.signal?.(TAY, 'group', { type: 'seen', messageId: message });
    await channel.signal?.(TAY, 'group', { type: 'react', messageId: '1', emoji: '👍' });
    expect(control.signs()).toMatchObject([
      { kind: 'typing', thread: TAY },
      { kind: 'react', msgId: message, icon: '/-strong' },
      { kind: 'seen', msgId: message },
    ]);
  });

  it('say who has seen what we sent, once for each message', async () => {
    bench = await openZaloBench();
    const sent = await send('đã xem chưa');
    const message = sent.type === 'sent' ? sent.messageId : '';
    await bench.hear(1);
    bench.control.see({ by: LAN, message });
    bench.control.see({ by: HOA, message });
    expect(await bench.hear(1)).toMatchObject([{ type: 'receipt', messageId: message, state: 'seen' }]);
  });
});

describe('the live check', () => {
  it('tells who we are and where', async () => {
    bench = await openZaloBench();
    const test = await bench.connection.test();
    expect(test).toMatchObject({
      ok: true,
      value: { name: 'Trợ lý', facts: expect.arrayContaining(['Đang ở trong 2 nhóm.']) },
    });
  });

  it('says what to do when nobody has signed in', async () => {
    bench = await openZaloBench();
    await bench.accounts.edit(bench.account, { values: { session: '' } }, '/');
    await until(() => !bench.control.connected(BOT));
    await isState('needs_sign_in');
    expect(await bench.connection.test()).toMatchObject({ ok: false, error: { code: 'zalo_personal.not_signed_in' } });
  });
});
