import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { type Bundle, bundle } from '../store/bundle.ts';
import { closingNote } from '../support/skipped.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { type Office, openOffice, sendEvent } from './office.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import { type Disturbance, wrongTicks } from './schedule.ts';

/** `npm run test:chaos` runs the long form; `npm test` a short one with the same kinds of trouble. */
const LONG = process.env.CHIHOI_CHAOS === 'long';
export const SIZE = LONG
  ? { events: 2_000, threads: 40, groups: 5_000, kills: 30, awaySeconds: 20, spreadSeconds: 300, minutes: 25 }
  : { events: 180, threads: 12, groups: 150, kills: 5, awaySeconds: 4, spreadSeconds: 12, minutes: 5 };
const TEXT = 'Thông báo chung';

export interface Rows {
  readonly inbox: { _id: string; state: string; thread: string }[];
  readonly outbox: { _id: string; state: string; thread: string; lane: string; error?: { sentence: string } }[];
}

export interface World {
  readonly name: string;
  readonly members: readonly string[];
  /** The process that takes webhooks, and the one whose API is asked. */
  readonly web: string;
  settings(): Promise<Record<string, string>>;
  /** One kind of trouble each, done in turn between kills. */
  readonly troubles: readonly ((fleet: Fleet) => Promise<void>)[];
  rows(): Promise<Rows>;
  close(): Promise<void>;
}

export const readRows = async (db: Connection): Promise<Rows> => {
  const all = (name: string) => db.collection(name).find().toArray() as Promise<never[]>;
  return { inbox: await all('inbox'), outbox: await all('outbox') };
};

/** Numbers that a thread said, in order: half of the threads speak by webhook, half over the line. */
const feed = async (fleet: Fleet, world: World, recorder: Recorder, deadline: number): Promise<Map<string, number>> => {
  const perThread = Math.floor(SIZE.events / SIZE.threads);
  const acknowledged = new Map<string, number>();
  await Promise.all(
    Array.from({ length: SIZE.threads }, async (_, index) => {
      const thread = `t-${index}`;
      for (let number = 1; number <= perThread; number += 1) {
        const event = { id: `${thread}/${number}`, thread, text: `vọng lại ${number}` };
        if (index % 2 === 1) recorder.say(event);
        else if (!(await sendEvent(`http://127.0.0.1:${fleet.member(world.web).port}`, event, deadline))) return;
        acknowledged.set(thread, number);
        await sleep(Math.random() * ((SIZE.spreadSeconds * 2_000) / perThread));
      }
    }),
  );
  return acknowledged;
};

const wreck = async (
  fleet: Fleet,
  world: World,
  until: () => boolean,
): Promise<{ kills: number; disturbances: Disturbance[] }> => {
  const troubles = [...world.troubles];
  const disturbances: Disturbance[] = [];
  const disturb = async (work: () => Promise<unknown> | undefined) => {
    const from = Date.now();
    await work();
    disturbances.push({ from, to: Date.now() });
  };
  let kills = 0;
  while (kills < SIZE.kills || troubles.length > 0) {
    if (until() && kills >= SIZE.kills) break;
    const member = fleet.members[Math.floor(Math.random() * fleet.members.length)];
    if (member && kills < SIZE.kills) {
      await disturb(async () => {
        await member.kill();
        kills += 1;
        await sleep(Math.random() * 800);
        member.start();
        // Now and then it is killed again while it starts; mostly it is let serve.
        if (Math.random() < 0.8) await member.serving().catch(() => undefined);
      });
    }
    const trouble = troubles.shift();
    if (trouble) await disturb(() => trouble(fleet));
    await sleep(500 + Math.random() * 1_500);
  }
  return { kills, disturbances };
};

const SETTLED = new Set(['sent', 'delivered', 'seen', 'failed', 'unknown', 'cancelled']);

/** Waits until nothing is on its way any more. */
const rest = async (
  world: World,
  office: Office,
  recorder: Recorder,
  broadcast: string,
  deadline: number,
): Promise<void> => {
  while (Date.now() < deadline) {
    const { state } = await office.progress(broadcast);
    if (state === 'done' && recorder.unheard() === 0) {
      if (world.name.startsWith('one process')) {
        await sleep(6_000);
        return;
      }
      const { inbox, outbox } = await world.rows();
      if (inbox.every((row) => row.state !== 'new') && outbox.every((row) => SETTLED.has(row.state))) return;
    }
    await sleep(1_000);
  }
};

