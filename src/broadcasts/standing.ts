import type { DeliveryStandingDoc } from './model.ts';
import { DELIVERY_STANDINGS, type DeliveryStanding } from './types.ts';

/** One letter for each standing: 500 recipients stand in 500 letters. */
const LETTERS: Readonly<Record<DeliveryStanding, string>> = {
  waiting: 'w',
  sending: 'g',
  sent: 's',
  delivered: 'd',
  seen: 'e',
  failed: 'f',
  unknown: 'u',
  cancelled: 'c',
  skipped: 'k',
};
const STANDINGS = new Map(DELIVERY_STANDINGS.map((state) => [LETTERS[state], state]));

/** Where a delivery may come from: what is told twice or late never takes it back. */
const COMES_FROM: Readonly<Record<DeliveryStanding, readonly DeliveryStanding[]>> = {
  waiting: [],
  sending: ['waiting'],
  sent: ['waiting', 'sending', 'unknown', 'failed', 'cancelled'],
  delivered: ['waiting', 'sending', 'unknown', 'failed', 'cancelled', 'sent'],
  seen: ['waiting', 'sending', 'unknown', 'failed', 'cancelled', 'sent', 'delivered'],
  failed: ['waiting', 'sending', 'unknown'],
  unknown: ['waiting', 'sending'],
  cancelled: ['waiting', 'sending'],
  skipped: [],
};

export type Counts = Record<DeliveryStanding, number>;
export const noCounts = (): Counts =>
  Object.fromEntries(DELIVERY_STANDINGS.map((state) => [state, 0])) as Record<DeliveryStanding, number>;

interface Reason {
  readonly code: string;
  readonly sentence: string;
}

/** What became of one number of a batch in one of its tries. */
export interface Change {
  readonly n: number;
  /** The try that it is about: 0 for the first sending, then the number of the resend. */
  readonly round: number;
  readonly state: DeliveryStanding;
  readonly at: Date;
  readonly error?: Reason;
}

/** The part of a standing that changes. */
export type Standing = Pick<
  DeliveryStandingDoc,
  'states' | 'times' | 'reasons' | 'tries' | 'rounds' | 'counts' | 'open'
>;

export const timesOf = ({ times }: Pick<Standing, 'times'>): number[] => JSON.parse(times) as number[];

export const stateOf = (standing: Pick<Standing, 'states'>, n: number): DeliveryStanding =>
  STANDINGS.get(standing.states[n] ?? '') ?? 'waiting';

/** Which try a number is in. */
export const roundOf = (standing: Pick<Standing, 'tries'>, n: number): number =>
  standing.tries.find((one) => one.n === n)?.round ?? 0;

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

const build = (
  states: readonly DeliveryStanding[],
  rest: Pick<Standing, 'times' | 'reasons' | 'tries' | 'rounds'>,
): Standing => {
  const counts = noCounts();
  for (const state of states) counts[state] += 1;
  return {
    ...rest,
    states: states.map((state) => LETTERS[state]).join(''),
    counts,
    open: counts.waiting + counts.sending > 0,
  };
};

/** How recipients stand when they are written down: `skipped` ones with why. */
export const newStanding = (skips: readonly (Reason | undefined)[], at: Date): Standing =>
  build(
    skips.map((skip) => (skip ? 'skipped' : 'waiting')),
    {
      times: JSON.stringify(skips.map(() => seconds(at))),
      reasons: skips.flatMap((skip, n) => (skip ? [{ n, code: skip.code, sentence: skip.sentence }] : [])),
      tries: [],
      rounds: 0,
    },
  );

const statesOf = ({ states }: Pick<Standing, 'states'>): DeliveryStanding[] =>
  [...states].map((letter) => STANDINGS.get(letter) ?? 'waiting');

/** The standing after some changes; undefined when none of them changes anything. */
export const applyChanges = (standing: Standing, changes: readonly Change[]): Standing | undefined => {
  const states = statesOf(standing);
  const times = timesOf(standing);
  const reasons = new Map(standing.reasons.map((one) => [one.n, one]));
  let changed = false;
  for (const { n, round, state, at, error } of changes) {
    const now = states[n];
    // News of an earlier try is no news of the present one.
    if (now === undefined || !COMES_FROM[state].includes(now) || roundOf(standing, n) !== round) continue;
    changed = true;
    states[n] = state;
    times[n] = seconds(at);
    if (error) reasons.set(n, { n, code: error.code, sentence: error.sentence });
    else reasons.delete(n);
  }
  if (!changed) return undefined;
  const { tries, rounds } = standing;
  return build(states, { times: JSON.stringify(times), reasons: [...reasons.values()], tries, rounds });
};

/** Everything that waits is cancelled. */
export const cancelWaiting = (standing: Standing, at: Date): Standing | undefined =>
  applyChanges(
    standing,
    statesOf(standing).flatMap((state, n) =>
      state === 'waiting' ? [{ n, round: roundOf(standing, n), state: 'cancelled' as const, at }] : [],
    ),
  );

/** Puts what ended in one of `states` back to waiting, as one more try. Undefined when there is nothing of it. */
export const tryAgain = (
  standing: Standing,
  wanted: readonly DeliveryStanding[],
  at: Date,
): { standing: Standing; count: number } | undefined => {
  const round = standing.rounds + 1;
  const again = new Set(statesOf(standing).flatMap((state, n) => (wanted.includes(state) ? [n] : [])));
  if (again.size === 0) return undefined;
  const rest = {
    times: JSON.stringify(timesOf(standing).map((time, n) => (again.has(n) ? seconds(at) : time))),
    reasons: standing.reasons.filter(({ n }) => !again.has(n)),
    tries: [...standing.tries.filter(({ n }) => !again.has(n)), ...[...again].map((n) => ({ n, round }))],
    rounds: round,
  };
  const states = statesOf(standing).map((state, n) => (again.has(n) ? 'waiting' : state));
  return { standing: build(states, rest), count: again.size };
};

/** The waiting numbers of a batch by their try. */
export const waitingByRound = (standing: Pick<Standing, 'states' | 'tries'>): Map<number, number[]> => {
  const rounds = new Map<number, number[]>();
  for (const [n, state] of statesOf(standing).entries()) {
    if (state !== 'waiting' && state !== 'sending') continue;
    const round = roundOf(standing, n);
    const known = rounds.get(round);
    if (known) known.push(n);
    else rounds.set(round, [n]);
  }
  return rounds;
};
