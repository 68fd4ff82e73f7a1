import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPEN_END } from '../../../src/org/days.ts';
import { merged, planMerge, planUndo, undone } from '../../../src/org/merges/plan.ts';
import type { PersonDoc, PostDoc } from '../../../src/org/model.ts';
import { orgModels } from '../../../src/org/model.ts';
import { fold, sortKey } from '../../../src/org/text.ts';
import { openTestOrg } from '../support.ts';
import { stored } from './support.ts';

const UNITS = [
  { unit: 'xa-2025-01906', unitPath: '/tinh-2025-19/xa-2025-01906/' },
  { unit: 'xa-2025-01864', unitPath: '/tinh-2025-19/xa-2025-01864/' },
];
const DAYS = ['2025-07-01', '2025-12-31', '2026-01-01', '2026-06-30', '2026-11-22'];

const post = fc
  .record({
    post: fc.constantFrom('chi_hoi_truong' as const, 'uv_bch' as const),
    place: fc.constantFrom(...UNITS),
    days: fc.tuple(fc.constantFrom(...DAYS), fc.constantFrom(...DAYS, OPEN_END)),
    how: fc.constantFrom(null, 'bau' as const),
    decision: fc.constantFrom(null, '12/QĐ'),
  })
  .map(({ post: code, place, days, how, decision }): Omit<PostDoc, 'id'> => {
    const [from = '', to = ''] = [...days].sort();
    return { post: code, ...place, from, to, how, decision };
  });
const posts = (owner: string) =>
  fc.array(post, { maxLength: 4 }).map((list): PostDoc[] => list.map((one, i) => ({ id: `${owner}-${i}`, ...one })));
const person = (id: string) =>
  fc
    .record({
      name: fc.constantFrom('Nông Thị Lan', 'Nông Thị Làn'),
      address: fc.constantFrom('chị' as const, 'cô' as const, 'chưa rõ' as const),
      phone: fc.constantFrom(null, `+8491234567${id === 'ann' ? 1 : 2}`),
      posts: posts(id),
      sample: fc.boolean(),
    })
    .map(
      ({ name, ...rest }): PersonDoc => ({
        _id: id,
        name,
        sort: sortKey(name),
        folded: fold(name),
        ...rest,
        createdAt: new Date('2026-01-01T00:00:00Z'),
      }),
    );

const named = (one: PostDoc) => one.post;

describe('merge, then undo, is as if nothing had been', () => {
  test('in the plan', () => {
    fc.assert(
      fc.property(person('ann'), person('bob'), (keep, drop) => {
        const plan = planMerge(keep, drop);
        const after = merged(keep, plan);
        const undo = planUndo({ drop, plan }, after, named);
        expect(undo.ok && undo.value.drop).toEqual(drop);
        expect(undo.ok && undone(after, undo.value)).toEqual(keep);
      }),
    );
  });

  test('no post is lost or held twice: every day that either held a post, she holds it', () => {
    fc.assert(
      fc.property(person('ann'), person('bob'), (keep, drop) => {
        const after = merged(keep, planMerge(keep, drop));
        const heldOn = (list: readonly PostDoc[], day: string) =>
          new Set(list.filter(({ from, to }) => from <= day && day <= to).map((one) => `${one.post}|${one.unit}`));
        for (const day of [...DAYS, '2026-03-03', '2027-01-01'])
          expect(heldOn(after.posts, day)).toEqual(heldOn([...keep.posts, ...drop.posts], day));
      }),
    );
  });

  describe('in the store', () => {
    let room: Awaited<ReturnType<typeof openTestOrg>>;
    beforeAll(async () => {
      room = await openTestOrg();
    });
    afterAll(() => room.close());

    test('people and links are the same documents again, after a later post and account too', async () => {
      const { people, links } = orgModels(room.connection);
      const at = new Date('2026-02-02T00:00:00Z');
      const link = (contact: string, owner: string) => ({ _id: contact, person: owner, by: 'self' as const, at });
      await fc.assert(
        fc.asyncProperty(person('ann'), person('bob'), fc.nat(2), fc.boolean(), async (ann, bob, accounts, later) => {
          await Promise.all([people.deleteMany({}), links.deleteMany({})]);
          await people.create([ann, bob]);
          await links.create([
            link('zalo:ann', 'ann'),
            ...['zalo:bob', 'messenger:bob'].slice(0, accounts).map((contact) => link(contact, 'bob')),
          ]);
          const before = await stored(room.connection);
          const done = await room.org.mergePeople('ann', 'bob', { name: 'Cat', scope: '/' });
          expect(done.ok).toBe(true);
          if (!done.ok) return;
          if (later) {
            await room.org.addPost('ann', { post: 'to_truong', unit: 'xa-2025-01906', from: '2026-11-01' }, '/');
            await room.org.linkContact('bot:ann', 'ann');
          }
          expect(await room.org.undoMerge(done.value.merge.id, { name: 'Cat', scope: '/' })).toMatchObject({
            ok: true,
          });
          if (later) {
            await people.updateOne({ _id: 'ann' }, { $pull: { posts: { post: 'to_truong' } } });
            await links.deleteOne({ _id: 'bot:ann' });
          }
          expect(await stored(room.connection)).toEqual(before);
        }),
        { numRuns: 40 },
      );
    });
  });
});
