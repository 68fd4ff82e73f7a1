import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importUnits } from '../../src/org/import-units.ts';
import { createOrgService } from '../../src/org/service.ts';
import type { Group, Holder, Placed } from '../../src/org/types.ts';
import { addPerson, all, BA_BE, BANG_THANH, openTestOrg, PROVINCE, UNITS_FOLDER } from './support.ts';

let room: Awaited<ReturnType<typeof openTestOrg>>;
beforeEach(async () => {
  room = await openTestOrg();
});
afterEach(() => room.close());

const chapter = async (name: string, parent = 'xa-2025-01906') => {
  const made = await room.org.createChapter({ parent, name, from: '2025-07-01' }, '/');
  if (!made.ok || made.value.after === undefined) throw new Error('no chapter');
  return made.value.after;
};

describe('units', () => {
  test('are loaded once for each version of a file', async () => {
    const again = await importUnits({ connection: room.connection, clock: room.clock, folder: UNITS_FOLDER });
    expect(again).toEqual({ ok: true, value: { files: [], units: 0 } });
    expect(await room.org.unitsUnder(PROVINCE, { level: 'xa' })).toHaveLength(35);
    expect(await room.org.unitsUnder('/', { on: new Date('2024-01-01'), level: 'huyen' })).toHaveLength(8);
  });

  test('come parents before children', async () => {
    await chapter('thôn Nà Phai');
    const units = await room.org.unitsUnder(BA_BE);
    expect(units.map((unit) => unit.name)).toEqual(['Xã Ba Bể', 'Chi hội thôn Nà Phai']);
    const [root] = await room.org.tree(BA_BE);
    expect(root?.children.map((unit) => unit.name)).toEqual(['Chi hội thôn Nà Phai']);
  });

  test('a chapter’s name is its commune’s own, whatever the marks', async () => {
    await chapter('thôn Nà Phai');
    expect(await room.org.createChapter({ parent: 'xa-2025-01906', name: 'Thon Na Phai' }, '/')).toMatchObject({
      ok: false,
      error: {
        code: 'org.same_name',
        message: 'Xã Ba Bể đã có “Chi hội thôn Nà Phai”. Chị đặt tên khác để phân biệt.',
      },
    });
  });

  test('a renamed chapter is found by both names, and its officers show the new one', async () => {
    const unit = await chapter('thôn Cũ');
    const lan = await addPerson(room.org, 'Nông Thị Lan', unit.id);
    await room.org.renameUnit(unit.id, { name: 'Chi hội thôn Mới' }, BA_BE);
    expect(await room.org.findUnit('thon cu')).toMatchObject({
      type: 'found',
      note: 'Chi hội thôn Cũ nay là Chi hội thôn Mới',
    });
    expect((await room.org.person(lan, { scope: BA_BE }))?.posts[0]?.unit.name).toBe('Chi hội thôn Mới');
  });

  test('merged chapters end, and officers and groups go on in the new one', async () => {
    const [a, b] = [await chapter('thôn A'), await chapter('thôn B')];
    const lan = await addPerson(room.org, 'Nông Thị Lan', a.id);
    await room.org.registerGroup({ thread: 'simulator:g', unit: b.id, name: 'Nhóm B' }, '/');
    const merged = await room.org.mergeUnits(
      { from: [a.id, b.id], name: 'thôn AB', on: '2026-01-01', posts: 'move' },
      BA_BE,
    );
    expect(merged.ok).toBe(true);
    expect((await room.org.unitsUnder(BA_BE)).map((unit) => unit.name)).toEqual(['Xã Ba Bể', 'Chi hội thôn AB']);
    const posts = (await room.org.person(lan, { scope: '/' }))?.posts ?? [];
    expect(posts.map((post) => [post.unit.name, post.from, post.to])).toEqual([
      ['Chi hội thôn AB', '2026-01-01', undefined],
      ['Chi hội thôn A', '2025-07-01', '2025-12-31'],
    ]);
    expect((await room.org.groupOfThread('simulator:g'))?.unit.name).toBe('Chi hội thôn AB');
    expect(await room.org.findUnit('thôn A, xã Ba Bể')).toMatchObject({ unit: { name: 'Chi hội thôn AB' } });
  });

  test('a merge that a crash cut short is finished at the next start', async () => {
    const [a, b] = [await chapter('thôn A'), await chapter('thôn B')];
    const lan = await addPerson(room.org, 'Nông Thị Lan', a.id);
    const { models } = await import('../../src/org/room.ts').then(({ openRoom }) => openRoom(room.deps));
    const { _id: _, ...target } = (await models.units.findById(a.id).lean()) as { _id: string };
    await models.units.create({
      ...target,
      _id: 'ab',
      name: 'Chi hội thôn AB',
      path: `${BA_BE}ab/`,
      validFrom: '2026-01-01',
      successorOf: [a.id, b.id],
      merge: { from: [a.id, b.id], on: '2026-01-01', posts: 'move' },
    });
    const org = await createOrgService(room.deps);
    expect((await org.unitsUnder(BA_BE)).map((unit) => unit.name)).toEqual(['Xã Ba Bể', 'Chi hội thôn AB']);
    expect((await org.person(lan, { scope: '/' }))?.posts).toHaveLength(2);
    await createOrgService(room.deps);
    expect((await org.person(lan, { scope: '/' }))?.posts).toHaveLength(2);
  });

  test('a closed chapter ends its posts on its last day', async () => {
    const unit = await chapter('thôn A');
    const lan = await addPerson(room.org, 'Nông Thị Lan', unit.id);
    await room.org.closeUnit(unit.id, '2026-10-31', BA_BE);
    expect(await room.org.countHolders({ unitPaths: [BA_BE] })).toEqual({ persons: 0, posts: 0 });
    expect(await room.org.countHolders({ unitPaths: [BA_BE], on: new Date('2026-10-31T10:00:00Z') })).toEqual({
      persons: 1,
      posts: 1,
    });
    expect((await room.org.person(lan, { scope: BA_BE }))?.posts[0]?.to).toBe('2026-10-31');
  });

  test('communes change by the data files alone', async () => {
    expect(await room.org.renameUnit('xa-2025-01906', { name: 'Xã Khác' }, '/')).toMatchObject({
      ok: false,
      error: { code: 'org.not_a_chapter' },
    });
  });
});

