import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConnectedChannel } from '../../../src/channels/kind.ts';
import { messenger } from '../../../src/channels/messenger/kind.ts';
import { FIELDS } from '../../../src/channels/messenger/page.ts';
import { DEFAULT_MENU, Settings } from '../../../src/channels/messenger/settings.ts';
import type { OutboundMessage } from '../../../src/chat/message.ts';
import { render } from '../../../src/chat/render.ts';
import { vietnamese } from '../../../src/language/index.ts';
import { APP, BA_BE } from './accounts.ts';
import { type Connected, openConnected } from './context.ts';

let open: Connected | undefined;
const opened = async (...args: Parameters<typeof openConnected>): Promise<Connected> => {
  open = await openConnected(...args);
  return open;
};
afterEach(async () => {
  await open?.close();
  open = undefined;
});

const run = async (channel: ConnectedChannel, name: string) =>
  channel.procedures?.[name]?.run({ webhookUrl: 'https://chihoi.example.vn/webhook/messenger/1' });

/** Meta's answer comes over a connection, for which moving the clock does not wait. */
const lastReport = (one: Connected, expected: object): Promise<void> =>
  vi.waitFor(() => expect(one.reports.at(-1)).toMatchObject(expected), { timeout: 5_000, interval: 10 });

const text = (words: string): OutboundMessage => ({ type: 'text', text: words });
const bodies = ({ facebook, psid }: Connected) => facebook.control.sent({ psid }).map(({ body }) => body);

describe('what an account says of itself', () => {
  it('is connected once Meta has said whose the token is, and asks for the events that are missing', async () => {
    const one = await opened();
    expect(one.reports).toEqual([{ state: 'connecting' }]);
    await one.clock.advance(1_000);
    await lastReport(one, { state: 'connected', sentence: expect.stringContaining('messages') });
    expect(await run(one.channel, 'subscribe')).toMatchObject({ ok: true });
    expect(one.facebook.control.pages()[0]?.subscribed).toEqual([...FIELDS]);
    expect(await run(one.channel, 'check_subscription')).toEqual({ ok: true, value: 'Trang đang gửi đủ sự kiện.' });
    await one.clock.advance(6 * 3_600_000);
    await vi.waitFor(() => expect(one.reports.at(-1)).toEqual({ state: 'connected' }));
  });

  it('notices within hours that Meta unsubscribed the Page', async () => {
    const one = await opened();
    await run(one.channel, 'subscribe');
    await one.clock.advance(1_000);
    await vi.waitFor(() => expect(one.reports.at(-1)).toEqual({ state: 'connected' }));
    one.facebook.control.addPage({ id: BA_BE, name: 'Trang', app: APP, token: 'EAAG-token', subscribed: ['messages'] });
    await one.clock.advance(6 * 3_600_000);
    await lastReport(one, { sentence: expect.stringContaining('messaging_postbacks') });
  });

  it.each([
    ['there is no token', '', 'Chưa có mã truy cập'],
    ['Meta does not know the token', 'EAAG-old', 'không còn dùng được'],
  ])('asks for a person when %s', async (_why, token, words) => {
    const one = await opened({}, token);
    await one.clock.advance(1_000);
    await lastReport(one, { state: 'needs_sign_in', sentence: expect.stringContaining(words) });
    expect(await one.channel.test()).toMatchObject({ ok: false });
  });

  it('asks for a person when the token is another Page’s', async () => {
    const one = await opened({ pageId: '100200300400999' });
    await one.clock.advance(1_000);
    expect(one.reports.at(-1)).toMatchObject({ state: 'needs_sign_in', sentence: expect.stringContaining('Ba Bể') });
  });

  it('is offline while Meta is not reached, and comes back by itself', async () => {
    const one = await opened();
    one.facebook.control.fault({ fault: { type: 'html' }, times: 3 });
    await one.clock.advance(1_000);
    expect(one.reports.at(-1)).toMatchObject({ state: 'offline', retryAt: expect.any(Date) });
    await one.clock.advance(10_000);
    await one.clock.advance(30_000);
    await one.clock.advance(60_000);
    expect(one.reports.at(-1)?.state).toBe('connected');
  });

  it('tells its name and what it can do when tested', async () => {
    const one = await opened({ utilityTemplate: 'nhac_viec' });
    await run(one.channel, 'subscribe');
    expect(await one.channel.test()).toEqual({
      ok: true,
      value: {
        name: 'Hội LHPN xã Ba Bể',
        facts: [
          `Trang: Hội LHPN xã Ba Bể (${BA_BE})`,
          'Đã đăng ký đủ 12 loại sự kiện.',
          'Ngoài 24 giờ lời nhắc đi theo mẫu “nhac_viec”.',
        ],
      },
    });
  });
});

