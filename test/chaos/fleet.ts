import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Friday morning in Việt Nam, far from the quiet hours. */
const START = new Date('2026-11-27T09:00:00+07:00').getTime();

/** A process of the product that can be killed and comes back under the same name and port. */
export interface Member {
  readonly name: string;
  readonly role: string;
  readonly port: number;
  /** Resolves when it serves, with the set-up code if there is one. */
  serving(): Promise<string | undefined>;
  kill(): Promise<void>;
  start(): void;
}

export interface Fleet {
  readonly members: readonly Member[];
  member(name: string): Member;
  /** Puts the clocks of all processes on, also of those that start later. */
  forward(ms: number): void;
  stop(): Promise<void>;
  /** The last lines that processes wrote to standard error. */
  complaints(): string;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** Starts processes of the product, one for each name: `web`, `worker-a`; the role is what stands before the dash. */
export const startFleet = async (
  program: string,
  names: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Fleet> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'chihoi-fleet-'));
  const began = Date.now();
  let forwarded = 0;
  let over = false;
  const complaints: string[] = [];

  const memberOf = async (name: string): Promise<Member & { child(): ChildProcess | undefined }> => {
    const port = await freePort();
    const role = name.split('-')[0] ?? 'all';
    let child: ChildProcess | undefined;
    let serving: Promise<string | undefined> = Promise.resolve(undefined);
    const start = (): void => {
      const one = spawn(process.execPath, [program], {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          ...settings,
          ROLE: role,
          PORT: String(port),
          DATA_DIR: settings.DATA_DIR ?? join(dataDir, name),
          APP_KEY: 'a'.repeat(64),
          LOG_LEVEL: 'error',
          CHAOS_OFFSET: String(START - began + forwarded),
        },
      });
      child = one;
      one.stderr.on('data', (part) => {
        complaints.push(`${name}: ${String(part).slice(0, 600)}`);
        if (complaints.length > 60) complaints.shift();
      });
      one.stdin.on('error', () => undefined);
      serving = new Promise((resolve, reject) => {
        createInterface({ input: one.stdout }).once('line', (line) =>
          resolve((JSON.parse(line) as { code?: string }).code),
        );
        one.once('close', () => reject(new Error(`${name} ended before it served\n${complaints.join('')}`)));
      });
      // As a service manager does: whoever ends by itself is started again.
      one.once('exit', (_code, signal) => {
        if (signal !== 'SIGKILL' && child === one && !over) setTimeout(() => child === one && !over && start(), 500);
      });
      serving.catch(() => undefined);
    };
    start();
    return {
      name,
      role,
      port,
      child: () => child,
      serving: () => serving,
      start,
      async kill() {
        const one = child;
        if (!one || one.exitCode !== null || one.signalCode !== null) return;
        const ended = new Promise<void>((resolve) => one.once('close', () => resolve()));
        one.kill('SIGKILL');
        await ended;
      },
    };
  };
  const members = await Promise.all(names.map(memberOf));

  return {
    members,
    member(name) {
      const found = members.find((one) => one.name === name);
      if (!found) throw new Error(`there is no ${name}`);
      return found;
    },
    forward(ms) {
      forwarded += ms;
      for (const member of members) member.child()?.stdin?.write(`forward ${ms}\n`);
    },
    complaints: () => complaints.join(''),
    async stop() {
      over = true;
      await Promise.all(members.map((member) => member.kill()));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
