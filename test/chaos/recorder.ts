import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it arrived at the simulated platform, by the platform's own clock. */
export interface Arrival {
  readonly thread: string;
  readonly key: string;
  readonly text: string;
  readonly at: number;
}

/** An event that waits for the listener, as a platform keeps it until it was taken. */
export interface LineEvent {
  readonly id: string;
  readonly thread: string;
  readonly text: string;
}

/** A simulated platform outside every process that is killed: it keeps all that arrives, and who listened when. */
export interface Recorder {
  readonly url: string;
  readonly arrivals: Arrival[];
  /** Jobs of the schedule that ran, by the moment they were meant for. */
  readonly ticks: { readonly at: number; readonly job: string }[];
  /** Holders of the line that asked for events at the same time as another: must stay 0. */
  overlaps(): number;
  /** Hands an event to whoever listens next. */
  say(event: LineEvent): void;
  /** Events that nobody has acknowledged. */
  unheard(): number;
  close(): Promise<void>;
}

/** A holder that asked within this time still listens. */
const HOLDING_MS = 1_500;

const bodyOf = async (req: IncomingMessage): Promise<Record<string, string>> => {
  let text = '';
  for await (const part of req) text += String(part);
  return text === '' ? {} : JSON.parse(text);
};

export const startRecorder = async (): Promise<Recorder> => {
  const arrivals: Arrival[] = [];
  const ticks: { at: number; job: string }[] = [];
  let line: LineEvent[] = [];
  let holder = { name: '', at: 0 };
  let overlaps = 0;
  const server = createServer(async (req, res) => {
    const end = (value: unknown) =>
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const body = await bodyOf(req).catch(() => ({}) as Record<string, string>);
    switch (req.url) {
      case '/send':
        arrivals.push({ thread: body.thread ?? '', key: body.key ?? '', text: body.text ?? '', at: Date.now() });
        return end({ id: `m${arrivals.length}` });
      case '/tick':
        ticks.push({ at: Date.now(), job: body.job ?? '' });
        return end({});
      case '/line': {
        const name = body.holder ?? '';
        if (holder.name !== name && Date.now() - holder.at < HOLDING_MS) overlaps += 1;
        holder = { name, at: Date.now() };
        return end({ events: line.slice(0, 50) });
      }
      case '/heard': {
        const heard = new Set((body.ids ?? '').split(','));
        line = line.filter((event) => !heard.has(event.id));
        return end({});
      }
      default:
        return res.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    ticks,
    overlaps: () => overlaps,
    say: (event) => void line.push(event),
    unheard: () => line.length,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};
