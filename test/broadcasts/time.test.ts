import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ADMIN, message, must, openWorld, type World, XA_A } from './support.ts';

/** Three batches. */
const GROUPS = 1_250;

let world: World;
const open = async (iso: string) => {
  world = await openWorld(iso);
  world.addGroups(XA_A, GROUPS);
  return world;
};
beforeEach(() => open('2026-11-27T11:00:00.000Z'));
afterEach(() => world.close());

type Program = Awaited<ReturnType<World['start']>>;
const create = async (program: Program, change = {}) =>
  must(await program.service.create(ADMIN, message(change))).after?.id ?? '';
const get = async (program: Program, id: string) => must(await program.service.get(ADMIN, id));
/** Every thread has been reached exactly once. */
const eachOnce = () => {
  expect(world.chat.received).toHaveLength(GROUPS);
  expect(new Set(world.chat.received.map(({ thread }) => thread)).size).toBe(GROUPS);
};

describe('schedules', () => {
  test.each(['stopped', 'killed'])(
    'set for 19:00, %s and started again at 18:59, it goes out in that minute',
    async (end) => {
      const first = await world.start();
      const id = await create(first, { when: { type: 'at', at: '2026-11-27T19:00:00+07:00' } });
      expect(must(await first.service.send(ADMIN, id)).after).toMatchObject({
        state: 'scheduled',
        nextAt: '2026-11-27T12:00:00.000Z',
        whenInWords: '19h00, thứ Sáu ngày 27/11/2026',
      });
      await world.clock.set('2026-11-27T11:58:00Z');
      if (end === 'stopped') await first.stop();
      else first.kill();
      await world.clock.set('2026-11-27T11:59:00Z');
      const second = await world.start();
      await world.clock.set('2026-11-27T11:59:59Z');
      expect(world.chat.received).toHaveLength(0);
      await world.clock.set('2026-11-27T12:00:30Z');
      eachOnce();
      await world.clock.set('2026-11-27T13:30:00Z');
      eachOnce();
      expect((await get(second, id)).state).toBe('done');
      await second.stop();
    },
  );

  test('a repeating one goes out each time, is paused and resumed, and is over when its rule is', async () => {
    const program = await world.start();
    const id = await create(program, {
      when: {
        type: 'repeating',
        rule: { type: 'rrule', rrule: 'FREQ=DAILY;COUNT=3', start: '2026-11-27T19:00:00+07:00' },
      },
    });
    expect(must(await program.service.send(ADMIN, id)).after?.whenInWords).toBe('hằng ngày lúc 19h00, 3 lần');
    await world.clock.set('2026-11-27T12:00:30Z');
    expect(await get(program, id)).toMatchObject({ state: 'scheduled', nextAt: '2026-11-28T12:00:00.000Z' });
    expect(world.chat.received).toHaveLength(GROUPS);
    await program.service.pause(ADMIN, id);
    await world.clock.set('2026-11-28T12:30:00Z');
    expect(world.chat.received).toHaveLength(GROUPS);
    expect(must(await program.service.resume(ADMIN, id)).after).toMatchObject({
      state: 'scheduled',
      nextAt: '2026-11-29T12:00:00.000Z',
    });
    await world.clock.set('2026-11-29T12:01:00Z');
    expect(world.chat.received).toHaveLength(2 * GROUPS);
    const after = await get(program, id);
    expect(after).toMatchObject({ state: 'done', progress: { total: 2 * GROUPS } });
    expect(after.runs).toHaveLength(2);
    await program.stop();
  });

  test('the calendar shows what was and what will be sent', async () => {
    const program = await world.start();
    const weekly = await create(program, {
      title: 'Hằng tuần',
      when: { type: 'repeating', rule: { type: 'cron', cron: '0 8 * * 1' } },
    });
    await program.service.send(ADMIN, weekly);
    await world.clock.set('2026-11-27T11:10:00Z');
    const now = await create(program, { title: 'Ngay' });
    await program.service.send(ADMIN, now);
    await create(program, { title: 'Nháp' });
    await world.clock.advance(5_000);
    const { items } = await program.service.list(ADMIN, {
      from: '2026-11-25T00:00:00+07:00',
      to: '2026-12-10T00:00:00+07:00',
      skip: 0,
      limit: 10,
    });
    expect(items.map(({ title, moments }) => [title, moments])).toEqual([
      ['Ngay', [{ at: '2026-11-27T11:10:00.000Z', past: true }]],
      [
        'Hằng tuần',
        [
          { at: '2026-11-30T01:00:00.000Z', past: false },
          { at: '2026-12-07T01:00:00.000Z', past: false },
        ],
      ],
    ]);
    expect((await program.service.list(ADMIN, { skip: 0, limit: 10 })).total).toBe(3);
    await program.stop();
  });
});

