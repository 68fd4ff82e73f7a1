import { setTimeout as sleep } from 'node:timers/promises';
import { PLATFORMS, type Platform, type PlatformName } from './platforms.ts';

/** What the benchmark asks of the platform's process, one at a time. */
export type Asked =
  | { readonly type: 'open'; readonly platform: PlatformName; readonly people: number }
  | { readonly type: 'connect'; readonly origin: string }
  /** Everybody writes this at once. */
  | { readonly type: 'all'; readonly text: string }
  | { readonly type: 'load'; readonly text: string; readonly perSecond: number; readonly seconds: number };

export type Told =
  | { readonly type: 'opened'; readonly accounts: Platform['accounts'] }
  | { readonly type: 'connected' }
  /** Milliseconds from writing to the answer's arrival, of every message. */
  | { readonly type: 'answered'; readonly latencies: readonly number[] }
  | { readonly type: 'failed'; readonly why: string };

/** The wait for the slowest answer; a machine that is busy with other things is slow, not wrong. */
const PATIENCE_MS = 120_000;

let platform: Platform | undefined;
/** When each person's unanswered messages were written, the oldest first. */
const began = new Map<string, number[]>();
let latencies: number[] = [];

const heard = (person: string): void => {
  const at = began.get(person)?.shift();
  if (at !== undefined) latencies.push(performance.now() - at);
};

const write = (opened: Platform, person: string, text: string): void => {
  began.set(person, [...(began.get(person) ?? []), performance.now()]);
  opened.write(person, text);
};

const allAnswered = async (): Promise<Told> => {
  const open = () => [...began.values()].reduce((sum, { length }) => sum + length, 0);
  const end = performance.now() + PATIENCE_MS;
  while (open() > 0 && performance.now() < end) await sleep(20);
  if (open() > 0) return { type: 'failed', why: `${open()} messages were not answered` };
  await sleep(500);
  return { type: 'answered', latencies };
};

const answerOf = async (asked: Asked): Promise<Told> => {
  if (asked.type === 'open') {
    platform = await PLATFORMS[asked.platform](asked.people, heard);
    return { type: 'opened', accounts: platform.accounts };
  }
  if (!platform) return { type: 'failed', why: 'no platform is open' };
  latencies = [];
  switch (asked.type) {
    case 'connect':
      await platform.connect(asked.origin);
      return { type: 'connected' };
    case 'all':
      for (const person of platform.people) write(platform, person, asked.text);
      return allAnswered();
    case 'load': {
      const { text, perSecond, seconds } = asked;
      const first = performance.now();
      for (let index = 0; index < perSecond * seconds; index += 1) {
        await sleep(Math.max(0, first + (index * 1000) / perSecond - performance.now()));
        write(platform, platform.people[index % platform.people.length] as string, text);
      }
      return allAnswered();
    }
  }
};

process.on('message', (asked: Asked) => {
  answerOf(asked)
    .catch((error: unknown): Told => ({ type: 'failed', why: String(error) }))
    .then((told) => process.send?.(told));
});
process.once('disconnect', () => process.exit(0));
