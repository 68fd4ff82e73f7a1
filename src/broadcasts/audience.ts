import { fail, ok, type Result } from '../base/result.ts';
import { type Holder, type HolderFilter, POSTS } from '../org/types.ts';
import type { Room } from './room.ts';
import type { Audience } from './types.ts';

/** How many names a preview shows. */
const PREVIEW_NAMES = 10;

/** Somebody or some group in the audience. A person with two posts comes twice. */
export interface Target {
  readonly kind: 'group' | 'person';
  /** The same for one recipient however often she comes: a thread, or `p:` and a person. */
  readonly id: string;
  readonly name: string;
  readonly unit: { readonly id: string; readonly name: string };
  /** Why she is in the audience: `Chi hội trưởng, Chi hội 3`. */
  readonly reason: string;
  /** For a group. */
  readonly thread?: string;
  /** For a person: where she may be reached, most recently active first. */
  readonly contacts: readonly string[];
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

const personOf = ({ person, post, unit, contacts }: Holder): Target => ({
  kind: 'person',
  id: `p:${person.id}`,
  name: person.name,
  unit: { id: unit.id, name: unit.name },
  reason: `${POSTS[post].label}, ${unit.name}`,
  contacts,
});

export interface Audiences {
  /** Paths of the chosen units. Every unit must exist and lie under `scope`. */
  paths(audience: Audience, scope: string): Promise<Result<string[]>>;
  count(audience: Audience, paths: readonly string[]): Promise<{ groups: number; persons: number }>;
  /** The first names, each once. */
  names(audience: Audience, paths: readonly string[]): Promise<string[]>;
  /** Everyone, streamed, by the posts held now. */
  targets(audience: Audience, paths: readonly string[]): AsyncIterable<Target>;
}

export const createAudiences = ({ org, clock }: Pick<Room, 'org' | 'clock'>): Audiences => {
  async function* targets(audience: Audience, paths: readonly string[]): AsyncIterable<Target> {
    if (audience.to === 'people') {
      for await (const holder of org.holders(filterOf(audience, paths, clock.now()))) yield personOf(holder);
      return;
    }
    for await (const { thread, name, unit } of org.groups(paths))
      yield {
        kind: 'group',
        id: thread,
        name,
        unit: { id: unit.id, name: unit.name },
        reason: `${name}, ${unit.name}`,
        thread,
        contacts: [],
      };
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
    async names(audience, paths) {
      const names = new Map<string, string>();
      for await (const { id, name } of targets(audience, paths)) {
        names.set(id, name);
        if (names.size >= PREVIEW_NAMES) break;
      }
      return [...names.values()];
    },
    targets,
  };
};
