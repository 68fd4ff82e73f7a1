import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ok } from '../../src/base/result.ts';
import { parseBody } from '../../src/channels/body.ts';
import { call } from '../../src/channels/http.ts';
import { type ChannelKind, type ConnectedChannel, channelKind } from '../../src/channels/kind.ts';
import { hmacHex, sameSecret } from '../../src/channels/signature.ts';
import type { Abilities, Happening, SendOutcome, SendRequest } from '../../src/chat/channel.ts';

/** Two kinds of a simulated platform: one with a signed webhook, one that a single process must listen to. */

const Settings = z.object({ apiBase: z.string(), app: z.string().default('app') });
const Secrets = z.object({ secret: z.string() });
type Settings = z.output<typeof Settings>;
type Secrets = z.output<typeof Secrets>;

const Body = z.object({ id: z.string(), thread: z.string(), text: z.string() });

const ABILITIES: Abilities = {
  groups: true,
  maxButtons: 0,
  polls: false,
  reminders: false,
  mentions: false,
  typing: false,
  reactions: false,
  maxTextLength: 2_000,
  lengthOf: (text) => text.length,
};

/** How often the listener asks for events. */
const LINE_MS = 100;

const eventOf = (account: string, one: z.output<typeof Body>): Happening => ({
  type: 'event',
  event: {
    type: 'message',
    id: one.id,
    account,
    thread: { id: one.thread, kind: 'group' },
    contact: { id: `officer-${one.thread}`, name: 'Lan' },
    at: new Date().toISOString(),
    messageId: one.id,
    text: one.text,
    mentionsUs: true,
  },
});

const send =
  ({ apiBase }: Settings) =>
  async ({ thread, key, message }: SendRequest): Promise<SendOutcome> => {
    const text = message.type === 'text' ? message.text : message.type;
    const outcome = await call({ url: `${apiBase}/send`, json: { thread, key, text }, timeoutMs: 10_000 });
    if (outcome.type === 'answer') return { type: 'sent', messageId: (outcome.json as { id: string }).id };
    if (outcome.type === 'lost') return { type: 'unknown', sentence: 'Không rõ tin đã tới hay chưa.' };
    return {
      type: 'failed',
      error: { code: 'offline', retry: true, attention: false, sentence: 'Nền tảng không trả lời.' },
    };
  };

const common = {
  warnings: [],
  settings: Settings,
  secrets: Secrets,
  fields: [
    { name: 'secret', label: 'Khóa', help: '', secret: true, required: true, input: 'text' },
    { name: 'apiBase', label: 'Địa chỉ', help: '', secret: false, required: true, input: 'url' },
  ],
  steps: () => [],
  signIn: { type: 'fields' },
  abilities: () => ABILITIES,
  pace: { minGapMs: 0, jitterMs: 0 },
} as const;

/** Signed webhooks; any process may send. */
export const webhookKind: ChannelKind = channelKind<Settings, Secrets>({
  ...common,
  kind: 'chaos-webhook',
  label: 'Webhook',
  exclusive: () => false,
  webhookKey: ({ app }) => app,
  receive(request, accounts) {
    const account = accounts.find(({ secrets }) =>
      sameSecret(String(request.headers['x-signature'] ?? ''), hmacHex(secrets.secret, request.body)),
    );
    const body = Body.safeParse(parseBody(request.body));
    if (!account || !body.success) return { answer: { status: account ? 400 : 401 }, told: [], notes: [] };
    return { answer: { status: 200 }, told: [eventOf(account.account, body.data)], notes: [] };
  },
  connect: ({ account, settings, report }) => ({
    account,
    kind: 'chaos-webhook',
    abilities: ABILITIES,
    start: async () => report({ state: 'connected' }),
    stop: async () => undefined,
    send: send(settings),
    test: async () => ok({ name: 'Webhook', facts: [] }),
  }),
});

/** A line that one process at a time listens to and sends through, like a personal account. */
export const lineKind: ChannelKind = channelKind<Settings, Secrets>({
  ...common,
  kind: 'chaos-line',
  label: 'Line',
  exclusive: () => true,
  connect({ account, settings, logger, report }): ConnectedChannel {
    const holder = randomUUID();
    let stopped = false;
    let running: Promise<void> | undefined;
    return {
      account,
      kind: 'chaos-line',
      abilities: ABILITIES,
      async start(tell) {
        report({ state: 'connected' });
        running = (async () => {
          while (!stopped) {
            const heard = await call({ url: `${settings.apiBase}/line`, json: { holder }, timeoutMs: 5_000 });
            const events = heard.type === 'answer' ? z.object({ events: z.array(Body) }).parse(heard.json).events : [];
            try {
              if (events.length > 0) {
                await tell(events.map((one) => eventOf(account, one)));
                await call({ url: `${settings.apiBase}/heard`, json: { ids: events.map(({ id }) => id).join(',') } });
              }
            } catch (error) {
              logger.debug({ err: error }, 'the line is asked again');
            }
            await new Promise((resolve) => setTimeout(resolve, LINE_MS));
          }
        })();
      },
      async stop() {
        stopped = true;
        await running;
      },
      send: send(settings),
      test: async () => ok({ name: 'Line', facts: [] }),
    };
  },
});
