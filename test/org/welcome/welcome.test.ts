import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StartFlow } from '../../../src/chat/chat.ts';
import { createWelcome, type Welcome } from '../../../src/org/welcome/service.ts';
import type { NewJob, Queue } from '../../../src/queue/queue.ts';
import { addPerson, openTestOrg } from '../support.ts';

const GROUP = 'zalo:g1';
const UNIT = 'xa-2025-01906';

let room: Awaited<ReturnType<typeof openTestOrg>>;
let welcome: Welcome;
let starts: StartFlow[];
let jobs: Map<string, NewJob>;
let on: boolean;
let failing: boolean;
let quietEnd: Date | undefined;
let flows: string[];

beforeEach(async () => {
  room = await openTestOrg();
  starts = [];
  jobs = new Map();
  on = true;
  failing = false;
  quietEnd = undefined;
  flows = ['chao-thanh-vien-moi', 'vao-nhom'];
  welcome = await createWelcome({
    connection: room.connection,
    clock: room.clock,
    org: room.org,
    queue: {
      async add(job: NewJob) {
        jobs.set(job.key ?? '', job);
        return job.key ?? '';
      },
    } as unknown as Queue,
    chat: {
      async startFlow(more) {
        if (failing) throw new Error('the store is away');
        starts.push(...more.filter(({ key }) => !starts.some((start) => start.key === key)));
      },
    },
    nameOf: async (contact) => (contact === 'zalo:mai' ? 'Mai của chat' : undefined),
    isOn: async () => on,
    quietUntil: async (at) => (quietEnd && at < quietEnd ? quietEnd : undefined),
    hasFlow: (name) => flows.includes(name),
  });
  await room.org.registerGroup({ thread: GROUP, unit: UNIT, name: 'Hội Ba Bể' }, '/');
});
afterEach(() => room.close());

let events = 0;
const change = (type: 'members_joined' | 'members_left', ids: readonly string[], names: Record<string, string> = {}) =>
  welcome.membersChanged({
    type,
    id: `e${++events}`,
    account: 'zalo',
    thread: { id: 'g1', kind: 'group' },
    at: room.clock.now().toISOString(),
    contacts: ids.map((id) => ({ id, ...(names[id] !== undefined && { name: names[id] }) })),
  });
const join = (...ids: string[]) => change('members_joined', ids, { lan: 'Lan Zalo', hoa: 'Hoa', mui: 'Mùi' });
const letIn = () =>
  welcome.membersChanged({
    type: 'we_joined',
    id: `e${++events}`,
    account: 'zalo',
    thread: { id: 'g1', kind: 'group', name: 'Hội Ba Bể' },
    at: room.clock.now().toISOString(),
  });

/** Lets time pass and runs what comes due, as the queue does. */
const pass = async (seconds: number) => {
  const end = room.clock.now().getTime() + seconds * 1000;
  for (;;) {
    const [next] = [...jobs.values()].sort((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0));
    if (!next?.at || next.at.getTime() > end) break;
    jobs.delete(next.key ?? '');
    if (next.at > room.clock.now()) await room.clock.set(next.at.toISOString());
    const outcome = await welcome.run((next.data as { thread: string }).thread);
    if (outcome?.type === 'later') jobs.set(next.key ?? '', { ...next, at: outcome.at });
  }
  await room.clock.set(new Date(end).toISOString());
};
const called = () => starts.map(({ flow, vars }) => `${flow}: ${vars['goi'] ?? ''}`.trim());

