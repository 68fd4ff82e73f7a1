import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../../src/base/log.ts';
import type { StateReport } from '../../../src/channels/kind.ts';
import type { ZaloApi } from '../../../src/channels/zalo-personal/client.ts';
import { createSupervisor, type Supervisor } from '../../../src/channels/zalo-personal/supervisor.ts';
import { TIMING } from '../../../src/channels/zalo-personal/timing.ts';
import { type FakeClock, fakeClock, settle } from '../../support/clock.ts';

/** A listener that does what a test tells it to, as the library's: `start` throws while it is open. */
class FakeListener extends EventEmitter {
  open = false;
  starts = 0;
  probes = 0;
  /** Whether it answers a request for old messages. */
  answers = true;
  /** What the next start ends in. */
  onStart: () => void = () => this.key();

  start() {
    if (this.open) throw new Error('Already started');
    this.open = true;
    this.starts += 1;
    this.onStart();
  }
  stop() {
    this.open = false;
  }
  key() {
    queueMicrotask(() => this.emit('cipher_key', 'key'));
  }
  close(code: number) {
    this.open = false;
    this.emit('closed', code, '');
  }
  requestOldMessages() {
    this.probes += 1;
    if (this.answers) queueMicrotask(() => this.emit('old_messages', [], 0));
  }
}

const dead = () =>
  Object.assign(new Error('Failed to fetch server info: zpw_sek bị thiếu hoặc không đúng'), {
    name: 'ZcaApiError',
    code: null,
  });
const SESSION = { cookie: [{ key: 'a' }], imei: 'i', userAgent: 'u' };
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let clock: FakeClock;
let supervisor: Supervisor;
let listeners: FakeListener[];
let reports: StateReport[];
let opened: number;
let heard: unknown[];
let session: typeof SESSION | undefined;
/** How the next logins end; one that is not here succeeds. */
let logins: (() => Promise<never>)[];
let loginCount: number;
let nextListener: () => FakeListener;

beforeEach(() => {
  clock = fakeClock('2026-11-20T08:00:00+07:00');
  listeners = [];
  reports = [];
  opened = 0;
  heard = [];
  session = SESSION;
  logins = [];
  loginCount = 0;
  nextListener = () => new FakeListener();
  supervisor = createSupervisor({
    clock,
    logger: createLogger('silent'),
    timing: TIMING,
    session: async () => session,
    async login() {
      loginCount += 1;
      const fails = logins.shift();
      if (fails) return fails();
      const listener = nextListener();
      listeners.push(listener);
      return { listener } as unknown as ZaloApi;
    },
    signedIn: async () => undefined,
    opened: () => {
      opened += 1;
    },
    heard: {
      message: (message) => heard.push(message),
      oldMessages: () => undefined,
      reaction: () => undefined,
      groupEvent: () => undefined,
      friendEvent: () => undefined,
      receipts: () => undefined,
    },
    report: (report) => reports.push(report),
    random: () => 1,
  });
});
afterEach(() => supervisor.stop());

const start = async () => {
  supervisor.start();
  await settle();
};
const state = () => reports.at(-1)?.state;
const listener = () => listeners.at(-1) as FakeListener;
const fails = (error: Error) => () => Promise.reject(error);

