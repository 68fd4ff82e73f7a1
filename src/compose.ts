import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAlarm } from './accounts/alarm.ts';
import { accountPages } from './accounts/pages.ts';
import { accountRoutes } from './accounts/routes.ts';
import { type Accounts, createAccounts } from './accounts/service.ts';
import { fail, ok, type Result } from './base/result.ts';
import { quietUntil } from './broadcasts/quiet-hours.ts';
import { createReach } from './broadcasts/reach.ts';
import { broadcastRoutes } from './broadcasts/routes.ts';
import { createBroadcastService } from './broadcasts/service.ts';
import { CHANNEL_KINDS } from './channels/kinds.ts';
import { createSimulator } from './channels/simulator/channel.ts';
import { simulatorRoutes } from './channels/simulator/routes.ts';
import { chatActions } from './chat/actions.ts';
import { accountOf, contactId, threadId } from './chat/chat.ts';
import { loadFlows } from './chat/flows.ts';
import { type ChatRoom, createChat } from './chat/service.ts';
import { openSpools } from './chat/spools.ts';
import { contentActions } from './content/actions.ts';
import { contentRoutes } from './content/routes.ts';
import { createContentService } from './content/service.ts';
import type { ActionTable } from './flow/action.ts';
import { createEngine } from './flow/engine/engine.ts';
import { type FlowLibrary, flowLibrary } from './flow/library.ts';
import { caretakers, chatScopes } from './house/caretakers.ts';
import { ACCOUNT_TOPIC, createLife, isProcessAlive } from './house/life.ts';
import type { ComposeOptions, Parts } from './house/parts.ts';
import { remembered } from './house/remembered.ts';
import { vietnamese } from './language/index.ts';
import { learningActions } from './learning/actions.ts';
import { learningPersonalData } from './learning/personal-data.ts';
import { localYear } from './learning/room.ts';
import { learningRoutes } from './learning/routes.ts';
import { createLearningService } from './learning/service.ts';
import { meetingActions } from './meetings/actions.ts';
import { meetingPersonalData } from './meetings/personal-data.ts';
import { meetingRoutes } from './meetings/routes.ts';
import { createMeetingService } from './meetings/service.ts';
import { orgActions } from './org/actions.ts';
import { importUnits } from './org/import-units.ts';
import { linkingActions } from './org/linking/actions.ts';
import { createLinking } from './org/linking/service.ts';
import { orgPersonalData } from './org/personal-data.ts';
import { orgRoutes } from './org/routes.ts';
import { createOrgService, type Org } from './org/service.ts';
import { createWelcome } from './org/welcome/service.ts';
import { openQueues } from './queue/open.ts';
import type { JobCounts } from './queue/queue.ts';
import { sampleExtras } from './sample/extras.ts';
import { createSample } from './sample/sample.ts';
import { makeIndexes } from './store/indexes.ts';
import { createLeases } from './store/lease.ts';
import { openStore } from './store/open.ts';
import { supportActions } from './support/actions.ts';
import { supportPersonalData } from './support/personal-data.ts';
import { supportRoutes } from './support/routes.ts';
import { createSupportService } from './support/service.ts';
import { createWeb } from './web/app.ts';
import { createLive } from './web/live.ts';
import { createMetrics } from './web/metrics.ts';
import type { LiveUpdate, PublishLive } from './web/route.ts';
import { HouseSettings } from './web/settings.ts';

export type { ComposeOptions, Parts } from './house/parts.ts';

/** The flows that chat starts by itself (docs/actions.md, "Names that flows are started by"). */
const WELCOME = 'chao-hoi';
const FALLBACK = 'khong-hieu';
/** How long the house's settings are remembered between two looks. */
const SETTINGS_MS = 500;
/** More than this on the spool is worth a line in /readyz. */
const SPOOL_ALARM_BYTES = 64 * 1024 * 1024;
/** Queues whose depth is told at /metrics. */
const METERED_QUEUES = ['chat.send', 'chat.bulk', 'chat.timer', 'chat.wake', 'broadcasts'];
const countsOf = ({ waiting, delayed, active, failed }: JobCounts) => ({ waiting, delayed, active, failed });
/** Topic of the bus: something changed that consoles show. */
const LIVE_TOPIC = 'live';

