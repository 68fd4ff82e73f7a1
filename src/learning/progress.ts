import { DateTime } from 'luxon';
import { DEFAULT_ZONE } from '../base/time.ts';
import type { Post } from '../org/types.ts';
import {
  type CountedAttendance,
  counted,
  countGroup,
  DEFAULT_TARGET,
  denominatorOf,
  type InPost,
  oncePerActivity,
  percentOf,
} from './counting.ts';
import { type SnapshotDoc, under } from './model.ts';
import { pathsDownTo, type Room } from './room.ts';
import type { GroupCount, InPostByGroup, MonthPoint, Progress, Target, TargetGroup } from './types.ts';

const samePosts = (a: readonly Post[], b: readonly Post[]): boolean =>
  a.length === b.length && a.every((post) => b.includes(post));

/** Last moment of a local day, `2026-06-30`. */
export const endOfDay = (date: string): Date => DateTime.fromISO(date, { zone: DEFAULT_ZONE }).endOf('day').toJSDate();

/** Last days of the months of `year` that have begun by `today` (local dates). The present month ends today. */
export const monthEnds = (year: number, today: string): { month: string; date: string }[] =>
  Array.from({ length: 12 }, (_, i) => DateTime.fromObject({ year, month: i + 1 }, { zone: DEFAULT_ZONE }))
    .filter((start) => start.toISODate() !== null && start.toFormat('yyyy-MM-dd') <= today)
    .map((start) => {
      const end = start.endOf('month').toFormat('yyyy-MM-dd');
      return { month: start.toFormat('yyyy-MM'), date: end < today ? end : today };
    });

