import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Simulator } from '../../src/channels/simulator/channel.ts';
import type { Channel } from '../../src/chat/channel.ts';
import { action } from '../../src/flow/action.ts';
import { settle } from '../support/clock.ts';
import { type House, openHouse } from './support.ts';

/** The second life of a house whose process died: the same store and clock, nothing of the first is stopped cleanly. */
let house: House;
afterEach(() => house.close());

const reborn = async (dead: House, options: Parameters<typeof openHouse>[0] = {}): Promise<House> => {
  const next = await openHouse({ store: dead.store, clock: dead.clock, ...options });
  await next.rest();
  return next;
};

const never = () => new Promise<never>(() => undefined);

/** A channel whose send hangs for ever: before the platform has the message, or after it. */
const hanging =
  (when: 'before' | 'after', history = true) =>
  (simulator: Simulator): Channel => ({
    ...simulator,
    start: (tell) => simulator.start(tell),
    async send(request) {
      if (when === 'after') await simulator.send(request);
      return never();
    },
    ...(history ? {} : { findSent: async () => undefined }),
  });

const bulk = (key: string) => ({
  key,
  thread: 'simulator:g-1',
  message: { type: 'text' as const, text: key },
  lane: 'bulk' as const,
  group: 'B',
});

describe('after the process was killed', () => {
  it('runs an action again under the same key, and answers once', async () => {
    const keys: string[] = [];
    const hang = action({
      about: 'Never comes back.',
      args: z.object({ by: z.number() }),
      result: z.number(),
      run: async (_args, context) => {
        keys.push(context.key);
        return never();
      },
    });
    const dead = await openHouse({ actions: { 'test.count': hang } });
    await dead.say('ann', 'ann', 'chào');
    await dead.simulator.phone.write({ contact: 'ann', thread: 'ann', text: 'việc' });
    await settle();
    house = await reborn(dead);
    expect(house.actionKeys).toEqual(keys);
    expect(await house.texts('ann')).toEqual(['An: chào', 'em: bắt đầu chao-hoi', 'An: việc', 'em: kết quả 1']);
  });

  it('handles what was taken in and not yet worked on, in order', async () => {
    const dead = await openHouse();
    await dead.say('ann', 'ann', 'chào');
    await dead.chat.stop();
    for (const text of ['một', 'hai', 'ba'])
      await dead.simulator
        .start(dead.chat.tell)
        .then(() => dead.simulator.phone.write({ contact: 'ann', thread: 'ann', text }));
    house = await reborn(dead);
    expect((await house.texts('ann')).filter((line) => line.startsWith('em: nghe'))).toEqual([
      'em: nghe: một',
      'em: nghe: hai',
      'em: nghe: ba',
    ]);
  });

  it('knows an event that was handled although its inbox row still says new', async () => {
    const dead = await openHouse();
    await dead.say('ann', 'ann', 'chào', { clientId: 'e1' });
    await dead.chat.models.inbox.updateOne(
      { _id: 'simulator:e1' },
      {
        $set: {
          state: 'new',
          event: {
            type: 'message',
            id: 'e1',
            account: 'simulator',
            thread: { id: 'ann', kind: 'direct' },
            contact: { id: 'ann' },
            at: dead.clock.now().toISOString(),
            messageId: 'm',
            text: 'chào',
            attachments: [],
            mentionsUs: false,
            repliesToUs: false,
            truncated: false,
          },
        },
      },
    );
    house = await reborn(dead);
    expect(await house.texts('ann')).toEqual(['An: chào', 'em: bắt đầu chao-hoi']);
  });

  it('puts replies into the outbox that were decided and not yet written there', async () => {
    const dead = await openHouse();
    await dead.say('ann', 'ann', 'chào');
    const row = await dead.chat.models.outbox.findOne({ thread: 'simulator:ann' }).lean();
    const effect = { type: 'send', id: 's:1:0', message: { type: 'text', text: 'đã quyết, chưa ghi' } };
    await dead.chat.models.threads.updateOne(
      { _id: 'simulator:ann' },
      { $set: { pending: [{ effect, sessionKey: 'simulator:ann', session: 's' }] } },
    );
    house = await reborn(dead);
    expect((await house.texts('ann')).at(-1)).toBe('em: đã quyết, chưa ghi');
    const again = await reborn(house);
    expect((await again.texts('ann')).filter((line) => line === 'em: đã quyết, chưa ghi')).toHaveLength(1);
    expect(await again.chat.models.threads.countDocuments({ 'pending.session': { $exists: true } })).toBe(0);
    expect(row?.state).toBe('sent');
  });

  it('sends what the platform never got', async () => {
    const dead = await openHouse({ wrap: hanging('before') });
    await dead.chat.addThread({ account: 'simulator', platformId: 'g-1', kind: 'group', name: 'Một' });
    await dead.chat.send([bulk('a')]);
    await settle();
    house = await reborn(dead);
    expect(await house.texts('g-1')).toEqual(['em: a']);
    expect((await house.chat.states(['a']))[0]?.state).toBe('sent');
  });

  it('does not send again what the platform has', async () => {
    const dead = await openHouse({ wrap: hanging('after') });
    await dead.chat.addThread({ account: 'simulator', platformId: 'g-1', kind: 'group', name: 'Một' });
    await dead.chat.send([bulk('a')]);
    await settle();
    house = await reborn(dead);
    expect(await house.texts('g-1')).toEqual(['em: a']);
    expect((await house.chat.states(['a']))[0]?.state).toBe('sent');
  });

  it('leaves a send unknown where the platform has no history', async () => {
    const dead = await openHouse({ wrap: hanging('after', false) });
    await dead.chat.addThread({ account: 'simulator', platformId: 'g-1', kind: 'group', name: 'Một' });
    await dead.chat.send([bulk('a')]);
    await settle();
    house = await reborn(dead, { wrap: (simulator) => ({ ...simulator, findSent: async () => undefined }) });
    expect((await house.chat.states(['a']))[0]).toMatchObject({ state: 'unknown', error: { code: 'unknown' } });
    expect(await house.texts('g-1')).toEqual(['em: a']);
  });
});
