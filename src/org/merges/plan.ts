import { DateTime } from 'luxon';
import { fail, ok, type Result } from '../../base/result.ts';
import { type Day, earlierOf, laterOf, OPEN_END } from '../days.ts';
import type { PersonDoc, PostDoc } from '../model.ts';

/** What merging two people changes, and how it is taken back: pure, so that "undone is as before" can be tested whole. */

/** What of a post may change when two records of it become one. */
export type Span = Pick<PostDoc, 'from' | 'to' | 'how' | 'decision'>;

/** A post that both held: the kept one takes the whole time. */
export interface JoinedPost {
  /** The kept person's post. */
  readonly id: string;
  /** The dropped person's posts that went into it. */
  readonly absorbed: readonly string[];
  readonly before: Span;
  readonly after: Span;
}

/** Fields of the kept person that were empty and are filled by the merge. */
export interface FieldChange {
  readonly field: 'address' | 'phone' | 'sample';
  readonly before: string | boolean | null;
  readonly after: string | boolean | null;
}

export interface MergePlan {
  readonly moved: readonly PostDoc[];
  readonly joined: readonly JoinedPost[];
  readonly set: readonly FieldChange[];
}

export interface UndoPlan {
  /** The dropped person, back again. */
  readonly drop: PersonDoc;
  /** Posts that leave the kept person. */
  readonly leave: readonly string[];
  readonly joined: readonly JoinedPost[];
  readonly set: readonly FieldChange[];
}

const spanOf = ({ from, to, how, decision }: Span): Span => ({
  from,
  to,
  how: how ?? null,
  decision: decision ?? null,
});
const sameSpan = (a: Span, b: Span): boolean => JSON.stringify(spanOf(a)) === JSON.stringify(spanOf(b));

const dayAfter = (day: Day): Day =>
  day === OPEN_END ? OPEN_END : DateTime.fromISO(day).plus({ days: 1 }).toFormat('yyyy-MM-dd');

/** The same post in the same unit, at the same time or one right after the other. */
const isTwin = (a: PostDoc, b: PostDoc): boolean =>
  a.post === b.post && a.unit === b.unit && a.from <= dayAfter(b.to) && b.from <= dayAfter(a.to);

export const planMerge = (keep: PersonDoc, drop: PersonDoc): MergePlan => {
  const moved: PostDoc[] = [];
  const joined = new Map<string, JoinedPost>();
  for (const post of drop.posts) {
    const twin = keep.posts.find((held) => isTwin({ ...held, ...joined.get(held.id)?.after }, post));
    if (twin === undefined) {
      moved.push(post);
      continue;
    }
    const entry = joined.get(twin.id) ?? { id: twin.id, absorbed: [], before: spanOf(twin), after: spanOf(twin) };
    joined.set(twin.id, {
      ...entry,
      absorbed: [...entry.absorbed, post.id],
      after: {
        from: earlierOf(entry.after.from, post.from),
        to: laterOf(entry.after.to, post.to),
        how: entry.after.how ?? post.how ?? null,
        decision: entry.after.decision ?? post.decision ?? null,
      },
    });
  }
  const set: FieldChange[] = [];
  if (keep.phone === null && drop.phone !== null) set.push({ field: 'phone', before: null, after: drop.phone });
  if (keep.address === 'chưa rõ' && drop.address !== 'chưa rõ')
    set.push({ field: 'address', before: keep.address, after: drop.address });
  if (keep.sample && !drop.sample) set.push({ field: 'sample', before: true, after: false });
  return { moved, joined: [...joined.values()], set };
};

/** The kept person after the merge. */
export const merged = (keep: PersonDoc, plan: MergePlan): PersonDoc => ({
  ...keep,
  ...Object.fromEntries(plan.set.map(({ field, after }) => [field, after])),
  posts: [
    ...keep.posts.map((post) => ({ ...post, ...plan.joined.find(({ id }) => id === post.id)?.after })),
    ...plan.moved,
  ],
});

/** A post that came over, or what a merger of units has made of it since (see `moveInto` in units.ts). */
const cameFrom = (post: PostDoc, origin: string): boolean => post.id === origin || post.id.startsWith(`${origin}@`);

/**
 * How to take a merge back, from the kept person as she is now. What was changed since stays where it is: a post that
 * came over goes back as it stands today, a field that was edited keeps the edit. A joined post that was edited since
 * cannot be told apart any more: that is refused, by name.
 */
export const planUndo = (
  { drop, plan }: { readonly drop: PersonDoc; readonly plan: MergePlan },
  keepNow: PersonDoc,
  nameOf: (post: PostDoc) => string,
): Result<UndoPlan> => {
  for (const join of plan.joined) {
    const now = keepNow.posts.find((post) => post.id === join.id);
    if (now !== undefined && sameSpan(now, join.after)) continue;
    const was = now ?? drop.posts.find((post) => join.absorbed.includes(post.id));
    return fail(
      'org.merge_conflict',
      `Chức danh ${was === undefined ? '' : nameOf(was)} có ở cả hai bản, đã nhập làm một và được sửa sau khi gộp, nên không tách lại được. Chị sửa chức danh đó về như lúc vừa gộp rồi hoàn tác.`,
    );
  }
  const back = keepNow.posts.filter((post) => plan.moved.some(({ id }) => cameFrom(post, id)));
  const posts = drop.posts.flatMap((post): PostDoc[] => {
    const absorbed = plan.joined.find((join) => join.absorbed.includes(post.id));
    const home = absorbed && keepNow.posts.find(({ id }) => id === absorbed.id);
    if (home !== undefined) return [{ ...post, unit: home.unit, unitPath: home.unitPath }];
    return back.filter((one) => cameFrom(one, post.id));
  });
  return ok({
    drop: { ...drop, posts },
    leave: back.map(({ id }) => id),
    joined: plan.joined,
    set: plan.set.filter(({ field, after }) => keepNow[field] === after),
  });
};

/** The kept person after the merge was taken back. */
export const undone = (keepNow: PersonDoc, undo: UndoPlan): PersonDoc => ({
  ...keepNow,
  ...Object.fromEntries(undo.set.map(({ field, before }) => [field, before])),
  posts: keepNow.posts
    .filter(({ id }) => !undo.leave.includes(id))
    .map((post) => ({ ...post, ...undo.joined.find(({ id }) => id === post.id)?.before })),
});
