import 'zca-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startZaloBot } from '../emulators/zalo-bot/server.ts';
import { startZaloOa } from '../emulators/zalo-oa/server.ts';
import { startZaloPersonal } from '../emulators/zalo-personal/server.ts';
import { openWholeHouse, until, type WholeHouse } from './whole-house.ts';

/** What a test does in a group of one platform, each with its own way of calling the assistant. */
interface GroupOn {
  readonly account: string;
  readonly group: string;
  readonly chair: string;
  readonly member: string;
  say(from: string, text: string, call: boolean): unknown;
  /** What the assistant said in the group, mentions as they are read. */
  said(): readonly string[];
  /** Somebody new comes in; absent where the platform does not tell. */
  readonly join?: (name: string) => unknown;
  /** What stands in the place of a mention of her. */
  readonly mentioned?: RegExp;
  close(): Promise<void>;
}

const connected = (room: WholeHouse, account: string) =>
  until('the account to be connected', async () => {
    const view = await room.house.parts.accounts.get(account, '/');
    return view.ok && view.value.state === 'connected';
  });

const PLATFORMS: Readonly<Record<string, (room: WholeHouse) => Promise<GroupOn>>> = {
  async 'a Zalo account'(room) {
    const zalo = await startZaloPersonal({ now: () => room.house.clock.now().getTime() });
    const { control } = zalo;
    const bot = control.addAccount({ name: 'Trợ lý Hội' }).uid;
    const chair = control.addPerson({ name: 'Nguyễn Thị Lan' }).uid;
    const member = control.addPerson({ name: 'Lý Mùi' }).uid;
    const group = control.addGroup({ name: 'Hội Ba Bể', members: [chair, member, bot] }).id;
    const values = { apiBase: zalo.url, session: JSON.stringify(control.signedIn(bot)) };
    const { id: account } = await room.add({ kind: 'zalo-personal', values });
    await until('the line', () => control.connected(bot));
    return {
      account,
      group,
      chair,
      member,
      say: (from, text, call) =>
        control.say({
          from,
          group,
          text: call ? `@Trợ lý Hội ${text}` : text,
          ...(call && { mentions: [{ uid: bot, name: 'Trợ lý Hội' }] }),
        }),
      said: () => control.sent().flatMap(({ thread, text = '' }) => (thread === group ? [text] : [])),
      join: (name) => control.join({ group, uids: [control.addPerson({ name }).uid] }),
      mentioned: /^Chào mừng @Hoàng Thị Bích đã vào nhóm Xã Ba Bể/,
      close: () => zalo.close(),
    };
  },

  async 'an Official Account'(room) {
    const zalo = await startZaloOa({ now: () => room.house.clock.now().getTime() });
    const { appId, appSecret, oaSecretKey, oaId } = zalo.app;
    const values = { appId, appSecret, oaSecretKey, apiBase: zalo.url, oauthBase: zalo.url };
    const { id: account, webhook } = await room.add({ kind: 'zalo-oa', values });
    zalo.control.connect({ webhook });
    const begun = await room.house.parts.accounts.beginOauth(account, 'ann', '/');
    if (!begun.ok) throw new Error(begun.error.message);
    const page = await fetch(begun.value.url, { redirect: 'manual' });
    await fetch(page.headers.get('location') ?? '', { redirect: 'manual' });
    await connected(room, account);
    const chair = zalo.control.addPerson({ name: 'Nguyễn Thị Lan' }).id;
    const member = zalo.control.addPerson({ name: 'Lý Mùi' }).id;
    const group = zalo.control.addGroup({ name: 'Hội Ba Bể', members: [chair, member] }).id;
    return {
      account,
      group,
      chair,
      member,
      say: (person, text, call) => zalo.control.write({ person, group, text: call ? `[@${oaId}] ${text}` : text }),
      said: () => zalo.control.sent({ to: group }).map(({ message }) => String((message as { text?: string }).text)),
      join: (name) => zalo.control.join({ group, person: zalo.control.addPerson({ name }).id }),
      // The event tells no name.
      mentioned: /^Chào mừng các chị mới vào nhóm Xã Ba Bể/,
      close: () => zalo.close(),
    };
  },

  async 'a Zalo bot'(room) {
    const zalo = await startZaloBot({ now: () => room.house.clock.now().getTime() });
    const added = await room.add({
      kind: 'zalo-bot',
      values: { token: zalo.token, mode: 'webhook', apiBase: zalo.url },
    });
    zalo.control.route({ from: new URL(added.webhook).origin, to: room.house.origin });
    const set = await room.house.parts.accounts.procedure(added.id, 'set_webhook', '/');
    if (!set.ok) throw new Error(set.error.message);
    await connected(room, added.id);
    const chair = zalo.control.addPerson({ name: 'Nguyễn Thị Lan' }).id;
    const member = zalo.control.addPerson({ name: 'Lý Mùi' }).id;
    const group = zalo.control.addGroup({ name: 'Hội Ba Bể' }).id;
    return {
      account: added.id,
      group,
      chair,
      member,
      say: (person, text, mention) => zalo.control.write({ person, group, text, mention }),
      said: () => zalo.control.sent({ to: group }).map(({ params }) => String(params['text'])),
      close: () => zalo.close(),
    };
  },
};

