import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/** What the load is told: where to send how many signed events, over how many connections. */
export interface Load {
  readonly url: string;
  readonly secret: string;
  readonly requests: number;
  readonly connections: number;
  /** In front of the events' ids, so that no run repeats another's. */
  readonly prefix: string;
}

const post = (load: Load, agent: Agent, number: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({
      id: `${load.prefix}-${number}`,
      thread: `t-${number % 500}`,
      text: `cảm ơn ${number}`,
    });
    const began = performance.now();
    const req = request(
      load.url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-signature': createHmac('sha256', load.secret).update(body).digest('hex'),
        },
      },
      (res) => {
        res.resume();
        res.once('end', () =>
          res.statusCode === 200 ? resolve(performance.now() - began) : reject(new Error(`answered ${res.statusCode}`)),
        );
      },
    );
    req.once('error', reject);
    req.end(body);
  });

// In a thread of its own, so that what is measured does not share a thread with what measures.
if (parentPort) {
  const load = workerData as Load;
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
  let next = 0;
  const times: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: load.connections }, async () => {
      while (next < load.requests) {
        next += 1;
        times.push(await post(load, agent, next));
      }
    }),
  );
  agent.destroy();
  parentPort.postMessage({ seconds: (performance.now() - began) / 1000, times: times.sort((a, b) => a - b) });
}
