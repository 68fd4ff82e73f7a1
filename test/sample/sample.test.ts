import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { readSample, SAMPLE_FILE } from '../../src/sample/data.ts';
import { createSample, loadSample, removeSample, type SampleDeps } from '../../src/sample/sample.ts';
import { addPerson, all, openTestOrg } from '../org/support.ts';

const FOLDER = join(import.meta.dirname, '../../content/mau');

let room: Awaited<ReturnType<typeof openTestOrg>>;
let calls: string[];
let deps: SampleDeps;
beforeEach(async () => {
  room = await openTestOrg('2026-11-23T01:00:00Z');
  calls = [];
  deps = {
    org: room.org,
    clock: room.clock,
    folder: FOLDER,
    phone: {
      addContact: async ({ id }) => void calls.push(`contact ${id}`),
      addGroup: async ({ id, members }) => void calls.push(`group ${id} ${members.length}`),
      removeSample: async () => void calls.push('phone emptied'),
    },
    createMeeting: async ({ id, at, group }) => {
      calls.push(`meeting ${id} ${group} ${at.toISOString()}`);
      return ok(undefined);
    },
    setTarget: async ({ unitPath, year }) => {
      calls.push(`target ${unitPath} ${year}`);
      return ok(undefined);
    },
    removeExtras: async () => void calls.push('extras removed'),
  };
});
afterEach(() => room.close());

const roster = async () => ({
  ...(await room.org.countHolders({ unitPaths: ['/'] })),
  groups: await room.org.countGroups(['/']),
  units: (await room.org.unitsUnder('/')).length,
});

describe('the sample', () => {
  test('is 40 plainly invented officers in three communes, without a number', async () => {
    const file = await readSample(FOLDER);
    if (!file.ok) throw new Error(file.error.message);
    expect(file.value.people).toHaveLength(40);
    expect(file.value.people.every((person) => person.name.startsWith('Mẫu '))).toBe(true);
    expect(JSON.stringify(file.value)).not.toMatch(/\d{9}/);
  });

  test('is linked to the simulator’s accounts and groups', async () => {
    const loaded = await loadSample(deps);
    expect(loaded).toMatchObject({ ok: true, value: { people: 40 } });
    expect(await room.org.personOfContact('simulator:mau-bb-1')).toMatchObject({
      name: 'Mẫu Thị Hoa',
      posts: [{ post: 'chu_tich_co_so', unit: { name: 'Xã Ba Bể' } }],
    });
    expect(await room.org.groupOfThread('simulator:nhom-mau-hoa-ban')).toMatchObject({
      name: 'Chi hội Hoa Ban (mẫu)',
      unit: { name: 'Chi hội Hoa Ban' },
    });
    expect(calls).toContain('contact mau-bb-1');
    expect(calls).toContain('group nhom-mau-hoa-ban 3');
    expect(calls).toContain('meeting mau-hop-ba-be simulator:nhom-mau-ba-be 2026-12-01T01:00:00.000Z');
    expect(calls).toContain('target /tinh-2025-19/ 2026');
  });

  test('loaded twice is loaded once', async () => {
    await loadSample(deps);
    const once = await roster();
    expect(once).toEqual({ persons: 40, posts: 46, groups: 5, units: 50 });
    expect(await loadSample(deps)).toMatchObject({ ok: true });
    expect(await roster()).toEqual(once);
  });

  test('removed leaves nothing of itself and all of the rest', async () => {
    const lan = await addPerson(room.org, 'Nông Thị Lan', 'xa-2025-01906', { post: 'uv_bch' });
    await room.org.registerGroup({ thread: 'zalo:g', unit: 'xa-2025-01906', name: 'Nhóm thật' }, '/');
    const before = await roster();
    const sample = createSample(deps);
    expect(await sample.loaded()).toBe(false);
    await sample.load();
    expect(await sample.loaded()).toBe(true);
    await room.org.linkContact('zalo:thu', 'mau-bb-1', 'self');
    expect(await sample.remove()).toEqual({ ok: true, value: { people: 40, kept: [] } });
    expect(await sample.loaded()).toBe(false);
    expect(await roster()).toEqual(before);
    expect(await room.org.personOfContact('zalo:thu')).toBeUndefined();
    expect(calls.slice(-2)).toEqual(['extras removed', 'phone emptied']);
    expect((await room.org.person(lan, { scope: '/' }))?.name).toBe('Nông Thị Lan');
    expect(await removeSample(deps)).toEqual({ ok: true, value: { people: 0, kept: [] } });
  });

  test('a sample chapter in which a real person holds a post stays', async () => {
    await loadSample(deps);
    const [chapter] = (await room.org.unitsUnder('/')).filter((unit) => unit.name === 'Chi hội Hoa Ban');
    await addPerson(room.org, 'Nông Thị Lan', chapter?.id ?? '');
    expect(await removeSample(deps)).toMatchObject({ value: { kept: ['Chi hội Hoa Ban'] } });
    expect(
      (await all(room.org.holders({ unitPaths: ['/'] }))).map((held) => [held.person.name, held.unit.name]),
    ).toEqual([['Nông Thị Lan', 'Chi hội Hoa Ban']]);
  });
});

test('a broken sample file is told, and nothing is loaded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chihoi-sample-'));
  try {
    expect(await loadSample({ ...deps, folder })).toMatchObject({ ok: false, error: { code: 'sample.bad_file' } });
    await writeFile(join(folder, SAMPLE_FILE), "version: 1\nfrom: '2025-07-01'\npeople: [{ id: a, name: Lan }]\n");
    const result = await loadSample({ ...deps, folder });
    expect(result.ok ? '' : result.error.message).toMatch(
      /^Tệp dữ liệu mẫu can-bo\.yaml bị lỗi: mục “people\.0\.address”/,
    );
    expect(await roster()).toMatchObject({ persons: 0, groups: 0 });
  } finally {
    await rm(folder, { recursive: true });
  }
});
