import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createOrgService } from '../../../src/org/service.ts';
import { addPerson, BA_BE, BANG_THANH, openTestOrg } from '../support.ts';
import { stored } from './support.ts';

let room: Awaited<ReturnType<typeof openTestOrg>>;
beforeEach(async () => {
  room = await openTestOrg();
});
afterEach(() => room.close());

const ann = { name: 'Ann', scope: '/' };
const bob = { name: 'Bob', scope: BA_BE };

/** The same woman twice: one record with a number, one from Messenger. */
const twice = async () => {
  const one = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { phone: '0912345678' });
  const other = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { post: 'uv_bch' });
  await room.org.linkContact('zalo:lan', one, 'self');
  await room.org.linkContact('messenger:lan', other, 'admin', 'Ann');
  return { one, other };
};
const merge = async (keep: string, drop: string, by = ann) => {
  const done = await room.org.mergePeople(keep, drop, by);
  if (!done.ok) throw new Error(done.error.message);
  return done.value;
};
const conflict = async (id: string) => {
  const refused = await room.org.undoMerge(id, ann);
  return refused.ok ? undefined : refused.error;
};

describe('merging', () => {
  test('posts and accounts come over, and the old id is another name of hers', async () => {
    const { one, other } = await twice();
    const { before, after } = await merge(one, other);
    expect(before).toMatchObject({ keep: { id: one }, drop: { id: other } });
    expect(after?.keep.posts.map(({ post }) => post).sort()).toEqual(['chi_hoi_truong', 'uv_bch']);
    expect([...(after?.keep.contacts ?? [])].sort()).toEqual(['messenger:lan', 'zalo:lan']);
    expect((await room.org.personOfContact('messenger:lan'))?.id).toBe(one);
    expect((await room.org.person(other, { scope: '/' }))?.id).toBe(one);
    expect(await room.org.personIds(other)).toEqual([one, other]);
    expect(
      await room.org.whose([{ person: other }, { contact: 'messenger:lan', person: 'x' }, { contact: 'zalo:?' }, {}]),
    ).toEqual([one, one, undefined, undefined]);
    expect(await room.org.accountsOf('messenger:lan')).toEqual(['messenger:lan', 'zalo:lan']);
    expect((await room.org.people({ state: 'all', limit: 50 }, { scope: '/' })).total).toBe(1);
    expect(await room.org.countHolders({ unitPaths: ['/'] })).toEqual({ persons: 1, posts: 2 });
  });

  test('the same post on both is one post over the whole time, and counts once', async () => {
    const one = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { from: '2026-01-01' });
    const other = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', {
      from: '2025-07-01',
      phone: '0912345678',
    });
    const preview = await room.org.previewMerge(one, other, { scope: '/' });
    expect(preview).toMatchObject({
      value: { moved: [], joined: [{ from: '2025-07-01' }], phoneDropped: false, after: { phone: '091 ••• •678' } },
    });
    const { after } = await merge(one, other);
    expect(after?.keep).toMatchObject({ phone: '091 ••• •678', posts: [{ from: '2025-07-01' }] });
    expect(await room.org.countHolders({ unitPaths: ['/'] })).toEqual({ persons: 1, posts: 1 });
  });

  test('both must lie within the administrator’s unit, with all that they hold today', async () => {
    const { one } = await twice();
    const far = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01864');
    const half = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { post: 'to_truong' });
    await room.org.addPost(half, { post: 'uv_bch', unit: 'xa-2025-01864', from: '2025-07-01' }, '/');
    expect(await room.org.mergePeople(one, far, bob)).toMatchObject({ error: { code: 'org.not_found' } });
    expect(await room.org.mergePeople(far, one, bob)).toMatchObject({ error: { code: 'org.not_found' } });
    expect(await room.org.mergePeople(one, half, bob)).toMatchObject({ error: { code: 'org.partly_out_of_scope' } });
    expect(await room.org.mergePeople(one, one, ann)).toMatchObject({ error: { code: 'org.same_person' } });
    expect((await room.org.people({ state: 'all', limit: 50 }, { scope: '/' })).total).toBe(4);
  });

  test('of two merges of the same people at once, one is made', async () => {
    const { one, other } = await twice();
    const third = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { post: 'to_truong' });
    const done = await Promise.all([
      room.org.mergePeople(one, other, ann),
      room.org.mergePeople(other, one, ann),
      room.org.mergePeople(other, third, ann),
    ]);
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await room.org.countHolders({ unitPaths: ['/'] })).toEqual({ persons: 2, posts: 3 });
  });

  test('likely second records: the same name where units meet, old communes too, then the same name elsewhere', async () => {
    const one = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01864');
    const { units } = await room.org.directory.index();
    const old = units.find((unit) => unit.name === 'Xã Bộc Bố');
    const before = await addPerson(room.org, 'Nông Thị Làn', old?.id ?? '', { from: '2025-01-01', to: '2025-06-30' });
    const elsewhere = await addPerson(room.org, 'nông thị lan', 'xa-2025-01906');
    await addPerson(room.org, 'Nông Thị Lanh', 'xa-2025-01864');
    const found = await room.org.duplicatesOf(one, { scope: '/' });
    expect(found.ok && found.value.map(({ person, reason }) => [person.id, reason])).toEqual([
      [before, 'name_and_unit'],
      [elsewhere, 'name'],
    ]);
    const near = await room.org.duplicatesOf(one, { scope: BANG_THANH });
    expect(near.ok && near.value).toEqual([]);
  });
});

