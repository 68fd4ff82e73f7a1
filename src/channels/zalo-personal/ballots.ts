import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { KeyedSerial } from '../../base/keyed-serial.ts';
import type { Logger } from '../../base/log.ts';
import type { Tell } from '../../chat/channel.ts';
import type { AccountContext } from '../kind.ts';

/**
 * Polls and reminders that we put into groups, and who answered what. The platform tells at most that something changed,
 * so the answers are read and what is new in them becomes `vote` events: each voter's whole present choice.
 */

const Ballot = z.object({
  /** Our id of the message: `poll:…`, `remind:…`. */
  messageId: z.string(),
  /** The platform's id of the poll or reminder. */
  id: z.string(),
  kind: z.enum(['poll', 'reminder']),
  group: z.string(),
  /** The platform's option ids with our values; none for a reminder. */
  options: z.array(z.object({ id: z.string(), value: z.string() })).default([]),
  /** Our values of a reminder's two answers; absent: `accepted`, `rejected`. */
  answers: z.object({ accept: z.string(), reject: z.string() }).optional(),
  closesAt: z.string().optional(),
  /** No longer read after this, ISO. */
  until: z.string(),
  votes: z.record(z.string(), z.array(z.string())).default({}),
});
export type Ballot = z.output<typeof Ballot>;

/** What the platform says of a ballot now: the choice of each voter as our option values. */
export interface Reading {
  readonly votes: ReadonlyMap<string, readonly string[]>;
  readonly closed: boolean;
}

export interface Ballots {
  /** Takes up what an earlier process left. */
  load(): Promise<void>;
  open(ballot: Ballot): Promise<void>;
  has(messageId: string): boolean;
  /** Something changed; without `messageId` in any ballot of the group. */
  changed(group: string, messageId?: string): void;
  /** What was answered to a reminder, as our values. */
  valuesOf(messageId: string, options: readonly string[]): readonly string[];
  /** The poll or reminder is no longer there. */
  gone(messageId: string): Promise<void>;
  /** An answer that was told whole, and by itself. */
  heard(messageId: string, voter: string, options: readonly string[]): void;
  /** Reads all that are open: after a gap, and now and then. */
  readAll(): void;
  stop(): void;
}

interface BallotsDeps {
  readonly account: string;
  readonly memory: AccountContext<unknown, unknown>['memory'];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tell: Tell;
  readonly ownId: () => string | undefined;
  readonly nameOf: (uid: string) => string | undefined;
  /** Throws when the platform cannot be asked now. */
  readonly read: (ballot: Ballot) => Promise<Reading>;
  readonly close: (ballot: Ballot) => Promise<void>;
}

/** Votes come in swarms: one reading serves all of so many milliseconds. */
const SWARM_MS = 1_000;
const RETRY_MS = 15_000;
const MOST_TRIES = 5;
const INDEX = 'ballots';

const same = (one: readonly string[], two: readonly string[]): boolean =>
  one.length === two.length && one.every((value, place) => value === two[place]);