describe('a registered group', () => {
  it('hears one welcome of everybody who came in a burst, by the names of the roster first', async () => {
    await room.org.linkContact('zalo:lan', await addPerson(room.org, 'Nông Thị Lan', UNIT));
    await join('lan');
    await pass(20);
    await join('hoa', 'mai');
    await pass(20);
    expect(starts).toEqual([]);
    await join('x');
    await pass(60);
    expect(starts).toHaveLength(1);
    expect(starts[0]).toMatchObject({
      thread: GROUP,
      flow: 'chao-thanh-vien-moi',
      vars: {
        don_vi: 'Xã Ba Bể',
        moi: [
          { id: 'zalo:lan', name: 'Nông Thị Lan' },
          { id: 'zalo:hoa', name: 'Hoa' },
          { id: 'zalo:mai', name: 'Mai của chat' },
        ],
        goi: '@{zalo:lan}, @{zalo:hoa}, @{zalo:mai} và 1 chị nữa',
        so_nguoi: 4,
      },
    });
    expect(starts[0]?.contact).toBeUndefined();
  });

  it('waits no longer than five minutes for more to come', async () => {
    for (let n = 0; n < 30; n += 1) {
      await join(`m${n}`);
      await pass(20);
    }
    expect(starts.length).toBeGreaterThanOrEqual(2);
    await pass(300);
    expect(starts.reduce((sum, { vars }) => sum + Number(vars['so_nguoi']), 0)).toBe(30);
  });

  it('welcomes nobody twice within a while, and again when she comes back after long', async () => {
    await join('lan');
    await pass(60);
    await change('members_left', ['lan']);
    await join('lan');
    await join('lan', 'hoa');
    await pass(60);
    expect(called()).toEqual(['chao-thanh-vien-moi: @{zalo:lan}', 'chao-thanh-vien-moi: @{zalo:hoa}']);
    await pass(61 * 86_400);
    await join('lan');
    await pass(60);
    expect(called()).toHaveLength(3);
  });

  it('does not welcome who has left again before it', async () => {
    await join('lan', 'hoa');
    await change('members_left', ['lan']);
    await pass(60);
    expect(called()).toEqual(['chao-thanh-vien-moi: @{zalo:hoa}']);
  });

  it('waits for the end of the quiet hours', async () => {
    quietEnd = new Date(room.clock.now().getTime() + 3_600_000);
    await join('lan');
    await pass(3_500);
    expect(starts).toEqual([]);
    await pass(200);
    expect(called()).toEqual(['chao-thanh-vien-moi: @{zalo:lan}']);
  });

  it('says it once when the program dies in between', async () => {
    await join('lan');
    await room.clock.advance(60_000);
    failing = true;
    await expect(welcome.run(GROUP)).rejects.toThrow();
    failing = false;
    await join('hoa');
    await room.clock.advance(60_000);
    await welcome.run(GROUP);
    await welcome.run(GROUP);
    expect(called()).toEqual(['chao-thanh-vien-moi: @{zalo:lan}', 'chao-thanh-vien-moi: @{zalo:hoa}']);
  });

  it('forgets who asks to be forgotten', async () => {
    await join('lan', 'hoa');
    await welcome.forget('zalo:lan');
    await pass(60);
    expect(called()).toEqual(['chao-thanh-vien-moi: @{zalo:hoa}']);
  });
});

describe('silent', () => {
  const cases: readonly (readonly [string, () => Promise<unknown> | unknown])[] = [
    [
      'where the house switched it off',
      () => {
        on = false;
      },
    ],
    ['where it is off for the group', () => room.org.updateGroup(GROUP, { welcome: false }, '/')],
    ['where the group is not registered', () => room.org.unregisterGroup(GROUP, '/')],
    ['where the flow was taken away', () => void flows.splice(0)],
    [
      'in the spare of a registered group',
      async () => {
        await room.org.unregisterGroup(GROUP, '/');
        await room.org.registerGroup({ thread: 'other:g9', unit: UNIT, name: 'Hội Ba Bể' }, '/');
        await room.org.updateGroup('other:g9', { spare: GROUP }, '/');
      },
    ],
  ];
  it.each(cases)('%s', async (_name, prepare) => {
    await prepare();
    await join('lan');
    await pass(120);
    expect(starts).toEqual([]);
    expect(jobs.size).toBe(0);
  });

  it('about a join that is told a day late', async () => {
    await welcome.membersChanged({
      type: 'members_joined',
      id: 'old',
      account: 'zalo',
      thread: { id: 'g1', kind: 'group' },
      at: new Date(room.clock.now().getTime() - 2 * 86_400_000).toISOString(),
      contacts: [{ id: 'lan' }],
    });
    expect(jobs.size).toBe(0);
  });

  it('only until it is switched on again for the group', async () => {
    await room.org.updateGroup(GROUP, { welcome: false }, '/');
    await room.org.updateGroup(GROUP, { welcome: true }, '/');
    await join('lan');
    await pass(60);
    expect(called()).toEqual(['chao-thanh-vien-moi: @{zalo:lan}']);
  });
});

describe('the assistant itself, let into a group', () => {
  it('introduces itself once, names the unit, and welcomes nobody who came with it', async () => {
    await letIn();
    await join('lan');
    await pass(60);
    await letIn();
    await pass(60);
    expect(starts).toMatchObject([{ flow: 'vao-nhom', vars: { don_vi: 'Xã Ba Bể' } }]);
  });

  it('does so also where the group is not registered yet, to say how that is done', async () => {
    await room.org.unregisterGroup(GROUP, '/');
    await letIn();
    await pass(60);
    expect(starts).toMatchObject([{ flow: 'vao-nhom', vars: { don_vi: '' } }]);
  });
});
