import {
  ErrorCode,
  type FinishedPropValAttribute,
  type FinishedStatus,
  type KeepJobs,
  type MinimalJob,
  QueueKeys,
  RedisConnection,
  RedisQueueBackend,
} from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { CANCELLED, laneKey, type Scripts } from './bullmq-scripts.ts';

/** Where the moment stands among the arguments of a script that BullMQ gives the machine's time: 11 keys, the prefix. */
const MOVE_TO_ACTIVE_NOW = 12;
/** Where the answer to "fetch the next one too?" stands among those of `moveToFinished`: 14 keys, five arguments. */
const MOVE_TO_FINISHED_FETCH = 19;

const feedSchema = z.union([z.tuple([]), z.tuple([z.number(), z.string()]).rest(z.string())]);

/** What a worker adds to the backend of its queue. */
export interface Feeding {
  readonly scripts: Scripts;
  /** Milliseconds for which a job is held. */
  readonly lockMs: number;
  /** How many jobs without a pace may be taken out of their lanes at once. */
  readonly ahead: number;
  /** For each rate key that is known: key, jobs (-1: no limit), milliseconds. */
  rates(): (string | number)[];
  /** Jobs of these rate keys wait, of which `rates` said nothing. */
  unknown(rateKeys: readonly string[]): void;
  /** Something may start at `at`, in milliseconds since 1970: wake the worker then. */
  expect(at: number): void;
  /** Where errors go that nobody waits for. */
  failed(error: unknown): void;
}

/** A job that is put off, as the backend needs it. */
export interface PutOff {
  readonly id: string;
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whether the try that just ended counts. */
  readonly counts: boolean;
  readonly rateKey: string;
  readonly priority: number;
}

/** A connection as BullMQ wants it. The version is checked by checkRedis; here it would mean waiting for Redis. */
const connectionOf = (redis: Redis, extra: { shared: boolean; blocking: boolean }): RedisConnection =>
  new RedisConnection(redis, { ...extra, skipVersionCheck: true, skipWaitingForReady: true });

/** A connection that knows BullMQ's scripts, for transactions that add jobs. */
export const bullClient = (redis: Redis): RedisConnection['client'] => {
  const connection = connectionOf(redis, { shared: true, blocking: false });
  // Said already by the connection itself.
  connection.on('error', () => undefined);
  return connection.client;
};

/**
 * BullMQ's own backend with two differences: what is due is decided by our clock instead of `Date.now()`, and before each
 * fetch the lanes of paced jobs are asked for the one that may start (`feed` in bullmq-scripts.ts).
 */
export class ClockedBackend extends RedisQueueBackend {
  readonly #clock: Clock;
  readonly #feeding: Feeding | undefined;
  /** Whether jobs with a rate key were there at the last look: then every fetch asks for them. */
  #paced = true;
  /** Jobs that stand ready beyond the one that the last look was for: so many fetches need no look of their own. */
  #ahead = 0;
  /** Fetches that went without a look while one was on its way. */
  #skipped = 0;
  #looking = false;
  /** Whether more than one stood ready at the last look. */
  #several = false;
  /** By which tokens jobs are held that are being ended. */
  readonly #tokens = new Map<string, string>();

  constructor(
    name: string,
    opts: ConstructorParameters<typeof RedisQueueBackend>[4] & { prefix?: string },
    { clock, main, blocking, feeding }: { clock: Clock; main: Redis; blocking?: Redis; feeding?: Feeding },
  ) {
    const keys = new QueueKeys(opts.prefix);
    super(
      connectionOf(main, { shared: true, blocking: false }),
      name,
      keys.getKeys(name),
      (type) => keys.toKey(name, type),
      opts,
      blocking && connectionOf(blocking, { shared: false, blocking: true }),
    );
    this.#clock = clock;
    this.#feeding = feeding;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }

  /** Sent ahead of the command that fetches, on the same connection: it costs no round trip. */
  #feed(): void {
    const feeding = this.#feeding;
    if (!feeding) return;
    this.#looking = true;
    this.#skipped = 0;
    const { prioritized, wait, meta } = this.keys;
    const asked = feeding.scripts.chihoiFeed([
      this.toKey('lanes'),
      prioritized as string,
      wait as string,
      meta as string,
      this.toKey(''),
      this.#now(),
      feeding.ahead,
      ...feeding.rates(),
    ]);
    void asked
      .then((answer) => {
        const [ready, at, ...unknown] = feedSchema.parse(answer);
        this.#paced = ready !== undefined;
        this.#several = (ready ?? 0) > 1;
        this.#ahead = Math.max(0, (ready ?? 0) - 1 - this.#skipped);
        if (at) feeding.expect(Number(at));
        if (unknown.length > 0) feeding.unknown(unknown);
      })
      .catch(feeding.failed)
      .finally(() => {
        this.#looking = false;
      });
  }

