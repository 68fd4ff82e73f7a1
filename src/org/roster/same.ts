import type { Day } from '../days.ts';
import { labelOf } from '../find-unit.ts';
import { maskPhone } from '../phone.ts';
import { within } from '../scope.ts';
import { fold, marksDisagree } from '../text.ts';
import { POSTS, type UnitRecord } from '../types.ts';
import { type Asked, ask, type Context, type Draft, type Fields, MAKE_NEW, value } from './context.ts';
import type { Places } from './places.ts';
import type { RosterRow } from './rows.ts';

/** Whether a row names somebody who is stored already. What is not sure becomes a question. */

interface Found {
  readonly person: Draft;
  /** The sheet's spelling of her name is the right one. */
  readonly rename: boolean;
}

type Same =
  | { readonly type: 'known'; readonly found: Found | undefined }
  | { readonly type: 'ask'; readonly question: string; readonly people: readonly Draft[] };

/** The stored person that a row names; undefined for somebody new. */
export const findWho = (
  row: RosterRow,
  fields: Fields,
  commune: UnitRecord,
  chapter: UnitRecord | undefined,
  { people, places, answers, input }: Context,
): Asked<Found | undefined> => {
  if (answers.person === MAKE_NEW) return value(undefined);
  const chosen = people.find((person) => person._id === answers.person);
  if (chosen !== undefined) return value({ person: chosen, rename: chosen.name !== row.name });
  const same = findSame({ name: row.name, phone: fields.phone, commune, chapter, scope: input.scope }, people);
  if (same.type === 'known') return value(same.found);
  return ask('person', same.question, [
    ...same.people.map((person) => ({ value: person._id, label: describe(person, places, input.day) })),
    { value: MAKE_NEW, label: 'Người khác, thêm mới' },
  ]);
};

const describe = (person: Draft, places: Places, day: Day): string => {
  const post = person.posts.find((held) => held.to >= day) ?? person.posts.at(-1);
  const unit = places.byId.get(post?.unit ?? '');
  const where = unit === undefined ? '' : `, ${labelOf(places, unit)}`;
  return `Là ${person.name}${post === undefined ? '' : `, ${POSTS[post.post].short}`}${where}`;
};

interface Sought {
  readonly name: string;
  readonly phone: string | undefined;
  readonly commune: UnitRecord;
  readonly chapter: UnitRecord | undefined;
  readonly scope: string;
}

/**
 * By number first, then by name inside the commune. Equal names in one unit are one person; equal names elsewhere in the
 * commune, names that differ in marks only, and several namesakes are asked about. The same name in another commune is
 * another person, unless the number says otherwise.
 */
const findSame = (row: Sought, people: readonly Draft[]): Same => {
  const asked = (question: string, whom: readonly Draft[]): Same => ({ type: 'ask', question, people: whom });
  const byPhone = row.phone === undefined ? undefined : people.find((person) => person.phone === row.phone);
  if (byPhone !== undefined && row.phone !== undefined) {
    const phone = maskPhone(row.phone);
    // A stranger's name is not shown to whoever may not see her.
    if (!byPhone.posts.some((post) => within(row.scope, post.unitPath)))
      return asked(`Số ${phone} đã ghi cho một người ở đơn vị khác. Thêm người này và để trống số điện thoại?`, []);
    return sameName(row.name, byPhone.name)
      ? { type: 'known', found: { person: byPhone, rename: false } }
      : asked(`Số ${phone} đang ghi cho ${byPhone.name}. Có phải cùng một người không?`, [byPhone]);
  }
  const folded = fold(row.name);
  const namesakes = people.filter(
    (person) => person.folded === folded && person.posts.some((post) => within(row.commune.path, post.unitPath)),
  );
  if (namesakes.length === 0) return { type: 'known', found: undefined };
  const equal = namesakes.filter((person) => sameName(row.name, person.name));
  const unit = row.chapter ?? row.commune;
  const [one, ...more] = equal.filter((person) => person.posts.some((post) => post.unit === unit.id));
  if (one !== undefined && more.length === 0) return { type: 'known', found: { person: one, rename: false } };
  if (equal.length === 0)
    return asked(`Trong xã đã có tên gần giống “${row.name}”. Có phải cùng một người không?`, namesakes);
  return asked(`Trong xã đã có người tên “${row.name}”. Có phải cùng một người không?`, equal);
};

const sameName = (a: string, b: string): boolean => fold(a) === fold(b) && !marksDisagree(a, b) && !marksDisagree(b, a);
