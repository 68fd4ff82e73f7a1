import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { StateReport } from '../kind.ts';
import type { ZaloApi } from './client.ts';
import { saysDead, saysLocked } from './errors.ts';
import { createLine, type Line, type LineEvents } from './line.ts';
import type { Session } from './settings.ts';
import type { Timing } from './timing.ts';
import { within } from './within.ts';

/** Close codes that mean something to us (zca-js.md, section 6). */
const DUPLICATE = 3000;
const KICKED = 3003;
/** Failures in a row after which the same client is given up and a new login is made from the cookies. */
const FAILURES_BEFORE_LOGIN = 3;

export interface Supervisor {
  start(): void;
  /** Ends at once; a login that is under way comes to nothing. */
  stop(): void;
  /** The client while its line is open. */
  readonly api: ZaloApi | undefined;
  /** Why there is none. */
  readonly sentence: string;
  /** A call was answered that the login is dead. */
  sessionDied(): void;
  /** A call was answered that the platform locked the account. */
  accountLocked(): void;
  /** Resolves when the line is open, at the latest after so many milliseconds. */
  ready(ms: number): Promise<boolean>;
}

interface SupervisorDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timing: Timing;
  /** The newest saved login; undefined when nobody has signed in. */
  readonly session: () => Promise<Session | undefined>;
  readonly login: (session: Session) => Promise<ZaloApi>;
  /** A client has signed in. Awaited before its line is opened. */
  readonly signedIn: (api: ZaloApi) => Promise<void>;
  /** The line is open (again): the moment to ask for what was missed. */
  readonly opened: (api: ZaloApi, line: Line) => void;
  readonly heard: Omit<LineEvents, 'open' | 'closed' | 'dead' | 'trouble'>;
  readonly report: (report: StateReport) => void;
  /** From 0 to 1; default `Math.random`. */
  readonly random?: () => number;
}

const SAY = {
  signIn: 'Tài khoản chưa đăng nhập. Chị bấm "Đăng nhập" rồi quét mã QR bằng Zalo trên điện thoại của tài khoản này.',
  dead: 'Phiên đăng nhập Zalo đã hết. Chị bấm "Đăng nhập lại" rồi quét mã QR bằng Zalo trên điện thoại của tài khoản này.',
  duplicate:
    'Tài khoản vừa được mở ở Zalo Web khác nên trợ lý bị thoát ra. Chị đóng Zalo Web của tài khoản này; trợ lý tự vào lại sau ít phút.',
  kicked: 'Zalo vừa đóng phiên của trợ lý. Trợ lý thử vào lại một lần bằng phiên đã lưu.',
  locked:
    'Zalo đã khóa hoặc hạn chế tài khoản này. Chị mở Zalo trên điện thoại của tài khoản, làm theo thông báo, rồi đăng nhập lại. Trong lúc đó chị dùng tài khoản dự phòng hoặc Zalo Official Account.',
  broken: 'Mất kết nối tới Zalo. Trợ lý đang tự nối lại.',
};

/**
 * Keeps one account signed in and listening. Every line has a generation: what an old one still says is not heard. One
 * step is under way at a time.
 */