describe('the menu of the Page', () => {
  it('is what the settings say, with the Get Started button', async () => {
    const one = await opened({ menu: 'Tài liệu\n\nTrang xã = https://babe.thainguyen.gov.vn/?a=1' });
    expect(await run(one.channel, 'set_menu')).toMatchObject({ ok: true });
    expect(one.facebook.control.pages()[0]?.profile).toEqual({
      get_started: { payload: 'get_started' },
      persistent_menu: [
        {
          locale: 'default',
          composer_input_disabled: false,
          call_to_actions: [
            { type: 'postback', title: 'Tài liệu', payload: 's:Tài liệu' },
            { type: 'web_url', title: 'Trang xã', url: 'https://babe.thainguyen.gov.vn/?a=1' },
          ],
        },
      ],
    });
  });

  it.each([
    ['an item has no name', 'Tài liệu\n= lịch họp', 'dòng 2'],
    ['a name is too long', 'Một tên mục quá dài để hiện trên điện thoại', 'dòng 1'],
    ['the words behind a name are too long', `Dài = ${'x'.repeat(999)}`, 'dòng 1'],
    ['there are too many items', Array.from({ length: 21 }, (_, i) => `Mục ${i}`).join('\n'), '21 mục'],
  ])('is refused with its place when %s', async (_why, menu, place) => {
    const one = await opened({ menu });
    expect(await run(one.channel, 'set_menu')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining(place) },
    });
  });

  it('begins with words that the assistant understands', () => {
    const words = DEFAULT_MENU.split('\n').map((line) => line.split(' = ')[1] ?? '');
    expect(vietnamese.command(words[0] ?? '')).toBe('menu');
    expect(vietnamese.command(words.at(-1) ?? '')).toBe('stop');
    expect(words).toHaveLength(6);
  });

  it('says when Meta allows no more changes for now', async () => {
    const one = await opened();
    for (let time = 0; time < 10; time += 1) await run(one.channel, 'set_menu');
    expect(await run(one.channel, 'set_menu')).toMatchObject({ ok: false, error: { code: 'messenger.rate_limited' } });
  });
});

