import { createLogger } from '../../src/base/log.ts';
import { fail, ok } from '../../src/base/result.ts';
import { registerBroadcastJobs } from '../../src/broadcasts/jobs.ts';
import type { Reach } from '../../src/broadcasts/reach.ts';
import { type BroadcastDeps, createBroadcastService } from '../../src/broadcasts/service.ts';
import type { BroadcastInput } from '../../src/broadcasts/types.ts';
import {
  type BatchEntry,
  type BatchSettled,
  type BulkChat,
  type Chat,
  type DeliveryState,
  entryKey,
  type OutboxBatch,
  type OutboxItem,
  type Settled,
  type StartFlow,
} from '../../src/chat/chat.ts';
import type { Group, Holder, HolderFilter, Post, Unit } from '../../src/org/types.ts';
import { createEmbeddedQueue } from '../../src/queue/embedded.ts';
import type { LiveUpdate } from '../../src/web/route.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { openTestStore } from '../support/store.ts';

/** A chat that keeps its outbox in memory, over every restart, and sends when the test says so. */
export const fakeChat = (clock: FakeClock) => {
  const outbox = new Map<string, OutboxItem & { state: DeliveryState; error?: Settled['error'] }>();
  const batches = new Map<string, OutboxBatch>();
  const flows = new Map<string, StartFlow>();
  /** What reached each thread: a message's text, or a flow's name. */
  const received: { thread: string; what: string }[] = [];
  const paused = new Set<string>();
  const cancelled = new Set<string>();
  let listeners: ((settled: Settled) => Promise<void>)[] = [];
  let batchListeners: ((settled: BatchSettled) => Promise<void>)[] = [];
  /** Threads where the platform refuses, and threads whose answer is lost. */
  const broken = new Set<string>();
  const lost = new Set<string>();
  let auto = true;
  let beforeSend: (() => Promise<void>) | undefined;

  const settledOf = (item: OutboxItem & { state: DeliveryState; error?: Settled['error'] }): Settled => ({
    key: item.key,
    thread: item.thread,
    state: item.state,
    at: clock.now(),
    ...(item.group !== undefined && { group: item.group }),
    ...(item.error && { error: item.error }),
  });
  const settle = async (key: string) => {
    const item = outbox.get(key);
    if (item) for (const listener of listeners) await listener(settledOf(item));
  };
  const entryOf = (key: string, n: number): BatchEntry[] => {
    const item = outbox.get(entryKey(key, n));
    return item ? [{ n, state: item.state, at: clock.now(), ...(item.error && { error: item.error }) }] : [];
  };
  const deliver = async () => {
    const touched = new Map<string, number[]>();
    for (const item of outbox.values()) {
      if (item.state !== 'waiting' || (item.group !== undefined && paused.has(item.group))) continue;
      if (item.group !== undefined && cancelled.has(item.group)) item.state = 'cancelled';
      else if (broken.has(item.thread)) {
        item.state = 'failed';
        item.error = { code: 'thread_gone', sentence: 'Nhóm này không còn nữa.' };
      } else if (lost.has(item.thread)) {
        item.state = 'unknown';
        item.error = { code: 'unknown', sentence: 'Chưa rõ tin đã tới hay chưa.' };
      } else {
        item.state = 'sent';
        received.push({
          thread: item.thread,
          what: item.message.type === 'text' ? item.message.text : item.message.type,
        });
      }
      const [batch = '', n = ''] = item.key.split('/');
      if (batches.has(batch)) touched.set(batch, [...(touched.get(batch) ?? []), Number(n)]);
      else await settle(item.key);
    }
    for (const [key, numbers] of touched)
      for (const listener of batchListeners)
        await listener({ key, group: '', entries: numbers.flatMap((n) => entryOf(key, n)) });
  };

  const chat: Chat & BulkChat = {
    async sendBatch(batch) {
      await beforeSend?.();
      if (batches.has(batch.key)) return;
      batches.set(batch.key, batch);
      const { group, message } = batch;
      for (const [n, thread] of batch.threads.entries()) {
        const key = entryKey(batch.key, n);
        if (thread !== null) outbox.set(key, { key, thread, message, group, lane: 'bulk', state: 'waiting' });
      }
      if (auto) setImmediate(() => void deliver());
    },
    onBatchSettled: (listener) => void batchListeners.push(listener),
    async batchEntries(key) {
      return batches.get(key)?.threads.flatMap((_, n) => entryOf(key, n));
    },
    directThreads: async (contacts) =>
      new Map(contacts.filter((contact) => contact.startsWith('zalo')).map((contact) => [contact, contact])),
    async send(items) {
      await beforeSend?.();
      const before = outbox.size;
      for (const item of items) if (!outbox.has(item.key)) outbox.set(item.key, { ...item, state: 'waiting' });
      if (auto) setImmediate(() => void deliver());
      return { queued: outbox.size - before, duplicates: items.length - (outbox.size - before) };
    },
    async startFlow(starts) {
      for (const start of starts) {
        if (flows.has(start.key)) continue;
        flows.set(start.key, start);
        if (start.delivery !== undefined)
          await chat.send([
            {
              key: start.delivery,
              thread: start.thread,
              message: { type: 'text', text: `${start.flow} ${start.vars.quizId}` },
              lane: 'bulk',
              ...(start.group !== undefined && { group: start.group }),
            },
          ]);
      }
    },
    thread: async (id) =>
      id.startsWith('zalo:')
        ? { id, account: 'zalo', kind: id.includes('nhom') ? 'group' : 'direct', name: id, channel: 'simulator' }
        : undefined,
    directThread: async (contact) => (contact.startsWith('zalo:') ? contact : undefined),
    async cancel(group) {
      cancelled.add(group);
      await deliver();
    },
    async pause(group) {
      paused.add(group);
    },
    async resume(group) {
      paused.delete(group);
      await deliver();
    },
    onSettled: (listener) => void listeners.push(listener),
    states: async (keys) =>
      keys.flatMap((key) => {
        const item = outbox.get(key);
        return item ? [settledOf(item)] : [];
      }),
  };
  return {
    chat,
    outbox,
    flows,
    received,
    paused,
    broken,
    lost,
    deliver,
    settle,
    setAuto: (value: boolean) => {
      auto = value;
    },
    onSend: (run: (() => Promise<void>) | undefined) => {
      beforeSend = run;
    },
    /** The process that listened is gone. */
    forget: () => {
      listeners = [];
      batchListeners = [];
    },
  };
};