  /** Whether the next fetch finds what stands ready, or what a look that is on its way probably takes out. */
  #isFed(): boolean {
    if (this.#ahead > 0) {
      this.#ahead--;
      return true;
    }
    if (!this.#looking || !this.#several || this.#skipped + 1 >= (this.#feeding?.ahead ?? 0)) return false;
    this.#skipped++;
    return true;
  }

  /** Takes note of when the next delayed job is due, and keeps it from the worker, which would count with its own time. */
  // biome-ignore lint/suspicious/noExplicitAny: BullMQ's own type of what it fetched.
  #noted(fetched: any): any {
    if (!Array.isArray(fetched)) return fetched;
    const next = Number(fetched[3] ?? 0);
    if (next > 0) this.#feeding?.expect(next);
    fetched[3] = 0;
    return fetched;
  }

  override execCommand(...[client, command, args]: Parameters<RedisQueueBackend['execCommand']>) {
    if (command === 'moveToActive') args[MOVE_TO_ACTIVE_NOW] = this.#now();
    return super.execCommand(client, command, args);
  }

  override async moveToActive(token: string, name?: string) {
    await this.client;
    this.#feed();
    return this.#noted(await super.moveToActive(token, name));
  }

  override async moveToFinished(...[jobId, args]: Parameters<RedisQueueBackend['moveToFinished']>) {
    if (this.#paced && args[MOVE_TO_FINISHED_FETCH] === 1 && !this.#isFed()) this.#feed();
    const end = () => super.moveToFinished(jobId, args);
    const token = this.#tokens.get(jobId) ?? '';
    this.#tokens.delete(jobId);
    return this.#noted(await this.#holding(jobId, token, end));
  }

  /** Holds on to running jobs: also to those whose locks ran out while Redis was away, if nobody took them up. */
  override async extendLocks(ids: string[], tokens: string[], duration: number): Promise<string[]> {
    const lost = await super.extendLocks(ids, tokens, duration);
    const gone: string[] = [];
    for (const id of lost) if (!(await this.#relock(id, tokens[ids.indexOf(id)] ?? ''))) gone.push(id);
    return gone;
  }

  async #relock(id: string, token: string): Promise<boolean> {
    const feeding = this.#feeding;
    if (!feeding) return false;
    const keys = [`${this.toKey(id)}:lock`, this.keys.active as string, this.keys.stalled as string];
    return (await feeding.scripts.chihoiRelock([...keys, id, token, feeding.lockMs])) === 1;
  }

  /** Does something with a job that we hold; once more when its lock ran out and nobody else has it. */
  async #holding<T>(id: string, token: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if ((error as { code?: number }).code === ErrorCode.JobLockNotExist && (await this.#relock(id, token)))
        return act();
      throw error;
    }
  }

  protected override moveToFinishedArgs<T, R, N extends string>(
    job: MinimalJob<T, R, N>,
    value: unknown,
    property: FinishedPropValAttribute,
    shouldRemove: undefined | boolean | number | KeepJobs,
    target: FinishedStatus,
    token: string,
    _timestamp: number,
    fetchNext?: boolean,
    fields?: Record<string, unknown>,
  ) {
    if (job.id !== undefined) this.#tokens.set(job.id, token);
    // A job of a cancelled group leaves no trace.
    const remove = target === 'failed' && value === CANCELLED ? true : shouldRemove;
    return super.moveToFinishedArgs(job, value, property, remove, target, token, this.#now(), fetchNext, fields);
  }

  /** A woken worker looks for itself what is due; the moment on the marker is no matter of its own time. */
  override async waitForJob(blockTimeout: number) {
    const woken = await super.waitForJob(blockTimeout);
    return woken && { ...woken, score: 0 };
  }

  /** Puts an active job off. Rejects when it is not ours any more. */
  async putOff({ id, token, at, counts, rateKey, priority }: PutOff): Promise<void> {
    if (rateKey === '') {
      const now = this.#now();
      const delay = Math.max(0, at - now);
      await this.#holding(id, token, () => this.moveToDelayed(id, now, delay, token, { skipAttempt: !counts }));
      return;
    }
    const lane = laneKey(this.toKey(''), priority, rateKey);
    const keys = [this.toKey(id), this.keys.active as string, this.keys.stalled as string, this.toKey('lanes'), lane];
    const parked = await this.#feeding?.scripts.chihoiPark([...keys, id, token, at, counts ? 1 : 0, rateKey]);
    if (parked !== 1) throw new Error(`job ${id} is not ours any more`);
  }

  /** Gives back an active job that was not begun: it is the next of its priority. */
  async putBack({ id, token, at, rateKey, priority }: PutOff): Promise<void> {
    if (rateKey === '') await this.#holding(id, token, () => this.moveJobFromActiveToWait(id, token));
    else await this.putOff({ id, token, at, counts: false, rateKey, priority });
    await this.ring();
  }

  /** Wakes a worker of this queue, in whatever process. */
  async ring(): Promise<void> {
    await (await this.client).runCommand('zadd', [this.keys.marker, 0, '0']);
  }
}
