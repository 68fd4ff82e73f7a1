import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';
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

/** Requests as bytes, signed beforehand: what sends them must cost less than what is measured. */
const requestsOf = ({ url, secret, requests, prefix }: Load): Buffer[] => {
  const { host, pathname } = new URL(url);
  return Array.from({ length: requests }, (_, number) => {
    const body = JSON.stringify({ id: `${prefix}-${number}`, thread: `t-${number % 500}`, text: `cảm ơn ${number}` });
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const head = [
      `POST ${pathname} HTTP/1.1`,
      `host: ${host}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-signature: ${signature}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
};

const HEAD_END = Buffer.from('\r\n\r\n');

/** The status of the answer that these bytes hold, once all of it is there. Only answers with a `content-length`. */
const statusOf = (bytes: Buffer): number | undefined => {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
  if (Number.isNaN(length)) throw new Error(`an answer without a length: ${head}`);
  return bytes.length < end + HEAD_END.length + length ? undefined : Number(head.slice(9, 12));
};

/** One request after another over one connection, as long as there are any. */
const sendAll = (socket: Socket, next: () => Buffer | undefined, times: number[]): Promise<void> =>
  new Promise((resolve, reject) => {
    let began = 0;
    let bytes = Buffer.alloc(0);
    const send = () => {
      const request = next();
      if (!request) {
        socket.destroy();
        return resolve();
      }
      began = performance.now();
      socket.write(request);
    };
    socket.on('data', (part) => {
      bytes = bytes.length === 0 ? part : Buffer.concat([bytes, part]);
      const status = statusOf(bytes);
      if (status === undefined) return;
      if (status !== 200) return reject(new Error(`answered ${status}`));
      bytes = Buffer.alloc(0);
      times.push(performance.now() - began);
      send();
    });
    socket.once('error', reject);
    socket.once('connect', send);
  });

// In a thread of its own, so that what is measured does not share a thread with what measures.
if (parentPort) {
  const load = workerData as Load;
  const requests = requestsOf(load);
  const { hostname, port } = new URL(load.url);
  let sent = 0;
  const times: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: load.connections }, () =>
      sendAll(connect(Number(port), hostname).setNoDelay(), () => requests[sent++], times),
    ),
  );
  parentPort.postMessage({ seconds: (performance.now() - began) / 1000, times: times.sort((a, b) => a - b) });
}
