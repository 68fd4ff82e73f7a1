import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import { createContentService } from '../../src/content/service.ts';
import type { BankInput, ContentService, MaterialInput } from '../../src/content/types.ts';
import { fakeClock } from '../support/clock.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

const CONTENT = join(import.meta.dirname, '../../content');
const NONE = { added: 0, changed: 0, retired: 0 };
/** Ann writes for the province, Bob for a commune of it, Cat for another commune. */
const ANN = { id: 'ann', unitPath: '/19/' };
const BOB = { id: 'bob', unitPath: '/19/01864/' };
const CAT = { id: 'cat', unitPath: '/19/02155/' };

const material: MaterialInput = {
  title: 'Lịch trực Tết của xã',
  topic: 'ky-nang-can-bo',
  summary: 'Ai trực ngày nào.',
  sources: [{ site: 'Hội LHPN xã', title: 'Thông báo 12' }],
  updated: '2026-11-20',
  body: 'Chị Hoa trực **mùng 1**.',
};
const bank: BankInput = {
  title: 'Câu hỏi của xã',
  topic: 'dia-phuong',
  updated: '2026-11-20',
  questions: [
    {
      text: 'Nhà văn hóa ở đâu?',
      options: [{ text: 'Đầu thôn' }, { text: 'Cuối bản' }],
      answer: 'B',
      explanation: 'Ở cuối bản.',
      source: 'Hội LHPN xã',
    },
  ],
};

let store: TestStore;
let contentDir: string;
const clock = fakeClock('2026-11-23T02:00:00.000Z');

const open = (): ContentService =>
  createContentService({
    connection: store.connection,
    dataDir: store.dataDir,
    contentDir,
    clock,
    logger: createLogger('silent'),
  });
let service: ContentService;

beforeEach(async () => {
  await clock.set('2026-11-23T02:00:00.000Z');
  store = await openTestStore();
  contentDir = await mkdtemp(join(tmpdir(), 'chihoi-library-'));
  await cp(CONTENT, contentDir, { recursive: true });
  service = open();
});
afterEach(async () => {
  await service.stop();
  await store.close();
  await rm(contentDir, { recursive: true, force: true });
});

const edit = async (file: string, change: (text: string) => string): Promise<void> => {
  const path = join(contentDir, file);
  await writeFile(path, change(await readFile(path, 'utf8')));
};