describe('quiet hours', () => {
  test('what is sent at night waits until seven, and says so', async () => {
    await world.close();
    await open('2026-11-27T15:00:00.000Z');
    const program = await world.start();
    const id = await create(program);
    expect(must(await program.service.send(ADMIN, id)).after).toMatchObject({
      state: 'running',
      heldUntil: '2026-11-28T00:00:00.000Z',
    });
    await world.clock.set('2026-11-27T23:59:59Z');
    expect(world.chat.received).toHaveLength(0);
    expect((await get(program, id)).heldUntil).toBe('2026-11-28T00:00:00.000Z');
    await world.clock.set('2026-11-28T00:00:30Z');
    eachOnce();
    expect(await get(program, id)).toMatchObject({ state: 'done' });
    expect((await get(program, id)).heldUntil).toBeUndefined();
    await program.stop();
  });

  test('they are those that an administrator set', async () => {
    const program = await world.start();
    Object.assign(world.quiet, { from: '17:30', to: '18:45' });
    const id = await create(program);
    expect(must(await program.service.send(ADMIN, id)).after?.heldUntil).toBe('2026-11-27T11:45:00.000Z');
    await world.clock.set('2026-11-27T11:44:59Z');
    expect(world.chat.received).toHaveLength(0);
    await world.clock.set('2026-11-27T11:45:30Z');
    eachOnce();
    await program.stop();
  });

  test('what still waits at 21:00 is held overnight, also over a restart', async () => {
    world.chat.setAuto(false);
    const program = await world.start();
    const id = await create(program);
    await world.clock.set('2026-11-27T13:59:00Z');
    await program.service.send(ADMIN, id);
    await world.clock.set('2026-11-27T14:00:05Z');
    expect(world.chat.paused.has(`broadcast:${id}`)).toBe(true);
    expect((await get(program, id)).heldUntil).toBe('2026-11-28T00:00:00.000Z');
    program.kill();
    await world.chat.deliver();
    await world.clock.set('2026-11-27T18:00:00Z');
    const second = await world.start();
    await world.chat.deliver();
    expect(world.chat.received).toHaveLength(0);
    await world.clock.set('2026-11-28T00:00:05Z');
    eachOnce();
    expect((await get(second, id)).state).toBe('done');
    await second.stop();
  });
});

describe('pausing, cancelling and crashes', () => {
  test('paused in the middle nothing more arrives, resumed each gets it once', async () => {
    const program = await world.start();
    const id = await create(program);
    let batches = 0;
    world.chat.onSend(async () => {
      if (++batches === 2) await program.service.pause(ADMIN, id);
    });
    await program.service.send(ADMIN, id);
    await world.clock.advance(60_000);
    expect(await get(program, id)).toMatchObject({ state: 'paused' });
    expect(world.chat.received.length).toBeLessThan(GROUPS);
    world.chat.onSend(undefined);
    await program.service.resume(ADMIN, id);
    await world.clock.advance(5_000);
    eachOnce();
    expect(await get(program, id)).toMatchObject({
      state: 'done',
      progress: { total: GROUPS, byState: { sent: GROUPS } },
    });
    await program.stop();
  });

  test('cancelled in the middle it stays cancelled, whatever was on its way', async () => {
    world.chat.setAuto(false);
    const program = await world.start();
    const id = await create(program);
    let batches = 0;
    world.chat.onSend(async () => {
      if (++batches === 2) await program.service.cancel(ADMIN, id);
    });
    await program.service.send(ADMIN, id);
    await world.clock.advance(60_000);
    await world.chat.deliver();
    await world.clock.advance(60_000);
    expect(world.chat.received).toHaveLength(0);
    const after = await get(program, id);
    expect(after).toMatchObject({ state: 'cancelled', progress: { byState: { waiting: 0, sent: 0 } } });
    expect(await program.service.resume(ADMIN, id)).toMatchObject({
      ok: false,
      error: { code: 'broadcast.wrong_state' },
    });
    await program.stop();
  });

  test.each([1, 2, 3])(
    'killed while batch %i is handed on, the next start reaches each thread exactly once',
    async (at) => {
      const first = await world.start();
      const id = await create(first);
      let batches = 0;
      world.chat.onSend(() => (++batches === at ? new Promise(() => first.kill()) : Promise.resolve()));
      await first.service.send(ADMIN, id);
      await world.clock.advance(60_000);
      world.chat.onSend(undefined);
      expect(world.chat.received.length).toBeLessThan(GROUPS);
      const second = await world.start();
      await world.clock.advance(10_000);
      eachOnce();
      expect(await get(second, id)).toMatchObject({
        state: 'done',
        progress: { total: GROUPS, byState: { sent: GROUPS } },
      });
      await second.stop();
    },
  );

  test('what the chat sent while nobody listened is found out at the next start', async () => {
    world.chat.setAuto(false);
    const first = await world.start();
    const id = await create(first);
    await first.service.send(ADMIN, id);
    await world.clock.advance(5_000);
    first.kill();
    await world.chat.deliver();
    const second = await world.start();
    await world.clock.advance(5_000);
    eachOnce();
    expect(await get(second, id)).toMatchObject({ state: 'done', progress: { byState: { sent: GROUPS } } });
    await second.stop();
  });

  test('a scheduled one goes back to a draft, is changed, and is sent as changed', async () => {
    const program = await world.start();
    const id = await create(program, { when: { type: 'at', at: '2026-11-27T19:00:00+07:00' } });
    await program.service.send(ADMIN, id);
    expect(await program.service.update(ADMIN, id, message())).toMatchObject({ ok: false });
    expect(must(await program.service.unschedule(ADMIN, id)).after?.state).toBe('draft');
    const changed = message({
      content: { type: 'text', text: 'Đã sửa' },
      when: { type: 'at', at: '2026-11-27T20:00:00+07:00' },
    });
    must(await program.service.update(ADMIN, id, changed));
    await program.service.send(ADMIN, id);
    await world.clock.set('2026-11-27T12:30:00Z');
    expect(world.chat.received).toHaveLength(0);
    await world.clock.set('2026-11-27T13:00:30Z');
    eachOnce();
    expect(world.chat.received[0]?.what).toBe('Đã sửa');
    await program.stop();
  });
});
