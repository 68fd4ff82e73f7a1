import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A redis-server of our own on 127.0.0.1, with an append-only file, in a directory that goes with it. */
export interface TestRedis {
  readonly port: number;
  readonly url: string;
  /** Milliseconds until it answers again are the server's own: a second at most with little data. */
  start(): Promise<void>;
  /** Ends it, by default as a machine does that is switched off properly. Its data stay. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}

/** Why no Redis can be started here; undefined where it can. */
export const noRedis = ((): string | undefined => {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no redis-server on the PATH (Debian: apt-get install redis-server)';
  }
})();

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const answers = async (url: string): Promise<boolean> => {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
};

/** Tries on ports that another process took between our finding and the server's binding. */
const PORT_TRIES = 5;

/** `options` are the server's own, without dashes in front: `{ requirepass: 'x', 'maxmemory-policy': 'allkeys-lru' }`. */
export const startRedis = async (options: Readonly<Record<string, string>> = {}): Promise<TestRedis> => {
  const dir = mkdtempSync(join(tmpdir(), 'chihoi-redis-'));
  const user = options.requirepass === undefined ? '' : `:${encodeURIComponent(options.requirepass)}@`;
  let child: ChildProcess | undefined;
  let ended: Promise<void> = Promise.resolve();

  const launch = async (port: number): Promise<boolean> => {
    const settings = {
      port: String(port),
      bind: '127.0.0.1',
      dir,
      appendonly: 'yes',
      appendfsync: 'always',
      save: '',
      'maxmemory-policy': 'noeviction',
      ...options,
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    const started = spawn('redis-server', args, { stdio: 'ignore' });
    let gone = false;
    ended = new Promise((resolve) => {
      started.once('exit', () => {
        gone = true;
        resolve();
      });
    });
    child = started;
    while (!gone) {
      if (await answers(`redis://${user}127.0.0.1:${port}`)) return true;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return false;
  };

  let port = 0;
  for (let tries = 0; ; tries++) {
    port = await freePort();
    if (await launch(port)) break;
    if (tries === PORT_TRIES) throw new Error('redis-server did not start');
  }
  // A test that ends without closing must leave nothing behind.
  const atExit = () => void child?.kill('SIGKILL');
  process.once('exit', atExit);

  const stop = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    child?.kill(signal);
    await ended;
    child = undefined;
  };
  return {
    port,
    url: `redis://${user}127.0.0.1:${port}`,
    async start() {
      if (!(await launch(port))) throw new Error('redis-server did not start again');
    },
    stop,
    async close() {
      await stop('SIGKILL');
      process.removeListener('exit', atExit);
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