const unitOf = (id: string, path: string, name: string): Unit => ({
  id,
  code: id,
  name,
  level: path.split('/').length > 3 ? 'xa' : 'tinh',
  path,
  validFrom: '2025-07-01',
  successorOf: [],
});

export const TINH = unitOf('19', '/19/', 'Tỉnh Phú Thọ');
export const XA_A = unitOf('a', '/19/a/', 'Xã An Bình');
export const XA_B = unitOf('b', '/19/b/', 'Xã Bình Minh');
/** No groups and nobody in it. */
export const XA_C = unitOf('c', '/19/c/', 'Xã Cẩm Lý');

/** Units with groups and officers that a test puts into them. */
export const fakeOrg = () => {
  const units = [TINH, XA_A, XA_B, XA_C];
  const groups: Group[] = [];
  const holders: (Holder & { until?: Date })[] = [];
  /** Behind which place groups were asked for. */
  const asked: (string | undefined)[] = [];
  const under = (paths: readonly string[], path: string) => paths.some((one) => path.startsWith(one));
  const matching = ({ unitPaths, posts, on }: HolderFilter) =>
    holders.filter(
      ({ unit, post, until }) =>
        under(unitPaths, unit.path) && (!posts || posts.includes(post)) && (!until || !on || on < until),
    );
  const org: BroadcastDeps['org'] = {
    unit: async (id) => units.find((unit) => unit.id === id),
    async *holdersFrom(filter, after) {
      for (const [i, item] of matching(filter)
        .sort((a, b) => (a.person.id < b.person.id ? -1 : 1))
        .entries())
        if (after === undefined || i > Number(after)) yield { item, place: String(i) };
    },
    countHolders: async (filter) => {
      const found = matching(filter);
      return { persons: new Set(found.map(({ person }) => person.id)).size, posts: found.length };
    },
    async *groupsFrom(paths, after) {
      asked.push(after);
      for (const [i, item] of groups.entries())
        if (item.active && under(paths, item.unit.path) && (after === undefined || i > Number(after)))
          yield { item, place: String(i) };
    },
    countGroups: async (paths) => groups.filter(({ unit, active }) => active && under(paths, unit.path)).length,
    groupOfThread: async (thread) => groups.find((group) => group.thread === thread),
    personOfContact: async (contact) => {
      const found = holders.filter(({ contacts }) => contacts.includes(contact));
      return found[0] && { ...found[0].person, posts: found.map(({ post, unit }) => ({ post, unit })) };
    },
  };
  return {
    org,
    asked,
    addGroups(unit: Unit, count: number, spare = false) {
      for (let i = 0; i < count; i++) {
        const n = groups.length + 1;
        groups.push({
          id: `g${n}`,
          thread: `zalo:nhom${n}`,
          name: `Nhóm ${n}`,
          unit,
          active: true,
          ...(spare && { spare: `zalo2:nhom${n}` }),
        });
      }
    },
    addHolder(
      name: string,
      post: Post,
      unit: Unit,
      options: { until?: Date; unreachable?: boolean; contact?: string } = {},
    ) {
      holders.push({
        person: { id: name, name, address: 'chị' },
        post,
        unit,
        contacts: options.unreachable ? [] : [options.contact ?? `zalo:${name}`],
        ...(options.until && { until: options.until }),
      });
    },
  };
};