describe('people and posts', () => {
  test('are searched without marks, by given name, inside one’s own subtree', async () => {
    for (const [name, unit] of [
      ['Nông Thị Lân', 'xa-2025-01906'],
      ['Hoàng Thị Lan', 'xa-2025-01906'],
      ['Lý Thị Mai', 'xa-2025-01906'],
      ['Nông Thị Lan', 'xa-2025-01864'],
    ] as const)
      await addPerson(room.org, name, unit, { post: 'uv_bch' });
    const names = async (text: string, scope: string) =>
      (await room.org.people({ text, state: 'current', limit: 50 }, { scope })).items.map((person) => person.name);
    expect(await names('lan', BA_BE)).toEqual(['Hoàng Thị Lan', 'Nông Thị Lân']);
    expect(new Set(await names('lan nong', PROVINCE))).toEqual(new Set(['Nông Thị Lan', 'Nông Thị Lân']));
    expect(await names('', BA_BE)).toEqual(['Hoàng Thị Lan', 'Nông Thị Lân', 'Lý Thị Mai']);
    expect(await names('.*', BA_BE)).toHaveLength(3);
  });

  test('come in pages without a gap or a double', async () => {
    for (let i = 0; i < 7; i++) await addPerson(room.org, `Nông Thị Hoa`, 'xa-2025-01906', { post: 'uv_bch' });
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await room.org.people(
        { state: 'current', limit: 3, ...(after === undefined ? {} : { after }) },
        { scope: BA_BE },
      );
      expect(page.total).toBe(7);
      seen.push(...page.items.map((person) => person.id));
      after = page.next;
      if (after === undefined) break;
    }
    expect(new Set(seen).size).toBe(7);
    expect(seen).toHaveLength(7);
  });

  test('several posts at once are one person and two posts, streamed', async () => {
    const unit = await chapter('thôn A');
    const lan = await addPerson(room.org, 'Nông Thị Lan', unit.id);
    await room.org.addPost(lan, { post: 'uv_bch', unit: 'xa-2025-01906', from: '2025-07-01' }, BA_BE);
    await addPerson(room.org, 'Lý Thị Mai', 'xa-2025-01864', { post: 'chu_tich_co_so' });
    expect(await room.org.countHolders({ unitPaths: [BA_BE] })).toEqual({ persons: 1, posts: 2 });
    expect(await room.org.countHolders({ unitPaths: [BA_BE, BANG_THANH, PROVINCE] })).toEqual({ persons: 2, posts: 3 });
    expect(await room.org.countHolders({ unitPaths: [PROVINCE], posts: ['uv_bch'] })).toEqual({ persons: 1, posts: 1 });
    expect(await room.org.countHolders({ unitPaths: [] })).toEqual({ persons: 0, posts: 0 });
    const held = await all(room.org.holders({ unitPaths: [PROVINCE] }));
    expect(held.map((one) => [one.person.name, one.post, one.unit.name])).toEqual([
      ['Nông Thị Lan', 'chi_hoi_truong', 'Chi hội thôn A'],
      ['Nông Thị Lan', 'uv_bch', 'Xã Ba Bể'],
      ['Lý Thị Mai', 'chu_tich_co_so', 'Xã Bằng Thành'],
    ]);
  });

  test('a post is held from its first to its last day, both included', async () => {
    await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { from: '2026-03-01', to: '2026-03-31' });
    const on = async (at: string) => (await room.org.countHolders({ unitPaths: [BA_BE], on: new Date(at) })).persons;
    // Midnight in Vietnam is 17:00 UTC of the day before.
    expect([await on('2026-02-28T16:59:00Z'), await on('2026-02-28T17:00:00Z')]).toEqual([0, 1]);
    expect([await on('2026-03-31T16:59:00Z'), await on('2026-03-31T17:00:00Z')]).toEqual([1, 0]);
  });

  test('nobody outside the subtree is seen, changed or given a post', async () => {
    const mai = await addPerson(room.org, 'Lý Thị Mai', 'xa-2025-01864');
    const { org } = room;
    expect(await org.person(mai, { scope: BA_BE })).toBeUndefined();
    const post = (await org.person(mai, { scope: '/' }))?.posts[0]?.id ?? '';
    const lan = await addPerson(org, 'Nông Thị Lan', 'xa-2025-01906');
    for (const result of [
      await org.updatePerson(mai, { name: 'Khác' }, BA_BE),
      await org.editPost(mai, post, { to: '2026-01-01' }, BA_BE),
      await org.forgetPerson(mai, BA_BE),
      await org.addPost(lan, { post: 'uv_bch', unit: 'xa-2025-01864', from: '2026-01-01' }, BA_BE),
      await org.createChapter({ parent: 'xa-2025-01864', name: 'thôn X' }, BA_BE),
      await org.registerGroup({ thread: 't', unit: 'xa-2025-01864', name: 'Nhóm' }, BA_BE),
    ])
      expect(result).toMatchObject({ ok: false, error: { code: 'org.not_found' } });
    expect(await org.people({ state: 'all', unit: 'xa-2025-01864', limit: 5 }, { scope: BA_BE })).toEqual({
      items: [],
      total: 0,
    });
  });

  test('a unit that has ended takes no new post', async () => {
    expect(
      await room.org.createPerson(
        {
          name: 'Nông Thị Lan',
          address: 'chị',
          posts: [{ post: 'uv_bch', unit: 'xa-2023-boc-bo-pac-nam', from: '2026-01-01' }],
        },
        '/',
      ),
    ).toMatchObject({
      ok: false,
      error: {
        code: 'org.unit_not_valid',
        message: 'Xã Bộc Bố không hoạt động vào ngày 01/01/2026. Chị chọn đơn vị hoặc ngày khác.',
      },
    });
  });

  test('a number is stored in one form, masked unless asked for, and one person’s', async () => {
    const lan = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { phone: '0912.345.678' });
    expect((await room.org.person(lan, { scope: '/' }))?.phone).toBe('091 ••• •678');
    expect((await room.org.person(lan, { scope: '/', mask: false }))?.phone).toBe('+84912345678');
    const twin = await room.org.createPerson(
      {
        name: 'Lý Thị Mai',
        address: 'chị',
        phone: '84912345678',
        posts: [{ post: 'uv_bch', unit: 'xa-2025-01864', from: '2026-01-01' }],
      },
      BANG_THANH,
    );
    expect(twin).toMatchObject({
      error: {
        code: 'org.phone_taken',
        message: 'Số điện thoại này đã ghi cho một người ở đơn vị khác. Chị kiểm tra lại số.',
      },
    });
    expect((await room.org.people({ text: '0912 345 678', state: 'all', limit: 5 }, { scope: '/' })).total).toBe(1);
    expect(JSON.stringify(await room.org.updatePerson(lan, { name: 'Nông Thị Làn' }, '/'))).not.toContain('912345678');
  });

  test('who asks to be forgotten loses name, number and contacts; past figures stay', async () => {
    const lan = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { phone: '0912345678' });
    await room.org.linkContact('simulator:lan', lan);
    const result = await room.org.forgetPerson(lan, BA_BE);
    expect(JSON.stringify(result)).not.toMatch(/Lan|5678|simulator/);
    expect(await room.org.personOfContact('simulator:lan')).toBeUndefined();
    expect((await room.org.people({ text: 'lan', state: 'all', limit: 5 }, { scope: '/' })).total).toBe(0);
    expect(await room.org.countHolders({ unitPaths: [BA_BE], on: new Date('2026-01-01') })).toEqual({
      persons: 1,
      posts: 1,
    });
  });
});