export const scenario = async (
  ground: { readonly program: Bundle; readonly flowsDir: string },
  makeWorld: () => Promise<World>,
): Promise<{ wrong: string[]; complaints: string }> => {
  const { flowsDir } = ground;
  const deadline = Date.now() + SIZE.minutes * 60_000;
  const recorder = await startRecorder();
  const world = await makeWorld();
  const fleet = await startFleet(ground.program.path, world.members, {
    ...(await world.settings()),
    FLOWS_DIR: flowsDir,
    CONTENT_DIR: join(process.cwd(), 'content'),
    CHAOS_RECORDER: recorder.url,
  });
  try {
    await Promise.all(fleet.members.map((member) => member.serving()));
    const code = await fleet.member(world.web).serving();
    const office = await openOffice(`http://127.0.0.1:${fleet.member(world.web).port}`, code, recorder.url);
    await office.registerGroups(SIZE.groups);
    const broadcast = await office.broadcast(TEXT);
    let fed = false;
    const feeding = feed(fleet, world, recorder, deadline).finally(() => {
      fed = true;
    });
    const { kills, disturbances } = await wreck(fleet, world, () => fed);
    const acknowledged = await feeding;
    await rest(world, office, recorder, broadcast, deadline);
    const deliveries = await office.deliveries(broadcast);
    await fleet.stop();
    const rows = await world.rows();

    const answersOf = (thread: string) =>
      recorder.arrivals
        .filter((one) => one.thread === thread && one.text.startsWith('vọng '))
        .map((one) => Number(one.text.slice(5)));
    const notSure = new Map<string, number>();
    for (const row of rows.outbox)
      if (row.lane === 'reply' && ['unknown', 'failed'].includes(row.state))
        notSure.set(row.thread, (notSure.get(row.thread) ?? 0) + 1);

    const wrong: string[] = [];
    let events = 0;
    let answered = 0;
    for (const [thread, last] of acknowledged) {
      const account = Number(thread.slice(2)) % 2 === 1 ? office.accounts.line : office.accounts.webhook;
      const heard = rows.inbox.filter((row) => row.thread === `${account}:${thread}`);
      const said = answersOf(thread);
      events += last;
      answered += said.length;
      const undone = heard.filter((row) => row.state !== 'done').length;
      if (heard.length !== last || undone > 0)
        wrong.push(`${thread}: ${last} acknowledged, ${heard.length} kept, ${undone} not done`);
      if (said.some((number, index) => index > 0 && number <= (said[index - 1] ?? 0)))
        wrong.push(`${thread}: out of order or twice: ${said.join(' ')}`);
      const missing = last - said.length;
      if (missing > (notSure.get(`${account}:${thread}`) ?? 0))
        wrong.push(
          `${thread}: ${missing} answers missing, ${notSure.get(`${account}:${thread}`) ?? 0} listed as not sure`,
        );
    }

    const copies = new Map<string, number>();
    for (const one of recorder.arrivals)
      if (one.text === TEXT) copies.set(one.thread, (copies.get(one.thread) ?? 0) + 1);
    const listed = { sent: 0, unknown: 0, failed: 0 };
    for (const { state, thread = '', reason } of deliveries) {
      const count = copies.get(thread.slice(thread.indexOf(':') + 1)) ?? 0;
      const sure = ['sent', 'delivered', 'seen'].includes(state);
      if (sure) listed.sent += 1;
      else if (state === 'unknown') listed.unknown += 1;
      else listed.failed += 1;
      if (sure ? count !== 1 : count > 1 || !['unknown', 'failed'].includes(state) || !reason)
        wrong.push(`${thread}: ${state}, ${count} copies`);
    }
    const summary = `chaos, ${world.name}: ${kills} kills; ${events} events acknowledged, ${answered} answered in order, ${events - answered} listed as unknown; broadcast to ${SIZE.groups}: ${listed.sent} once, ${listed.unknown} unknown, ${listed.failed} failed; ${new Set(recorder.ticks.map((one) => one.job)).size} schedules; ${recorder.overlaps()} listeners at once`;
    process.stdout.write(`${summary}\n`);
    closingNote(summary);
    wrong.push(...wrongTicks(recorder.ticks, disturbances));
    if (deliveries.length !== SIZE.groups) wrong.push(`${deliveries.length} deliveries of ${SIZE.groups}`);
    if (recorder.overlaps() > 0) wrong.push(`${recorder.overlaps()} times two listened at once`);
    return { wrong, complaints: fleet.complaints() };
  } finally {
    await fleet.stop();
    await world.close();
    await recorder.close();
  }
};

/** What every scenario starts from: the product as one file, and the flows with one more that says numbers again. */
export const openGround = async (): Promise<{ program: Bundle; flowsDir: string; close(): Promise<void> }> => {
  const program = await bundle('test/chaos/role.ts');
  const flowsDir = await mkdtemp(join(tmpdir(), 'chihoi-flows-'));
  await cp('flows', flowsDir, { recursive: true });
  await cp('test/chaos/flows', flowsDir, { recursive: true });
  return {
    program,
    flowsDir,
    async close() {
      await program.remove();
      await rm(flowsDir, { recursive: true, force: true });
    },
  };
};
