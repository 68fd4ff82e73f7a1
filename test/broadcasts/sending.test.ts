import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ADMIN, message, must, openWorld, TINH, type World, XA_A, XA_B, XA_C } from './support.ts';

let world: World;
beforeEach(async () => {
  // 9:00 in Viet Nam.
  world = await openWorld();
});
afterEach(() => world.close());

const create = async (program: Awaited<ReturnType<World['start']>>, change = {}) =>
  must(await program.service.create(ADMIN, message(change))).after?.id ?? '';

const get = async (program: Awaited<ReturnType<World['start']>>, id: string) =>
  must(await program.service.get(ADMIN, id));

describe('sending', () => {
  test('a text reaches every group once, and the progress says so', async () => {
    world.addGroups(XA_A, 150);
    world.addGroups(XA_B, 100);
    const program = await world.start();
    const id = await create(program);
    expect(must(await program.service.send(ADMIN, id)).after?.state).toBe('running');
    await world.clock.advance(5_000);
    const after = await get(program, id);
    expect(after).toMatchObject({ state: 'done', progress: { total: 250, byState: { sent: 250, waiting: 0 } } });
    expect(new Set(world.chat.received.map(({ thread }) => thread)).size).toBe(250);
    expect(world.chat.received).toHaveLength(250);
    expect([...world.chat.outbox.values()].every(({ lane }) => lane === 'bulk')).toBe(true);
    expect(world.live.at(-1)).toEqual({ topic: 'broadcast', id, unitPath: '/19/' });
    await program.stop();
  });

  test('the third of fifty fails: 49 are sent, one is listed with its reason, sending again sends one', async () => {
    world.addGroups(XA_A, 50);
    world.chat.broken.add('zalo:nhom3');
    const program = await world.start();
    const id = await create(program);
    await program.service.send(ADMIN, id);
    await world.clock.advance(5_000);
    expect(await get(program, id)).toMatchObject({ state: 'done', progress: { byState: { sent: 49, failed: 1 } } });
    const failed = must(await program.service.deliveries(ADMIN, id, { state: 'failed', skip: 0, limit: 10 }));
    expect(failed.items).toMatchObject([{ name: 'Nhóm 3', state: 'failed', reason: 'Nhóm này không còn nữa.' }]);

    world.chat.broken.clear();
    const again = must(await program.service.resendFailed(ADMIN, id, { includeUnknown: false }));
    expect(again.count).toBe(1);
    await world.clock.advance(5_000);
    expect(world.chat.received).toHaveLength(50);
    expect(await get(program, id)).toMatchObject({
      state: 'done',
      progress: { total: 50, byState: { sent: 50, failed: 0 } },
    });
    expect(await program.service.resendFailed(ADMIN, id, { includeUnknown: false })).toMatchObject({
      ok: false,
      error: { code: 'broadcast.nothing_failed' },
    });
    await program.stop();
  });

  test('what is unknown is sent again only when it is asked for by name', async () => {
    world.addGroups(XA_A, 3);
    world.chat.lost.add('zalo:nhom1');
    world.chat.broken.add('zalo:nhom2');
    const program = await world.start();
    const id = await create(program);
    await program.service.send(ADMIN, id);
    await world.clock.advance(5_000);
    world.chat.lost.clear();
    expect(must(await program.service.resendFailed(ADMIN, id, { includeUnknown: false })).count).toBe(1);
    await world.clock.advance(5_000);
    expect(await get(program, id)).toMatchObject({ progress: { byState: { sent: 1, failed: 1, unknown: 1 } } });
    world.chat.broken.clear();
    expect(must(await program.service.resendFailed(ADMIN, id, { includeUnknown: true })).count).toBe(2);
    await world.clock.advance(5_000);
    expect(await get(program, id)).toMatchObject({ progress: { byState: { sent: 3, failed: 0, unknown: 0 } } });
    await program.stop();
  });

  test('a person in two units gets one copy, the report says whose copies were merged, and one out of reach is named', async () => {
    world.addHolder('Ann', 'chi_hoi_truong', XA_A);
    world.addHolder('Ann', 'to_truong', XA_B);
    world.addHolder('Bob', 'chi_hoi_truong', XA_B);
    world.addHolder('Cat', 'chi_hoi_truong', XA_B, { unreachable: true });
    const program = await world.start();
    const id = await create(program, { audience: { unitIds: [XA_A.id, XA_B.id], to: 'people' } });
    await program.service.send(ADMIN, id);
    await world.clock.advance(5_000);
    expect(world.chat.received.map(({ thread }) => thread).sort()).toEqual(['zalo:Ann', 'zalo:Bob']);
    expect(await get(program, id)).toMatchObject({
      state: 'done',
      progress: { total: 3, byState: { sent: 2, skipped: 1 }, merged: 1 },
    });
    const { items } = must(await program.service.deliveries(ADMIN, id, { skip: 0, limit: 10 }));
    expect(items.find(({ name }) => name === 'Ann')?.mergedFrom).toEqual(['Tổ trưởng tổ phụ nữ, Xã Bình Minh']);
    expect(items.find(({ name }) => name === 'Cat')?.reason).toContain('Chưa có cuộc trò chuyện riêng');
    await program.stop();
  });

  test('posts are those held when it is sent, not when it was planned', async () => {
    const noon = new Date('2026-11-27T05:00:00Z');
    world.addHolder('Ann', 'chi_hoi_truong', XA_A, { until: noon });
    world.addHolder('Bob', 'chi_hoi_truong', XA_A);
    world.addHolder('Dan', 'to_truong', XA_A);
    const program = await world.start();
    const id = await create(program, {
      audience: { unitIds: [TINH.id], posts: ['chi_hoi_truong'], to: 'people' },
      when: { type: 'at', at: '2026-11-27T13:00:00+07:00' },
    });
    await program.service.send(ADMIN, id);
    world.addHolder('Cat', 'chi_hoi_truong', XA_A);
    await world.clock.set('2026-11-27T06:00:10Z');
    expect(world.chat.received.map(({ thread }) => thread).sort()).toEqual(['zalo:Bob', 'zalo:Cat']);
    await program.stop();
  });

  test('a material goes as one item, a quiz starts the group flow with a delivery that is followed', async () => {
    world.addGroups(XA_A, 2);
    const program = await world.start();
    const material = await create(program, { content: { type: 'material', id: 'm1' } });
    await program.service.send(ADMIN, material);
    await world.clock.advance(3_000);
    expect(world.chat.received.map(({ what }) => what)).toEqual(['bloc', 'bloc']);
    const quiz = await create(program, { content: { type: 'quiz', id: 'q1' } });
    await program.service.send(ADMIN, quiz);
    await world.clock.advance(3_000);
    expect([...world.chat.flows.values()]).toMatchObject([
      { flow: 'cau-hoi-nhom', vars: { quizId: 'q1' }, group: `broadcast:${quiz}` },
      { flow: 'cau-hoi-nhom', vars: { quizId: 'q1' } },
    ]);
    expect(await get(program, quiz)).toMatchObject({
      state: 'done',
      contentLabel: 'Đố vui tháng 11',
      progress: { byState: { sent: 2 } },
    });
    await program.stop();
  });

  test('a material that is gone when it is sent pauses the broadcast with the reason, and it can go on', async () => {
    world.addGroups(XA_A, 2);
    const program = await world.start();
    const id = await create(program, {
      content: { type: 'material', id: 'm1' },
      when: { type: 'at', at: '2026-11-27T10:00:00+07:00' },
    });
    await program.service.send(ADMIN, id);
    world.materials.clear();
    await world.clock.set('2026-11-27T03:00:05Z');
    expect(await get(program, id)).toMatchObject({
      state: 'paused',
      problem: 'Không còn tài liệu này, chị chọn tài liệu khác.',
    });
    world.materials.set('m1', 'Có lại');
    await program.service.resume(ADMIN, id);
    await world.clock.advance(5_000);
    expect(await get(program, id)).toMatchObject({ state: 'done', progress: { byState: { sent: 2 } } });
    await program.stop();
  });

  test('receipts move deliveries on and never back', async () => {
    world.addGroups(XA_A, 1);
    const program = await world.start();
    const id = await create(program);
    await program.service.send(ADMIN, id);
    await world.clock.advance(3_000);
    const [item] = world.chat.outbox.values();
    if (!item) throw new Error('nothing was sent');
    for (const state of ['seen', 'delivered', 'sent', 'failed'] as const) {
      item.state = state;
      await world.chat.settle(item.key);
      await world.clock.advance(3_000);
    }
    expect(await get(program, id)).toMatchObject({ progress: { byState: { seen: 1, failed: 0 } } });
    await program.stop();
  });
});

