import { createHook } from 'node:async_hooks';
import type { Clock } from '../../src/base/clock.ts';

/** Event-loop turns in a row without any new asynchronous work before the program counts as settled. */
const QUIET_TURNS = 12;
/** Real milliseconds of quiet after those turns: time for an answer from another thread or from a local server. */
const QUIET_MS = 2;
/** Real milliseconds after which `settle` returns whatever still runs: background work that never rests must not hang a test. */
const LONGEST_SETTLE_MS = 5_000;

/** Requests to the system whose answer is still out: files, names, connections, writes to a socket. */
const REQUEST = /^FSReq|^CloseReq$|ReqWrap$|WriteWrap$|ConnectWrap$/;
const others = new Set<() => boolean>();
const isAsking = (): boolean =>
  process.getActiveResourcesInfo().some((name) => REQUEST.test(name)) || [...others].some((busy) => busy());

/** Lets `settle` wait as long as `busy` says so: an answer of a server is out. Gives the function that ends this. */
export const alsoWaitFor = (busy: () => boolean): (() => void) => {
  others.add(busy);
  return () => void others.delete(busy);
};

let started = 0;
let ours = false;
const hook = createHook({
  init() {
    if (!ours) started++;
  },
});
let settling = 0;

/** Runs `own` without counting what it starts. */
const uncounted = <T>(own: () => T): T => {
  ours = true;
  try {
    return own();
  } finally {
    ours = false;
  }
};

/**
 * Resolves when the program has nothing more to do by itself: no promise, tick, timer or read was started for
 * `QUIET_TURNS` turns of the event loop and `QUIET_MS` milliseconds. Files and connections are waited for; an answer from
 * another process is, as long as it comes within that time.
 */
export const settle = (): Promise<void> =>
  new Promise((done) => {
    if (settling++ === 0) hook.enable();
    const deadline = Date.now() + LONGEST_SETTLE_MS;
    let seen = started;
    let quiet = 0;
    let rested = false;
    const look = () => {
      if (started !== seen) {
        seen = started;
        quiet = 0;
        rested = false;
      } else quiet++;
      if (Date.now() < deadline) {
        if (quiet < QUIET_TURNS) return void uncounted(() => setImmediate(look));
        if (!rested || isAsking()) {
          rested = true;
          return void uncounted(() => setTimeout(look, QUIET_MS));
        }
      }
      if (--settling === 0) hook.disable();
      done();
    };
    uncounted(() => setImmediate(look));
  });

export interface FakeClock extends Clock {
  /** Moves on by so many milliseconds: every timer due until then fires in order, and the program settles after each. */
  advance(ms: number): Promise<void>;
  /** Moves to a moment like `advance`; a moment in the past sets the clock back and fires nothing. */
  set(iso: string): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/**
 * A clock that stands still until a test moves it. A timer set for a moment that has passed fires at once, as on the
 * real one. `settled` resolves when the program has nothing more to do by itself, for one that waits on another process.
 */
export const fakeClock = (startIso: string, settled: () => Promise<void> = settle): FakeClock => {
  let now = new Date(startIso).getTime();
  if (Number.isNaN(now)) throw new Error(`fakeClock: not a moment: ${startIso}`);
  // In the order of setting, so that of two timers for one moment the first set fires first.
  const timers = new Set<Timer>();

  const fire = (timer: Timer) => {
    if (timers.delete(timer)) timer.run();
  };
  const nextDue = (until: number): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of timers) if (timer.at <= until && (!next || timer.at < next.at)) next = timer;
    return next;
  };
  const moveTo = async (target: number) => {
    await settled();
    for (let timer = nextDue(target); timer; timer = nextDue(target)) {
      now = Math.max(now, timer.at);
      fire(timer);
      await settled();
    }
    now = target;
    await settled();
  };

  return {
    now: () => new Date(now),
    at(at, run) {
      const timer = { at: at.getTime(), run };
      timers.add(timer);
      if (timer.at <= now) setImmediate(() => fire(timer));
      return () => void timers.delete(timer);
    },
    advance: (ms) => moveTo(now + ms),
    async set(iso) {
      const target = new Date(iso).getTime();
      if (Number.isNaN(target)) throw new Error(`fakeClock: not a moment: ${iso}`);
      if (target >= now) return moveTo(target);
      now = target;
    },
  };
};
