import type { AttendanceDoc } from './model.ts';
import { localYear, type Room } from './room.ts';
import type { Activity, Attendee } from './types.ts';

/** One attendance a person, activity and year: a person in two groups, or marked twice, is one lượt. */
export const attendanceId = (year: number, activity: Activity, person: string): string =>
  [year, activity.type, activity.id, person].join('|');

/** Keeps who attended what, with the posts held then. */
export const createAttendance = (room: Room) => {
  const { attendances } = room.models;

  const tell = (unitPaths: Iterable<string>) => {
    for (const unitPath of new Set(unitPaths)) room.publish({ topic: 'progress', unitPath });
  };

  /** Adds the attendances that are not there yet. Who holds no post counts towards no target and is left out. */
  const add = async (activity: Activity, at: Date, attendees: readonly Attendee[]): Promise<number> => {
    const year = localYear(at);
    const writes = attendees.flatMap(({ person, name, posts }) => {
      const first = posts[0];
      if (!first) return [];
      const doc: Omit<AttendanceDoc, '_id'> = {
        person,
        name,
        unitPath: first.unitPath,
        posts: posts.map(({ post, unitPath }) => ({ post, unitPath })),
        activity: { type: activity.type, id: activity.id, title: activity.title },
        year,
        at,
      };
      const _id = attendanceId(year, activity, person);
      return [{ updateOne: { filter: { _id }, update: { $setOnInsert: doc }, upsert: true } }];
    });
    if (writes.length === 0) return 0;
    const result = await attendances.bulkWrite(writes, { ordered: false });
    if (result.upsertedCount > 0) tell(attendees.flatMap((a) => a.posts.slice(0, 1).map((p) => p.unitPath)));
    return result.upsertedCount;
  };

  return {
    add,

    /** Removes every attendance of these persons. For the sample, when its invented people go. */
    async removePersons(persons: readonly string[]): Promise<void> {
      const gone = { person: { $in: [...persons] } };
      const dropped = await attendances.find(gone, { unitPath: 1 }).lean();
      await attendances.deleteMany(gone);
      tell(dropped.map((d) => d.unitPath));
    },

    /** Makes the attendances of an activity exactly these: marked by mistake is taken back. */
    async replace(activity: Activity, at: Date, attendees: readonly Attendee[]): Promise<void> {
      const year = localYear(at);
      const keep = attendees.map((a) => attendanceId(year, activity, a.person));
      const gone = { 'activity.type': activity.type, 'activity.id': activity.id, _id: { $nin: keep } };
      const dropped = await attendances.find(gone, { unitPath: 1 }).lean();
      if (dropped.length > 0) {
        await attendances.deleteMany(gone);
        tell(dropped.map((d) => d.unitPath));
      }
      await add(activity, at, attendees);
    },
  };
};
export type AttendanceBook = ReturnType<typeof createAttendance>;
