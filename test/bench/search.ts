import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainText } from '../../src/content/plain-text.ts';
import { readContent } from '../../src/content/read.ts';
import { openSearchIndex, type SearchDoc } from '../../src/content/search.ts';
import { type Measure, percentile } from './measure.ts';

const DOCUMENTS = 10_000;
const ROUNDS = 20;
/** Of the 99th percentile, from the product's aims. */
const LIMIT_MS = 12;

const QUERIES = [
  'tai lieu bao luc gia dinh',
  'bạo lực gia đình',
  'BLGĐ',
  'phụ nữ',
  'bình đẳng giới trong gia đình',
  'to tiet kiem va vay von',
  'TK&VV',
  'de an 938',
  'cam tiep xuc',
  'cho chị xin tài liệu về sinh hoạt chi hội nhé',
  'bao hiem xa hoi tu nguyen',
  'bao luc gja dinh',
  'baolucgiadinh',
  'hội liên hiệp phụ nữ việt nam',
  'so khan cap',
  'chi hoi truong gioi',
  'mua ban nguoi qua mang',
  'gia vang hom nay',
  'a',
  'h',
];

/** The same sequence on every run (Park and Miller's generator). */
const sequence = (): (() => number) => {
  let state = 20_101_930;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};

/** `npm run bench` runs in the project's folder. Documents of the real ones' size and words: each takes its title, keywords and paragraphs from several of them. */
export const benchDocs = async (): Promise<SearchDoc[]> => {
  const { materials } = await readContent(join(process.cwd(), 'content'));
  const texts = materials.map(({ body }) => plainText(body).split(/\n{2,}/));
  const paragraphs = texts.flat();
  const next = sequence();
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  return Array.from({ length: DOCUMENTS }, (_, index) => ({
    id: `doc-${index}`,
    title: `${pick(materials).title} ${index}`,
    summary: pick(materials).summary,
    topic: pick(materials).topic,
    keywords: [...pick(materials).keywords.slice(0, 3), ...pick(materials).keywords.slice(0, 3)],
    text: Array.from({ length: pick(texts).length }, () => pick(paragraphs)).join('\n'),
    unitPath: '/',
  }));
};

/** Search over 10,000 documents, in milliseconds a query, and the time to build that index anew. */
export const benchSearch = async (): Promise<Measure[]> => {
  const dir = await mkdtemp(join(tmpdir(), 'chihoi-bench-search-'));
  const index = openSearchIndex(dir);
  try {
    const docs = await benchDocs();
    const building = performance.now();
    index.rebuild(docs, 'bench');
    const built = performance.now() - building;
    const times: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      for (const query of QUERIES) {
        const started = performance.now();
        index.search({ query, limit: 5, offset: 0, today: '2026-11-23' });
        // The first round warms the file cache and the statements.
        if (round > 0) times.push(performance.now() - started);
      }
    }
    return [
      { name: 'search.p50', value: percentile(times, 0.5), unit: 'ms' },
      { name: 'search.p99', value: percentile(times, 0.99), unit: 'ms', limit: LIMIT_MS },
      { name: 'search.build', value: built, unit: 'ms' },
    ];
  } finally {
    index.close();
    await rm(dir, { recursive: true, force: true });
  }
};