// Each step needs those before it.
describe.each(Object.entries(PLATFORMS))('a group of %s', (_name, open) => {
  let room: WholeHouse;
  let on: GroupOn;
  let thread: string;
  beforeAll(async () => {
    room = await openWholeHouse('2026-11-20T09:00:00+07:00');
    on = await open(room);
    thread = `${on.account}:${on.group}`;
    const { org } = room.house.parts;
    const unit = (await org.unitsUnder('/', { level: 'xa' })).find(({ name }) => name === 'Xã Ba Bể');
    const posts = [{ post: 'chu_tich_co_so' as const, unit: unit?.id ?? '', from: '2025-07-01' }];
    const made = await org.createPerson({ name: 'Nguyễn Thị Lan', address: 'chị', posts }, '/');
    if (!made.ok) throw new Error(made.error.message);
    await org.linkContact(`${on.account}:${on.chair}`, made.value.after?.id ?? '');
  }, 60_000);
  afterAll(async () => {
    await room.house.close();
    await on.close();
  });

  /** What the assistant says next in the group. */
  const answer = async (act: () => unknown): Promise<string> => {
    const before = on.said().length;
    await act();
    await until('an answer in the group', () => on.said().length > before);
    return on.said().slice(before).join('\n');
  };
  const registered = () => room.house.parts.org.groupOfThread(thread);

  it('is not registered by words that nobody said to the assistant', async () => {
    await on.say(on.chair, 'đăng ký nhóm xã Ba Bể', false);
    expect(await answer(() => on.say(on.member, 'đăng ký nhóm xã Ba Bể', true))).toMatch(/dành cho quản trị/);
    expect(on.said()).toHaveLength(1);
    expect(await registered()).toBeUndefined();
  });

  it('is not registered for a unit outside of what she administers', async () => {
    expect(await answer(() => on.say(on.chair, 'đăng ký nhóm xã Bằng Thành', true))).toMatch(
      /trong phạm vi chị quản lý/,
    );
    expect(await registered()).toBeUndefined();
  });

  it('is registered by its administrator, who types without marks', async () => {
    expect(await answer(() => on.say(on.chair, 'dang ky nhom xa ba be', true))).toMatch(
      /^(@\S+ )?Em đã đăng ký nhóm này cho Xã Ba Bể/,
    );
    expect(await registered()).toMatchObject({ thread, unit: { name: 'Xã Ba Bể' }, active: true });
  });

  it('greets who comes in, where the platform tells of it', async (test) => {
    const { join, mentioned } = on;
    if (!join || !mentioned) return test.skip('a Zalo bot is not told who comes in');
    const welcome = await answer(async () => {
      await join('Hoàng Thị Bích');
      const newcomers = room.house.parts.store.connection.model('OrgNewcomer');
      await until('the join to be noticed', async () => (await newcomers.countDocuments()) === 1);
      room.house.clock.forward(60_000);
    });
    expect(welcome).toMatch(mentioned);
    expect(welcome).toMatch(/nhắc tên em/);
  });
});
