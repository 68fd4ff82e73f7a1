import { parsePhone } from '../language/phone.ts';
import { type Day, OPEN_END } from './days.ts';
import type { PersonDoc, PostDoc } from './model.ts';
import { maskPhone } from './phone.ts';
import { pathRange, ROOT_PATH, within } from './scope.ts';
import { fold } from './text.ts';
import type { HeldPost, PeopleQuery, PersonRecord, UnitRecord } from './types.ts';

/** The conditions and shapes of people: pure, so that what is asked of the store can be read in one place. */

export type Condition = Record<string, unknown>;

/** A post held on a day under any of the paths. */
export const heldOn = (paths: readonly string[], day: Day, posts?: readonly string[]): Condition => {
  const held = (path: string) => ({
    $elemMatch: {
      unitPath: pathRange(path),
      ...(posts === undefined ? {} : { post: { $in: posts } }),
      from: { $lte: day },
      to: { $gte: day },
    },
  });
  const [only, ...more] = paths;
  if (only === undefined) return { _id: { $in: [] } };
  return more.length === 0 ? { posts: held(only) } : { $or: paths.map((path) => ({ posts: held(path) })) };
};

export const isHeldOn = (post: PostDoc, paths: readonly string[], day: Day, posts?: readonly string[]): boolean =>
  post.from <= day &&
  day <= post.to &&
  paths.some((path) => within(path, post.unitPath)) &&
  (posts === undefined || posts.includes(post.post));

/** Someone with a post, now or once, in the scope; everyone for the whole country. */
export const inScope = (scope: string): Condition =>
  scope === ROOT_PATH ? {} : { posts: { $elemMatch: { unitPath: pathRange(scope) } } };

/** What the people page asks for, as one condition. `path` is the scope, or the chosen unit inside it. */
export const peopleCondition = (query: PeopleQuery, path: string, today: Day): Condition => {
  const posts = query.post === undefined ? undefined : [query.post];
  const current = heldOn([path], today, posts);
  const ever = {
    posts: {
      $elemMatch: { unitPath: pathRange(path), ...(query.post === undefined ? {} : { post: query.post }) },
    },
  };
  const state =
    query.state === 'current'
      ? [current]
      : query.state === 'all'
        ? [path === ROOT_PATH && posts === undefined ? {} : ever]
        : [ever, { $nor: [heldOn([path], today, posts)] }];
  return { $and: [...state, textCondition(query.text ?? ''), afterCondition(query.after)] };
};

const textCondition = (text: string): Condition => {
  const phone = parsePhone(text);
  if (phone !== undefined) return { phone };
  const words = fold(text)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, 8);
  // Folded words are letters and digits only, so they need no escaping.
  return words.length === 0 ? {} : { $and: words.map((word) => ({ folded: { $regex: `(^| )${word}` } })) };
};

export const afterCondition = (after: string | undefined): Condition => {
  const [sort, id] = (after ?? '').split('|');
  return sort === undefined || id === undefined ? {} : { $or: [{ sort: { $gt: sort } }, { sort, _id: { $gt: id } }] };
};

/** Where the next page begins, and where a stream of people can be taken up again. */
export const cursorOf = (person: Pick<PersonDoc, 'sort' | '_id'>): string => `${person.sort}|${person._id}`;

/** A person as the console sees her: only the posts inside the viewer's scope, the newest first. */
export const personOf = (
  doc: PersonDoc,
  contacts: readonly string[],
  units: ReadonlyMap<string, UnitRecord>,
  options: { readonly scope: string; readonly mask: boolean },
): PersonRecord => ({
  id: doc._id,
  name: doc.name,
  address: doc.address,
  ...(doc.phone === null ? {} : { phone: options.mask ? maskPhone(doc.phone) : doc.phone }),
  posts: doc.posts
    .filter((post) => within(options.scope, post.unitPath))
    .map((post) => postOf(post, units))
    .sort((a, b) => ((a.to ?? OPEN_END) < (b.to ?? OPEN_END) ? 1 : -1)),
  contacts,
  sample: doc.sample,
});

export const postOf = (post: PostDoc, units: ReadonlyMap<string, UnitRecord>): HeldPost => ({
  id: post.id,
  post: post.post,
  unit: unitRef(post, units),
  from: post.from,
  ...(post.to === OPEN_END ? {} : { to: post.to }),
  ...(post.how ? { how: post.how } : {}),
  ...(post.decision ? { decision: post.decision } : {}),
});

export const unitRef = (
  held: { readonly unit: string; readonly unitPath: string },
  units: ReadonlyMap<string, UnitRecord>,
): { id: string; name: string; path: string } => ({
  id: held.unit,
  name: units.get(held.unit)?.name ?? '(đơn vị không còn)',
  path: held.unitPath,
});
