import { fail, ok, type Result } from '../../base/result.ts';
import { formatMoment } from '../../base/time.ts';
import type { SendRequest, Tell } from '../../chat/channel.ts';
import type { AccountContext, ConnectedChannel } from '../kind.ts';
import { ABILITIES } from './abilities.ts';
import { ballotOf, readBallot } from './ballot-reading.ts';
import { type Ballots, createBallots } from './ballots.ts';
import { type Client, createClient, type ZaloApi } from './client.ts';
import { draftOf, echoWords } from './draft.ts';
import { saysDead } from './errors.ts';
import { createGroups, type Limited } from './groups.ts';
import { createKeeper } from './keeper.ts';
import { createListening } from './listening.ts';
import { createPause } from './pause.ts';
import { createRecent, type Intent } from './recent.ts';
import { createSend } from './send.ts';
import type { Secrets, Settings } from './settings.ts';
import { createSignals } from './signals.ts';
import { createSupervisor } from './supervisor.ts';
import { TIMING, type Timing } from './timing.ts';
import { createTopics } from './topics.ts';
import { within } from './within.ts';

/** How long `findSent` waits for the line and then for the history. */
const FIND_WAIT_MS = 20_000;
const HISTORY_MS = 3_000;
/** A send of unknown end is looked for among own messages no older than this. */
const FIND_MS = 30 * 60_000;
/** Sends that may have to be known by their echo: a poll whose answer was lost gets its ballot then. */
const MOST_REQUESTS = 200;

/** The names of groups are read again when a line is opened, at most this often. */
const GROUPS_MS = 60 * 60_000;

export interface ZaloPersonalTools {
  readonly timing?: Timing;
  /** In place of the real library. */
  readonly client?: Client;
  readonly random?: () => number;
}

