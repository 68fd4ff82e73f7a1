import { DateTime } from 'luxon';
import type { Clock } from '../base/clock.ts';
import { ok, type Result } from '../base/result.ts';
import { DEFAULT_ZONE } from '../base/time.ts';
import { contactId, threadId } from '../chat/chat.ts';
import { chapterUnit } from '../org/chapter.ts';
import type { Org } from '../org/service.ts';
import { readSample, type SampleFile } from './data.ts';

/** The account of the simulator channel, where the invented officers write. */
export const SAMPLE_ACCOUNT = 'simulator';

/** An invented officer's account in the simulator. Our contact id is `simulator:<platformId>`. */
export interface SampleContact {
  readonly platformId: string;
  readonly name: string;
  readonly personId: string;
}
/** A group in the simulator. Our thread id is `simulator:<threadPlatformId>`; members are platform ids. */
export interface SampleGroup {
  readonly threadPlatformId: string;
  readonly name: string;
  readonly unitId: string;
  readonly members: readonly string[];
}
export interface SampleMeeting {
  readonly id: string;
  readonly title: string;
  readonly unit: { readonly id: string; readonly name: string; readonly path: string };
  /** Our thread id. */
  readonly group: string;
  readonly at: Date;
  readonly place: string;
}

/** The simulator's phone, as far as the sample needs it. */
export interface SamplePhone {
  addContact(contact: { id: string; name: string; sample: boolean }): Promise<void>;
  addGroup(group: { id: string; name: string; members: string[]; sample: boolean }): Promise<void>;
  removeSample(): Promise<void>;
}

export interface SampleDeps {
  readonly org: Org;
  readonly clock: Clock;
  /** Absolute path of content/mau. */
  readonly folder: string;
  /** Absent: only the roster is loaded. */
  readonly phone?: SamplePhone;
  /** Called for each group, before it is registered. */
  readonly groupAdded?: (group: SampleGroup) => Promise<void>;
  /** Called once for each load; the meeting's id is the same every time. */
  readonly createMeeting?: (meeting: SampleMeeting) => Promise<Result<unknown>>;
  /** Sets this year's training target for the province. */
  readonly setTarget?: (target: { readonly unitPath: string; readonly year: number }) => Promise<Result<unknown>>;
  /** Removes what `createMeeting` and `setTarget` made. */
  readonly removeExtras?: () => Promise<void>;
}

export interface LoadedSample {
  readonly people: number;
  readonly contacts: readonly SampleContact[];
  readonly groups: readonly SampleGroup[];
}

const unitOf =
  (file: SampleFile, org: Org, from: string) =>
  async (place: { unit?: string | undefined; chapter?: string | undefined }) => {
    if (place.unit !== undefined) return place.unit;
    const chapter = file.chapters.find((one) => one.id === place.chapter);
    const parent = await org.unit(chapter?.parent ?? '');
    if (chapter === undefined || parent === undefined) throw new Error(`sample: no place for ${place.chapter}`);
    return chapterUnit({ ...parent, aliases: [], names: [] }, chapter.name, from).id;
  };

/** The invented contacts and groups as plain data, whether they are loaded or not. */
export const sampleLists = async (
  deps: Pick<SampleDeps, 'org' | 'folder'>,
): Promise<Result<Omit<LoadedSample, 'people'>>> => {
  const read = await readSample(deps.folder);
  if (!read.ok) return read;
  const place = unitOf(read.value, deps.org, read.value.from);
  const contacts = read.value.people.map(({ id, name }) => ({ platformId: id, name, personId: id }));
  const groups: SampleGroup[] = [];
  for (const group of read.value.groups)
    groups.push({
      threadPlatformId: group.id,
      name: group.name,
      unitId: await place(group),
      members: group.members,
    });
  return ok({ contacts, groups });
};

/**
 * Loads the sample: chapters, officers with posts, their simulator accounts and groups, then what the other rooms add.
 * Every id is fixed and every document is marked, so loading again repairs a load that was cut short and adds nothing.
 */
export const loadSample = async (deps: SampleDeps): Promise<Result<LoadedSample>> => {
  const { org, phone } = deps;
  const read = await readSample(deps.folder);
  if (!read.ok) return read;
  const file = read.value;
  const lists = await sampleLists(deps);
  if (!lists.ok) return lists;

  for (const chapter of file.chapters) {
    const made = await org.createChapter(
      { parent: chapter.parent, name: chapter.name, from: file.from, sample: true },
      '/',
    );
    if (!made.ok && made.error.code !== 'org.same_name') return made;
  }
  const place = unitOf(file, org, file.from);
  for (const person of file.people) {
    const posts = await Promise.all(
      person.posts.map(async (held) => ({ post: held.post, unit: await place(held), from: file.from })),
    );
    const { id, name, address } = person;
    const made = await org.createPerson({ id, name, address, posts, sample: true }, '/');
    if (!made.ok) return made;
  }
  for (const { platformId, name, personId } of lists.value.contacts) {
    await phone?.addContact({ id: platformId, name, sample: true });
    await org.linkContact(contactId(SAMPLE_ACCOUNT, platformId), personId, 'sample');
  }
  for (const { threadPlatformId, name, unitId, members } of lists.value.groups) {
    await phone?.addGroup({ id: threadPlatformId, name, members: [...members], sample: true });
    await deps.groupAdded?.({ threadPlatformId, name, unitId, members });
    const thread = threadId(SAMPLE_ACCOUNT, threadPlatformId);
    const made = await org.registerGroup({ thread, name, unit: unitId, sample: true }, '/');
    if (!made.ok) return made;
  }
  const extras = await loadExtras(deps, file);
  if (!extras.ok) return extras;
  return ok({ people: file.people.length, ...lists.value });
};

const loadExtras = async (deps: SampleDeps, file: SampleFile): Promise<Result<undefined>> => {
  const local = DateTime.fromJSDate(deps.clock.now(), { zone: DEFAULT_ZONE });
  for (const meeting of deps.createMeeting === undefined ? [] : file.meetings) {
    const unit = await deps.org.unit(meeting.unit);
    if (unit === undefined) continue;
    const [hour, minute] = meeting.hour.split(':').map(Number);
    const made = await deps.createMeeting?.({
      id: meeting.id,
      title: meeting.title,
      unit: { id: unit.id, name: unit.name, path: unit.path },
      group: threadId(SAMPLE_ACCOUNT, meeting.group),
      at: local
        .plus({ days: meeting.inDays })
        .set({ hour: hour ?? 8, minute: minute ?? 0, second: 0, millisecond: 0 })
        .toJSDate(),
      place: meeting.place,
    });
    if (made?.ok === false) return made;
  }
  const province = (await deps.org.unitsUnder('/', { level: 'tinh' }))[0];
  if (province !== undefined) {
    const set = await deps.setTarget?.({ unitPath: province.path, year: local.year });
    if (set?.ok === false) return set;
  }
  return ok(undefined);
};

/** Removes what `loadSample` made, and nothing else. Harmless to repeat. */
export const removeSample = async (
  deps: SampleDeps,
): Promise<Result<{ readonly people: number; readonly kept: readonly string[] }>> => {
  await deps.removeExtras?.();
  await deps.phone?.removeSample();
  return ok(await deps.org.removeSample());
};

/** The three things that the console asks of the sample data. */
export const createSample = (deps: SampleDeps) => ({
  loaded: () => deps.org.hasSample(),
  load: () => loadSample(deps),
  remove: () => removeSample(deps),
});
