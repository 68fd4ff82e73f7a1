import { join } from 'node:path';
import type { Clock } from './base/clock.ts';
import type { Logger } from './base/log.ts';
import { ok, type Result } from './base/result.ts';
import { createSimulator, type Simulator } from './channels/simulator/channel.ts';
import { simulatorRoutes } from './channels/simulator/routes.ts';
import { chatActions } from './chat/actions.ts';
import { loadFlows } from './chat/flows.ts';
import { type ChatRoom, createChat } from './chat/service.ts';
import type { Config } from './config.ts';
import { contentActions } from './content/actions.ts';
import { contentRoutes } from './content/routes.ts';
import { createContentService } from './content/service.ts';
import type { ActionTable } from './flow/action.ts';
import { createEngine } from './flow/engine/engine.ts';
import { type FlowLibrary, flowLibrary } from './flow/library.ts';
import { vietnamese } from './language/index.ts';
import { learningActions } from './learning/actions.ts';
import { registerLearningJobs } from './learning/jobs.ts';
import { learningRoutes } from './learning/routes.ts';
import { createLearningService } from './learning/service.ts';
import { meetingActions } from './meetings/actions.ts';
import { registerMeetingJobs } from './meetings/jobs.ts';
import { meetingRoutes } from './meetings/routes.ts';
import { createMeetingService } from './meetings/service.ts';
import { importUnits } from './org/import-units.ts';
import { createOrgService } from './org/service.ts';
import { createEmbeddedQueue } from './queue/embedded.ts';
import type { Queue } from './queue/queue.ts';
import { openStore } from './store/open.ts';
import type { Store } from './store/store.ts';
import { supportActions } from './support/actions.ts';
import { registerSupportJobs } from './support/jobs.ts';
import { supportRoutes } from './support/routes.ts';
import { createSupportService } from './support/service.ts';
import { createWeb, type Web } from './web/app.ts';
import { createLive } from './web/live.ts';

/** The flows that chat starts by itself (docs/actions.md, "Names that flows are started by"). */
const WELCOME = 'chao-hoi';
const FALLBACK = 'khong-hieu';
/** How long the house's settings are remembered between two looks. */
const SETTINGS_MS = 5_000;

export interface Parts {
  readonly store: Store;
  readonly queue: Queue;
  readonly chat: ChatRoom;
  readonly simulator: Simulator;
  readonly web: Web;
  readonly flows: FlowLibrary;
  readonly actions: ActionTable;
  /** Connects the channels, runs the queue and takes up what an earlier process left. */
  start(): Promise<void>;
  /** Stops in the reverse order: no new event, running work finished (at most `graceSeconds`), the store closed. */
  stop(graceSeconds?: number): Promise<void>;
}

export interface ComposeOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the built console lies. */
  readonly consoleDir: string;
  /** For benchmarks and tests: hears of every change in the simulator. */
  readonly simulatorChanged?: (thread: string) => void;
}

/** Remembers an answer for a while. */
const remembered = <T>(clock: Clock, milliseconds: number, read: () => Promise<T>): (() => Promise<T>) => {
  let held: { at: number; value: Promise<T> } | undefined;
  return () => {
    const now = clock.now().getTime();
    if (!held || Math.abs(now - held.at) > milliseconds) held = { at: now, value: read() };
    return held.value;
  };
};

/** Puts the house together from its settings; nothing runs before `start`. Tests and benchmarks compose the same house. */
export const compose = async (options: ComposeOptions): Promise<Result<Parts>> => {
  const { config, clock, logger, consoleDir, simulatorChanged } = options;
  const { dataDir, contentDir, mongodbUrl } = config;
  const opened = await openStore({ dataDir, logger, ...(mongodbUrl !== undefined && { mongodbUrl }) });
  if (!opened.ok) return opened;
  const store = opened.value;
  const { connection } = store;
  const live = createLive({ logger });
  const publish = live.publish;
  const queue = createEmbeddedQueue({ connection, clock, logger });

  const units = await importUnits({ connection, clock, folder: join(contentDir, 'don-vi') });
  if (!units.ok) {
    await store.close();
    return units;
  }
  const org = await createOrgService({ connection, clock, logger, publishLive: publish });
  const content = createContentService({ connection, dataDir, contentDir, clock, logger });
  await content.start();

  let actions: ActionTable = {};
  let flows: FlowLibrary = flowLibrary([], vietnamese);
  const engine = createEngine({
    flows: {
      find: (flow, version) => flows.find(flow, version),
      command: (command) => flows.command?.(command),
      route: (text) => flows.route(text),
    },
    understanding: vietnamese,
    zone: 'Asia/Ho_Chi_Minh',
  });
  let defaultAddress = async () => 'chị';
  const chat = await createChat({
    connection,
    clock,
    logger,
    queue,
    conversation: {
      step: engine.step,
      route: (text) => flows.route(text),
      scopeOf: (flow) => flows.scopeOf(flow),
      wakes: (text) => ['menu', 'start'].includes(vietnamese.command(text) ?? ''),
      welcome: WELCOME,
      fallback: FALLBACK,
    },
    actions: () => actions,
    roster: async (contact) => org.personOfContact(contact),
    defaultAddress: () => defaultAddress(),
  });
  const learning = createLearningService({ connection, clock, org, questions: content, chat, publish });
  const meetings = createMeetingService({
    connection,
    clock,
    org,
    chat,
    queue,
    attendance: learning.attendance,
    publish,
    logger,
  });
  const support = createSupportService({ connection, clock, org, chat, publish });
  actions = {
    ...chatActions(chat, []),
    ...contentActions(content, org),
    ...learningActions(learning),
    ...meetingActions(meetings),
    ...supportActions(support),
  };
  const inUse = await loadFlows({ folder: config.flowsDir, actions, models: chat.models, clock, logger });
  flows = flowLibrary(inUse.current, vietnamese, inUse.old);

  const simulator = createSimulator({
    connection,
    clock,
    changed(thread, what) {
      publish({ topic: what === 'typing' ? 'simulator_typing' : 'simulator', id: thread, unitPath: '/' });
      if (what === 'message') simulatorChanged?.(thread);
    },
  });
  const web = createWeb({
    connection,
    clock,
    logger,
    routes: [
      ...contentRoutes(content),
      ...learningRoutes(learning),
      ...meetingRoutes(meetings),
      ...supportRoutes(support),
      ...simulatorRoutes(simulator.phone, () => crypto.randomUUID()),
    ],
    consoleDir,
    dataDir,
    appKey: config.appKey,
    live,
    units: org,
    ...(config.publicUrl !== undefined && { publicUrl: config.publicUrl }),
  });
  const settings = remembered(clock, SETTINGS_MS, () => web.settings.get());
  defaultAddress = async () => (await settings()).address.reader;

  return ok({
    store,
    queue,
    chat,
    simulator,
    web,
    flows,
    actions,
    async start() {
      await chat.connect(simulator);
      await registerLearningJobs(queue, learning, clock);
      await registerMeetingJobs(queue, meetings);
      await registerSupportJobs(queue, support);
      await queue.start();
      const left = await chat.recover();
      if (left.threads + left.sends + left.cutOff > 0) logger.info(left, 'took up what an earlier run left');
    },
    async stop(graceSeconds = 10) {
      web.close();
      await chat.stop();
      await queue.stop(graceSeconds);
      await content.stop();
      await store.close();
    },
  });
};