export const ADMIN = { id: 'ann', name: 'Ann', unitPath: '/19/' };

export const message = (change: Partial<BroadcastInput> = {}): BroadcastInput => ({
  title: 'Lịch họp tháng 12',
  content: { type: 'text', text: 'Mời các chị họp lúc 8h00 sáng thứ Hai.' },
  audience: { unitIds: [TINH.id], to: 'groups' },
  when: { type: 'now' },
  ...change,
});

/** A world with a store, a queue and a clock, in which the program can be started, killed and started again. */
export const openWorld = async (startIso = '2026-11-27T02:00:00.000Z') => {
  const clock = fakeClock(startIso);
  const store = await openTestStore();
  const chat = fakeChat(clock);
  const { org, addGroups, addHolder, asked } = fakeOrg();
  const live: LiveUpdate[] = [];
  const quiet = { from: '21:00', to: '07:00' };
  /** What is known of threads; the others are open. */
  const reached = new Map<string, Reach>();
  const materials = new Map([['m1', 'Phòng chống bạo lực gia đình']]);
  let number = 0;
  let timers = new Set<() => void>();

  const start = async () => {
    const mine = new Set<() => void>();
    timers = mine;
    let dead = false;
    const mortal = {
      now: clock.now,
      at(at: Date, run: () => void) {
        if (dead) return () => undefined;
        const cancel = clock.at(at, run);
        mine.add(cancel);
        return cancel;
      },
    };
    const logger = createLogger('silent');
    const queue = createEmbeddedQueue({ connection: store.connection, clock: mortal, logger });
    const service = await createBroadcastService({
      connection: store.connection,
      clock: mortal,
      queue,
      chat: chat.chat,
      org,
      library: {
        material: async (id) => {
          const text = materials.get(id);
          return text === undefined
            ? fail('content.unknown', 'Không còn tài liệu này, chị chọn tài liệu khác.')
            : ok([
                { type: 'text', text },
                { type: 'file', fileUrl: 'https://example.invalid/a.pdf' },
              ]);
        },
        quiz: async (id) =>
          id === 'q1' ? ok({ title: 'Đố vui tháng 11' }) : fail('learning.unknown', 'Không có bộ câu hỏi này.'),
      },
      publish: (update) => live.push(update),
      quietHours: async () => quiet,
      reach: async () => reached,
      logger,
      newId: () => `b${++number}`,
    });
    registerBroadcastJobs(queue, service);
    await queue.start();
    await service.repair();
    return {
      service,
      queue,
      /** The process dies: no timer fires and nothing is listened to any more. */
      kill() {
        dead = true;
        for (const cancel of mine) cancel();
        chat.forget();
      },
      async stop() {
        service.stop();
        await queue.stop(0);
        chat.forget();
      },
    };
  };

  return {
    clock,
    chat,
    connection: store.connection,
    live,
    quiet,
    reached,
    materials,
    addGroups,
    addHolder,
    asked,
    start,
    async close() {
      for (const cancel of timers) cancel();
      await clock.advance(0);
      await store.close();
    },
  };
};
export type World = Awaited<ReturnType<typeof openWorld>>;

/** The value of a result that must be good. */
export const must = <T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};