/** Computes progress against the yearly target, freezes denominators, and keeps the targets. */
export const createProgress = (room: Room) => {
  const { attendances, targets, snapshots } = room.models;
  const localDay = (at: Date): string => DateTime.fromJSDate(at, { zone: DEFAULT_ZONE }).toFormat('yyyy-MM-dd');

  const target = async (unitPath: string, year: number): Promise<Target> => {
    const ids = pathsDownTo(unitPath).map((path) => `${year}:${path}`);
    const found = await targets.find({ _id: { $in: ids } }).lean();
    // The nearest unit above has the longest path.
    const nearest = found.sort((a, b) => b.unitPath.length - a.unitPath.length)[0];
    if (!nearest) return { year, unitPath, groups: DEFAULT_TARGET };
    return { year, unitPath, from: nearest.unitPath, groups: nearest.groups };
  };

  const countInPost = (unitPath: string, posts: readonly Post[], on: Date): Promise<InPost> =>
    room.org.countHolders({ unitPaths: [unitPath], posts, on });

  const frozenOn = (unitPath: string, date: string): Promise<SnapshotDoc | null> =>
    snapshots.findById(`${date}:${unitPath}`).lean<SnapshotDoc>();

  /** Denominators of the units directly below, from one pass over the holders. */
  const inPostOfChildren = async (
    unitPath: string,
    children: readonly { path: string }[],
    groups: readonly TargetGroup[],
    on: Date,
  ): Promise<Map<string, InPost>> => {
    const posts = [...new Set(groups.flatMap((group) => group.posts))];
    const counts = new Map<string, { posts: number; persons: Set<string> }>();
    for await (const holder of room.org.holders({ unitPaths: [unitPath], posts, on })) {
      const child = children.find((c) => holder.unit.path.startsWith(c.path));
      if (!child) continue;
      for (const group of groups) {
        if (!group.posts.includes(holder.post)) continue;
        const key = `${child.path}|${group.key}`;
        const entry = counts.get(key) ?? { posts: 0, persons: new Set() };
        entry.posts++;
        entry.persons.add(holder.person.id);
        counts.set(key, entry);
      }
    }
    return new Map([...counts].map(([key, { posts, persons }]) => [key, { posts, persons: persons.size }]));
  };

  const attended = async (unitPath: string, year: number, until: Date): Promise<CountedAttendance[]> => {
    const docs = await attendances
      .find(
        { year, at: { $lte: until }, posts: { $elemMatch: { unitPath: under(unitPath) } } },
        { person: 1, at: 1, posts: 1, activity: 1 },
      )
      .sort({ at: 1 })
      .lean();
    const aliases = await room.org.aliases();
    return oncePerActivity(
      docs.map((doc) => ({
        person: aliases.get(doc.person) ?? doc.person,
        at: doc.at.toISOString(),
        posts: doc.posts,
        activity: `${doc.activity.type}|${doc.activity.id}`,
      })),
    );
  };

  const history = async (
    group: TargetGroup,
    mine: readonly CountedAttendance[],
    unitPath: string,
    year: number,
    today: string,
  ): Promise<MonthPoint[]> => {
    const points: MonthPoint[] = [];
    for (const { month, date } of monthEnds(year, today)) {
      const end = endOfDay(date);
      const frozen = (await frozenOn(unitPath, date))?.groups.find((g) => samePosts(g.posts, group.posts));
      const inPost = frozen?.inPost ?? (await countInPost(unitPath, group.posts, end));
      const until = mine.filter((a) => Date.parse(a.at) <= end.getTime());
      const persons = new Set(until.map((a) => a.person)).size;
      const denominator = denominatorOf(group.measure, inPost);
      const percent = percentOf(group.measure === 'attendances' ? until.length : persons, denominator);
      points.push({
        month,
        persons,
        attendances: until.length,
        denominator,
        ...(percent === undefined ? {} : { percent }),
        frozen: frozen !== undefined,
      });
    }
    return points;
  };

  return {
    target,

    /** Sets the year's target of a unit; the units below follow it unless they have their own. */
    async setTarget(unitPath: string, year: number, groups: readonly TargetGroup[], by: string): Promise<Target> {
      await targets.updateOne(
        { _id: `${year}:${unitPath}` },
        { $set: { year, unitPath, groups: [...groups], updatedBy: by, updatedAt: room.clock.now() } },
        { upsert: true },
      );
      room.publish({ topic: 'progress', unitPath });
      return { year, unitPath, from: unitPath, groups };
    },

    /** Back to the target of the unit above, or the default. */
    async clearTarget(unitPath: string, year: number): Promise<Target> {
      await targets.deleteOne({ _id: `${year}:${unitPath}` });
      room.publish({ topic: 'progress', unitPath });
      return target(unitPath, year);
    },

    /**
     * Stores a unit's denominators as they stand at the end of a reporting date, `2026-06-30`. A date that is frozen
     * stays as it was. True when it was stored now.
     */
    async freeze(unitPath: string, date: string): Promise<boolean> {
      const year = Number(date.slice(0, 4));
      if (await frozenOn(unitPath, date)) return false;
      const groups: InPostByGroup[] = [];
      for (const { posts } of (await target(unitPath, year)).groups) {
        groups.push({ posts, inPost: await countInPost(unitPath, posts, endOfDay(date)) });
      }
      const doc = { date, year, unitPath, groups, frozenAt: room.clock.now() };
      const result = await snapshots.updateOne({ _id: `${date}:${unitPath}` }, { $setOnInsert: doc }, { upsert: true });
      return result.upsertedCount > 0;
    },

    /** Reporting dates of a unit in a year, oldest first. */
    async frozenDates(unitPath: string, year: number): Promise<string[]> {
      const docs = await snapshots.find({ unitPath, year }, { date: 1 }).sort({ date: 1 }).lean();
      return docs.map((doc) => doc.date);
    },

    /** The live counts of one unit, without history and the units below. */
    async summary(unitPath: string, year: number): Promise<GroupCount[]> {
      const now = room.clock.now();
      const aim = await target(unitPath, year);
      const all = await attended(unitPath, year, now);
      const counts: GroupCount[] = [];
      for (const group of aim.groups) {
        counts.push(countGroup(group, all, unitPath, await countInPost(unitPath, group.posts, now)));
      }
      return counts;
    },

    /** Attendances of one person in a year. */
    async attendancesOf(person: string, year: number): Promise<number> {
      const mine = { person: { $in: [...(await room.org.personIds(person))] }, year };
      const docs = await attendances.find(mine, { activity: 1 }).lean();
      return new Set(docs.map(({ activity }) => `${activity.type}|${activity.id}`)).size;
    },

    /**
     * Progress of a unit and those directly below it. `on`: as of the end of that local day, with the denominators that
     * were frozen for it when there are any; absent: live.
     */
    async progress(
      unit: { readonly id: string; readonly name: string; readonly path: string },
      year: number,
      on?: string,
    ): Promise<Progress> {
      const now = room.clock.now();
      const lastDay = `${year}-12-31`;
      const day = on ?? (localDay(now) < lastDay ? localDay(now) : lastDay);
      const end = endOfDay(day);
      const aim = await target(unit.path, year);
      const all = await attended(unit.path, year, end);
      const snapshot = await frozenOn(unit.path, day);
      const below = await room.org.unitsUnder(unit.path, { on: end });
      const depth = unit.path.split('/').length + 1;
      const children = below.filter((child) => child.path.split('/').length === depth);
      const inChildren = await inPostOfChildren(unit.path, children, aim.groups, end);

      const groups: Progress['groups'][number][] = [];
      for (const group of aim.groups) {
        const frozen = snapshot?.groups.find((g) => samePosts(g.posts, group.posts));
        const inPost = frozen?.inPost ?? (await countInPost(unit.path, group.posts, end));
        const mine = counted(all, group.posts, unit.path);
        groups.push({
          ...countGroup(group, mine, unit.path, inPost),
          history: await history(group, mine, unit.path, year, day),
        });
      }
      return {
        unit,
        year,
        asOf: on ?? now.toISOString(),
        frozen: on !== undefined && snapshot !== null,
        ...(aim.from === undefined ? {} : { targetFrom: aim.from }),
        groups,
        children: children.map(({ id, name, path, level }) => ({
          unit: { id, name, path, level },
          groups: aim.groups.map((group) =>
            countGroup(group, all, path, inChildren.get(`${path}|${group.key}`) ?? { posts: 0, persons: 0 }),
          ),
        })),
      };
    },
  };
};
export type ProgressBook = ReturnType<typeof createProgress>;
