import { rm } from 'node:fs/promises';
import type { Accounts } from '../accounts/service.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { isAway } from '../base/transient.ts';
import { registerBroadcastJobs } from '../broadcasts/jobs.ts';
import type { BroadcastService } from '../broadcasts/service.ts';
import type { Simulator } from '../channels/simulator/channel.ts';
import type { ChatRoom } from '../chat/service.ts';
import type { Config } from '../config.ts';
import type { ContentService } from '../content/service.ts';
import { registerLearningJobs } from '../learning/jobs.ts';
import type { LearningService } from '../learning/service.ts';
import { registerMeetingJobs } from '../meetings/jobs.ts';
import type { MeetingService } from '../meetings/service.ts';
import { registerWelcomeJobs } from '../org/welcome/jobs.ts';
import type { Welcome } from '../org/welcome/service.ts';
import type { Bus } from '../queue/bus.ts';
import type { Queues } from '../queue/open.ts';
import type { Queue } from '../queue/queue.ts';
import type { Leases } from '../store/lease.ts';
import type { Store } from '../store/store.ts';
import { registerSupportJobs } from '../support/jobs.ts';
import type { SupportService } from '../support/service.ts';
import type { Web } from '../web/app.ts';
import type { Parts } from './parts.ts';

/** Between two tries to do what a server that is away has put off. */
const AGAIN_MS = 3_000;
/** Where processes can die while others go on, broadcasts are looked at this often. */
const REPAIR_MS = 20_000;

/** Topic of the bus: an account was changed. */
export const ACCOUNT_TOPIC = 'account';

/** Every process holds a lease under its own name, by which others know that its claims are its own. */
const processLease = (owner: string): string => `process:${owner}`;
export const isProcessAlive =
  (leases: Leases) =>
  (owner: string): Promise<boolean> =>
    leases.isAlive(processLease(owner));

interface LifeDeps {
  readonly store: Store;
  readonly queue: Queue;
  readonly queues: Queues;
  readonly bus: Bus;
  readonly leases: Leases;
  readonly content: ContentService;
  readonly chat: ChatRoom;
  readonly simulator: Simulator;
  readonly web: Web;
  readonly accounts: Accounts;
  readonly broadcasts: BroadcastService;
  readonly learning: LearningService;
  readonly meetings: MeetingService;
  readonly support: SupportService;
  readonly welcome: Welcome;
  readonly role: Config['role'];
  /** Whether this process answers what people write. */
  readonly answers: boolean;
  /** Whether several processes work on the store. */
  readonly shared: boolean;
  /** A folder of this process alone, removed when it stops. */
  readonly ownDir: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How a house begins and ends: in which order its rooms start, take up what was left, and stop. */
export const createLife = (deps: LifeDeps): Pick<Parts, 'start' | 'stop'> => {
  const { store, queue, queues, bus, leases, content, chat, simulator, web, accounts, broadcasts } = deps;
  const { learning, meetings, support, welcome, role, answers, shared, ownDir, clock, logger } = deps;
  let stopped = false;
  let repairs: NodeJS.Timeout | undefined;
  /** Does it now, or as soon as the store and the queue are there; the start does not wait for that. */
  const eventually = async (what: string, task: () => Promise<unknown>): Promise<void> => {
    try {
      await task();
    } catch (error) {
      if (!isAway(error) || stopped) throw error;
      logger.warn({ what }, 'a server is away: this is done when it is back');
      setTimeout(
        () => void eventually(what, task).catch((late: unknown) => logger.error({ err: late, what }, 'not done')),
        AGAIN_MS,
      );
    }
  };
  /** What a process that died in the middle of a broadcast left; one process at a time looks. */
  const repairShared = async (): Promise<void> => {
    try {
      const lease = await leases.take('broadcasts.repair', () => undefined);
      if (!lease) return;
      await broadcasts.repair().finally(() => lease.release());
    } catch (error) {
      logger.debug({ err: error }, 'broadcasts could not be looked at');
    }
  };

  return {
    async start() {
      await leases.take(processLease(leases.owner), () => undefined);
      bus.subscribe(ACCOUNT_TOPIC, (message) => {
        const { account, from } = message as { account: string; from: string };
        if (from !== leases.owner) void accounts.heard(account);
      });
      if (role !== 'listener') await chat.connect(simulator);
      await accounts.start();
      if (answers) {
        await registerLearningJobs(queue, learning, clock);
        await registerMeetingJobs(queue, meetings);
        await registerSupportJobs(queue, support);
        registerBroadcastJobs(queue, broadcasts);
        registerWelcomeJobs(queue, welcome);
      }
      if (role !== 'web') await queue.start();
      const left = await chat.recover();
      if (answers) {
        await eventually('broadcasts', () => broadcasts.repair());
        if (shared) repairs = setInterval(() => void repairShared(), REPAIR_MS);
        repairs?.unref();
      }
      if (left.threads + left.sends + left.cutOff > 0) logger.info(left, 'took up what an earlier run left');
    },
    async stop(graceSeconds = 10) {
      stopped = true;
      clearInterval(repairs);
      web.close();
      broadcasts.stop();
      await accounts.stop();
      await chat.stop();
      await queue.stop(graceSeconds);
      await content.stop();
      await queues.close();
      await leases.close();
      await store.close();
      if (ownDir !== undefined) await rm(ownDir, { recursive: true, force: true });
    },
  };
};
