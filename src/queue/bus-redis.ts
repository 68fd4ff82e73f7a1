import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Logger } from '../base/log.ts';
import { type Bus, createHearers } from './bus.ts';
import type { Json } from './queue.ts';
import { type Connecting, connectRedis, type RedisUrl } from './redis.ts';

export interface RedisBusDeps {
  readonly connection: RedisUrl;
  readonly logger: Logger;
  /** In front of every channel's name, so that several programs can share one Redis. Default `chihoi`. */
  readonly prefix?: string;
  /** How connections are made. Default `connectRedis`; tests cut them. */
  readonly connect?: (connecting: Connecting) => Redis;
}

/** Anybody at the same Redis may publish: what is longer or of another shape is dropped. */
const MAX_MESSAGE_CHARACTERS = 1_000_000;
const envelopeSchema = z.strictObject({ message: z.json() });

const read = (text: string): Json | undefined => {
  if (text.length > MAX_MESSAGE_CHARACTERS) return undefined;
  try {
    const parsed = envelopeSchema.safeParse(JSON.parse(text));
    return parsed.success ? (parsed.data.message as Json) : undefined;
  } catch {
    return undefined;
  }
};

/** The bus of several processes, over Redis' publish and subscribe. It comes back by itself when Redis was away. */
export const createRedisBus = ({
  connection,
  logger,
  prefix = 'chihoi',
  connect = connectRedis,
}: RedisBusDeps): Bus => {
  const front = `${prefix}:bus:`;
  const hearers = createHearers(logger);
  const publisher = connect({ url: connection, logger, name: 'bus', away: 'reject' });
  const subscriber = connect({ url: connection, logger, name: 'bus-in', away: 'reject' });

  const ask = (asked: Promise<unknown>) =>
    asked.catch((error: unknown) => logger.debug({ err: error }, 'bus: Redis did not take a command'));

  // Whatever is subscribed then: nothing is lost by having asked while Redis was away.
  subscriber.on('ready', () => {
    const topics = hearers.topics();
    if (topics.length > 0) void ask(subscriber.subscribe(...topics.map((topic) => front + topic)));
  });
  subscriber.on('message', (channel: string, text: string) => {
    const topic = channel.slice(front.length);
    const message = read(text);
    if (message === undefined) logger.warn({ topic }, 'bus: dropped a message that is none of ours');
    else hearers.tell(topic, message);
  });

  return {
    publish(topic, message) {
      if (publisher.status !== 'ready') return;
      void ask(publisher.publish(front + topic, JSON.stringify({ message })));
    },
    subscribe(topic, hear) {
      const known = hearers.has(topic);
      const end = hearers.add(topic, hear);
      if (!known && subscriber.status === 'ready') void ask(subscriber.subscribe(front + topic));
      return () => {
        end();
        if (!hearers.has(topic) && subscriber.status === 'ready') void ask(subscriber.unsubscribe(front + topic));
      };
    },
    async close() {
      hearers.clear();
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
};