describe('taking a merge back', () => {
  test('restores both exactly', async () => {
    const { one, other } = await twice();
    const before = await stored(room.connection);
    const { merge: made } = await merge(one, other);
    const back = await room.org.undoMerge(made.id, ann);
    expect(back).toMatchObject({ ok: true, value: { merge: { undone: { by: 'Ann' }, undoable: false } } });
    expect(await stored(room.connection)).toEqual(before);
    expect(await room.org.personIds(other)).toEqual([other]);
    expect(await room.org.undoMerge(made.id, ann)).toMatchObject({ error: { code: 'org.already_undone' } });
    expect(await room.org.mergesOf(one, '/')).toMatchObject([{ by: 'Ann', undone: { by: 'Ann' } }]);
  });

  test('keeps what was changed since: posts, names, new and removed accounts', async () => {
    const { one, other } = await twice();
    const moved = (await room.org.person(other, { scope: '/' }))?.posts[0]?.id ?? '';
    const { merge: made } = await merge(one, other);
    await room.org.editPost(one, moved, { to: '2026-11-22' }, '/');
    await room.org.addPost(one, { post: 'to_truong', unit: 'xa-2025-01906', from: '2026-11-23' }, '/');
    await room.org.updatePerson(one, { name: 'Nông Thị Lan Anh' }, '/');
    await room.org.linkContact('bot:lan', one);
    await room.org.unlinkContact('messenger:lan', '/', 'Ann');
    expect((await room.org.undoMerge(made.id, ann)).ok).toBe(true);
    const now = await room.org.person(one, { scope: '/' });
    expect(now?.name).toBe('Nông Thị Lan Anh');
    expect(now?.posts.map(({ post }) => post).sort()).toEqual(['chi_hoi_truong', 'to_truong']);
    expect([...(now?.contacts ?? [])].sort()).toEqual(['bot:lan', 'zalo:lan']);
    expect(await room.org.person(other, { scope: '/' })).toMatchObject({
      posts: [{ post: 'uv_bch', to: '2026-11-22' }],
      contacts: [],
    });
  });

  test('a post that moved with a merger of chapters goes back to whom it belongs', async () => {
    const chapter = async (name: string) => {
      const made = await room.org.createChapter({ parent: 'xa-2025-01906', name, from: '2025-07-01' }, '/');
      if (!made.ok) throw new Error(made.error.message);
      return made.value.after?.id ?? '';
    };
    const [a, b] = [await chapter('thôn Nà A'), await chapter('thôn Nà B')];
    const one = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { post: 'uv_bch' });
    const other = await addPerson(room.org, 'Nông Thị Lan', a);
    const { merge: made } = await merge(one, other);
    const joined = await room.org.mergeUnits({ from: [a, b], name: 'thôn Nà C', on: '2026-12-01', posts: 'move' }, '/');
    expect(joined.ok).toBe(true);
    expect((await room.org.undoMerge(made.id, ann)).ok).toBe(true);
    expect((await room.org.person(one, { scope: '/' }))?.posts).toHaveLength(1);
    expect((await room.org.person(other, { scope: '/' }))?.posts.map(({ unit }) => unit.name)).toEqual([
      'Chi hội thôn Nà C',
      'Chi hội thôn Nà A',
    ]);
  });

  test('what stands in the way is named, and nothing changes', async () => {
    const { one, other } = await twice();
    const third = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { post: 'to_truong' });
    const { merge: first } = await merge(one, other);
    const { merge: second } = await merge(third, one);
    expect(await conflict(first.id)).toMatchObject({
      code: 'org.merge_conflict',
      message: expect.stringContaining('lần gộp đó trước'),
    });
    expect((await room.org.undoMerge(second.id, ann)).ok).toBe(true);
    expect((await room.org.undoMerge(first.id, ann)).ok).toBe(true);
    expect((await room.org.person(other, { scope: '/' }))?.contacts).toEqual(['messenger:lan']);
  });

  test('a number that was given away, or a joined post that was edited since, is told', async () => {
    const one = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906');
    const other = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', {
      phone: '0912345678',
      from: '2026-01-01',
    });
    const { merge: made } = await merge(one, other);
    await room.org.updatePerson(one, { phone: '' }, '/');
    await addPerson(room.org, 'Lý Thị Mai', 'xa-2025-01906', { phone: '0912345678' });
    expect(await conflict(made.id)).toMatchObject({ message: expect.stringContaining('người khác') });
    const mai = (await room.org.people({ state: 'all', limit: 5, text: 'mai' }, { scope: '/' })).items[0];
    await room.org.updatePerson(mai?.id ?? '', { phone: '' }, '/');
    const post = (await room.org.person(one, { scope: '/' }))?.posts[0];
    await room.org.editPost(one, post?.id ?? '', { to: '2026-11-01' }, '/');
    expect(await conflict(made.id)).toMatchObject({ message: expect.stringContaining('Chi hội trưởng, Xã Ba Bể') });
    await room.org.editPost(one, post?.id ?? '', { to: null }, '/');
    expect((await room.org.undoMerge(made.id, ann)).ok).toBe(true);
    expect(await room.org.person(other, { scope: '/', mask: false })).toMatchObject({ phone: '+84912345678' });
  });

  test('is for whoever could have merged them', async () => {
    const { one, other } = await twice();
    const { merge: made } = await merge(one, other, bob);
    expect(await room.org.undoMerge(made.id, { name: 'Cat', scope: BANG_THANH })).toMatchObject({
      error: { code: 'org.not_found' },
    });
    expect((await room.org.undoMerge(made.id, bob)).ok).toBe(true);
  });

  test('is no longer possible once she was forgotten, and nothing that names her is left', async () => {
    const { one, other } = await twice();
    const { merge: made } = await merge(one, other);
    await room.org.unlinkContact('messenger:lan', '/', 'Ann');
    await room.org.forgetPerson(one, '/');
    expect(await conflict(made.id)).toMatchObject({ code: 'org.forgotten' });
    for (const name of ['org_merges', 'org_unlinks', 'org_people', 'org_links']) {
      const all = JSON.stringify(await room.connection.collection(name).find().toArray());
      expect(all).not.toContain('Lan');
      expect(all).not.toContain('912345678');
      expect(all).not.toContain('messenger');
    }
    expect(await room.org.personIds(one)).toEqual([one, other]);
  });
});

