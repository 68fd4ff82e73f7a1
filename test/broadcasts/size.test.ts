import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { broadcastModels } from '../../src/broadcasts/model.ts';
import { choosePlace, UNREACHABLE } from '../../src/broadcasts/placing.ts';
import { createReach, type Reach } from '../../src/broadcasts/reach.ts';
import { ADMIN, message, must, openWorld, TINH, type World, XA_A, XA_B } from './support.ts';

const RECIPIENTS = 2_000;

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

type Program = Awaited<ReturnType<World['start']>>;
const create = async (program: Program, change = {}) =>
  must(await program.service.create(ADMIN, message(change))).after?.id ?? '';
const send = async (program: Program, change = {}) => {
  const id = await create(program, change);
  must(await program.service.send(ADMIN, id));
  await world.clock.advance(10_000);
  return id;
};
const list = async (program: Program, id: string, query: object = {}) =>
  must(await program.service.deliveries(ADMIN, id, { skip: 0, limit: 500, ...query }));
const PEOPLE = { unitIds: [TINH.id], to: 'people' as const };

describe(`${RECIPIENTS} recipients`, () => {
  test('are a few documents, each reached once, listed page by page in one order without a gap', async () => {
    world.addGroups(XA_A, RECIPIENTS);
    for (const n of [7, 700, 1_700]) world.chat.broken.add(`zalo:nhom${n}`);
    const program = await world.start();
    const id = await send(program);
    expect(new Set(world.chat.received.map(({ thread }) => thread)).size).toBe(RECIPIENTS - 3);
    expect(world.chat.received).toHaveLength(RECIPIENTS - 3);
    const { batches, standings } = broadcastModels(world.connection);
    expect(await batches.countDocuments()).toBe(4);
    expect(await standings.countDocuments()).toBe(4);

    const names: string[] = [];
    for (let skip = 0; skip < RECIPIENTS; skip += 300) {
      const { items, total } = await list(program, id, { skip, limit: 300 });
      expect(total).toBe(RECIPIENTS);
      names.push(...items.map(({ name }) => name));
    }
    expect(names).toEqual(Array.from({ length: RECIPIENTS }, (_, i) => `Nhóm ${i + 1}`));

    const failed = await list(program, id, { state: 'failed', skip: 1, limit: 1 });
    expect(failed).toMatchObject({ total: 3, items: [{ name: 'Nhóm 700', reason: 'Nhóm này không còn nữa.' }] });
    expect((await list(program, id, { state: 'failed' })).items.map(({ name }) => name)).toEqual([
      'Nhóm 7',
      'Nhóm 700',
      'Nhóm 1700',
    ]);
    expect((await list(program, id, { skip: RECIPIENTS })).items).toEqual([]);
    const { download } = must(await program.service.export(ADMIN, id));
    expect(download.name).toBe('noi-nhan.xlsx');
    await program.stop();
  });

  test('cut off in the middle, resolving goes on behind the last batch and asks for nobody before it again', async () => {
    world.addGroups(XA_A, RECIPIENTS);
    const first = await world.start();
    const id = await create(first);
    let handed = 0;
    world.chat.onSend(() => (++handed === 2 ? new Promise(() => first.kill()) : Promise.resolve()));
    must(await first.service.send(ADMIN, id));
    await world.clock.advance(10_000);
    world.chat.onSend(undefined);
    const second = await world.start();
    await world.clock.advance(10_000);
    expect(world.asked.at(-1)).toBe(String(1_499));
    expect(world.chat.received).toHaveLength(RECIPIENTS);
    expect(new Set(world.chat.received.map(({ thread }) => thread)).size).toBe(RECIPIENTS);
    expect(must(await second.service.get(ADMIN, id))).toMatchObject({
      state: 'done',
      progress: { total: RECIPIENTS, byState: { sent: RECIPIENTS } },
    });
    await second.stop();
  });

  test('who shares a thread with somebody of an earlier batch is merged into her copy', async () => {
    for (let i = 0; i < 600; i++) world.addHolder(`P${String(i).padStart(3, '0')}`, 'to_truong', XA_A);
    world.addHolder('Zoe', 'chi_hoi_truong', XA_B, { contact: 'zalo:P001' });
    const program = await world.start();
    const id = await send(program, { audience: PEOPLE });
    expect(world.chat.received.filter(({ thread }) => thread === 'zalo:P001')).toHaveLength(1);
    expect(must(await program.service.get(ADMIN, id)).progress).toMatchObject({ total: 600, merged: 1 });
    const { items } = await list(program, id, { limit: 2 });
    expect(items[1]).toMatchObject({ name: 'P001', mergedFrom: ['Chi hội trưởng, Xã Bình Minh'] });
    await program.stop();
  });
});

