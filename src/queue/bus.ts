import type { Logger } from '../base/log.ts';
import type { Json } from './queue.ts';

/**
 * Messages to all processes at once: a console page shall be drawn anew, a setting was changed. Lossy by design: who is
 * away misses what was said meanwhile, so a message only hurries on what a process would find out by itself later.
 */
export interface Bus {
  /** Sends to every subscriber in every process, this one included. Never throws, never waits; may be lost. */
  publish(topic: string, message: Json): void;
  /** Calls `hear` with every message of a topic from now on, one at a time as they come in. Returns how to end it. */
  subscribe(topic: string, hear: (message: Json) => void): () => void;
  /** Hears and says nothing more. */
  close(): Promise<void>;
}

/** Who listens to what in this process. */
export interface Hearers {
  add(topic: string, hear: (message: Json) => void): () => void;
  /** Tells the hearers of a topic; one that throws is logged and keeps nobody from hearing. */
  tell(topic: string, message: Json): void;
  has(topic: string): boolean;
  topics(): string[];
  clear(): void;
}

export const createHearers = (logger: Logger): Hearers => {
  const hearers = new Map<string, Set<{ hear: (message: Json) => void }>>();
  return {
    add(topic, hear) {
      // An entry of its own, so that one function may listen twice.
      const entry = { hear };
      const set = hearers.get(topic) ?? new Set();
      hearers.set(topic, set.add(entry));
      return () => {
        set.delete(entry);
        if (set.size === 0 && hearers.get(topic) === set) hearers.delete(topic);
      };
    },
    tell(topic, message) {
      for (const { hear } of [...(hearers.get(topic) ?? [])]) {
        try {
          hear(message);
        } catch (error) {
          logger.error({ err: error, topic }, 'bus: a subscriber threw');
        }
      }
    },
    has: (topic) => hearers.has(topic),
    topics: () => [...hearers.keys()],
    clear: () => hearers.clear(),
  };
};

/** The bus of a program that is one process. */
export const createLocalBus = (logger: Logger): Bus => {
  const hearers = createHearers(logger);
  return {
    publish(topic, message) {
      if (!hearers.has(topic)) return;
      // A copy, later: as from another process. What a subscriber does with it never reaches the publisher.
      const copy = JSON.stringify(message);
      setImmediate(() => hearers.tell(topic, JSON.parse(copy) as Json));
    },
    subscribe: hearers.add,
    async close() {
      hearers.clear();
    },
  };
};