describe('sending', () => {
  it('fits whatever a flow may say into Meta’s limits', async () => {
    const one = await opened();
    const long = `${'Chị em hội viên ơi. '.repeat(300)}👩‍🌾`;
    const messages: OutboundMessage[] = [
      text(long),
      { type: 'choice', text: long, options: [{ label: 'Đồng ý', value: 'x'.repeat(200) }] },
      { type: 'choice', text: 'Chọn', options: [{ label: 'Một nhãn rất dài không vừa nút bấm', value: 'a' }] },
      {
        type: 'dropdown',
        text: 'Chọn',
        options: Array.from({ length: 50 }, (_, i) => ({ label: `Mục ${i}`, value: `${i}` })),
      },
      {
        type: 'carousel',
        items: Array.from({ length: 12 }, (_, i) => ({
          title: `Tài liệu ${i}`,
          subtitle: 'x'.repeat(80),
          actions: [{ action: 'say' as const, label: 'Đọc', value: `đọc ${i}` }],
        })),
      },
      { type: 'card', title: long, subtitle: long, imageUrl: 'https://hoi.vn/a.jpg', actions: [] },
      {
        type: 'card',
        title: 'Lớp học',
        imageUrl: '/files/anh.jpg',
        actions: Array.from({ length: 15 }, (_, i) => ({
          action: 'postback' as const,
          label: `Lớp ${i}`,
          value: 'y'.repeat(2000),
        })),
      },
      { type: 'location', latitude: 22.4, longitude: 105.6 },
      { type: 'reminder', title: long, at: '2026-11-21T12:30:00.000Z' },
      { type: 'poll', question: 'Chị dự không?', options: [{ label: 'Có', value: 'co' }], multiple: false },
      { type: 'mention', text: 'Chào @{1}', contacts: [{ id: '1', name: 'Lan' }] },
      { type: 'image', imageUrl: 'https://hoi.vn/a.jpg', title: long },
    ];
    const abilities = messenger.abilities(Settings.parse({ pageId: BA_BE, appId: APP }));
    let key = 0;
    for (const message of messages)
      for (const part of render(message, abilities)) {
        key += 1;
        expect(await one.send(part, `k${key}`)).toMatchObject({ type: 'sent' });
      }
    const words = bodies(one).map(({ text: said }) => (typeof said === 'string' ? said : ''));
    expect(words.join(' ').match(/hội viên ơi/g)?.length).toBeGreaterThanOrEqual(300 * 6);
    for (const said of words) expect(said.isWellFormed()).toBe(true);
  });

  it('goes on with the part at which the first try ended', async () => {
    const one = await opened();
    const message: OutboundMessage = { type: 'image', imageUrl: '/files/anh.jpg', title: 'Ngày hội' };
    one.facebook.control.fault({ fault: { type: 'error', code: 2, status: 500 }, on: 'send', after: 1 });
    expect(await one.send(message)).toMatchObject({ type: 'failed', error: { retry: true } });
    expect(await one.send(message)).toMatchObject({ type: 'sent' });
    expect(bodies(one)).toMatchObject([{ attachment: { type: 'image' } }, { text: 'Ngày hội' }]);
  });

  it('uploads a file of our own once for many threads, and anew before Meta forgets it', async () => {
    const one = await opened();
    const file: OutboundMessage = { type: 'file', fileUrl: '/files/bien-ban.pdf' };
    const another = one.facebook.control.addPerson({ page: BA_BE, name: 'Hoa' });
    one.facebook.control.write({ psid: another, text: 'alo' });
    await one.send(file, 'k1');
    await one.channel.send({ thread: another, threadKind: 'direct', message: file, key: 'k2' });
    expect(one.facebook.control.attachments()).toMatchObject([{ name: 'bien-ban.pdf', type: 'file', bytes: 19 }]);
    const [key] = [...one.memory.keys()];
    one.memory.set(key ?? '', { id: '170000000000000001', at: '2026-08-26T08:00:00.000Z' });
    expect(await one.send(file, 'k3')).toMatchObject({ type: 'sent' });
    expect(one.facebook.control.attachments()).toHaveLength(2);
  });

  it('hands a file over itself when Meta cannot fetch it', async () => {
    const one = await opened();
    one.facebook.control.unreachableHost({ host: 'noi-bo.vn' });
    expect(await one.send({ type: 'file', fileUrl: 'https://noi-bo.vn/a.pdf' })).toMatchObject({ type: 'sent' });
    expect(one.facebook.control.attachments()).toMatchObject([{ name: 'bien-ban.pdf' }]);
  });

  it('asks Meta nothing for a while after it said to slow down', async () => {
    const one = await opened();
    one.facebook.control.fault({ fault: { type: 'error', code: 613 }, on: 'send' });
    expect(await one.send(text('a'))).toMatchObject({ type: 'failed', error: { code: 'rate_limited', retry: true } });
    await one.clock.advance(20_000);
    const asked = one.facebook.control.asked().length;
    expect(await one.send(text('a'))).toMatchObject({ error: { code: 'rate_limited', retryAfterSeconds: 40 } });
    expect(one.facebook.control.asked()).toHaveLength(asked);
    await one.clock.advance(41_000);
    expect(await one.send(text('a'))).toMatchObject({ type: 'sent' });
  });

  it('waits as long as Meta’s headers say until access comes back', async () => {
    const one = await opened();
    const count = { type: 'messenger', call_count: 101, estimated_time_to_regain_access: 5 };
    one.facebook.control.usage({
      headers: { 'x-business-use-case-usage': JSON.stringify({ [BA_BE]: [count], other: [{ call_count: 500 }] }) },
    });
    expect(await one.send(text('a'))).toMatchObject({ type: 'sent' });
    expect(await one.send(text('b'))).toMatchObject({ error: { code: 'rate_limited', retryAfterSeconds: 300 } });
  });

  it('slows down when most of the allowance is used', async () => {
    const one = await opened();
    one.facebook.control.usage({ headers: { 'x-app-usage': JSON.stringify({ call_count: 80, total_time: 3 }) } });
    await one.send(text('a'));
    const second = one.send(text('b'));
    await one.clock.advance(499);
    expect(bodies(one)).toHaveLength(1);
    await one.clock.advance(2);
    expect(await second).toMatchObject({ type: 'sent' });
  });

  it('pauses a restricted Page, tells when it tries again, and says when it is free', async () => {
    const one = await opened();
    one.facebook.control.fault({ fault: { type: 'error', code: 368 }, on: 'send' });
    await one.send(text('a'));
    expect(one.reports.at(-1)).toMatchObject({ state: 'blocked', retryAt: new Date('2026-11-20T08:30:00.000Z') });
    await one.clock.advance(10_000);
    expect(one.reports.at(-1)?.state).toBe('blocked');
    await one.clock.advance(31 * 60_000);
    expect(await one.send(text('a'))).toMatchObject({ type: 'sent' });
    expect(one.reports.at(-1)).toEqual({ state: 'connected' });
  });

  it('sends a reminder outside the window by the template alone, and a text not at all', async () => {
    const one = await opened({ utilityTemplate: 'nhac_viec' });
    one.facebook.control.addTemplate({ name: 'nhac_viec', places: 2 });
    await one.clock.advance(25 * 3_600_000);
    expect(await one.send({ type: 'reminder', title: 'Họp', at: '2026-11-21T12:30:00.000Z' })).toMatchObject({
      type: 'sent',
    });
    expect(await one.send(text('a'), 'k2')).toMatchObject({ type: 'failed', error: { code: 'window_closed' } });
    expect(one.facebook.control.sent().map(({ messagingType }) => messagingType)).toEqual(['UTILITY']);
  });

  it('shows that it is writing and that it has read, and does not mind when Meta refuses', async () => {
    const one = await opened();
    await one.channel.signal?.(one.psid, 'direct', { type: 'typing' });
    await one.channel.signal?.(one.psid, 'direct', { type: 'seen', messageId: 'm_1' });
    await one.channel.signal?.(one.psid, 'direct', { type: 'react', messageId: 'm_1', emoji: '👍' });
    await one.channel.signal?.('404', 'direct', { type: 'typing' });
    expect(one.facebook.control.signs()).toEqual([
      { psid: one.psid, action: 'typing_on' },
      { psid: one.psid, action: 'mark_seen' },
      { psid: one.psid, action: 'react', payload: { message_id: 'm_1', reaction: '👍' } },
    ]);
  });
});

describe('names of people', () => {
  it('are asked once, after the message that made them wanted, family name first', async () => {
    const one = await opened();
    await one.send(text('a'), 'k1');
    expect(one.told).toEqual([]);
    await one.clock.advance(2_000);
    expect(one.told).toEqual([{ type: 'contact', account: 'account-1', contact: one.psid, name: 'Nguyễn Thị Lan' }]);
    await one.send(text('b'), 'k2');
    await one.clock.advance(2_000);
    const asked = one.facebook.control.asked().filter(({ path }) => path === one.psid);
    expect(asked).toHaveLength(1);
  });

  it('are done without when Meta does not tell them', async () => {
    const one = await opened();
    one.facebook.control.fault({ fault: { type: 'error', code: 10, subcode: 2018247 }, on: one.psid, times: 9 });
    await one.send(text('a'));
    await one.clock.advance(2_000);
    expect(one.told).toEqual([]);
    expect(one.reports.at(-1)?.state).toBe('connected');
  });
});
