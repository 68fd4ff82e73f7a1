import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { orgRoutes } from '../../src/org/routes.ts';
import type { Admin, AuditChange, Route } from '../../src/web/route.ts';
import { openLinking } from './linking/support.ts';
import { HEADINGS, row, workbook } from './roster/support.ts';
import { addPerson, BA_BE, BANG_THANH, openTestOrg } from './support.ts';

let room: Awaited<ReturnType<typeof openTestOrg>>;
let log: AuditChange[];
beforeEach(async () => {
  room = await openTestOrg();
  log = [];
});
afterEach(() => room.close());

const ann: Admin = { id: 'ann', name: 'Ann', unitPath: BA_BE, role: 'editor' };

/** Calls a route as the web room does: schemas first. */
const call = async (
  route: string,
  request: { params?: object; query?: object; body?: unknown; admin?: Admin } = {},
) => {
  const found = orgRoutes(room.org, openLinking(room).linking).find(
    (one: Route) => `${one.method} ${one.path}` === route,
  );
  if (found === undefined) throw new Error(`no route ${route}`);
  const result = await found.handle({
    params: found.params?.parse(request.params ?? {}) ?? {},
    query: found.query?.parse(request.query ?? {}) ?? {},
    body: found.body?.parse(request.body) ?? request.body,
    admin: request.admin ?? ann,
    now: room.clock.now(),
    audit: async (change: AuditChange) => void log.push(change),
  } as never);
  return JSON.parse(JSON.stringify(result));
};

describe('every change is audited with before and after', () => {
  test('of a person, with the number masked', async () => {
    const created = await call('POST /people', {
      body: {
        name: '  Nông  Thị Lan ',
        phone: '0912 345 678',
        posts: [{ post: 'uv_bch', unit: 'xa-2025-01906', from: '2025-07-01' }],
      },
    });
    const id = created.value.id;
    await call('PATCH /people/:id', { params: { id }, body: { address: 'chị', phone: '' } });
    await call('POST /people/:id/contacts', { params: { id }, body: { contact: 'simulator:lan' } });
    await call('DELETE /people/:id', { params: { id } });
    expect(log.map((change) => [change.action, change.unitPath])).toEqual([
      ['person.created', BA_BE],
      ['person.updated', BA_BE],
      ['person.contact_linked', BA_BE],
      ['person.forgotten', BA_BE],
    ]);
    expect(log[0]).toMatchObject({ target: { label: 'Nông Thị Lan' }, after: { phone: '091 ••• •678' } });
    expect(log[1]).toMatchObject({ before: { address: 'chưa rõ' }, after: { address: 'chị' } });
    expect(JSON.stringify(log)).not.toContain('912345678');
  });

  test('of a unit and of a group', async () => {
    const unit = await call('POST /units', { body: { parent: 'xa-2025-01906', name: 'thôn Nà Phai' } });
    const { id } = unit.value;
    await room.clock.advance(3 * 86_400_000);
    await call('POST /units/:id/rename', { params: { id }, body: { name: 'Chi hội Nà Phai' } });
    await call('POST /groups', { body: { thread: 'simulator:g', unit: id, name: 'Nhóm Nà Phai' } });
    await call('DELETE /groups/:id', { params: { id: 'simulator:g' } });
    await call('POST /units/:id/close', { params: { id }, body: { to: '2026-12-31' } });
    expect(log.map((change) => change.action)).toEqual([
      'unit.created',
      'unit.renamed',
      'group.registered',
      'group.unregistered',
      'unit.closed',
    ]);
  });

  test('of a roster import', async () => {
    const bytes = await workbook([HEADINGS, row('Nông Thị Lan', 'UV BCH', 'Xã Ba Bể', '', { phone: '0912345678' })]);
    const draft = await call('POST /rosters', { query: { file: 'ds.xlsx' }, body: bytes });
    expect(draft.value.counts.new).toBe(1);
    const { id } = draft.value;
    await call('POST /rosters/:id/confirm', { params: { id } });
    expect(log).toMatchObject([
      {
        action: 'roster.imported',
        target: { label: 'ds.xlsx' },
        after: { counts: { new: 1 }, changes: [{ name: 'Nông Thị Lan' }] },
      },
    ]);
    expect(JSON.stringify(log)).not.toContain('912345678');
  });
});