export const createBallots = (deps: BallotsDeps): Ballots => {
  const { account, memory, clock, logger, tell, ownId, nameOf, read, close } = deps;
  const open = new Map<string, Ballot>();
  const planned = new Map<string, () => void>();
  const closing = new Map<string, () => void>();
  const serial = new KeyedSerial();
  let stopped = false;

  const keep = (ballot: Ballot) => memory.set(`ballot:${ballot.messageId}`, ballot);
  const keepIndex = () => memory.set(INDEX, [...open.keys()]);

  const forget = async (ballot: Ballot) => {
    open.delete(ballot.messageId);
    closing.get(ballot.messageId)?.();
    closing.delete(ballot.messageId);
    await keepIndex();
  };

  const readNow = async (messageId: string): Promise<void> => {
    const ballot = open.get(messageId);
    if (!ballot || stopped) return;
    const { votes, closed } = await read(ballot);
    const now = clock.now();
    const voters = new Set([...votes.keys(), ...Object.keys(ballot.votes)]);
    const changed = [...voters].flatMap((voter) => {
      const options = votes.get(voter) ?? [];
      return voter === ownId() || same(options, ballot.votes[voter] ?? []) ? [] : [{ voter, options }];
    });
    if (changed.length > 0) {
      await tell(
        changed.map(({ voter, options }) => {
          const name = nameOf(voter);
          return {
            type: 'event',
            event: {
              type: 'vote',
              // Of this reading, not of the vote: she may choose the same again later.
              id: `vote:${messageId}:${voter}:${now.getTime()}`.slice(0, 200),
              account,
              thread: { id: ballot.group, kind: 'group' },
              contact: { id: voter, ...(name !== undefined && { name }) },
              at: now.toISOString(),
              messageId,
              options: [...options],
            },
          };
        }),
      );
      // Kept after it was told: a choice told twice does no harm, one not told would be lost.
      for (const { voter, options } of changed) ballot.votes[voter] = [...options];
      await keep(ballot);
    }
    if (closed || Date.parse(ballot.until) <= now.getTime()) await forget(ballot);
  };

  const plan = (messageId: string, ms: number, tries: number): void => {
    if (planned.has(messageId) || stopped) return;
    planned.set(
      messageId,
      clock.at(new Date(clock.now().getTime() + ms), () => {
        planned.delete(messageId);
        serial
          .run(messageId, () => readNow(messageId))
          .catch((error: unknown) => {
            logger.warn({ err: error, messageId }, 'the answers to a poll could not be read');
            if (tries < MOST_TRIES) plan(messageId, RETRY_MS, tries + 1);
          });
      }),
    );
  };

  const planClosing = (ballot: Ballot): void => {
    if (ballot.kind !== 'poll' || ballot.closesAt === undefined) return;
    closing.set(
      ballot.messageId,
      clock.at(new Date(ballot.closesAt), () => {
        serial
          .run(ballot.messageId, async () => {
            await readNow(ballot.messageId);
            await close(ballot);
            await forget(ballot);
          })
          .catch((error: unknown) => logger.warn({ err: error }, 'a poll could not be closed'));
      }),
    );
  };

  return {
    async load() {
      const index = z
        .array(z.string())
        .catch([])
        .parse(await memory.get(INDEX));
      for (const messageId of index) {
        const ballot = Ballot.safeParse(await memory.get(`ballot:${messageId}`)).data;
        if (!ballot || open.has(messageId)) continue;
        open.set(messageId, ballot);
        planClosing(ballot);
      }
    },
    has: (messageId) => open.has(messageId),
    async open(ballot) {
      open.set(ballot.messageId, ballot);
      await keep(ballot);
      await keepIndex();
      planClosing(ballot);
    },
    changed(group, messageId) {
      for (const ballot of open.values())
        if (ballot.group === group && (messageId === undefined || messageId === ballot.messageId))
          plan(ballot.messageId, SWARM_MS, 1);
    },
    valuesOf(messageId, options) {
      const answers = open.get(messageId)?.answers;
      if (!answers) return options;
      return options.map((option) => answers[option === 'accepted' ? 'accept' : 'reject']);
    },
    async gone(messageId) {
      const ballot = open.get(messageId);
      if (ballot) await forget(ballot);
    },
    heard(messageId, voter, options) {
      const ballot = open.get(messageId);
      if (!ballot) return;
      ballot.votes[voter] = [...options];
      keep(ballot).catch((error: unknown) => logger.warn({ err: error }, 'an answer was not remembered'));
    },
    readAll() {
      for (const messageId of open.keys()) plan(messageId, SWARM_MS, 1);
    },
    stop() {
      stopped = true;
      for (const cancel of [...planned.values(), ...closing.values()]) cancel();
    },
  };
};
