import { chatPage, type Line } from '../chat-page.ts';
import { createFaults } from '../faults.ts';
import { controlReply, type Exchange, listen, type Reply } from '../loopback.ts';
import { type Arrived, apiWork, gate, rateHeaders } from './api.ts';
import { type Control, createControl } from './control.ts';
import { oauthReply } from './oauth.ts';
import { createWebhooks, type Delivery } from './webhooks.ts';
import { createWorld, hear, type SentMessage, type WorldOptions } from './world.ts';

export interface ZaloOaOptions extends WorldOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Whether what the OA sends comes back as an event, as on the platform. Default true. */
  readonly echoes?: boolean;
  /** Hears of every message of the OA in the moment that it arrives. */
  readonly onSent?: (message: SentMessage) => void;
}

/** A request that reached the emulator's API. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

export interface ZaloOaEmulator {
  /** What an account's `apiBase` and `oauthBase` are set to. */
  readonly url: string;
  readonly control: Control;
  /** Requests of the API and of OAuth in their order, without those of `/__control`. */
  readonly requests: readonly Recorded[];
  /** Every token that was given out. */
  readonly issued: readonly string[];
  readonly deliveries: readonly Delivery[];
  /** What an account needs to work with this OA. */
  readonly app: {
    readonly appId: string;
    readonly appSecret: string;
    readonly oaId: string;
    readonly oaSecretKey: string;
  };
  close(): Promise<void>;
}

const parsed = ({ headers, body }: Exchange): unknown => {
  if (headers['content-type']?.startsWith('multipart/')) return `${body.length} bytes`;
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** By what the platform names the echo of a message. */
const echoName = (kind: 'direct' | 'group', { attachment }: Readonly<Record<string, unknown>>): string => {
  const { type, payload } = (attachment ?? {}) as { type?: string; payload?: { template_type?: string } };
  const form = payload?.template_type;
  const what =
    attachment === undefined
      ? 'text'
      : type === 'file'
        ? 'file'
        : form === 'media'
          ? 'image'
          : form === 'list'
            ? 'list'
            : 'template';
  return `oa_send_${kind === 'group' ? 'group_' : ''}${what}`;
};

/** What a person reads of a message: its words, and what she can press. */
const shownOf = ({ text, attachment }: Readonly<Record<string, unknown>>): Omit<Line, 'from'> => {
  const { payload } = (attachment ?? {}) as {
    payload?: { buttons?: { title: string }[]; elements?: { title?: string; subtitle?: string }[] };
  };
  const titles = (payload?.elements ?? []).flatMap(({ title, subtitle }) => [title, subtitle]).filter(Boolean);
  const words = [text, ...titles].filter(Boolean).join('\n');
  return {
    text: words === '' ? JSON.stringify(attachment) : words,
    ...(payload?.buttons && { buttons: payload.buttons.map(({ title }) => title) }),
  };
};

/** Zalo's API for Official Accounts, its OAuth and its webhooks, on a loopback port. */
export const startZaloOa = async (options: ZaloOaOptions = {}): Promise<ZaloOaEmulator> => {
  const { echoes = true } = options;
  const world = createWorld(options);
  const webhooks = createWebhooks(world);
  const faults = createFaults({
    on: ['/v3.0/oa/message/', '/v3.0/oa/group/message'],
    refusal: (error) => ({ json: { error, message: 'emulated' } }),
    empty: { json: { error: 0, message: 'Success' } },
  });
  const control = createControl(world, webhooks, faults);
  const requests: Recorded[] = [];
  let closed = false;

  const arrived: Arrived = (one) => {
    const { id, kind, to, message } = one;
    options.onSent?.(one);
    hear(world, to, { from: world.oa.name, ...shownOf(message) });
    if (!echoes) return;
    const event = {
      event_name: echoName(kind, message),
      ...(kind === 'group' && { oa_id: world.oa.id }),
      sender: { id: world.oa.id },
      recipient: { id: to },
      message: { msg_id: id, ...(typeof message.text === 'string' && { text: message.text }) },
    };
    setTimeout(() => {
      if (!closed) webhooks.post(event).catch(() => undefined);
    }, 5);
  };

  const answer = async (exchange: Exchange): Promise<Reply> => {
    const { path, method } = exchange;
    if (path === '/') return { html: chatPage('Zalo Official Account mô phỏng', { follows: true }) };
    if (path.startsWith('/__control')) return controlReply(exchange, control as never);
    requests.push({
      method,
      path: exchange.query.size > 0 ? `${path}?${exchange.query}` : path,
      body: parsed(exchange),
    });
    if (path.startsWith('/v4/oa/'))
      return faults.around(path, () => oauthReply(world, exchange) ?? { html: 'Not found', status: 404 });
    const refused = gate(world, exchange);
    const work = refused ? undefined : await apiWork(world, exchange, arrived);
    const reply = refused ?? (work ? await faults.around(path, work) : { html: 'Not found', status: 404 });
    return typeof reply === 'object' && 'json' in reply ? { ...reply, headers: rateHeaders(world) } : reply;
  };

  const loopback = await listen(answer, options.port);
  return {
    url: loopback.url,
    control,
    requests,
    issued: world.tokens.issued,
    deliveries: webhooks.deliveries,
    app: {
      appId: world.app.id,
      appSecret: world.app.secret,
      oaId: world.oa.id,
      oaSecretKey: world.oa.secretKey,
    },
    close() {
      closed = true;
      return loopback.close();
    },
  };
};
