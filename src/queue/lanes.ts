import { PRIORITY } from './queue.ts';

/** The jobs of one queue with the same rate key and priority. They start in the order of their moments. */
export interface Lane {
  /** Empty when the jobs have no rate key. */
  readonly rateKey: string;
  readonly priority: number;
}

/**
 * What a process knows about where jobs wait, so that it looks into the store only where there is something to start: an
 * idle or paced lane costs nothing while another lane is busy. A lane is known by the moment at which it is worth a look.
 */
export interface Lanes {
  /** Something was added that may start at `at`: look then, or earlier if that was known already. */
  expect(lane: Lane, at: number): void;
  /** A look found that there is nothing before `at` (undefined: nothing at all). `mark` tells looks from news. */
  found(lane: Lane, at: number | undefined, mark: number): void;
  /** Lanes worth a look now: highest priority first, then the one whose first job has waited longest. */
  due(now: number): Lane[];
  /** The earliest moment at which a lane that `due(now)` leaves out is worth a look. */
  nextAfter(now: number): number | undefined;
  /** A number that grows with every `expect`: taken before a look, it tells whether news came during it. */
  mark(): number;
  /** Every lane of these rate keys is worth a look at once: their jobs may have been added by another process. */
  discover(rateKeys: readonly string[], now: number): void;
}

export const createLanes = (): Lanes => {
  const lanes = new Map<string, { lane: Lane; look: number; news: number }>();
  let clock = 0;
  const idOf = (lane: Lane) => `${lane.priority} ${lane.rateKey}`;

  const expect = (lane: Lane, at: number) => {
    const id = idOf(lane);
    const known = lanes.get(id);
    const news = ++clock;
    if (!known) lanes.set(id, { lane, look: at, news });
    else {
      known.look = Math.min(known.look, at);
      known.news = news;
    }
  };

  return {
    expect,
    found(lane, at, mark) {
      const id = idOf(lane);
      const known = lanes.get(id);
      // News that came while we looked may not be in what we saw: the lane stays as it is and is looked at again.
      if (!known || known.news > mark) return;
      if (at === undefined) lanes.delete(id);
      else known.look = at;
    },
    due: (now) =>
      [...lanes.values()]
        .filter(({ look }) => look <= now)
        .sort((a, b) => a.lane.priority - b.lane.priority || a.look - b.look)
        .map(({ lane }) => lane),
    nextAfter(now) {
      let next: number | undefined;
      for (const { look } of lanes.values()) if (look > now && (next === undefined || look < next)) next = look;
      return next;
    },
    mark: () => clock,
    discover(rateKeys, now) {
      for (const rateKey of rateKeys)
        for (const priority of Object.values(PRIORITY)) expect({ rateKey, priority }, now);
    },
  };
};
