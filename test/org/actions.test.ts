import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActionContext } from '../../src/flow/action.ts';
import { orgActions } from '../../src/org/actions.ts';
import { orgPersonalData } from '../../src/org/personal-data.ts';
import { openLinking } from './linking/support.ts';
import { addPerson, BA_BE, openTestOrg } from './support.ts';

let room: Awaited<ReturnType<typeof openTestOrg>>;
beforeEach(async () => {
  room = await openTestOrg();
});
afterEach(() => room.close());

const run = async (name: string, args: object, context: Partial<ActionContext> = {}) => {
  const found = orgActions(room.org, {
    adminScopes: async (contact) => (contact === 'simulator:ann' ? [BA_BE] : []),
    threadName: async () => 'Nhóm Ba Bể',
  })[name];
  if (found === undefined) throw new Error(`no action ${name}`);
  const result = await found.run(found.args.parse(args), {
    account: 'simulator',
    thread: 'simulator:t',
    threadKind: 'direct',
    contact: 'simulator:lan',
    key: 'k',
    now: room.clock.now(),
    ...context,
  });
  // What a flow stores must be plain JSON of the promised shape.
  return found.result.parse(JSON.parse(JSON.stringify(result)));
};

describe('saying who one is', () => {
  test('a name and a unit, old or new, lead to the roster, and the confirmed person is linked', async () => {
    const lan = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01864');
    expect(await run('org.me', {})).toEqual({ linked: false, name: '', address: '', posts: [], admin: false });
    expect(await run('org.claim', { name: 'nong thi lan', unitText: 'xã bộc bố' })).toEqual({
      candidates: [{ person: lan, label: 'Nông Thị Lan, Chi hội trưởng, Xã Bằng Thành' }],
      message: '',
    });
    const confirmed = { ok: true, message: '', name: 'Nông Thị Lan', post: 'Chi hội trưởng', unit: 'Xã Bằng Thành' };
    expect(await run('org.confirm_claim', { person: lan })).toEqual(confirmed);
    expect(await run('org.confirm_claim', { person: lan })).toEqual(confirmed);
    expect(await run('org.me', {})).toMatchObject({
      linked: true,
      posts: [{ label: 'Chi hội trưởng', unit: 'Xã Bằng Thành' }],
    });
  });

  test('nobody becomes a person whom she was not offered, or who is somebody else’s already', async () => {
    const lan = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01864');
    expect(await run('org.confirm_claim', { person: lan })).toMatchObject({ ok: false });
    await run('org.claim', { name: 'Lan', unitText: 'Bằng Thành' });
    await room.clock.advance(61 * 60_000);
    expect(await run('org.confirm_claim', { person: lan })).toMatchObject({
      ok: false,
      message: expect.stringContaining('hết hạn'),
    });
    await run('org.claim', { name: 'Lan', unitText: 'Bằng Thành' });
    await room.org.linkContact('simulator:mai', lan);
    expect(await run('org.confirm_claim', { person: lan })).toMatchObject({
      ok: false,
      message: expect.stringContaining('đã có người nhận'),
    });
    expect(await run('org.claim', { name: 'Lan', unitText: 'Bằng Thành' })).toMatchObject({ candidates: [] });
  });

  test('an unknown unit or name is answered with what to do', async () => {
    expect(await run('org.claim', { name: 'Lan', unitText: 'Xã Không Có' })).toMatchObject({
      message: expect.stringContaining('chưa tìm thấy đơn vị'),
    });
    expect(await run('org.claim', { name: 'Lan', unitText: 'Ba Bể' })).toMatchObject({
      message: expect.stringContaining('chưa thấy tên chị'),
    });
  });
});

test('people are looked up in one’s own commune only', async () => {
  const lan = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01864');
  await addPerson(room.org, 'Lý Thị Mai', 'xa-2025-01906');
  await addPerson(room.org, 'Lý Thị Mai', 'xa-2025-01864');
  expect(await run('org.find_person', { query: 'mai' })).toEqual({ candidates: [] });
  await room.org.linkContact('simulator:lan', lan);
  expect((await run('org.find_person', { query: 'chị mai' })) as { candidates: unknown[] }).toMatchObject({
    candidates: [{ name: 'Lý Thị Mai', label: 'Lý Thị Mai, Chi hội trưởng, Xã Bằng Thành' }],
  });
});

test('units are found by old names, and several are offered', async () => {
  expect(await run('org.find_unit', { query: 'boc bo' })).toMatchObject({
    candidates: [{ label: 'Xã Bộc Bố (cũ) nay là Xã Bằng Thành' }],
  });
  expect(((await run('org.find_unit', { query: 'ba be' })) as { candidates: unknown[] }).candidates).toHaveLength(5);
  expect(await run('org.find_unit', { query: '???' })).toEqual({ candidates: [] });
});

describe('registering a group', () => {
  const group = { threadKind: 'group', thread: 'simulator:g', contact: 'simulator:ann' } as const;
  test('is for administrators, in the group, inside their subtree', async () => {
    expect(await run('org.register_group', {}, { ...group, contact: 'simulator:lan' })).toMatchObject({
      ok: false,
      message: expect.stringContaining('quản trị'),
    });
    expect(await run('org.register_group', {}, { ...group, threadKind: 'direct' })).toMatchObject({ ok: false });
    expect(await run('org.register_group', { unitText: 'xã Bằng Thành' }, group)).toMatchObject({
      ok: false,
      message: expect.stringContaining('trong phạm vi'),
    });
    expect(await run('org.register_group', { unit: 'xa-2025-01864' }, group)).toMatchObject({ ok: false });
    expect(await run('org.group', {}, group)).toEqual({ registered: false, name: '', unit: '', admin: true });
  });
  test('without a unit takes her own, and twice is harmless', async () => {
    const done = { ok: true, message: '', group: 'Nhóm Ba Bể', unit: 'Xã Ba Bể', candidates: [] };
    expect(await run('org.register_group', {}, group)).toEqual(done);
    expect(await run('org.register_group', { unitText: 'ba be' }, group)).toEqual(done);
    expect(await run('org.group', {}, group)).toEqual({
      registered: true,
      name: 'Nhóm Ba Bể',
      unit: 'Xã Ba Bể',
      admin: true,
    });
  });
});

test('what is kept about a contact is listed with her accounts and the number masked, and forgotten on request', async () => {
  const lan = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01864', { phone: '0912345678' });
  await room.org.linkContact('simulator:lan', lan);
  await room.org.linkContact('messenger:lan', lan, 'code');
  await room.org.contactActive('simulator:lan', room.clock.now());
  const data = orgPersonalData(room.org, openLinking(room).linking, { forget: async () => undefined });
  expect(await data.list('simulator:lan')).toEqual([
    { label: 'Họ tên trong danh sách', value: 'Nông Thị Lan' },
    { label: 'Chi hội trưởng', value: 'Xã Bằng Thành' },
    { label: 'Số điện thoại', value: '091 ••• •678' },
    { label: 'Tài khoản đã liên kết', value: 'Kênh thử (Tên simulator:lan), Messenger (Tên messenger:lan)' },
  ]);
  await data.forget('simulator:lan');
  await data.forget('simulator:lan');
  expect(await data.list('simulator:lan')).toEqual([]);
});
