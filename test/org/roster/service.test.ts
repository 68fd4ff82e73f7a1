import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRoom } from '../../../src/org/room.ts';
import { applyOps } from '../../../src/org/roster/apply.ts';
import { importModel } from '../../../src/org/roster/model.ts';
import { createOrgService } from '../../../src/org/service.ts';
import { addPerson, BA_BE, BANG_THANH, openTestOrg } from '../support.ts';
import { HEADINGS, row, workbook } from './support.ts';

let room: Awaited<ReturnType<typeof openTestOrg>>;
beforeEach(async () => {
  room = await openTestOrg();
});
afterEach(() => room.close());

const ROWS = [
  row('Nông Thị Lan', 'CHT', 'Xã Ba Bể', 'Nà Phai', { phone: '0912345678' }),
  row('Lý Thị Mai', 'Chủ tịch, UV BTV', 'Xã Ba Bể', '', { from: '1/7/2025', decision: '12/QĐ-HPN' }),
  row('Ma A Sính', 'Chi hội trưởng', 'xã Nam Mẫu', 'Bản Cám', { address: 'anh' }),
];
const upload = async (rows = ROWS, scope = BA_BE) => {
  const result = await room.org.roster.upload(
    { file: 'danh sach.xlsx', bytes: await workbook([HEADINGS, ...rows]), by: 'ann' },
    scope,
  );
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};
const people = async () => (await room.org.people({ state: 'current', limit: 50 }, { scope: '/' })).items;

describe('a roster import', () => {
  test('writes nothing before it is confirmed', async () => {
    const draft = await upload();
    expect(draft).toMatchObject({
      status: 'draft',
      counts: { new: 3, doubtful: 0 },
      newUnits: ['Chi hội Nà Phai', 'Chi hội Bản Cám'],
    });
    expect(await people()).toEqual([]);
    expect(JSON.stringify(draft)).not.toContain('912345678');
  });

  test('confirmed is carried out whole, and the same file again changes nothing', async () => {
    const draft = await upload();
    expect(await room.org.roster.confirm(draft.id, BA_BE)).toMatchObject({
      ok: true,
      value: { status: 'applied', counts: { new: 3 } },
    });
    expect(
      (await people()).map((person) => [person.name, person.address, person.posts.map((post) => post.unit.name)]),
    ).toEqual([
      ['Nông Thị Lan', 'chưa rõ', ['Chi hội Nà Phai']],
      ['Lý Thị Mai', 'chưa rõ', ['Xã Ba Bể', 'Xã Ba Bể']],
      ['Ma A Sính', 'anh', ['Chi hội Bản Cám']],
    ]);
    await room.clock.advance(3 * 86_400_000);
    const again = await upload();
    expect(again).toMatchObject({
      counts: { unchanged: 3, new: 0, changed: 0, doubtful: 0 },
      changes: [],
      newUnits: [],
    });
  });

  test('confirmed twice is carried out once', async () => {
    const draft = await upload();
    const [one, two] = await Promise.all([
      room.org.roster.confirm(draft.id, BA_BE),
      room.org.roster.confirm(draft.id, BA_BE),
    ]);
    expect([one.ok, two.ok]).toContain(true);
    expect(await room.org.roster.confirm(draft.id, BA_BE)).toMatchObject({ ok: true, value: { status: 'applied' } });
    expect(await people()).toHaveLength(3);
  });

  test.each([0, 1, 2, 3, 5, 8])('cut short after %i writes is finished at the next start', async (writes) => {
    const draft = await upload();
    const imports = importModel(room.connection);
    const doc = await imports.findById(draft.id).lean();
    const ops = doc?.changes.flatMap((change) => change.ops) ?? [];
    await imports.updateOne({ _id: draft.id }, { $set: { status: 'applying' } });
    await applyOps(openRoom(room.deps).models, ops.slice(0, writes), room.clock.now());
    const org = await createOrgService(room.deps);
    expect((await org.roster.import(draft.id, BA_BE))?.status).toBe('applied');
    expect(await org.countHolders({ unitPaths: [BA_BE] })).toEqual({ persons: 3, posts: 4 });
    expect(await upload()).toMatchObject({ counts: { unchanged: 3 } });
  });

  test('keeps no numbers and no rows once it is done', async () => {
    const draft = await upload();
    await room.org.roster.confirm(draft.id, BA_BE);
    expect(JSON.stringify(await importModel(room.connection).findById(draft.id).lean())).not.toContain('912345678');
  });

  test('waits for its questions', async () => {
    const draft = await upload([row('Nông Thị Lan', 'Bí thư', 'Xã Ba Bể')]);
    expect(draft).toMatchObject({ counts: { doubtful: 1 }, changes: [{ question: { kind: 'post' } }] });
    expect(await room.org.roster.confirm(draft.id, BA_BE)).toMatchObject({ error: { code: 'roster.questions_left' } });
    const answered = await room.org.roster.answer(draft.id, [{ row: 2, kind: 'post', value: 'uv_bch' }], BA_BE);
    expect(answered).toMatchObject({ value: { counts: { doubtful: 0, new: 1 } } });
    expect(await room.org.roster.confirm(draft.id, BA_BE)).toMatchObject({ ok: true });
  });

  test('is looked at again when the roster has changed since', async () => {
    const draft = await upload();
    await addPerson(room.org, 'Lý Thị Mai', 'xa-2025-01906', { post: 'chu_tich_co_so' });
    expect(await room.org.roster.confirm(draft.id, BA_BE)).toMatchObject({ error: { code: 'roster.stale' } });
    expect(await room.org.roster.import(draft.id, BA_BE)).toMatchObject({ counts: { new: 2, changed: 1 } });
    expect(await room.org.roster.confirm(draft.id, BA_BE)).toMatchObject({ ok: true });
    expect(await people()).toHaveLength(3);
  });

  test('belongs to the scope that made it', async () => {
    const draft = await upload();
    expect(await room.org.roster.import(draft.id, BANG_THANH)).toBeUndefined();
    expect(await room.org.roster.confirm(draft.id, BANG_THANH)).toMatchObject({ error: { code: 'org.not_found' } });
    expect(await room.org.roster.imports(BANG_THANH)).toEqual([]);
  });

  test('discarded is over', async () => {
    const draft = await upload();
    expect(await room.org.roster.discard(draft.id, BA_BE)).toMatchObject({ value: { status: 'discarded' } });
    expect(await room.org.roster.confirm(draft.id, BA_BE)).toMatchObject({ error: { code: 'roster.not_a_draft' } });
  });
});
