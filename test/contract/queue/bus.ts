import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bus } from '../../../src/queue/bus.ts';
import type { Json } from '../../../src/queue/queue.ts';

/** One place where buses can be opened as separate processes would. */
export interface BusWorld {
  open(): Bus;
  close(): Promise<void>;
}

/** Resolves when `is` has become true, or gives up after 40 seconds: the machine may be busy with other things. */
export const until = async (is: () => boolean): Promise<void> => {
  for (const end = Date.now() + 40_000; !is() && Date.now() < end; ) await sleep(5);
  expect(is()).toBe(true);
};

/** Resolves when a message of `from` reaches `to`: then both are connected. */
export const connected = async (from: Bus, to: Bus): Promise<void> => {
  let heard = false;
  const end = to.subscribe('hello', () => {
    heard = true;
  });
  await until(() => {
    from.publish('hello', null);
    return heard;
  });
  end();
};

/** What every bus must do. `several`: more than one process can be opened. */
export const busContract = (name: string, makeWorld: () => Promise<BusWorld>, several: boolean): void => {
  describe(`bus contract: ${name}`, () => {
    let world: BusWorld;
    beforeEach(async () => {
      world = await makeWorld();
    });
    afterEach(() => world.close());

    /** Two buses that hear each other; on one process the same one twice. */
    const pair = async (): Promise<[Bus, Bus]> => {
      const one = world.open();
      const two = several ? world.open() : one;
      await connected(one, two);
      await connected(two, one);
      return [one, two];
    };

    test('a message reaches every subscriber of its topic everywhere, and nobody else, in order', async () => {
      const [one, two] = await pair();
      const heard: string[] = [];
      one.subscribe('a', (message) => heard.push(`one ${message}`));
      two.subscribe('a', (message) => heard.push(`two ${message}`));
      two.subscribe('b', (message) => heard.push(`b ${message}`));
      await connected(one, two);
      one.publish('a', 1);
      one.publish('a', 2);
      one.publish('b', 3);
      await until(() => heard.length === 5);
      await sleep(20);
      expect(heard.filter((line) => line.startsWith('one'))).toEqual(['one 1', 'one 2']);
      expect(heard.filter((line) => line.startsWith('two'))).toEqual(['two 1', 'two 2']);
      expect(heard).toContain('b 3');
      expect(heard).toHaveLength(5);
    });

    test.each<[string, Json]>([
      ['null', null],
      ['a text with marks', 'Chị ơi 🎉\n"'],
      ['a tree', { 'a.b': [1, { $c: null }], __proto__: 2, t: true }],
    ])('a message may be %s, and comes as a copy', async (_, message) => {
      const [one, two] = await pair();
      const heard: Json[] = [];
      two.subscribe('a', (each) => heard.push(each));
      await connected(one, two);
      one.publish('a', message);
      expect(heard).toEqual([]);
      await until(() => heard.length === 1);
      expect(heard[0]).toEqual(message);
      if (typeof message === 'object' && message !== null) expect(heard[0]).not.toBe(message);
    });

    test('a subscriber that throws keeps nobody from hearing, now or later', async () => {
      const [one, two] = await pair();
      const heard: Json[] = [];
      two.subscribe('a', () => {
        throw new Error('hỏng');
      });
      two.subscribe('a', (message) => heard.push(message));
      await connected(one, two);
      one.publish('a', 1);
      one.publish('a', 2);
      await until(() => heard.length === 2);
    });

    test('who ended its subscription hears nothing more, and the others go on', async () => {
      const [one, two] = await pair();
      const heard: string[] = [];
      const hear = (message: Json) => heard.push(`x ${message}`);
      const end = two.subscribe('a', hear);
      two.subscribe('a', hear);
      const last = two.subscribe('b', hear);
      await connected(one, two);
      end();
      end();
      last();
      one.publish('b', 0);
      one.publish('a', 1);
      await until(() => heard.length === 1);
      await sleep(20);
      expect(heard).toEqual(['x 1']);
      two.subscribe('b', hear);
      await connected(one, two);
      one.publish('b', 2);
      await until(() => heard.length === 2);
    });

    test('a closed bus is silent and throws at nothing', async () => {
      const [one, two] = await pair();
      const heard: Json[] = [];
      two.subscribe('a', (message) => heard.push(message));
      await two.close();
      two.publish('a', 1);
      one.publish('a', 2);
      two.subscribe('b', (message) => heard.push(message))();
      await two.close();
      await sleep(20);
      expect(heard).toEqual([]);
    });
  });
};