test('an account that she had forgotten herself is nowhere any more, and does not come back', async () => {
  const { one, other } = await twice();
  const { merge: made } = await merge(one, other);
  await room.org.unlinkContact('messenger:lan', '/');
  for (const name of ['org_merges', 'org_unlinks', 'org_links'])
    expect(JSON.stringify(await room.connection.collection(name).find().toArray())).not.toContain('messenger');
  expect((await room.org.undoMerge(made.id, ann)).ok).toBe(true);
  expect((await room.org.person(other, { scope: '/' }))?.contacts).toEqual([]);
});

test('taking the sample away takes invented and real people apart first, whichever was kept', async () => {
  const invented = async (name: string) => {
    const post = { post: 'uv_bch' as const, unit: 'xa-2025-01906', from: '2025-07-01' };
    const made = await room.org.createPerson({ name, address: 'chị', posts: [post], sample: true }, '/');
    return made.ok ? (made.value.after?.id ?? '') : '';
  };
  const [real, kept] = [
    await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { phone: '0912345678' }),
    await addPerson(room.org, 'Lý Thị Mai', 'xa-2025-01906'),
  ];
  const before = await stored(room.connection);
  await merge(await invented('Mẫu Thị Lan'), real);
  await merge(kept, await invented('Mẫu Thị Mai'));
  expect(await room.org.hasSample()).toBe(true);
  await room.org.removeSample();
  expect(await stored(room.connection)).toEqual(before);
  expect(await room.org.hasSample()).toBe(false);
});