/** One Zalo account of a person, connected through zca-js. */
export const connectZaloPersonal = (
  context: AccountContext<Settings, Secrets>,
  { timing = TIMING, client: given, random }: ZaloPersonalTools = {},
): ConnectedChannel => {
  const { account, clock, logger, settings, memory } = context;
  const recent = createRecent();
  const pause = createPause(clock, timing.pauseMs, timing.maxPauseMs);
  const limited: Limited = (what, task) => within(clock, timing.callMs, what, task());
  const groups = createGroups(limited);
  const requests = new Map<string, SendRequest>();
  let told: Tell = async () => undefined;
  const tell: Tell = (happenings) => told(happenings);
  let cancelPolls: (() => void) | undefined;
  let groupsReadAt = 0;
  let cancelRest: (() => void) | undefined;

  const keeper = createKeeper({
    clock,
    logger,
    timing,
    secrets: context.secrets,
    save: context.saveSecrets,
    died: () => supervisor.sessionDied(),
    isOpen: (api) => supervisor.api === api,
  });
  const client =
    given ??
    createClient({
      ...(settings.apiBase !== undefined && { apiBase: settings.apiBase }),
      onCookie: () => keeper.cookieChanged(),
    });
  const ownId = () => supervisor.api?.getOwnId();

  const inBackground = (what: string, task: (api: ZaloApi) => Promise<unknown>): void => {
    const api = supervisor.api;
    if (!api) return;
    task(api).catch((error: unknown) => {
      if (saysDead(error)) supervisor.sessionDied();
      logger.warn({ err: error }, `${what} failed`);
    });
  };

  const ballots: Ballots = createBallots({
    account,
    memory,
    clock,
    logger,
    tell,
    ownId,
    nameOf: groups.personName,
    read: (ballot) => {
      const api = supervisor.api;
      if (!api) throw new Error('the account is offline');
      return readBallot(api, limited, ballot);
    },
    close: async (ballot) => {
      await limited('lockPoll', async () => supervisor.api?.lockPoll(Number(ballot.id)));
    },
  });

  const topics = createTopics({ memory, limited, gone: (messageId) => ballots.gone(messageId) });

  const opened = async (request: SendRequest, id: string, detail: unknown): Promise<void> => {
    const ballot = ballotOf(request, id, detail, clock.now());
    if (!ballot) return;
    // The message stands in the group whatever happens here.
    await ballots.open(ballot).catch((error: unknown) => logger.error({ err: error }, 'a poll was not remembered'));
    const { message, thread } = request;
    if (message.type !== 'reminder' || message.topic === undefined) return;
    const { topic } = message;
    inBackground('taking an old reminder away', (api) => topics.stands(api, thread, topic, id));
  };

  /** A poll whose answer was lost is known by its echo alone. */
  const echoed = (intent: Intent, messageId: string): void => {
    const request = requests.get(intent.key);
    if (!request || ballots.has(messageId) || (intent.of !== 'poll' && intent.of !== 'reminder')) return;
    const id = messageId.slice(messageId.indexOf(':') + 1);
    inBackground('taking up a poll', async (api) => {
      const detail = intent.of === 'poll' ? await limited('getPollDetail', () => api.getPollDetail(Number(id))) : {};
      await opened(request, id, detail);
    });
  };

  const listening = createListening({
    account,
    clock,
    logger,
    timing,
    catchUpHours: settings.catchUpHours,
    recent,
    groups,
    ballots,
    memory,
    note: context.note,
    tell,
    ownId,
    echoed,
    askedToBeFriends(uid) {
      if (settings.acceptFriends)
        inBackground('accepting a friend', (api) => limited('acceptFriendRequest', () => api.acceptFriendRequest(uid)));
    },
    cameIntoGroup: () => inBackground('reading the groups', (api) => groups.read(api, false)),
  });

  const readPolls = (): void => {
    cancelPolls?.();
    cancelPolls = clock.at(new Date(clock.now().getTime() + timing.pollsMs), () => {
      if (supervisor.api) ballots.readAll();
      readPolls();
    });
  };

  const supervisor = createSupervisor({
    clock,
    logger,
    timing,
    session: async () => (await context.secrets()).session,
    login: (session) => client.login(session),
    signedIn: (api) => keeper.signedIn(api),
    opened(api, line) {
      keeper.keepAlive();
      listening
        .catchUp()
        .then(() => line.askOld())
        .catch((error: unknown) => logger.warn({ err: error }, 'what was missed could not be asked for'));
      ballots.readAll();
      // What changed while nobody listened: groups left, names.
      const now = clock.now().getTime();
      if (now - groupsReadAt < GROUPS_MS) return;
      groupsReadAt = now;
      inBackground('reading the groups', () => groups.read(api, false));
    },
    heard: listening.handlers,
    report: context.report,
    ...(random && { random }),
  });

  const send = createSend({
    account,
    clock,
    timing,
    recent,
    pause,
    file: context.file,
    api: () => supervisor.api,
    offline: () => `${supervisor.sentence} Tin được giữ lại và gửi khi tài khoản trở lại.`.trim(),
    opened,
    async withdraw(thread, topic) {
      if (supervisor.api) await topics.end(supervisor.api, thread, topic);
    },
    slowed(until) {
      logger.warn({ until }, 'the platform says too fast: the account rests');
      context.report({
        state: 'connected',
        sentence: 'Zalo báo tài khoản gửi quá nhanh nên trợ lý tạm nghỉ gửi. Chị giảm tốc độ gửi nếu còn gặp.',
        retryAt: until,
      });
      cancelRest?.();
      cancelRest = clock.at(until, () => {
        if (supervisor.api) context.report({ state: 'connected' });
      });
    },
    died: () => supervisor.sessionDied(),
    locked: () => supervisor.accountLocked(),
  });

  /** The client of the open line, or one made for this question alone: it opens no line and pushes nobody out. */
  const anyApi = async (): Promise<Result<ZaloApi>> => {
    if (supervisor.api) return ok(supervisor.api);
    const { session } = await context.secrets();
    if (!session) return fail('zalo_personal.not_signed_in', 'Tài khoản chưa đăng nhập. Chị quét mã QR trước.');
    try {
      return ok(await within(clock, timing.loginMs, 'login', client.login(session)));
    } catch (error) {
      return saysDead(error)
        ? fail('zalo_personal.session_dead', 'Phiên đăng nhập đã hết. Chị bấm "Đăng nhập lại" rồi quét mã QR.')
        : fail('zalo_personal.offline', 'Chưa kết nối được tới Zalo. Chị kiểm tra mạng rồi thử lại.');
    }
  };

  const asked = async <T>(task: (api: ZaloApi) => Promise<Result<T>>): Promise<Result<T>> => {
    const api = await anyApi();
    if (!api.ok) return api;
    try {
      return await task(api.value);
    } catch (error) {
      logger.warn({ err: error }, 'a question to Zalo failed');
      return fail('zalo_personal.no_answer', 'Zalo không trả lời. Chị chờ ít phút rồi thử lại.');
    }
  };

  return {
    account,
    kind: 'zalo-personal',
    abilities: ABILITIES,

    async start(toTell) {
      told = toTell;
      await ballots.load();
      supervisor.start();
      readPolls();
    },

    async stop() {
      cancelPolls?.();
      cancelRest?.();
      supervisor.stop();
      ballots.stop();
      await listening.flush();
      await keeper.stop();
    },

    send(request) {
      if (request.message.type === 'poll' || request.message.type === 'reminder') {
        requests.set(request.key, request);
        if (requests.size > MOST_REQUESTS) requests.delete(requests.keys().next().value ?? '');
      }
      return send(request);
    },

    directThreadOf: (contact) => contact,
    signal: createSignals({ limited, recent, api: () => supervisor.api }),

    /** Never `null`: the history reaches back only so far, and not finding proves nothing. */
    async findSent(request) {
      const draft = draftOf(request, account, undefined, clock.now());
      if (!draft || draft.type === 'file') return undefined;
      if (!(await supervisor.ready(FIND_WAIT_MS))) return undefined;
      const { of, words } = echoWords(draft);
      const since = clock.now().getTime() - FIND_MS;
      const look = () => recent.find(request.thread, of, words, since);
      if (!look()) await new Promise<void>((done) => clock.at(new Date(clock.now().getTime() + HISTORY_MS), done));
      const found = look();
      return found && { messageId: found.messageId };
    },

    test: () =>
      asked(async (api) => {
        const { profile } = await limited('fetchAccountInfo', () => api.fetchAccountInfo());
        const { gridVerMap } = await limited('getAllGroups', () => api.getAllGroups());
        const { session } = await context.secrets();
        return ok({
          name: profile.displayName || profile.zaloName,
          facts: [
            `Đang ở trong ${Object.keys(gridVerMap).length} nhóm.`,
            supervisor.api ? 'Đang nghe tin nhắn.' : 'Chưa nghe tin nhắn ở tiến trình này.',
            ...(session?.signedInAt ? [`Đăng nhập từ ${formatMoment(new Date(session.signedInAt))}.`] : []),
          ],
        });
      }),
    groups: () => asked(async (api) => ok(await groups.read(api, true))),
    joinGroup: (link) => asked((api) => groups.join(api, link)),
  };
};
