import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Registry } from '../../src/accounts/registry.ts';
import { createWebhooks } from '../../src/accounts/webhooks.ts';
import { createLogger } from '../../src/base/log.ts';
import type { Happening } from '../../src/chat/channel.ts';
import { fakeClock } from '../support/clock.ts';
import { DOORS, type Door } from './doors.ts';
import { NOW } from './harness.ts';

/** More requests at once than are taken: the number stands in accounts/webhooks.ts. */
const MOST_OPEN = 5_000;
const STORM = MOST_OPEN + 700;

/** The webhooks' handler alone, with a store that answers when it is told to. */
const stormy = ({ kind, accounts }: Door) => {
  const [{ name, values } = { name: '', values: {} }] = accounts;
  const view = { account: name, settings: kind.settings.parse(values), secrets: kind.secrets.parse(values) };
  const told: Happening[] = [];
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((done) => {
    letGo = done;
  });
  const webhooks = createWebhooks({
    registry: { byWebhook: () => [{ kind, view }] } as unknown as Registry,
    async tell(happenings) {
      await held;
      told.push(...happenings);
    },
    note: () => undefined,
    touched: () => undefined,
    clock: fakeClock(NOW),
    logger: createLogger('silent'),
  });
  const answers: { status: number; headers: Record<string, string> }[] = [];
  const request = (body: Buffer, headers: Readonly<Record<string, string>>): void => {
    const req = Object.assign(Readable.from([body]), {
      method: 'POST',
      url: `/webhook/${kind.kind}/key`,
      headers: { 'content-length': `${body.length}`, ...headers },
    });
    const res = {
      headersSent: false,
      destroyed: false,
      writeHead: (status: number, more: Record<string, string>) => void answers.push({ status, headers: more }),
      end: () => undefined,
    };
    webhooks.handle(req as unknown as IncomingMessage, res as unknown as ServerResponse);
  };
  return { request, answers, told, letGo };
};

const settled = async (holds: () => boolean) => {
  for (let turns = 0; !holds() && turns < 100_000; turns += 1) await turn();
};

describe.each(DOORS.map((door) => [door.kind.label, door] as const))('%s: a storm of requests', (_label, door) => {
  it('what is more than can be held is sent away to come again, and all that was taken is kept', async () => {
    const { request, answers, told, letGo } = stormy(door);
    const send = (id: string) => {
      const body = Buffer.from(JSON.stringify(door.event(id, 'chào em')));
      request(body, door.sign(body));
    };
    for (let n = 0; n < STORM; n += 1) send(`M${n}`);
    await settled(() => answers.length === STORM - MOST_OPEN);
    expect(answers).toHaveLength(STORM - MOST_OPEN);
    expect(answers.every(({ status, headers }) => status === 503 && headers['retry-after'] === '5')).toBe(true);

    letGo();
    await settled(() => answers.length === STORM);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(MOST_OPEN);
    expect(told).toHaveLength(MOST_OPEN);

    // The platform comes again with those that were sent away.
    for (let n = MOST_OPEN; n < STORM; n += 1) send(`M${n}`);
    await settled(() => answers.length === 2 * STORM - MOST_OPEN);
    const ids = new Set(told.map((one) => one.type === 'event' && one.event.id));
    expect(ids.size).toBe(STORM);
  });

  it('forged requests of a storm are refused and hold nothing', async () => {
    const { request, answers, told } = stormy(door);
    const body = Buffer.from(JSON.stringify(door.event('M1', 'chào em')));
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 2_000; n += 1) request(body, door.forge(body));
      await settled(() => answers.length === (round + 1) * 2_000);
    }
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([door.refused]));
    expect(told).toEqual([]);
  });
});