test('what a crash cut short is finished at the next start', async () => {
  const { one, other } = await twice();
  const before = await stored(room.connection);
  const { merge: made } = await merge(one, other);
  const after = await stored(room.connection);
  const merges = room.connection.collection<{ _id: string; before: { drop: { _id: string } } }>('org_merges');
  const doc = await merges.findOne({ _id: made.id });
  // Died after the plan was written and before anything was done.
  await room.org.undoMerge(made.id, ann);
  expect(await stored(room.connection)).toEqual(before);
  await merges.replaceOne({ _id: made.id }, { ...doc, state: 'merging', busy: [one, other] } as never);
  await createOrgService(room.deps);
  expect(await stored(room.connection)).toEqual(after);
  // Died when she was taken away and her posts had not come over.
  await merges.updateOne({ _id: made.id }, { $set: { state: 'merging' } } as never);
  await room.connection
    .collection<{ _id: string }>('org_people')
    .updateOne({ _id: one }, { $pop: { posts: 1 } } as never);
  await createOrgService(room.deps);
  expect(await stored(room.connection)).toEqual(after);
  expect((await room.org.undoMerge(made.id, ann)).ok).toBe(true);
  expect(await stored(room.connection)).toEqual(before);
});

describe('an account', () => {
  test('that was taken away can be put back as it was', async () => {
    const { one } = await twice();
    const before = await stored(room.connection);
    expect(await room.org.unlinkContact('zalo:lan', '/', 'Ann')).toBe(true);
    const [gone] = await room.org.unlinksOf(one, '/');
    expect(gone).toMatchObject({ contact: 'zalo:lan', by: 'Ann' });
    expect(await room.org.undoUnlink(gone?.id ?? '', { name: 'Cat', scope: BANG_THANH })).toMatchObject({ ok: false });
    expect((await room.org.undoUnlink(gone?.id ?? '', ann)).ok).toBe(true);
    expect(await stored(room.connection)).toEqual(before);
    expect(await room.org.undoUnlink(gone?.id ?? '', ann)).toMatchObject({ error: { code: 'org.already_undone' } });
  });

  test('that has become somebody else’s since is not taken from her', async () => {
    const { one } = await twice();
    const mai = await addPerson(room.org, 'Lý Thị Mai', 'xa-2025-01906');
    await room.org.unlinkContact('zalo:lan', '/', 'Ann');
    await room.org.linkContact('zalo:lan', mai);
    const [gone] = await room.org.unlinksOf(one, '/');
    expect(await room.org.undoUnlink(gone?.id ?? '', ann)).toMatchObject({
      error: { code: 'org.contact_taken', message: expect.stringContaining('Lý Thị Mai') },
    });
  });

  test('goes back to whom she is today when she was merged in between', async () => {
    const { one, other } = await twice();
    await room.org.unlinkContact('messenger:lan', '/', 'Ann');
    await merge(one, other);
    const [gone] = await room.org.unlinksOf(one, '/');
    expect((await room.org.undoUnlink(gone?.id ?? '', ann)).ok).toBe(true);
    expect((await room.org.personOfContact('messenger:lan'))?.id).toBe(one);
  });
});
