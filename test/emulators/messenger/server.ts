import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createActs } from './acts.ts';
import { type Control, createControl } from './control.ts';
import { createFaults, type Fault } from './faults.ts';
import { answerGraph, type GraphCall } from './graph.ts';
import { createHooks } from './hooks.ts';
import { phonePage } from './page.ts';
import { isRefusal, refusalBody, refuse } from './refuse.ts';
import { createWorld, type Message } from './world.ts';

export interface MessengerEmulator {
  /** The base of its Graph API: an account's `apiBase`. */
  readonly url: string;
  readonly control: Control;
  /** What the Pages sent, in order. */
  readonly sent: () => readonly Message[];
  close(): Promise<void>;
}

const bytesOf = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

const json = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

/** A body as JSON, form or multipart; JSON inside form fields is read too, as Meta does. */
const readBody = async (
  type: string,
  bytes: Buffer,
): Promise<{ body: Record<string, unknown>; file?: { name: string; bytes: number } }> => {
  if (!type.startsWith('multipart/form-data')) return { body: json(bytes.toString('utf8')) };
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const body: Record<string, unknown> = {};
  let file: { name: string; bytes: number } | undefined;
  for (const [name, value] of form) {
    if (typeof value !== 'string') file = { name: value.name, bytes: value.size };
    else body[name] = value.startsWith('{') ? json(value) : value;
  }
  return { body, ...(file && { file }) };
};

/** Starts an empty Facebook on this machine. `now`: its clock, default the machine's. `onSent` hears of every message of a Page's. */
export const startMessenger = async ({
  port = 0,
  now,
  onSent,
}: {
  readonly port?: number;
  readonly now?: () => number;
  readonly onSent?: (message: Message) => void;
} = {}): Promise<MessengerEmulator> => {
  const world = createWorld(now);
  const hooks = createHooks(world);
  const acts = createActs(world, hooks, onSent);
  const faults = createFaults();
  const control = createControl({ world, hooks, acts, faults });

  const answer = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...world.usage });
    response.end(JSON.stringify(body));
  };

  const carryOut = (call: GraphCall, response: ServerResponse): void => {
    const done = answerGraph(call, world, acts);
    if (isRefusal(done)) answer(response, done.status, refusalBody(done, `trace${world.next('trace')}`));
    else answer(response, 200, done);
  };

  const spoil = (fault: Fault, call: GraphCall, response: ServerResponse): void => {
    switch (fault.type) {
      case 'hang':
        if (fault.done) answerGraph(call, world, acts);
        return;
      case 'lose_answer':
        answerGraph(call, world, acts);
        response.destroy();
        return;
      case 'drop':
        response.destroy();
        return;
      case 'error': {
        if (fault.done) answerGraph(call, world, acts);
        const refusal = refuse(fault.code, fault.subcode, 'as the test wants it', fault.status);
        answer(response, refusal.status, refusalBody(refusal, `trace${world.next('trace')}`));
        return;
      }
      case 'html':
        response.writeHead(fault.status ?? 502, { 'content-type': 'text/html' });
        response.end('<html><body>Bad gateway</body></html>');
        return;
      case 'empty':
        answerGraph(call, world, acts);
        answer(response, 200, {});
        return;
      case 'slow':
        setTimeout(() => carryOut(call, response), fault.ms);
        return;
    }
  };

  const graph = async (request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> => {
    const path = /^\/v\d+\.\d\/(.+)$/.exec(url.pathname)?.[1];
    if (path === undefined) {
      answer(response, 404, refusalBody(refuse(2500, undefined, 'Unknown path components'), 'trace'));
      return;
    }
    const read = await readBody(request.headers['content-type'] ?? '', await bytesOf(request));
    const method = request.method ?? 'GET';
    const call: GraphCall = {
      method,
      path,
      query: url.searchParams,
      authorization: request.headers.authorization,
      ...read,
    };
    world.asked.push({ method, path, query: Object.fromEntries(url.searchParams), body: read.body, at: world.now() });
    const edge = path.split('/').at(-1) ?? '';
    const isSend = edge === 'messages' && read.body['message'] !== undefined;
    const psid = (read.body['recipient'] as { id?: string } | undefined)?.id;
    const fault = faults.take(isSend ? 'send' : edge, psid);
    if (fault) spoil(fault, call, response);
    else carryOut(call, response);
  };

  /** `POST /__control` `{"do":"write","with":{"psid":"…","text":"…"}}` answers `{"value":…}`. */
  const command = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const given = json((await bytesOf(request)).toString('utf8'));
    const method = (control as unknown as Record<string, (argument: unknown) => unknown>)[`${given['do']}`];
    if (typeof method !== 'function' || !Object.hasOwn(control, `${given['do']}`)) {
      answer(response, 404, { error: `no such command; there are: ${Object.keys(control).join(', ')}` });
      return;
    }
    try {
      answer(response, 200, { value: (await method(given['with'])) ?? null });
    } catch (error) {
      answer(response, 400, { error: (error as Error).message });
    }
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://emulator');
    if (url.pathname === '/__control' && request.method === 'POST') await command(request, response);
    else if (url.pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(phonePage);
    } else await graph(request, url, response);
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.destroy(error as Error);
    });
  });
  await new Promise<void>((listening) => {
    server.listen(port, '127.0.0.1', listening);
  });
  const { port: taken } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${taken}`,
    control,
    sent: () => control.sent(),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
};