describe('contacts and groups', () => {
  test('a contact is one person, who may have several, the most active first', async () => {
    const lan = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906');
    const mai = await addPerson(room.org, 'Lý Thị Mai', 'xa-2025-01906');
    await room.org.linkContact('zalo:1', lan);
    await room.org.linkContact('simulator:1', lan);
    await room.org.contactActive('zalo:1', new Date('2026-11-20'));
    expect((await all(room.org.holders({ unitPaths: [BA_BE] }))).map((held) => held.contacts)).toEqual([
      ['zalo:1', 'simulator:1'],
      [],
    ]);
    await room.org.linkContact('zalo:1', mai);
    expect((await room.org.personOfContact('zalo:1'))?.name).toBe('Lý Thị Mai');
    expect(await room.org.unlinkContact('zalo:1', BANG_THANH)).toBe(false);
    expect(await room.org.unlinkContact('zalo:1', BA_BE)).toBe(true);
    expect(await room.org.personOfContact('zalo:1')).toBeUndefined();
  });

  test('a group belongs to one unit, and is not taken from it by another', async () => {
    const request = { thread: 'simulator:g1', unit: 'xa-2025-01906', name: 'Hội LHPN xã Ba Bể' };
    await room.org.registerGroup(request, BA_BE);
    expect(await room.org.registerGroup(request, BA_BE)).toMatchObject({ ok: true });
    expect(await room.org.countGroups([PROVINCE])).toBe(1);
    expect(await room.org.registerGroup({ ...request, unit: 'xa-2025-01864' }, BANG_THANH)).toMatchObject({
      error: { code: 'org.group_taken' },
    });
    await room.org.unregisterGroup('simulator:g1', BA_BE);
    expect(await all(room.org.groups([PROVINCE]))).toEqual([]);
    expect(await room.org.groupOfThread('simulator:g1')).toBeUndefined();
    expect(await room.org.listGroups(BA_BE)).toMatchObject([{ active: false, unit: { name: 'Xã Ba Bể' } }]);
  });

  test('a group has a spare on another account, which is no group of its own', async () => {
    const group = { thread: 'zalo-a:g1', unit: 'xa-2025-01906', name: 'Hội LHPN xã Ba Bể' };
    await room.org.registerGroup(group, BA_BE);
    await room.org.registerGroup({ ...group, thread: 'zalo-b:g9', name: 'Nhóm khác' }, BA_BE);
    const spare = (id: string, thread: string | null) => room.org.updateGroup(id, { spare: thread }, BA_BE);
    expect(await spare('zalo-a:g1', 'zalo-a:g2')).toMatchObject({ error: { code: 'org.spare_same_account' } });
    expect(await spare('zalo-a:g1', 'zalo-b:g9')).toMatchObject({ error: { code: 'org.spare_taken' } });
    expect(await spare('zalo-a:g1', 'zalo-b:g1')).toMatchObject({ ok: true, value: { after: { spare: 'zalo-b:g1' } } });
    expect(await spare('zalo-b:g9', 'zalo-b:g1')).toMatchObject({ ok: false });
    expect(await room.org.registerGroup({ ...group, thread: 'zalo-b:g1' }, BA_BE)).toMatchObject({
      error: { code: 'org.group_is_spare' },
    });
    expect(await room.org.groupOfThread('zalo-b:g1')).toMatchObject({ thread: 'zalo-a:g1', spare: 'zalo-b:g1' });
    expect(await room.org.updateGroup('zalo-a:g1', { name: 'Tên mới' }, BA_BE)).toMatchObject({
      value: { after: { name: 'Tên mới', spare: 'zalo-b:g1' } },
    });
    await spare('zalo-a:g1', null);
    expect(await room.org.groupOfThread('zalo-b:g1')).toBeUndefined();
  });

  test('a stream of people or groups goes on behind any place of it', async () => {
    for (const name of ['Nông Thị An', 'Lý Thị Mai', 'Lý Thị Mai', 'Hà Thị Lan'])
      await addPerson(room.org, name, 'xa-2025-01906');
    for (const [i, unit] of ['xa-2025-01906', 'xa-2025-01864', 'xa-2025-01906'].entries())
      await room.org.registerGroup({ thread: `simulator:g${i}`, unit, name: 'Nhóm' }, '/');
    const streams: ((after?: string) => AsyncIterable<Placed<Holder | Group>>)[] = [
      (after) => room.org.holdersFrom({ unitPaths: [PROVINCE] }, after),
      (after) => room.org.groupsFrom([PROVINCE], after),
      (after) => room.org.groupsFrom([BA_BE, BANG_THANH], after),
    ];
    for (const stream of streams) {
      const whole = await all(stream());
      expect(whole.length).toBeGreaterThan(2);
      for (const [i, { place }] of whole.entries()) expect(await all(stream(place))).toEqual(whole.slice(i + 1));
    }
  });
});