/** Puts the house together from its settings; nothing runs before `start`. Tests and benchmarks compose the same house. */
export const compose = async (options: ComposeOptions): Promise<Result<Parts>> => {
  const { config, clock, logger, consoleDir, simulatorChanged, kinds = CHANNEL_KINDS } = options;
  const { dataDir, contentDir, mongodbUrl } = config;
  const opened = options.store ? ok(options.store) : await openStore({ dataDir, logger, mongodbUrl });
  if (!opened.ok) return opened;
  const store = opened.value;
  const { connection } = store;
  const { role } = config;
  const shared = store.kind === 'mongodb';
  const answers = role === 'all' || role === 'worker';
  const leases = createLeases({ connection, logger, alone: !shared });
  const queues = await openQueues({
    connection,
    clock,
    logger,
    shared,
    ...(config.redisUrl !== undefined && { redisUrl: config.redisUrl }),
  });
  const { queue, bus } = queues;
  const live = createLive({ logger });
  // Every console hears of a change, whichever process made it and whichever it is connected to.
  const publish: PublishLive = (update) => bus.publish(LIVE_TOPIC, { ...update });
  bus.subscribe(LIVE_TOPIC, (update) => live.publish(update as unknown as LiveUpdate));

  // One process at a time fills the store with what comes with the program.
  const first = await leases.hold('start');
  const units = await importUnits({ connection, clock, folder: join(contentDir, 'don-vi') });
  await first.release();
  if (!units.ok) {
    await queues.close();
    await leases.close();
    await store.close();
    return units;
  }
  // A search index belongs to one process; where several run, each makes its own, and it goes with the process.
  const ownDir = role === 'all' ? undefined : await mkdtemp(join(tmpdir(), `chihoi-${role}-`));
  const spool =
    role === 'worker'
      ? undefined
      : await openSpools({
          dir: join(dataDir, 'spool'),
          owner: leases.owner,
          logger,
        });
  const org = await createOrgService({ connection, clock, logger, publishLive: publish });
  const content = createContentService({ connection, dataDir: ownDir ?? dataDir, contentDir, clock, logger });
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
  // Made with the web room below; nothing asks before `start`.
  let settings: () => Promise<HouseSettings> = async () => HouseSettings.parse({});
  const metrics = createMetrics({
    queues: () =>
      Promise.all(METERED_QUEUES.map(async (name) => ({ queue: name, ...countsOf(await queue.counts(name)) }))),
    inboxAgeSeconds: () => chat.inboxAgeSeconds(),
    spoolBytes: () => spool?.bytes() ?? 0,
    accounts: () => accounts.states(),
  });
  const problems = async (): Promise<string[]> => {
    const redis = await queues.check();
    return [
      ...(redis.ok ? [] : [redis.error.message]),
      ...(spool && spool.bytes() > SPOOL_ALARM_BYTES
        ? ['Nhiều tin đến đang nằm tạm trên đĩa vì kho dữ liệu không ghi được. Chị kiểm tra MongoDB và dung lượng đĩa.']
        : []),
    ];
  };
  const accounts: Accounts = await createAccounts({
    connection,
    clock,
    logger,
    kinds,
    appKey: config.appKey,
    leases,
    serves: options.serves ?? { shared: role !== 'listener', exclusive: role === 'all' || role === 'listener' },
    filesDir: join(dataDir, 'files'),
    ...(config.publicUrl !== undefined && { outsideUrl: config.publicUrl }),
    chat: () => chat,
    publicUrl: () => config.publicUrl ?? options.localUrl?.() ?? `http://localhost:${config.port}`,
    publish,
    announce: (account) => bus.publish(ACCOUNT_TOPIC, { account, from: leases.owner }),
    bus,
    counts: metrics,
    alarm: createAlarm({
      chat: () => chat,
      caretakers: (unitPath) => caretakers(org, unitPath),
      isUsable: (account) => accounts.isUsable(account),
      logger,
    }),
  });
  const chat: ChatRoom = await createChat({
    connection,
    clock,
    logger,
    queue,
    conversation: {
      step: engine.step,
      route: (text) => flows.route(text),
      scopeOf: (flow) => flows.scopeOf(flow),
      wakes: (text) =>
        ['menu', 'start'].includes(vietnamese.command(text) ?? '') || vietnamese.fold(text) === 'tiep tuc',
      welcome: WELCOME,
      fallback: FALLBACK,
    },
    actions: () => actions,
    roster: async (contact) => {
      const person = await org.personOfContact(contact);
      if (!person) return undefined;
      return { name: person.name, address: person.address === 'chưa rõ' ? 'anh/chị' : person.address };
    },
    defaultAddress: async () => (await settings()).address.reader,
    contactActive: org.contactActive,
    accounts,
    rate: accounts.rate,
    admit: accounts.admit,
    phoneTold: async (contact, phone) => {
      await links.confirmPhone(contact, phone);
    },
    membersChanged: (change) => welcome.membersChanged(change),
    voted: ({ id, account, thread, contact, options, at }) =>
      meetings.voted({
        id: `${account}:${id}`,
        contact: contactId(account, contact.id),
        thread: threadId(account, thread.id),
        options,
        at: new Date(at),
      }),
    ...(spool && { spool }),
    ...(options.receiveOnly && { receiveOnly: true }),
    ...(shared && { shared: { owner: leases.owner, answers, isAlive: isProcessAlive(leases) } }),
  });
  const learning = createLearningService({ connection, clock, org, questions: content, chat, publish });
  const meetings = createMeetingService({
    connection,
    clock,
    org,
    chat,
    queue,
    attendance: learning.attendance,
    answersReminders: (thread) => accounts.find(accountOf(thread))?.abilities.answeredReminders ?? false,
    publish,
    logger,
    quietHours: async () => (await settings()).quietHours,
  });
  const broadcasts = await createBroadcastService({
    connection,
    clock,
    queue,
    chat,
    org,
    library: {
      async material(id) {
        const messages = await content.messages(id, 'summary');
        return messages
          ? ok(messages)
          : fail('content.unknown_material', 'Không còn tài liệu này. Chị chọn tài liệu khác.');
      },
      async quiz(id) {
        const quiz = await learning.quizzes.get(id);
        return quiz && !quiz.archived
          ? ok({ title: quiz.title })
          : fail('learning.unknown_quiz', 'Không còn bộ câu hỏi này. Chị chọn bộ khác.');
      },
    },
    reach: createReach({ threads: chat.known, window: accounts.window, isUsable: accounts.isUsable }),
    publish,
    logger,
    quietHours: async () => (await settings()).quietHours,
  });
  const support = createSupportService({ connection, clock, org, chat, publish });
  const knowGroup = (thread: string, name: string) => {
    const account = accountOf(thread);
    return chat.addThread({ account, platformId: thread.slice(account.length + 1), kind: 'group', name });
  };
  const linking: Org = {
    ...org,
    // What she did before anybody knew who she is counts from now on.
    async linkContact(contact, person, by, admin) {
      await org.linkContact(contact, person, by, admin);
      await learning.results.attribute(contact);
    },
    // A group can be registered before anybody wrote in it: the chat must know it to send there.
    async registerGroup(group, scope) {
      const made = await org.registerGroup(group, scope);
      if (made.ok) await knowGroup(group.thread, group.name);
      return made;
    },
    async updateGroup(id, edit, scope) {
      const made = await org.updateGroup(id, edit, scope);
      if (made.ok && edit.spare != null) await knowGroup(edit.spare, made.value.after?.name ?? '');
      return made;
    },
  };
  const links = createLinking({
    connection,
    clock,
    org: linking,
    chat,
    async contactInfo(contact) {
      const found = await chat.contacts.find(contact);
      return found && { channel: found.channel, name: found.name };
    },
    async windowOf(contact) {
      const thread = await chat.directThread(contact);
      const [known] = thread === undefined ? [] : await chat.known([thread]);
      const window = accounts.window(accountOf(contact), known?.lastInboundAt);
      return window && { state: window.state, sentence: window.sentence };
    },
    publish,
    codeKey: config.appKey,
  });
  const welcome = await createWelcome({
    connection,
    clock,
    queue,
    org,
    chat,
    nameOf: async (contact) => (await chat.contacts.find(contact))?.name,
    isOn: async () => (await settings()).welcome,
    async quietUntil(at) {
      const { quietHours, zone } = await settings();
      return quietUntil(at, quietHours, zone);
    },
    hasFlow: (name) => flows.scopeOf(name) !== undefined,
  });
  actions = {
    ...chatActions(
      chat,
      // The roster comes last: what takes the link away is done when everything else of the account is gone.
      [
        learningPersonalData(learning),
        meetingPersonalData(meetings),
        supportPersonalData(support),
        orgPersonalData(org, links, welcome),
      ],
      org.accountsOf,
    ),
    ...orgActions(linking, {
      adminScopes: (contact) => chatScopes(org, contact),
      threadName: async (thread) => (await chat.thread(thread))?.name,
    }),
    ...linkingActions(linking, links),
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
    changed(thread, what, from) {
      publish({ topic: what === 'typing' ? 'simulator_typing' : 'simulator', id: thread, unitPath: '/' });
      if (what === 'message') simulatorChanged?.(thread, from);
    },
  });
  const sampleFolder = join(contentDir, 'mau');
  const web = createWeb({
    connection,
    clock,
    logger,
    routes: [
      ...orgRoutes(linking, links),
      ...contentRoutes(content),
      ...learningRoutes(learning),
      ...meetingRoutes(meetings),
      ...broadcastRoutes(broadcasts),
      ...supportRoutes(support),
      ...accountRoutes(accounts, org),
      ...simulatorRoutes(simulator.phone, () => crypto.randomUUID()),
    ],
    extra: accountPages(accounts),
    metrics: metrics.router(),
    problems,
    consoleDir,
    dataDir,
    check: store.check,
    appKey: config.appKey,
    live,
    units: org,
    sample: createSample({
      org,
      clock,
      folder: sampleFolder,
      phone: simulator.phone,
      ...sampleExtras({
        org,
        meetings,
        learning,
        folder: sampleFolder,
        addThread: chat.addThread,
        removeChats: chat.removeChats,
        year: () => localYear(clock.now()),
      }),
    }),
    ...(config.publicUrl !== undefined && { publicUrl: config.publicUrl }),
  });
  settings = remembered(clock, SETTINGS_MS, () => web.settings.get());
  const indexed = await makeIndexes(connection);
  if (!indexed.ok) return indexed;

  const life = createLife({
    ...{
      store,
      queue,
      queues,
      bus,
      leases,
      content,
      chat,
      simulator,
      web,
      accounts,
      broadcasts,
      learning,
      meetings,
      support,
    },
    ...{ welcome, role, answers, shared, ownDir, clock, logger },
  });
  return ok({
    store,
    queue,
    chat,
    simulator,
    web,
    accounts,
    webhooks: accounts.webhooks,
    flows,
    actions,
    org: linking,
    linking: links,
    broadcasts,
    ...life,
  });
};