describe('the library of files', () => {
  it('has no problem, at least 12 materials and 70 questions, each of them with a source', async () => {
    const report = await service.start();
    expect(report.problems).toEqual([]);
    expect(report.materials.added).toBeGreaterThanOrEqual(12);
    expect(report.questions.added).toBeGreaterThanOrEqual(70);
    const topics = (await service.topics()).map(({ id }) => id);
    for (const { topic } of (await service.materials({ pageSize: 100 })).items) expect(topics).toContain(topic);
  });

  it('adds nothing the second time, also in another process', async () => {
    await service.start();
    expect(await service.reload()).toMatchObject({ materials: NONE, questions: NONE });
    await service.stop();
    service = open();
    expect(await service.start()).toMatchObject({ materials: NONE, questions: NONE });
  });

  it('updates a changed question and keeps what it was', async () => {
    await service.start();
    await edit('banks/to-chuc-hoi.yaml', (text) => text.replace('thành lập ngày nào?', 'ra đời ngày nào?'));
    expect(await service.reload()).toMatchObject({ questions: { added: 0, changed: 1, retired: 0 } });
    expect(await service.question('DL01')).toMatchObject({
      version: 2,
      text: 'Hội Liên hiệp Phụ nữ Việt Nam ra đời ngày nào?',
    });
    expect(await service.question('DL01', 1)).toMatchObject({ version: 1, bank: 'to-chuc-hoi' });
    expect((await service.question('DL01', 1))?.text).toContain('thành lập');
    expect(await service.question('DL01', 3)).toBeUndefined();
    expect(await service.question('XX')).toBeUndefined();
  });

  it('retires what is gone, keeps it for old attempts, and takes it up again', async () => {
    await service.start();
    const kept = await readFile(join(contentDir, 'banks/mua-ban-nguoi.yaml'), 'utf8');
    await rm(join(contentDir, 'banks/mua-ban-nguoi.yaml'));
    expect(await service.reload()).toMatchObject({ questions: { added: 0, changed: 0, retired: 3 } });
    expect(await service.bank('mua-ban-nguoi')).toBeUndefined();
    expect(await service.question('MB01')).toMatchObject({ version: 1 });
    await writeFile(join(contentDir, 'banks/mua-ban-nguoi.yaml'), kept);
    await service.reload();
    expect((await service.bank('mua-ban-nguoi'))?.questions.map(({ version }) => version)).toEqual([1, 1, 1]);
  });

  it('keeps the history of a question that moves to another bank', async () => {
    await service.start();
    const text = await readFile(join(contentDir, 'banks/mua-ban-nguoi.yaml'), 'utf8');
    await rm(join(contentDir, 'banks/mua-ban-nguoi.yaml'));
    await writeFile(
      join(contentDir, 'banks/z.yaml'),
      text.replace('id: mua-ban-nguoi', 'id: moi').replace('hằng năm.', 'mỗi năm.'),
    );
    await service.reload();
    expect(await service.question('MB01')).toMatchObject({ bank: 'moi', version: 2 });
    expect(await service.question('MB01', 1)).toMatchObject({ version: 1 });
  });

  it('serves the last good wording of a file that broke, and says what is wrong with it', async () => {
    await service.start();
    await edit('materials/cam-tiep-xuc.md', (text) => text.replace('topic: bao-luc-gia-dinh', 'topic: khong-co'));
    await service.reload();
    expect(await service.material('cam-tiep-xuc')).toMatchObject({ topic: 'bao-luc-gia-dinh', version: 1 });
    expect(service.problems()).toMatchObject([
      { code: 'content.unknown_topic', file: 'materials/cam-tiep-xuc.md', line: 4 },
    ]);
    await rm(join(contentDir, 'topics.yaml'));
    expect(await service.reload()).toMatchObject({ materials: NONE, questions: NONE });
    expect((await service.topics()).length).toBeGreaterThan(10);
    await rm(contentDir, { recursive: true });
    expect(await service.reload()).toMatchObject({ materials: NONE, questions: NONE });
  });

  it('is paged and filtered by topic', async () => {
    await service.start();
    const page = await service.materials({ topic: 'chuong-trinh', page: 2, pageSize: 2 });
    expect(page.items.length).toBe(2);
    expect(page.total).toBeGreaterThan(3);
    expect(page.items.every(({ topic }) => topic === 'chuong-trinh')).toBe(true);
    expect('body' in (page.items[0] ?? {})).toBe(false);
    expect((await service.banks({ topic: 'bao-luc-gia-dinh' })).items).toMatchObject([
      { id: 'bao-luc-gia-dinh', size: 15 },
    ]);
  });
});

describe('choosing questions', () => {
  it('gives the same for the same seed, others for another, none twice, and only of the topic', async () => {
    await service.start();
    const ids = async (seed: string) =>
      (await service.questions({ topic: 'bao-luc-gia-dinh', count: 5, seed })).map(({ id }) => id);
    expect(await ids('a')).toEqual(await ids('a'));
    expect(await ids('a')).not.toEqual(await ids('b'));
    expect(new Set(await ids('a')).size).toBe(5);
    expect((await ids('a')).every((id) => id.startsWith('BL'))).toBe(true);
  });

  it('gives what there is when more is asked for, and leaves out what it is told to', async () => {
    await service.start();
    expect(await service.questions({ bank: 'mua-ban-nguoi', count: 50, seed: 'a' })).toHaveLength(3);
    const rest = await service.questions({ bank: 'mua-ban-nguoi', count: 50, seed: 'a', except: ['MB01', 'MB02'] });
    expect(rest.map(({ id }) => id)).toEqual(['MB04']);
    expect(await service.questions({ bank: 'khong-co', count: 5, seed: 'a' })).toEqual([]);
  });

  it('never asks a question before it applies or after it has ceased to', async () => {
    await edit('banks/mua-ban-nguoi.yaml', (text) =>
      text.replace('validFrom: 2025-07-01', 'validFrom: 2026-11-24\n    validTo: 2026-11-25'),
    );
    await service.start();
    const ids = async () =>
      (await service.questions({ bank: 'mua-ban-nguoi', count: 9, seed: 'a' })).map(({ id }) => id).sort();
    expect(await ids()).toEqual(['MB01', 'MB04']);
    // 17:00 UTC is midnight in Việt Nam: the next day has begun.
    await clock.set('2026-11-23T17:00:00.000Z');
    expect(await ids()).toEqual(['MB01', 'MB02', 'MB04']);
    await clock.set('2026-11-25T17:00:00.000Z');
    expect(await ids()).toEqual(['MB01', 'MB04']);
  });
});

