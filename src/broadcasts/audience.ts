import { fail, ok, type Result } from '../base/result.ts';
import { type Group, type Holder, type HolderFilter, POSTS } from '../org/types.ts';
import type { Room } from './room.ts';
import type { Audience } from './types.ts';

/** Somebody or some group in the audience, each once. */
export interface Target {
  readonly kind: 'group' | 'person';
  readonly name: string;
  readonly unit: { readonly id: string; readonly name: string };
  /** Why she is in the audience: `Chi hội trưởng, Chi hội 3`. A person with two posts has two. */
  readonly reasons: readonly string[];
  /** For a group: its thread, and its spare after it. */
  readonly threads: readonly string[];
  /** For a person: where she may be reached, most recently active first. */
  readonly contacts: readonly string[];
  /** Where the stream can be taken up again behind her. */
  readonly place: string;
}

/** Leaves out paths that lie under another one of the list: their people would be counted twice. */
export const topmost = (paths: readonly string[]): string[] =>
  [...new Set(paths)].filter((path) => !paths.some((other) => other !== path && path.startsWith(other)));

export const audienceInWords = (counts: { readonly groups: number; readonly persons: number }): string =>
  `${counts.groups} nhóm, ${counts.persons} người`;

const filterOf = (audience: Audience, unitPaths: readonly string[], on: Date): HolderFilter => ({
  unitPaths,
  on,
  ...(audience.posts && audience.posts.length > 0 && { posts: audience.posts }),
});

const reasonOf = ({ post, unit }: Holder): string => `${POSTS[post].label}, ${unit.name}`;

/** The posts of one person as one target. */
const personOf = (held: readonly [Holder, ...Holder[]], place: string): Target => {
  const [{ person, unit, contacts }] = held;
  return {
    kind: 'person',
    name: person.name,
    unit: { id: unit.id, name: unit.name },
    reasons: [...new Set(held.map(reasonOf))],
    threads: [],
    contacts,
    place,
  };
};

const groupOf = ({ thread, spare, name, unit }: Group, place: string): Target => ({
  kind: 'group',
  name,
  unit: { id: unit.id, name: unit.name },
  reasons: [`${name}, ${unit.name}`],
  threads: spare === undefined ? [thread] : [thread, spare],
  contacts: [],
  place,
});

export interface Audiences {
  /** Paths of the chosen units. Every unit must exist and lie under `scope`. */
  paths(audience: Audience, scope: string): Promise<Result<string[]>>;
  count(audience: Audience, paths: readonly string[]): Promise<{ groups: number; persons: number }>;
  /** Everyone, streamed, by the posts held now; `after` the place of an earlier target. */
  targets(audience: Audience, paths: readonly string[], after?: string): AsyncIterable<Target>;
}

export const createAudiences = ({ org, clock }: Pick<Room, 'org' | 'clock'>): Audiences => {
  async function* targets(audience: Audience, paths: readonly string[], after?: string): AsyncIterable<Target> {
    if (audience.to === 'groups') {
      for await (const { item, place } of org.groupsFrom(paths, after)) yield groupOf(item, place);
      return;
    }
    // The posts of one person follow each other.
    let person: { held: [Holder, ...Holder[]]; place: string } | undefined;
    for await (const { item, place } of org.holdersFrom(filterOf(audience, paths, clock.now()), after)) {
      if (person?.held[0].person.id === item.person.id) person.held.push(item);
      else {
        if (person) yield personOf(person.held, person.place);
        person = { held: [item], place };
      }
    }
    if (person) yield personOf(person.held, person.place);
  }

  return {
    async paths(audience, scope) {
      const paths: string[] = [];
      for (const id of audience.unitIds) {
        const unit = await org.unit(id);
        if (!unit)
          return fail(
            'broadcast.unknown_unit',
            `Không có đơn vị ${id}, chị chọn lại đơn vị nhận tin.`,
            'body.audience',
          );
        if (!unit.path.startsWith(scope))
          return fail(
            'broadcast.out_of_scope',
            `${unit.name} nằm ngoài phạm vi của chị, chị bỏ đơn vị này ra.`,
            'body.audience',
          );
        paths.push(unit.path);
      }
      return ok(topmost(paths));
    },
    async count(audience, paths) {
      if (audience.to === 'groups') return { groups: await org.countGroups(paths), persons: 0 };
      return { groups: 0, persons: (await org.countHolders(filterOf(audience, paths, clock.now()))).persons };
    },
    targets,
  };
};
