import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock.ts';
import { createLogger } from '../../src/base/log.ts';
import type { Channel } from '../../src/chat/channel.ts';
import { compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';

/** What the house of a broadcast's benchmark says when it is done, as one line of JSON. */
export interface HouseResult {
  readonly enqueueSeconds: number;
  readonly drainSeconds: number;
  /** Processor time of this process in both, which other work on the machine changes little. */
  readonly enqueueCpu: number;
  readonly drainCpu: number;
  /** Resident memory before the broadcast, and the most that it was during it. */
  readonly restMb: number;
  readonly peakMb: number;
  /** The page of the broadcast while it is being sent: the slowest of several. */
  readonly pageMs: number;
  readonly preview: { readonly ms: number; readonly reachable: number };
  readonly states: Readonly<Record<string, number>>;
}

const ACCOUNT = 'bench';
const UNIT = { id: 'xa-2025-01906', path: '' };
const ADMIN = { id: 'bench', name: 'Đo', unitPath: '/' };
const INSERT = 5_000;

/** Processor time of this process so far, in seconds. */
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const rssMb = () => process.memoryUsage.rss() / 1024 / 1024;

/** The whole program, not started yet. */
const house = async () => {
  const read = readConfig({ ...process.env, LOG_LEVEL: 'error' });
  if (!read.ok) throw new Error(read.error.message);
  const composed = await compose({
    config: read.value.config,
    clock: systemClock,
    logger: createLogger('error'),
    consoleDir: read.value.config.dataDir,
  });
  if (!composed.ok) throw new Error(composed.error.message);
  return composed.value;
};

/** Registers groups. In a process of its own, so that the memory of the one that is measured holds nothing of it. */
const seed = async (recipients: number): Promise<void> => {
  const { chat, org, store, start, stop } = await house();
  await start();
  const unit = await org.unit(UNIT.id);
  if (!unit) throw new Error(`there is no unit ${UNIT.id}`);
  const now = new Date();
  for (let from = 0; from < recipients; from += INSERT) {
    const some = Array.from({ length: Math.min(INSERT, recipients - from) }, (_, i) => ({
      // As mixed up as the ids of a platform.
      id: `${ACCOUNT}:${((from + i) * 7_919) % 1_000_003}`,
      name: `Nhóm chi hội ${from + i}`,
    }));
    await store.connection.collection<{ _id: string }>('org_groups').insertMany(
      some.map(({ id, name }) => ({
        _id: id,
        name,
        unit: unit.id,
        unitPath: unit.path,
        active: true,
        registeredAt: now,
        sample: false,
      })),
      { ordered: false },
    );
    await chat.models.threads.collection.insertMany(
      some.map(({ id, name }) => ({
        _id: id as never,
        account: ACCOUNT,
        channel: 'bench',
        platformId: id.slice(ACCOUNT.length + 1),
        kind: 'group' as const,
        name,
        sessions: [],
        pending: [],
        held: [],
        recent: [],
        createdAt: now,
        revision: 0,
      })),
      { ordered: false },
    );
  }
  await stop(1);
};

/**
 * With a channel that takes everything at once: one broadcast to all groups, first with the sending held (written and
 * queued), then let go (drained).
 */
const run = async (recipients: number): Promise<HouseResult> => {
  const { chat, queue, broadcasts, org, store, start, stop } = await house();
  let arrived = 0;
  const channel: Channel = {
    account: ACCOUNT,
    kind: 'bench',
    abilities: {
      groups: true,
      maxButtons: 0,
      polls: false,
      reminders: false,
      mentions: false,
      typing: false,
      reactions: false,
      maxTextLength: 2_000,
      lengthOf: (text) => text.length,
    },
    start: async () => undefined,
    stop: async () => undefined,
    async send() {
      arrived += 1;
      return { type: 'sent', messageId: `m${arrived}` };
    },
  };
  await chat.connect(channel);
  await start();
  const unit = await org.unit(UNIT.id);
  if (!unit) throw new Error(`there is no unit ${UNIT.id}`);

  await sleep(1_000);

  const restMb = rssMb();
  let peakMb = restMb;
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, rssMb());
  }, 20);
  const audience = { unitIds: [unit.id], to: 'groups' as const };
  const beforePreview = performance.now();
  const preview = await broadcasts.preview(ADMIN, audience);
  if (!preview.ok) throw new Error(preview.error.message);
  const previewMs = performance.now() - beforePreview;

  const made = await broadcasts.create(ADMIN, {
    title: 'Đo tốc độ',
    content: { type: 'text', text: 'Mời các chị họp lúc 8h00 sáng thứ Hai tại nhà văn hóa.' },
    audience,
    when: { type: 'now' },
  });
  const id = made.ok ? (made.value.after?.id ?? '') : '';
  const stored = () =>
    store.connection
      .collection<{ _id: string; runs: { resolvedAt?: Date }[]; state: string }>('broadcasts')
      .findOne({ _id: id });
  await queue.pause('chat.bulk');
  const [began, beganCpu] = [performance.now(), cpuSeconds()];
  const sent = await broadcasts.send(ADMIN, id);
  if (!sent.ok) throw new Error(sent.error.message);
  while (!(await stored())?.runs[0]?.resolvedAt) await sleep(50);
  const enqueueSeconds = (performance.now() - began) / 1000;
  const enqueueCpu = cpuSeconds() - beganCpu;

  const [letGo, letGoCpu] = [performance.now(), cpuSeconds()];
  await queue.resume('chat.bulk');
  let pageMs = 0;
  for (let looks = 1; arrived < recipients; looks += 1) {
    await sleep(50);
    if (looks % 20 > 0) continue;
    const asked = performance.now();
    await broadcasts.get(ADMIN, id);
    await broadcasts.deliveries(ADMIN, id, { skip: Math.floor(recipients / 2), limit: 50 });
    pageMs = Math.max(pageMs, performance.now() - asked);
  }
  let page = await broadcasts.get(ADMIN, id);
  while (page.ok && page.value.progress.byState.sent < recipients) {
    await sleep(20);
    page = await broadcasts.get(ADMIN, id);
  }
  const drainSeconds = (performance.now() - letGo) / 1000;
  const drainCpu = cpuSeconds() - letGoCpu;
  while ((await stored())?.state !== 'done') await sleep(50);
  clearInterval(watch);
  if (!page.ok) throw new Error(page.error.message);
  const states = Object.fromEntries(Object.entries(page.value.progress.byState).filter(([, count]) => count > 0));
  if (arrived !== recipients) throw new Error(`${arrived} messages arrived of ${recipients}`);
  await stop(1);
  return {
    enqueueSeconds,
    drainSeconds,
    enqueueCpu,
    drainCpu,
    restMb,
    peakMb,
    pageMs,
    preview: { ms: previewMs, reachable: preview.value.reachable },
    states,
  };
};

const [what, recipients = '100000'] = process.argv.slice(2);
if (what === 'seed') await seed(Number(recipients));
else console.log(JSON.stringify(await run(Number(recipients))));
process.exit(0);
