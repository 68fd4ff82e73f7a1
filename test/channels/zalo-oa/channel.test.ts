import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../../src/channels/zalo-oa/channel.ts';
import type { ZaloOaSecrets, ZaloOaSettings } from '../../../src/channels/zalo-oa/settings.ts';
import type { Happening } from '../../../src/chat/channel.ts';
import { startZaloOa, type ZaloOaEmulator } from '../../emulators/zalo-oa/server.ts';
import { type FakeClock, fakeClock } from '../../support/clock.ts';
import { sharedAccount, testContext } from '../context.ts';

const tell = async () => undefined;

describe('a connected Official Account', () => {
  let clock: FakeClock;
  let emulator: ZaloOaEmulator;

  const open = (more: Partial<ZaloOaSettings> = {}) => {
    const { appId, appSecret, oaId, oaSecretKey } = emulator.app;
    const { access_token, refresh_token } = emulator.control.grant();
    const context = testContext<ZaloOaSettings, ZaloOaSecrets>({
      settings: {
        appId,
        oaId,
        signature: 'strict',
        buttons: true,
        apiBase: emulator.url,
        oauthBase: emulator.url,
        ...more,
      },
      shared: sharedAccount<ZaloOaSecrets>({
        appSecret,
        oaSecretKey,
        accessToken: access_token,
        refreshToken: refresh_token,
        expiresAt: '2026-11-21T02:00:00.000Z',
        refreshUntil: '2027-02-18T01:00:00.000Z',
      }),
      clock,
    });
    return { context, channel: connect(context) };
  };

  beforeEach(async () => {
    clock = fakeClock('2026-11-20T01:00:00.000Z');
    emulator = await startZaloOa({ now: () => clock.now().getTime() });
  });
  afterEach(() => emulator.close());

  it('starts without waiting for the network and becomes connected', async () => {
    const { channel, context } = open();
    emulator.control.fault({ fault: 'timeout', times: 1, on: '/v2.0/oa/getoa' });
    await channel.start(tell);
    expect(context.reports).toMatchObject([{ state: 'connecting' }]);
    await channel.stop();
  });

  it('tells when the platform cannot be reached, and when it can again', async () => {
    const { channel, context } = open();
    emulator.control.fault({ fault: 'http_502', times: 2, on: '/v2.0/oa/getoa' });
    await channel.start(tell);
    await clock.advance(1_000);
    expect(context.reports.at(-1)).toMatchObject({ state: 'offline', retryAt: new Date('2026-11-20T01:00:16.000Z') });
    await clock.advance(60_000);
    expect(context.reports.at(-1)).toMatchObject({ state: 'connected' });
    await channel.stop();
  });

  it('tells who it is, with what an administrator wants to know', async () => {
    const { channel } = open();
    expect(await channel.test()).toEqual({
      ok: true,
      value: {
        name: 'Hội LHPN xã Mẫu',
        facts: [
          `Mã OA: ${emulator.app.oaId}`,
          'Gói dịch vụ: Gói Nâng cao',
          'OA đã xác thực',
          'Khóa truy cập dùng đến 9h00, thứ Bảy ngày 21/11/2026, Trợ lý tự gia hạn trước đó',
          'Nếu chương trình ngừng chạy quá 8h00, thứ Năm ngày 18/02/2027 thì phải đăng nhập lại',
        ],
      },
    });
  });

  it('refuses the token of another OA', async () => {
    const { channel } = open({ oaId: '555' });
    expect(await channel.test()).toMatchObject({ ok: false, error: { code: 'zalo_oa.other_oa' } });
  });

  it('lists its groups with their members', async () => {
    const people = ['Lan', 'Hoa'].map((name) => emulator.control.addPerson({ name }));
    const { id } = emulator.control.addGroup({ name: 'Chi hội Đông', members: people.map((one) => one.id) });
    const { channel } = open();
    expect(await channel.groups?.()).toEqual({
      ok: true,
      value: [{ id, name: 'Chi hội Đông', size: 3, members: people.map((one) => ({ id: one.id, name: one.name })) }],
    });
  });

  it('lists more groups than one page holds', async () => {
    for (let index = 0; index < 120; index += 1) emulator.control.addGroup({ name: `Nhóm ${index}`, members: [] });
    const { channel } = open();
    const groups = await channel.groups?.();
    expect(groups?.ok && groups.value.map(({ name }) => name)).toEqual(
      Array.from({ length: 120 }, (_, index) => `Nhóm ${index}`),
    );
  });

  it('learns the name of whoever it wrote to, once', async () => {
    const told: Happening[] = [];
    emulator.control.addPerson({ id: 'lan', name: 'Nguyễn Thị Lan', wrote: clock.now().getTime() });
    const { channel } = open();
    await channel.start(async (happenings) => void told.push(...happenings));
    for (const key of ['1', '2', '3'])
      await channel.send({ thread: 'lan', threadKind: 'direct', message: { type: 'text', text: key }, key });
    await clock.advance(10_000);
    expect(told).toEqual([{ type: 'contact', account: 'account-1', contact: 'lan', name: 'Nguyễn Thị Lan' }]);
    expect(emulator.requests.filter(({ path }) => path.includes('user/detail'))).toHaveLength(1);
    await channel.stop();
  });

  it('learns the names of a group’s members', async () => {
    const told: Happening[] = [];
    const lan = emulator.control.addPerson({ name: 'Lan' });
    const group = emulator.control.addGroup({ name: 'Đông', members: [lan.id] });
    const { channel } = open();
    await channel.start(async (happenings) => void told.push(...happenings));
    await channel.send({ thread: group.id, threadKind: 'group', message: { type: 'text', text: 'a' }, key: 'k' });
    await clock.advance(10_000);
    expect(told).toEqual([{ type: 'contact', account: 'account-1', contact: lan.id, name: 'Lan' }]);
    await channel.stop();
  });

  it('reacts with the platform’s own icons, in a direct chat', async () => {
    const { channel } = open();
    await channel.signal?.('lan', 'direct', { type: 'react', messageId: 'M1', emoji: '❤️' });
    await channel.signal?.('group', 'group', { type: 'react', messageId: 'M1', emoji: '👍' });
    await channel.signal?.('lan', 'direct', { type: 'typing' });
    expect(emulator.requests).toEqual([
      {
        method: 'POST',
        path: '/v2.0/oa/message',
        body: { recipient: { user_id: 'lan' }, sender_action: { react_icon: '/-heart', react_message_id: 'M1' } },
      },
    ]);
  });

  it('shows what is left of the package, and the packages for groups', async () => {
    const { channel } = open();
    expect(await channel.procedures?.check_quota?.run({})).toEqual({
      ok: true,
      value: 'Còn 1970 trên 2000 tin của gói.',
    });
    expect(await channel.procedures?.check_group_packages?.run({})).toEqual({
      ok: true,
      value: 'gmf50: chưa dùng, hạn 2027-01-31.',
    });
  });

  it('says in words why a person cannot be written to', async () => {
    const { channel } = open();
    emulator.control.addPerson({ id: 'lan', name: 'Lan', wrote: clock.now().getTime() });
    emulator.control.lastWrote({ person: 'lan', hours: 7 * 24 });
    const outcome = await channel.send({
      thread: 'lan',
      threadKind: 'direct',
      message: { type: 'text', text: 'a' },
      key: 'k',
    });
    expect(outcome).toMatchObject({ type: 'failed', error: { code: 'window_closed', retry: false } });
  });

  it('stands blocked when the platform has switched the app off', async () => {
    const { channel, context } = open();
    emulator.control.fault({ fault: -219 });
    await channel.send({ thread: 'lan', threadKind: 'direct', message: { type: 'text', text: 'a' }, key: 'k' });
    expect(context.reports.at(-1)).toMatchObject({ state: 'blocked' });
  });
});