describe('content of a unit', () => {
  const found = async (unitPath?: string) =>
    (await service.search('lịch trực tết', unitPath === undefined ? {} : { unitPath })).items.map(({ title }) => title);

  it('is found and listed in the unit, below and above it, and nowhere else', async () => {
    await service.start();
    const made = await service.createMaterial(material, BOB);
    expect(made).toMatchObject({ ok: true, value: { origin: 'own', unitPath: BOB.unitPath, version: 1 } });
    expect(await found(BOB.unitPath)).toEqual(['Lịch trực Tết của xã']);
    expect(await found('/19/01864/77/')).toEqual(['Lịch trực Tết của xã']);
    expect(await found(ANN.unitPath)).toEqual(['Lịch trực Tết của xã']);
    expect(await found(CAT.unitPath)).toEqual([]);
    expect(await found()).toEqual([]);
    const own = async (unitPath: string) => (await service.materials({ unitPath, origin: 'own' })).total;
    expect([await own(ANN.unitPath), await own(BOB.unitPath), await own(CAT.unitPath)]).toEqual([1, 1, 0]);
  });

  it('is for everyone when it was written for the whole house', async () => {
    await service.start();
    await service.createMaterial(material, { id: 'dan', unitPath: '/' });
    expect(await found(CAT.unitPath)).toEqual(['Lịch trực Tết của xã']);
    const own = async (unitPath: string) => (await service.materials({ unitPath, origin: 'own' })).total;
    expect([await own(ANN.unitPath), await own(CAT.unitPath)]).toEqual([1, 1]);
  });

  it('shows a bank with the questions of other days, and counts those of today', async () => {
    await service.start();
    const later = { ...bank.questions[0], text: 'Sân bóng ở đâu?', validFrom: '2027-01-01' };
    const made = await service.createBank({ ...bank, questions: [...bank.questions, later] } as BankInput, BOB);
    const shown = made.ok ? await service.bank(made.value.id) : undefined;
    expect(shown).toMatchObject({ size: 1, questions: [{}, { validFrom: '2027-01-01' }] });
    expect(await service.questions({ bank: shown?.id ?? '', count: 9, seed: 'a' })).toHaveLength(1);
  });

  it('is changed only from its unit or above, with the version before kept', async () => {
    await service.start();
    const made = await service.createMaterial(material, BOB);
    const id = made.ok ? made.value.id : '';
    const longer = { ...material, title: 'Lịch trực Tết mới' };
    expect(await service.updateMaterial(id, longer, CAT)).toMatchObject({
      ok: false,
      error: { code: 'content.outside_unit' },
    });
    expect(await service.updateMaterial(id, longer, ANN)).toMatchObject({
      ok: true,
      value: {
        before: { title: material.title, version: 1 },
        after: { title: longer.title, version: 2, unitPath: BOB.unitPath },
      },
    });
    expect(await service.deleteMaterial(id, CAT)).toMatchObject({ ok: false });
    expect(await service.deleteMaterial(id, BOB)).toMatchObject({ ok: true });
    expect(await service.material(id)).toBeUndefined();
    expect(await found(BOB.unitPath)).toEqual([]);
  });

  it('is checked like a file, with the field named', async () => {
    await service.start();
    const place = async (input: unknown) => {
      const made = await service.createMaterial(input as MaterialInput, BOB);
      return made.ok ? undefined : made.error.place;
    };
    expect(await place({ ...material, topic: 'khong-co' })).toBe('topic');
    expect(await place({ ...material, sources: [] })).toBe('sources');
    expect(await place({ ...material, body: '' })).toBe('body');
    const twice = {
      ...bank,
      questions: bank.questions.map((each) => ({ ...each, options: [{ text: 'Họp' }, { text: 'hợp' }] })),
    };
    expect(await service.createBank(twice, BOB)).toMatchObject({
      ok: false,
      error: { code: 'content.equal_options', place: 'questions.0.options.1' },
    });
  });

  it('gives each question an id of its own that is never used again', async () => {
    await service.start();
    const made = await service.createBank(bank, BOB);
    if (!made.ok) throw new Error(made.error.message);
    const { id, questions } = made.value;
    expect(questions).toMatchObject([{ id: `${id}-1`, bank: id, answer: 1, topic: 'dia-phuong', version: 1 }]);
    const second = { ...bank.questions[0], text: 'Sân bóng ở đâu?' } as BankInput['questions'][number];
    await service.updateBank(id, { ...bank, questions: [second] }, BOB);
    const both = [
      { ...second, id: `${id}-2` },
      { ...second, text: 'Trạm y tế ở đâu?' },
    ];
    expect(await service.updateBank(id, { ...bank, questions: both }, BOB)).toMatchObject({
      ok: true,
      value: { after: { questions: [{ id: `${id}-2`, version: 1 }, { id: `${id}-3` }] } },
    });
    expect(await service.updateBank(id, { ...bank, questions: [{ ...second, id: 'DL01' }] }, BOB)).toMatchObject({
      ok: false,
      error: { code: 'content.unknown_question', place: 'questions.0.id' },
    });
    expect(await service.questions({ topic: 'dia-phuong', count: 99, seed: 'a', unitPath: CAT.unitPath })).toHaveLength(
      7,
    );
    expect(await service.questions({ topic: 'dia-phuong', count: 99, seed: 'a', unitPath: BOB.unitPath })).toHaveLength(
      9,
    );
    expect(await service.deleteBank(id, CAT)).toMatchObject({ ok: false });
    expect(await service.deleteBank(id, ANN)).toMatchObject({ ok: true });
    expect(await service.bank(id)).toBeUndefined();
  });

  it('leaves the library to its files', async () => {
    await service.start();
    expect(await service.updateMaterial('de-an-938', material, ANN)).toMatchObject({
      ok: false,
      error: { code: 'content.library_read_only' },
    });
    expect(await service.deleteBank('to-chuc-hoi', ANN)).toMatchObject({ ok: false });
    expect(await service.deleteMaterial('khong-co', ANN)).toMatchObject({
      ok: false,
      error: { code: 'content.not_found' },
    });
  });

  it('is found by another process within seconds', async () => {
    await service.start();
    const other = open();
    await other.start();
    await other.search('lịch trực tết', { unitPath: BOB.unitPath });
    await service.createMaterial(material, BOB);
    await clock.advance(11_000);
    expect((await other.search('lịch trực tết', { unitPath: BOB.unitPath })).total).toBe(1);
    await other.stop();
  });
});

