import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import { createLogger } from '../../src/base/log.ts';
import type { ChannelKind } from '../../src/channels/kind.ts';
import { compose, type Parts } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';

/** The longest wait that `setTimeout` takes, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A clock that runs like the real one, from another moment, and can be put forward. */
export interface MovableClock extends Clock {
  /** Puts the clock forward; whatever has become due by that fires at once, in the order of its moments. */
  forward(ms: number): void;
}

export const movableClock = (startIso: string): MovableClock => {
  let offset = new Date(startIso).getTime() - Date.now();
  const now = () => new Date(Date.now() + offset);
  const timers = new Map<{ at: number; run: () => void }, NodeJS.Timeout>();

  const arm = (timer: { at: number; run: () => void }) => {
    const wait = Math.min(Math.max(0, timer.at - now().getTime()), LONGEST_TIMER_MS);
    const handle = setTimeout(() => {
      if (timer.at > now().getTime()) return arm(timer);
      timers.delete(timer);
      timer.run();
    }, wait);
    timers.set(timer, handle);
  };

  return {
    now,
    at(at, run) {
      const timer = { at: at.getTime(), run };
      arm(timer);
      return () => {
        clearTimeout(timers.get(timer));
        timers.delete(timer);
      };
    },
    forward(ms) {
      offset += ms;
      const waiting = [...timers.keys()].sort((a, b) => a.at - b.at);
      for (const handle of timers.values()) clearTimeout(handle);
      for (const timer of waiting) arm(timer);
    },
  };
};

/** The whole product, composed as `main` does it, listening on a port of its own with a data folder of its own. */
export interface House {
  readonly parts: Parts;
  readonly origin: string;
  readonly clock: MovableClock;
  close(): Promise<void>;
}

/**
 * `consoleDir`: the built console. The product's own flows and content are used, and its channels unless others are
 * given. `publicUrl` is what platforms are told; default where it listens.
 */
export const openHouse = async (
  consoleDir: string,
  startIso: string,
  {
    kinds,
    publicUrl,
    log,
  }: {
    readonly kinds?: readonly ChannelKind[];
    readonly publicUrl?: string;
    /** Gets every line that is logged, down to `trace`. */
    readonly log?: (line: string) => void;
  } = {},
): Promise<House> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'chihoi-house-'));
  const read = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  if (!read.ok) throw new Error(read.error.message);
  const clock = movableClock(startIso);
  let origin = '';
  const composed = await compose({
    config: read.value.config,
    clock,
    logger: log ? createLogger('trace', { write: log }) : createLogger('silent'),
    consoleDir,
    localUrl: () => publicUrl ?? origin,
    ...(kinds && { kinds }),
  });
  if (!composed.ok) throw new Error(composed.error.message);
  const parts = composed.value;
  const server = createServer(parts.web.app);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await parts.start();
  return {
    parts,
    clock,
    origin,
    async close() {
      server.closeAllConnections();
      server.close();
      await parts.stop(1);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
