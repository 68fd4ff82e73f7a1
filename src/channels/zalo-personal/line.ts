import type { Clock } from '../../base/clock.ts';
import type { ZaloApi } from './client.ts';
import { DIRECT, GROUP } from './client.ts';
import type { Timing } from './timing.ts';

/** What a line tells while it is the present one. */
export interface LineEvents {
  /** The key has come: the line is usable. */
  readonly open: () => void;
  readonly closed: (code: number) => void;
  /** It never opened, or does not answer any more. */
  readonly dead: (why: 'not_opened' | 'silent' | 'errors') => void;
  readonly message: (message: unknown) => void;
  readonly oldMessages: (messages: readonly unknown[]) => void;
  readonly reaction: (reaction: unknown) => void;
  readonly groupEvent: (event: unknown) => void;
  readonly friendEvent: (event: unknown) => void;
  readonly receipts: (state: 'delivered' | 'seen', receipts: readonly unknown[]) => void;
  readonly trouble: (error: unknown) => void;
}

/** Errors within `watchMs` after which a line is opened anew: frames that nobody can read may come one by one. */
const MOST_ERRORS = 20;

/**
 * One listener of one signed-in client, watched. The library neither notices a dead line nor opens it again. `start` may
 * be called again on the same client only after `closed`; a line that is given up is never heard of again, because the
 * late close of its socket would otherwise end its successor.
 */
export interface Line {
  start(): void;
  /** Ends it without a word. */
  drop(): void;
  /** Asks for messages of both kinds of thread that came while nobody listened. */
  askOld(): void;
}

export const createLine = (api: ZaloApi, clock: Clock, timing: Timing, events: LineEvents): Line => {
  const { listener } = api;
  let dropped = false;
  let isOpen = false;
  let lastHeard = 0;
  let errors = 0;
  const cancels = new Set<() => void>();

  const later = (ms: number, run: () => void): (() => void) => {
    const cancel = clock.at(new Date(clock.now().getTime() + ms), () => {
      cancels.delete(cancel);
      if (!dropped) run();
    });
    cancels.add(cancel);
    return () => {
      cancels.delete(cancel);
      cancel();
    };
  };
  const settle = () => {
    for (const cancel of cancels) cancel();
    cancels.clear();
  };

  /** Ends a probe that is under way: whatever is heard proves that the line is alive. */
  let probe: (() => void) | undefined;
  const heard = () => {
    lastHeard = clock.now().getTime();
    probe?.();
  };

  /** Handlers do nothing but hand on: what they throw would make the library skip the rest of a frame. */
  const on = (name: string, run: (...args: never[]) => void) => {
    (listener as { on(name: string, run: (...args: never[]) => void): void }).on(name, (...args) => {
      if (dropped) return;
      heard();
      try {
        run(...args);
      } catch (error) {
        events.trouble(error);
      }
    });
  };

  const giveUp = (why: 'not_opened' | 'silent' | 'errors') => {
    settle();
    isOpen = false;
    probe = undefined;
    events.dead(why);
  };

  const watch = () => {
    const seen = clock.now().getTime();
    later(timing.watchMs, () => {
      if (!isOpen) return;
      errors = 0;
      const now = clock.now().getTime();
      // The machine slept: whatever the socket says, the other side has long given it up.
      const slept = now - seen > timing.watchMs * 3;
      if (!slept && now - lastHeard < timing.silentMs) return watch();
      const silent = later(timing.probeMs, () => giveUp('silent'));
      probe = () => {
        probe = undefined;
        silent();
        watch();
      };
      try {
        listener.requestOldMessages(DIRECT);
      } catch (error) {
        events.trouble(error);
      }
    });
  };

  // First of all: without it a bad frame or a refused connection ends the process.
  listener.on('error', (error: unknown) => {
    if (dropped) return;
    errors += 1;
    events.trouble(error);
    if (isOpen && errors >= MOST_ERRORS) giveUp('errors');
  });
  on('connected', () => undefined);
  on('cipher_key', () => {
    if (isOpen) return;
    settle();
    isOpen = true;
    errors = 0;
    events.open();
    watch();
  });
  on('closed', (code: number) => {
    settle();
    isOpen = false;
    probe = undefined;
    events.closed(code);
  });
  on('message', (message: unknown) => events.message(message));
  on('old_messages', (messages: readonly unknown[]) => events.oldMessages(messages));
  on('reaction', (reaction: unknown) => events.reaction(reaction));
  on('group_event', (event: unknown) => events.groupEvent(event));
  on('friend_event', (event: unknown) => events.friendEvent(event));
  on('seen_messages', (receipts: readonly unknown[]) => events.receipts('seen', receipts));
  on('delivered_messages', (receipts: readonly unknown[]) => events.receipts('delivered', receipts));

  return {
    start() {
      later(timing.openMs, () => giveUp('not_opened'));
      listener.start();
    },
    drop() {
      dropped = true;
      settle();
      try {
        listener.stop();
      } catch (error) {
        events.trouble(error);
      }
    },
    askOld() {
      listener.requestOldMessages(DIRECT);
      listener.requestOldMessages(GROUP);
    },
  };
};