export const createSupervisor = (deps: SupervisorDeps): Supervisor => {
  const { clock, logger, timing, random = Math.random } = deps;
  let running = false;
  let generation = 0;
  let api: ZaloApi | undefined;
  let line: Line | undefined;
  let isOpen = false;
  let openedAt = 0;
  let failures = 0;
  let duplicates = 0;
  /** True once the saved login was tried again after Zalo ended it. */
  let triedAgain = false;
  let sentence = SAY.broken;
  let cancelNext: (() => void) | undefined;
  let step: Promise<void> = Promise.resolve();
  const waiting = new Set<() => void>();

  const say = (report: StateReport) => {
    sentence = report.sentence ?? '';
    deps.report(report);
  };

  const dropLine = () => {
    generation += 1;
    isOpen = false;
    line?.drop();
    line = undefined;
    api = undefined;
  };

  const next = (ms: number, run: () => Promise<void>) => {
    cancelNext?.();
    cancelNext = clock.at(new Date(clock.now().getTime() + ms), () => {
      cancelNext = undefined;
      enter(run);
    });
  };

  const enter = (run: () => Promise<void>) => {
    step = step
      .then(() => (running ? run() : undefined))
      .catch((error: unknown) => {
        logger.error({ err: error }, 'a step of the supervisor failed');
        retry();
      });
  };

  /** Between half and the whole of a wait that doubles with every failure. */
  const backoff = (): number =>
    Math.min(timing.backoffMs * 2 ** Math.max(0, failures - 1), timing.maxBackoffMs) * (0.5 + random() / 2);

  /** A line that held for a while has proved itself. */
  const forgive = () => {
    if (openedAt > 0 && clock.now().getTime() - openedAt >= timing.steadyMs) {
      failures = 0;
      duplicates = 0;
      triedAgain = false;
    }
    openedAt = 0;
  };

  /** After a break: the same client again, or a new login when that did not help. */
  const retry = (text = SAY.broken) => {
    failures += 1;
    const again = api && line && failures < FAILURES_BEFORE_LOGIN ? reopen : signIn;
    if (again === signIn) dropLine();
    const ms = backoff();
    say({ state: 'offline', sentence: text, retryAt: new Date(clock.now().getTime() + ms) });
    next(ms, again);
  };

  const signInLater = (ms: number, text: string) => {
    dropLine();
    say({ state: 'offline', sentence: text, retryAt: new Date(clock.now().getTime() + ms) });
    next(ms, signIn);
  };

  /** Nothing more is tried: a person must do something first. */
  const endWith = (state: 'needs_sign_in' | 'blocked', text: string) => {
    dropLine();
    cancelNext?.();
    cancelNext = undefined;
    say({ state, sentence: text });
  };

  /** The login is dead: once more from the cookies, slowly, then a person is needed. */
  const dead = () => {
    if (triedAgain) return endWith('needs_sign_in', SAY.dead);
    triedAgain = true;
    signInLater(timing.kickedMs, SAY.kicked);
  };

  const closed = (code: number) => {
    isOpen = false;
    forgive();
    if (code === DUPLICATE) {
      duplicates += 1;
      const ms = Math.min(timing.duplicateMs * 2 ** (duplicates - 1), timing.duplicateMs * 12);
      return signInLater(ms, SAY.duplicate);
    }
    if (code === KICKED) return dead();
    retry();
  };

  const signIn = async (): Promise<void> => {
    dropLine();
    const mine = generation;
    const session = await deps.session();
    if (!running || mine !== generation) return;
    if (!session) return endWith('needs_sign_in', SAY.signIn);
    say({ state: 'connecting', sentence: 'Đang kết nối tới Zalo.' });
    let client: ZaloApi;
    try {
      client = await within(clock, timing.loginMs, 'login', deps.login(session));
    } catch (error) {
      if (!running || mine !== generation) return;
      logger.warn({ err: error }, 'signing in to Zalo failed');
      if (saysLocked(error)) return endWith('blocked', SAY.locked);
      return saysDead(error) ? dead() : retry();
    }
    if (!running || mine !== generation) return;
    await deps.signedIn(client);
    api = client;
    line = createLine(client, clock, timing, {
      ...deps.heard,
      trouble: (error) => logger.warn({ err: error }, 'the listener reported an error'),
      open() {
        if (mine !== generation) return;
        isOpen = true;
        openedAt = clock.now().getTime();
        say({ state: 'connected' });
        if (line) deps.opened(client, line);
        for (const wake of waiting) wake();
      },
      closed: (code) => {
        if (mine !== generation) return;
        logger.info({ code }, 'the line to Zalo was closed');
        closed(code);
      },
      dead: (why) => {
        if (mine !== generation) return;
        logger.warn({ why }, 'the line to Zalo is dead');
        forgive();
        // Its socket may still close late and take a second start down with it: only a new client is safe.
        failures = Math.max(failures, FAILURES_BEFORE_LOGIN - 1);
        retry();
      },
    });
    line.start();
  };

  const reopen = async (): Promise<void> => {
    if (!line) return signIn();
    try {
      line.start();
    } catch (error) {
      logger.warn({ err: error }, 'the line could not be opened again');
      failures = Math.max(failures, FAILURES_BEFORE_LOGIN - 1);
      retry();
    }
  };

  return {
    get api() {
      return isOpen ? api : undefined;
    },
    get sentence() {
      return sentence;
    },
    start() {
      if (running) return;
      running = true;
      enter(signIn);
    },
    stop() {
      running = false;
      cancelNext?.();
      cancelNext = undefined;
      dropLine();
      for (const wake of waiting) wake();
    },
    sessionDied() {
      if (!running || !api) return;
      forgive();
      dead();
    },
    accountLocked() {
      if (running) endWith('blocked', SAY.locked);
    },
    ready(ms) {
      if (isOpen) return Promise.resolve(true);
      return new Promise((resolve) => {
        const done = () => {
          waiting.delete(done);
          cancel();
          resolve(isOpen);
        };
        const cancel = clock.at(new Date(clock.now().getTime() + ms), done);
        waiting.add(done);
      });
    },
  };
};