describe('a material in a chat', () => {
  it('is one message of at most 500 characters with title, summary, source and date', async () => {
    await service.start();
    for (const { id } of (await service.materials({ pageSize: 100 })).items) {
      const [message, ...more] = (await service.messages(id, 'summary')) ?? [];
      const text = message?.type === 'text' ? message.text : '';
      expect(more).toEqual([]);
      expect([...text].length).toBeLessThanOrEqual(500);
      expect(text).toMatch(/^📘 .+\n.+\n\n(?:Gợi ý biên soạn.+\n)?Nguồn: .+\nCập nhật 23\/11\/2026/);
    }
  });

  it('comes in full on request, in numbered parts of one phone screen', async () => {
    await service.start();
    const parts = (await service.messages('bao-luc-gia-dinh', 'full')) ?? [];
    const texts = parts.map((part) => (part.type === 'text' ? part.text : ''));
    expect(texts[0]?.startsWith(`(1/${parts.length})\nPhòng, chống bạo lực gia đình`)).toBe(true);
    expect(texts.every((text) => [...text].length <= 1_200)).toBe(true);
    expect(texts.join('\n')).toContain(
      '• Người đứng đầu tổ chức chính trị - xã hội cấp xã, trong đó có Chủ tịch Hội LHPN xã',
    );
    expect(texts.at(-1)).toContain('Nguồn: vietjack.me');
    expect(await service.messages('khong-co', 'full')).toBeUndefined();
  });

  it('says so when its time has passed, and is no longer found', async () => {
    await service.start();
    await clock.set('2028-01-01T02:00:00.000Z');
    const [message] = (await service.messages('de-an-938', 'summary')) ?? [];
    expect(message).toMatchObject({ text: expect.stringContaining('đã hết thời hạn áp dụng') });
    expect((await service.search('đề án 938')).items.map(({ id }) => id)).not.toContain('de-an-938');
  });
});