describe('what is refused', () => {
  test('an empty audience, in plain words', async () => {
    const program = await world.start();
    for (const to of ['groups', 'people'] as const) {
      const id = await create(program, { audience: { unitIds: [XA_C.id], to } });
      const sent = await program.service.send(ADMIN, id);
      expect(sent).toMatchObject({ ok: false, error: { code: 'broadcast.empty_audience' } });
      if (!sent.ok) expect(sent.error.message).toContain('0 nhóm, 0 người');
      expect((await get(program, id)).state).toBe('draft');
    }
    await program.stop();
  });

  test.each([
    ['a moment that has passed', { when: { type: 'at', at: '2026-11-27T08:59:00+07:00' } }, 'broadcast.past'],
    [
      'a rule that never comes',
      { when: { type: 'repeating', rule: { type: 'cron', cron: '0 19 30 2 *' } } },
      'queue.bad_rule',
    ],
  ])('%s', async (_, change, code) => {
    world.addGroups(XA_A, 1);
    const program = await world.start();
    const id = await create(program, change);
    expect(await program.service.send(ADMIN, id)).toMatchObject({ ok: false, error: { code } });
    await program.stop();
  });

  test("another unit, another unit's broadcast, a quiz to people, and a test outside of the scope", async () => {
    world.addGroups(XA_A, 1);
    world.addGroups(XA_B, 1);
    world.addHolder('Bob', 'to_truong', XA_B);
    const program = await world.start();
    const cat = { id: 'cat', name: 'Cat', unitPath: XA_A.path };
    expect(await program.service.create(cat, message())).toMatchObject({
      ok: false,
      error: { code: 'broadcast.out_of_scope' },
    });
    const id = await create(program);
    expect(await program.service.get(cat, id)).toMatchObject({ ok: false, error: { code: 'broadcast.unknown' } });
    expect(await program.service.cancel(cat, id)).toMatchObject({ ok: false });
    expect((await program.service.list(cat, { skip: 0, limit: 10 })).items).toEqual([]);
    expect(
      await program.service.create(
        ADMIN,
        message({ content: { type: 'quiz', id: 'q1' }, audience: { unitIds: [TINH.id], to: 'people' } }),
      ),
    ).toMatchObject({ ok: false, error: { code: 'broadcast.quiz_needs_groups' } });

    const own = must(await program.service.create(cat, message({ audience: { unitIds: [XA_A.id], to: 'groups' } })))
      .after?.id;
    const to = (thread: string) => program.service.testSend(cat, own ?? '', { thread, request: 'press-0001' });
    expect(await to('zalo:nhom2')).toMatchObject({ ok: false, error: { code: 'broadcast.test_out_of_scope' } });
    expect(await to('zalo:Bob')).toMatchObject({ ok: false });
    expect(await to('nowhere')).toMatchObject({ ok: false });
    expect(await to('zalo:nhom1')).toEqual({ ok: true, value: true });
    expect(await to('zalo:nhom1')).toEqual({ ok: true, value: true });
    await world.clock.advance(0);
    expect(world.chat.received.map(({ thread }) => thread)).toEqual(['zalo:nhom1']);
    await program.stop();
  });
});