describe('the supervisor', () => {
  it('signs in, opens the line and says so', async () => {
    await start();
    expect(reports.map((report) => report.state)).toEqual(['connecting', 'connected']);
    expect(supervisor.api).toBeDefined();
    expect(opened).toBe(1);
  });

  it('asks for a person when nobody has signed in, and asks Zalo nothing', async () => {
    session = undefined;
    await start();
    await clock.advance(60 * MINUTE);
    expect(state()).toBe('needs_sign_in');
    expect(loginCount).toBe(0);
  });

  it('opens a broken line again with the same login, waiting longer each time', async () => {
    await start();
    const line = listener();
    line.onStart = () => queueMicrotask(() => line.close(1006));
    line.close(1006);
    await settle();
    expect(state()).toBe('offline');
    expect(reports.at(-1)?.retryAt).toEqual(new Date(clock.now().getTime() + 2 * SECOND));
    await clock.advance(2 * SECOND);
    expect(line.starts).toBe(2);
    await clock.advance(3.9 * SECOND);
    expect(line.starts).toBe(2);
    expect(loginCount).toBe(1);
  });

  it('signs in anew from the cookies after three failures', async () => {
    await start();
    const line = listener();
    line.onStart = () => queueMicrotask(() => line.close(1006));
    line.close(1006);
    await clock.advance(2 * SECOND);
    await clock.advance(4 * SECOND);
    await clock.advance(8 * SECOND);
    expect(loginCount).toBe(2);
    expect(state()).toBe('connected');
    expect(listener()).not.toBe(line);
  });

  it('begins with short waits again after a line that held', async () => {
    await start();
    for (let times = 0; times < 6; times += 1) {
      await clock.advance(3 * MINUTE);
      listener().close(1006);
      await settle();
      expect(reports.at(-1)?.retryAt).toEqual(new Date(clock.now().getTime() + 2 * SECOND));
      await clock.advance(2 * SECOND);
      expect(state()).toBe('connected');
    }
    expect(loginCount).toBe(1);
  });

  it('does not fight another window of the same account: it waits for minutes, longer each time', async () => {
    await start();
    listener().close(3000);
    await settle();
    expect(reports.at(-1)).toMatchObject({ state: 'offline', sentence: expect.stringContaining('Zalo Web khác') });
    await clock.advance(4.9 * MINUTE);
    expect(loginCount).toBe(1);
    await clock.advance(0.2 * MINUTE);
    expect(loginCount).toBe(2);
    listener().close(3000);
    await clock.advance(9.9 * MINUTE);
    expect(loginCount).toBe(2);
    await clock.advance(0.2 * MINUTE);
    expect(loginCount).toBe(3);
  });

  it('tries the cookies once more after a kick, and then asks for a person', async () => {
    await start();
    listener().close(3003);
    await settle();
    expect(state()).toBe('offline');
    await clock.advance(MINUTE);
    expect(state()).toBe('connected');
    listener().close(3003);
    await settle();
    expect(state()).toBe('needs_sign_in');
    await clock.advance(600 * MINUTE);
    expect(loginCount).toBe(2);
  });

  it('tries dead cookies twice and then asks for a person', async () => {
    logins = [fails(dead()), fails(dead())];
    await start();
    expect(state()).toBe('offline');
    await clock.advance(MINUTE);
    expect(reports.at(-1)).toMatchObject({ state: 'needs_sign_in', sentence: expect.stringContaining('quét mã QR') });
    await clock.advance(600 * MINUTE);
    expect(loginCount).toBe(2);
  });

  it('signs in anew when a call says that the login is dead, while the line still seems open', async () => {
    await start();
    supervisor.sessionDied();
    expect(supervisor.api).toBeUndefined();
    logins = [fails(dead())];
    await clock.advance(MINUTE);
    expect(state()).toBe('needs_sign_in');
  });

  it('goes on trying while there is no network, at most five minutes apart', async () => {
    logins = Array.from({ length: 20 }, () => fails(new TypeError('fetch failed')));
    await start();
    await clock.advance(60 * MINUTE);
    expect(loginCount).toBeGreaterThan(15);
    await clock.advance(6 * MINUTE);
    expect(reports.every((report) => report.state !== 'needs_sign_in')).toBe(true);
    await clock.advance(30 * MINUTE);
    expect(state()).toBe('connected');
  });

  it('does not wait for ever for a login that nobody answers', async () => {
    logins = [() => new Promise<never>(() => undefined)];
    await start();
    await clock.advance(61 * SECOND);
    expect(state()).toBe('offline');
    await clock.advance(3 * SECOND);
    expect(state()).toBe('connected');
  });

  it('does not wait for ever for the key of a line', async () => {
    nextListener = () => Object.assign(new FakeListener(), { onStart: () => undefined });
    await start();
    nextListener = () => new FakeListener();
    await clock.advance(31 * SECOND);
    await clock.advance(20 * SECOND);
    expect(state()).toBe('connected');
    expect(loginCount).toBe(2);
  });

  it('asks a line that has been silent, and leaves one that answers alone', async () => {
    await start();
    const line = listener();
    await clock.advance(20 * MINUTE);
    expect(line.probes).toBeGreaterThanOrEqual(5);
    expect(line.probes).toBeLessThanOrEqual(7);
    expect(loginCount).toBe(1);
    expect(state()).toBe('connected');
  });

  it('takes a new login for a line that is silent and does not answer', async () => {
    await start();
    const line = listener();
    line.answers = false;
    await clock.advance(5 * MINUTE);
    expect(line.open).toBe(false);
    expect(loginCount).toBe(2);
    expect(state()).toBe('connected');
  });

  it('does not ask a line that is busy', async () => {
    await start();
    const line = listener();
    for (let minute = 0; minute < 30; minute += 1) {
      line.emit('message', { n: minute });
      await clock.advance(MINUTE);
    }
    expect(line.probes).toBe(0);
    expect(heard).toHaveLength(30);
  });

  it('hears nothing of a line that it gave up, whenever its close comes', async () => {
    await start();
    const old = listener();
    old.answers = false;
    await clock.advance(5 * MINUTE);
    expect(state()).toBe('connected');
    const said = reports.length;
    old.emit('message', 'late');
    old.emit('closed', 1006, '');
    old.emit('error', new Error('late'));
    await clock.advance(10 * SECOND);
    expect(heard).toEqual([]);
    expect(reports).toHaveLength(said);
  });

  it('survives errors of the listener and takes a new line when they do not end', async () => {
    await start();
    const line = listener();
    for (let n = 0; n < 5; n += 1) line.emit('error', new Error('a frame that nobody can read'));
    await settle();
    expect(state()).toBe('connected');
    for (let n = 0; n < 20; n += 1) line.emit('error', new Error('again'));
    await settle();
    expect(state()).toBe('offline');
    await clock.advance(20 * SECOND);
    expect(state()).toBe('connected');
    expect(listener()).not.toBe(line);
  });

  it('opens no line after it was stopped, also when a login was under way', async () => {
    let finish: (() => void) | undefined;
    logins = [() => new Promise<never>((_, reject) => (finish = () => reject(new Error('late'))))];
    await start();
    supervisor.stop();
    finish?.();
    await clock.advance(60 * MINUTE);
    expect(listeners).toEqual([]);
    expect(loginCount).toBe(1);
  });

  it('tells who waits for the line', async () => {
    session = undefined;
    await start();
    const never = supervisor.ready(10 * SECOND);
    await clock.advance(11 * SECOND);
    expect(await never).toBe(false);
    supervisor.stop();
    session = SESSION;
    const soon = supervisor.ready(10 * SECOND);
    await start();
    expect(await soon).toBe(true);
  });
});
