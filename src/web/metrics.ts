import { Router } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Upper bounds in seconds; the aim for an acknowledged webhook is 0.05. */
const INGEST_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/** One queue as a scrape sees it. */
export interface QueueFacts {
  readonly queue: string;
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly failed: number;
}

export interface Metrics {
  /** A webhook was answered. */
  answered(kind: string, status: number, seconds: number): void;
  /** A send ended; `outcome`: sent, failed, unknown. */
  sent(kind: string, outcome: string): void;
  router(): Router;
}

/** What is read at every scrape: whoever does not scrape pays nothing. */
export interface MetricSources {
  readonly queues: () => Promise<readonly QueueFacts[]>;
  /** Seconds since the oldest event that is not yet handled came in; 0 when there is none. */
  readonly inboxAgeSeconds: () => Promise<number>;
  /** Bytes of events that wait on the spool for the store. */
  readonly spoolBytes: () => number;
  /** Accounts by state. */
  readonly accounts: () => readonly { readonly kind: string; readonly state: string }[];
}

/** Numbers for Prometheus at `/metrics`: of this process; sum them over the processes of the house. */
export const createMetrics = (sources: MetricSources): Metrics => {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const ingest = new Histogram({
    name: 'chihoi_webhook_seconds',
    help: 'Time from a webhook request to its answer',
    labelNames: ['kind', 'status'],
    buckets: INGEST_BUCKETS,
    registers,
  });
  const sends = new Counter({
    name: 'chihoi_sends_total',
    help: 'Sends by channel and outcome',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const jobs = new Gauge({
    name: 'chihoi_queue_jobs',
    help: 'Jobs by queue and state',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      for (const { queue, ...counts } of await sources.queues())
        for (const [state, count] of Object.entries(counts)) this.set({ queue, state }, count);
    },
  });
  const age = new Gauge({
    name: 'chihoi_inbox_age_seconds',
    help: 'Age of the oldest event that is not yet handled',
    registers,
    async collect() {
      this.set(await sources.inboxAgeSeconds());
    },
  });
  const spool = new Gauge({
    name: 'chihoi_spool_bytes',
    help: 'Events that wait on disk for the store',
    registers,
    collect() {
      this.set(sources.spoolBytes());
    },
  });
  const accounts = new Gauge({
    name: 'chihoi_accounts',
    help: 'Connected accounts by kind and state',
    labelNames: ['kind', 'state'],
    registers,
    collect() {
      this.reset();
      for (const { kind, state } of sources.accounts()) this.inc({ kind, state });
    },
  });
  const gauges = [jobs, age, spool, accounts];

  return {
    answered: (kind, status, seconds) => ingest.observe({ kind, status: String(status) }, seconds),
    sent: (kind, outcome) => sends.inc({ kind, outcome }),
    router() {
      const router = Router();
      router.get('/metrics', async (_req, res) => {
        try {
          res.type(registry.contentType).send(await registry.metrics());
        } catch {
          // A server that is away is told by /readyz; what this process counts by itself is still worth a scrape.
          for (const gauge of gauges) gauge.reset();
          res.status(503).type('text/plain').send('# the store or the queue is away\n');
        }
      });
      return router;
    },
  };
};