test('a refused change is not audited', async () => {
  const refused = await call('POST /people', {
    body: { name: 'Nông Thị Lan', posts: [{ post: 'uv_bch', unit: 'xa-2025-01864', from: '2025-07-01' }] },
  });
  expect(refused).toMatchObject({ ok: false, error: { code: 'org.not_found' } });
  expect(log).toEqual([]);
});

test('viewers see numbers masked, editors see them whole', async () => {
  const id = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { phone: '0912345678' });
  const phone = async (role: Admin['role']) =>
    (await call('GET /people/:id', { params: { id }, admin: { ...ann, role } })).value.phone;
  expect([await phone('viewer'), await phone('editor')]).toEqual(['091 ••• •678', '+84912345678']);
  expect((await call('GET /people', { admin: { ...ann, role: 'viewer' } })).value.items[0].phone).toBe('091 ••• •678');
});

test('a contact of one person is not given to another', async () => {
  const [lan, mai] = [
    await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906'),
    await addPerson(room.org, 'Lý Thị Mai', 'xa-2025-01906'),
  ];
  await room.org.linkContact('simulator:x', lan);
  expect(
    await call('POST /people/:id/contacts', { params: { id: mai }, body: { contact: 'simulator:x' } }),
  ).toMatchObject({
    error: { code: 'org.contact_taken' },
  });
});

test('units are shown as a tree, found by old names, and with their history', async () => {
  const all: Admin = { ...ann, unitPath: '/' };
  const now = await call('GET /units', { admin: all });
  expect(now.value.tree.map((unit: { name: string }) => unit.name)).toEqual(['Tỉnh Thái Nguyên']);
  expect(now.value.tree[0].children).toHaveLength(37);
  const then = await call('GET /units', { admin: all, query: { on: '2024-01-01' } });
  expect(then.value.tree[0].children).toHaveLength(8);
  expect((await call('GET /units/find', { admin: all, query: { text: 'boc bo' } })).value.unit.name).toBe(
    'Xã Bằng Thành',
  );
  expect((await call('GET /units/:id', { params: { id: 'xa-2025-01906' } })).value.from).toHaveLength(3);
  expect(await call('GET /units/:id', { params: { id: 'xa-2025-01864' } })).toMatchObject({
    error: { code: 'org.not_found' },
  });
});

test.each([
  ['POST /people', { name: 'L', posts: [] }],
  ['POST /people', { name: 'Nông Thị Lan', posts: [{ post: 'vua', unit: 'x', from: '2025-02-30' }] }],
  ['POST /units', { parent: 'xa-2025-01906', name: '\u0000 ' }],
  ['POST /rosters/:id/answers', { answers: [{ row: -1, kind: 'x', value: '' }] }],
])('%s refuses %j by its schema', (name, body) => {
  const found = orgRoutes(room.org, openLinking(room).linking).find((one) => `${one.method} ${one.path}` === name);
  expect(found?.body?.safeParse(body).success).toBe(false);
});

