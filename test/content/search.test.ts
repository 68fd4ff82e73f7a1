import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plainText } from '../../src/content/plain-text.ts';
import { readContent } from '../../src/content/read.ts';
import { openSearchIndex, type SearchDoc, type SearchIndex } from '../../src/content/search.ts';

const TODAY = '2026-11-23';
const ask = (query: string) => ({ query, limit: 5, offset: 0, today: TODAY });

let dir: string;
const fresh = async () => {
  dir = await mkdtemp(join(tmpdir(), 'chihoi-search-'));
};
const remove = () => rm(dir, { recursive: true, force: true });

describe('searching the library', () => {
  let index: SearchIndex;
  beforeAll(async () => {
    await fresh();
    const { materials } = await readContent(join(import.meta.dirname, '../../content'));
    const docs = materials.map((each) => ({ ...each, text: plainText(each.body), unitPath: '/' }));
    index = openSearchIndex(dir);
    index.rebuild(docs, 'library');
  });
  afterAll(async () => {
    index.close();
    await remove();
  });

  it.each([
    ['tai lieu bao luc gia dinh', 'bao-luc-gia-dinh'],
    ['tài liệu bạo lực gia đình', 'bao-luc-gia-dinh'],
    ['cho chị xin tài liệu về bạo lực gia đình nhé', 'bao-luc-gia-dinh'],
    ['BẠO LỰC GIA ĐÌNH', 'bao-luc-gia-dinh'],
    ['bạo lực gia đình'.normalize('NFD'), 'bao-luc-gia-dinh'],
    ['BLGĐ', 'bao-luc-gia-dinh'],
    ['blgd', 'bao-luc-gia-dinh'],
    ['PCBLGĐ', 'bao-luc-gia-dinh'],
    ['bị chồng đánh thì gọi ai', 'bao-luc-gia-dinh'],
    ['cam tiep xuc', 'cam-tiep-xuc'],
    ['TK&VV', 'to-tiet-kiem-vay-von'],
    ['tkvv', 'to-tiet-kiem-vay-von'],
    ['BHXH', 'bhxh-tu-nguyen'],
    ['thai san', 'bhxh-tu-nguyen'],
    ['5k3s', 'nam-khong-ba-sach'],
    ['5 khong 3 sach', 'nam-khong-ba-sach'],
    ['5 có 3 sạch', 'nam-co-ba-sach'],
    ['ĐA938', 'de-an-938'],
    ['de an 2415', 'de-an-2415'],
    ['DA8', 'du-an-8'],
    ['tao hon', 'ket-hon-tao-hon'],
    ['bien ban', 'bien-ban-sinh-hoat'],
    ['hop chi hoi', 'dieu-hanh-sinh-hoat-chi-hoi'],
    ['chi hoi truong gioi', 'hoi-thi-chi-hoi-truong-gioi'],
    ['nghi dinh 147', 'an-toan-mang-xa-hoi'],
    ['bo cap huyen', 'to-chuc-hoi-sau-2025'],
  ])('finds for "%s" the material %s first', (query, id) => {
    expect(index.search(ask(query)).items[0]?.id).toBe(id);
  });

  it.each([
    ['bao luc gja dinh', 'bao-luc-gia-dinh'],
    ['bao lucgia dinh', 'bao-luc-gia-dinh'],
    ['baolucgiadinh', 'bao-luc-gia-dinh'],
    ['tài liêu bình dẳng giơi', 'binh-dang-gioi-trong-gia-dinh'],
    ['taif lieeuj bao luc', 'bao-luc-gia-dinh'],
    ['tảo hôm', 'ket-hon-tao-hon'],
    ['phong chong mua ban nguoii', 'phong-chong-mua-ban-nguoi'],
  ])('forgives the typing of "%s"', (query, id) => {
    expect(index.search(ask(query)).items[0]?.id).toBe(id);
  });

  it.each([
    'gia vang hom nay',
    'boi thuong giai phong mat bang',
    'xyz',
    'luat dat dai',
    '🎉',
    '',
    '   ',
    '"',
    '*',
    '\0',
  ])('finds nothing for %j rather than something else', (query) => {
    expect(index.search(ask(query))).toEqual({ items: [], total: 0 });
  });

  it('completes the last word while it is being typed', () => {
    expect(index.search(ask('bạo lực gia đì')).items[0]?.id).toBe('bao-luc-gia-dinh');
    expect(index.search(ask('mua ban ng')).items[0]?.id).toBe('phong-chong-mua-ban-nguoi');
  });

  it('gives further pages without repeating what came before', () => {
    const first = index.search({ ...ask('phụ nữ'), limit: 3 });
    const second = index.search({ ...ask('phụ nữ'), limit: 3, offset: 3 });
    expect(second.items).toHaveLength(3);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(6);
    expect(first.total).toBeGreaterThanOrEqual(6);
  });

  it('never fails, whatever is typed', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('"', '*', '(', ')', ':', '^', '-', '+', '{', '}', 'NEAR', ' AND ', ' OR ', ' NOT ', 'a'),
      }),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(hostile, (query) => {
        const { items, total } = index.search(ask(query));
        expect(items.length).toBeLessThanOrEqual(Math.min(5, total));
      }),
      { numRuns: 300 },
    );
  });

  it('reads only the beginning of a megabyte', () => {
    const started = performance.now();
    expect(index.search(ask('bạo lực gia đình '.repeat(60_000))).items[0]?.id).toBe('bao-luc-gia-dinh');
    index.search(ask('x'.repeat(1_000_000)));
    index.search(ask('"'.repeat(1_000_000)));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('the order of what is found', () => {
  const doc = (id: string, text: string, title = 'Tên', more: Partial<SearchDoc> = {}): SearchDoc => ({
    id,
    title,
    summary: '',
    topic: 't',
    keywords: [],
    text,
    unitPath: '/',
    ...more,
  });
  let index: SearchIndex;
  const found = (query: string, more = {}) => index.search({ ...ask(query), ...more }).items.map(({ id }) => id);
  beforeEach(async () => {
    await fresh();
    index = openSearchIndex(dir);
  });
  afterEach(async () => {
    index.close();
    await remove();
  });

  it('puts words in the order typed before scattered words, and a title before a text', () => {
    index.rebuild(
      [
        doc('scattered', 'giới hạn đẳng cấp, bình xét thi đua'),
        doc('phrase', 'nói về bình đẳng giới ở thôn'),
        doc('title', 'không có gì', 'Bình đẳng giới'),
        doc('far', `bình ${'x '.repeat(60)} đẳng ${'y '.repeat(60)} giới`),
      ],
      '1',
    );
    expect(found('binh dang gioi')).toEqual(['title', 'phrase', 'scattered']);
  });

  it('prefers the marks that were typed, and without marks finds both', () => {
    index.rebuild([doc('ban-lang', 'họp bản', 'Bản làng'), doc('ban-ron', 'bận rộn', 'Bận làng')], '1');
    expect(found('bận làng')).toEqual(['ban-ron', 'ban-lang']);
    expect(found('bản làng')).toEqual(['ban-lang', 'ban-ron']);
    expect(found('ban lang')).toHaveLength(2);
  });

  it('treats đ and d alike', () => {
    index.rebuild([doc('a', 'x', 'Đối thoại'), doc('b', 'x', 'Điều lệ')], '1');
    expect(found('doi thoai')).toEqual(['a']);
    expect(found('dieu le')).toEqual(['b']);
  });

  it('shows a unit its own content and hides what has expired or is of another topic', () => {
    index.rebuild(
      [
        doc('own', 'lịch họp', 'Lịch họp', { unitPath: '/19/01864/' }),
        doc('old', 'lịch họp', 'Lịch họp', { validTo: '2026-11-22' }),
        doc('last-day', 'lịch họp', 'Lịch họp', { validTo: TODAY, topic: 'u' }),
      ],
      '1',
    );
    expect(found('lich hop')).toEqual(['last-day']);
    expect(found('lich hop', { unitPath: '/19/01864/' }).sort()).toEqual(['last-day', 'own']);
    expect(found('lich hop', { unitPath: '/19/0186/' })).toEqual(['last-day']);
    expect(found('lich hop', { unitPath: '/19/', topic: 't' })).toEqual(['own']);
  });

  it('is kept in its file and says what it was built from', async () => {
    index.rebuild([doc('a', 'bình đẳng')], 'first');
    index.close();
    index = openSearchIndex(dir);
    expect(index.signature()).toBe('first');
    expect(found('binh dang')).toEqual(['a']);
  });

  it('replaces a damaged file with an empty one, ready to be built', async () => {
    index.close();
    await writeFile(join(dir, 'search.db'), 'not a database at all '.repeat(500));
    index = openSearchIndex(dir);
    expect(index.signature()).toBeUndefined();
    index.rebuild([doc('a', 'bình đẳng')], 'again');
    expect(found('binh dang')).toEqual(['a']);
  });
});