describe('windows of platforms', () => {
  const closed: Reach = { usable: true, window: { state: 'closed', sentence: 'Đã quá 7 ngày.' } };
  const paid: Reach = { usable: true, window: { state: 'paid', sentence: 'Tính phí.' } };

  test('the preview says who is reached, at what cost, and who is not, why and what to do', async () => {
    for (const name of ['An', 'Bình', 'Cúc', 'Dung']) world.addHolder(name, 'chi_hoi_truong', XA_A);
    world.addHolder('Em', 'chi_hoi_truong', XA_A, { unreachable: true });
    world.reached.set('zalo:Bình', paid);
    world.reached.set('zalo:Cúc', closed);
    world.reached.set('zalo:Dung', { usable: false });
    const program = await world.start();
    const seen = must(await program.service.preview(ADMIN, PEOPLE));
    expect(seen).toMatchObject({ persons: 5, reachable: 2, paid: 1 });
    expect(seen.unreached.map(({ code, count }) => [code, count])).toEqual([
      ['window_closed', 1],
      ['unreachable', 1],
      ['account', 1],
    ]);
    for (const { sentence } of seen.unreached) expect(sentence).toMatch(/^1 nơi nhận .*\. ?(Chị|Tin)/);
    await program.stop();
  });

  test('whose window is closed is listed as skipped with the reason, is never tried, and the others get it', async () => {
    for (const name of ['An', 'Cúc']) world.addHolder(name, 'chi_hoi_truong', XA_A);
    world.reached.set('zalo:Cúc', closed);
    const program = await world.start();
    const id = await send(program, { audience: PEOPLE });
    expect(world.chat.received.map(({ thread }) => thread)).toEqual(['zalo:An']);
    expect([...world.chat.outbox.values()].map(({ thread }) => thread)).toEqual(['zalo:An']);
    expect((await list(program, id, { state: 'skipped' })).items).toMatchObject([
      { name: 'Cúc', reason: expect.stringMatching(/^Đã quá 7 ngày\. .*lần sau sẽ gửi được\.$/) },
    ]);
    world.reached.clear();
    expect(await program.service.resendFailed(ADMIN, id, { includeUnknown: true })).toMatchObject({ ok: false });
    await program.stop();
  });

  const target = { kind: 'person' as const, name: 'An', unit: XA_A, reasons: [], threads: [], contacts: [], place: '' };
  const way = (thread: string, reach: Reach) => ({ thread, reach });
  const open: Reach = { usable: true };
  test.each([
    { name: 'no way', ways: [], thread: undefined, skip: UNREACHABLE.code, paid: false, waits: false },
    { name: 'the first of two open ones', ways: [way('a', open), way('b', open)], thread: 'a', paid: false },
    { name: 'an open one before a paid one', ways: [way('a', paid), way('b', open)], thread: 'b', paid: false },
    { name: 'a paid one before a closed one', ways: [way('a', closed), way('b', paid)], thread: 'b', paid: true },
    {
      name: 'one that waits before a closed one',
      ways: [way('a', closed), way('b', { usable: false })],
      thread: 'b',
      waits: true,
    },
    { name: 'a closed one alone', ways: [way('a', closed)], thread: 'a', skip: 'window_closed' },
  ])('a person is written to by $name', ({ ways, thread, skip, paid: costs = false, waits = false }) => {
    const chosen = choosePlace(target, ways);
    expect({ thread: chosen.thread, skip: chosen.skip?.code, paid: chosen.paid, waits: chosen.waits }).toEqual({
      thread,
      skip,
      paid: costs,
      waits,
    });
  });

  test('are asked for direct chats alone, and one that is open for reminders alone is closed for a broadcast', async () => {
    const reach = createReach({
      threads: async () => [{ id: 'oa:an', lastInboundAt: new Date() }, { id: 'fb:an' }],
      window: (account, last) =>
        account === 'fb'
          ? { state: 'paid', only: 'reminder', sentence: 'Chỉ lời nhắc.' }
          : { state: last ? 'open' : 'closed', sentence: '' },
      isUsable: (account) => account !== 'fb',
    });
    expect(
      Object.fromEntries(
        await reach([
          { thread: 'oa:an', kind: 'direct' },
          { thread: 'oa:g', kind: 'group' },
          { thread: 'fb:an', kind: 'direct' },
          { thread: 'oa:new', kind: 'direct' },
        ]),
      ),
    ).toEqual({
      'oa:an': { usable: true, window: { state: 'open', sentence: '' } },
      'oa:g': { usable: true },
      'fb:an': { usable: false, window: { state: 'closed', sentence: 'Chỉ lời nhắc.' } },
      'oa:new': { usable: true, window: { state: 'closed', sentence: '' } },
    });
  });
});

describe('a spare account for a group', () => {
  test('is used while the first account cannot send, and the group still gets one copy', async () => {
    world.addGroups(XA_A, 2, true);
    world.reached.set('zalo:nhom2', { usable: false });
    const program = await world.start();
    const id = await send(program);
    expect(world.chat.received.map(({ thread }) => thread)).toEqual(['zalo:nhom1', 'zalo2:nhom2']);
    expect(must(await program.service.get(ADMIN, id)).progress).toMatchObject({ total: 2, byState: { sent: 2 } });
    await program.stop();
  });

  test('is left alone when neither can send: the first one waits', async () => {
    world.addGroups(XA_A, 1, true);
    for (const thread of ['zalo:nhom1', 'zalo2:nhom1']) world.reached.set(thread, { usable: false });
    const program = await world.start();
    await send(program);
    expect(world.chat.received.map(({ thread }) => thread)).toEqual(['zalo:nhom1']);
    await program.stop();
  });
});