describe('one woman in two records, and her accounts', () => {
  const twice = async () => {
    const one = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { phone: '0912345678' });
    const other = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { post: 'uv_bch' });
    await room.org.linkContact('messenger:lan', other, 'self');
    return { one, other };
  };

  test('are found, previewed, merged and taken apart, all audited with before and after', async () => {
    const { one, other } = await twice();
    const params = { id: one };
    expect((await call('GET /people/:id/duplicates', { params })).value.items).toMatchObject([
      { person: { id: other }, reason: 'name_and_unit' },
    ]);
    expect((await call('GET /people/:id/merge-preview', { params, query: { drop: other } })).value).toMatchObject({
      moved: [{ post: 'uv_bch' }],
      joined: [],
      after: { contacts: ['messenger:lan'] },
    });
    const merged = await call('POST /people/:id/merges', { params, body: { drop: other } });
    expect(merged.value).toMatchObject({ keep: { id: one }, drop: { id: other }, by: 'Ann', undoable: true });
    expect((await call('GET /people/:id', { params: { id: other } })).value.id).toBe(one);
    await call('POST /person-merges/:id/undo', { params: { id: merged.value.id }, body: {} });
    expect((await call('GET /people/:id/merges', { params })).value.merges).toMatchObject([
      { undone: { by: 'Ann' }, undoable: false },
    ]);
    expect(log).toMatchObject([
      {
        action: 'person.merged',
        unitPath: BA_BE,
        target: { id: one, label: 'Nông Thị Lan ← Nông Thị Lan' },
        before: { keep: { id: one, posts: [{}] }, drop: { id: other } },
        after: { keep: { id: one, posts: [{}, {}], contacts: ['messenger:lan'] } },
      },
      { action: 'person.unmerged', before: { keep: { id: one } }, after: { keep: { id: one }, drop: { id: other } } },
    ]);
    expect(JSON.stringify(log)).not.toContain('912345678');
  });

  test('outside one’s unit they are not there, and nothing is audited', async () => {
    const { one, other } = await twice();
    const far: Admin = { ...ann, unitPath: BANG_THANH };
    const done = await call('POST /people/:id/merges', { params: { id: one }, body: { drop: other } });
    const asFar = (route: string, id: string, more = {}) => call(route, { params: { id }, admin: far, ...more });
    log = [];
    for (const refused of [
      await asFar('POST /people/:id/merges', one, { body: { drop: other } }),
      await asFar('GET /people/:id/merge-preview', one, { query: { drop: other } }),
      await asFar('GET /people/:id/duplicates', one),
      await asFar('GET /people/:id/accounts', one),
      await asFar('GET /people/:id/merges', one),
      await asFar('POST /person-merges/:id/undo', done.value.id),
    ])
      expect(refused).toMatchObject({ ok: false, error: { code: 'org.not_found' } });
    expect(log).toEqual([]);
  });

  test('an account is shown with who confirmed it, taken away and put back', async () => {
    const { one } = await twice();
    await call('POST /people/:id/contacts', { params: { id: one }, body: { contact: 'zalo:lan' } });
    expect((await call('GET /people/:id/accounts', { params: { id: one } })).value.items).toMatchObject([
      { contact: 'zalo:lan', channel: 'zalo', name: 'Tên zalo:lan', by: 'admin', admin: 'Ann' },
    ]);
    await call('DELETE /people/:id/contacts/:contact', { params: { id: one, contact: 'zalo:lan' } });
    const { unlinks } = (await call('GET /people/:id/merges', { params: { id: one } })).value;
    expect(unlinks).toMatchObject([{ contact: 'zalo:lan', by: 'Ann' }]);
    await call('POST /person-unlinks/:id/undo', { params: { id: unlinks[0].id }, body: {} });
    expect((await room.org.personOfContact('zalo:lan'))?.id).toBe(one);
    expect(log.map(({ action }) => action)).toEqual([
      'person.contact_linked',
      'person.contact_unlinked',
      'person.contact_relinked',
    ]);
  });

  test('a request is approved or declined by the unit’s administrator', async () => {
    await twice();
    const links = openLinking(room);
    for (const contact of ['messenger:x', 'zalo:mai'])
      await links.run(contact, 'org.link_by_phone', { phone: '0912345678' });
    const { items } = (await call('GET /link-requests')).value;
    expect(items).toHaveLength(2);
    await call('POST /link-requests/:id/decline', { params: { id: items[0].id }, body: {} });
    await call('POST /link-requests/:id/approve', { params: { id: items[1].id }, body: {} });
    expect((await call('GET /link-requests')).value.items).toEqual([]);
    expect(log).toMatchObject([
      { action: 'person.link_declined', after: { contact: 'messenger:x' } },
      { action: 'person.link_approved', unitPath: BA_BE, after: { contact: 'zalo:mai', account: 'Tên zalo:mai' } },
    ]);
    expect(JSON.stringify(log)).not.toContain('912345678');
  });
});
