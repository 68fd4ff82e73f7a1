import { join } from 'node:path';
import { type MatchPlan, planSearch, type SearchPlan, trigrams } from './query.ts';
import { buildSearchDb, type Db, openSearchDb, type SearchDoc, signatureOf } from './search-db.ts';
import type { Found, Page } from './types.ts';

export type { SearchDoc } from './search-db.ts';

export interface SearchRequest {
  readonly query: string;
  readonly limit: number;
  readonly offset: number;
  /** The reader's unit path; undefined: library content only. */
  readonly unitPath?: string | undefined;
  readonly topic?: string | undefined;
  /** The local day, `2026-11-23`. */
  readonly today: string;
}

/** The full-text index in `<dataDir>/search.db`: derived from the store, so it may be thrown away at any moment. */
export interface SearchIndex {
  /** What the index was built from, as given to `rebuild`; undefined for a new or thrown-away file. */
  signature(): string | undefined;
  rebuild(docs: readonly SearchDoc[], signature: string): void;
  /** Throws only when the file was damaged while open; `rebuild` puts that right. */
  search(request: SearchRequest): Page<Found>;
  close(): void;
}

/**
 * Matches of one stage that are ranked. A query that more materials match is so common that rank says little; the bound
 * keeps the slowest query within its limit (12 ms at 10,000 documents).
 */
const MAX_RANKED = 200;
/** `total` counts no further. */
const MAX_COUNTED = 100;
/** Of the words or trigrams of a forgiving stage, so many of the rarest are looked up. */
const RAREST = 4;
/** Share of a query's trigrams that a material's title and keywords must hold, when nothing else was found. */
const SOME_LETTERS = 0.5;
/** With this share a material is surely meant, and what holds only some of the words comes after it. */
const MOST_LETTERS = 0.75;

type Table = 'head' | 'body' | 'tri';

/** Weights of the columns: title, keywords, exact; text, exact. A title says best what a text is about. */
const RANK = { head: 'bm25(head, 10.0, 8.0, 12.0)', body: 'bm25(body, 1.0, 1.5)', tri: '0' } as const;

/** Library content for all; own content for readers of its unit, of units below it and of units above it. */
const ALLOWED = `doc.valid_to >= :today AND (:topic = '' OR doc.topic = :topic) AND (doc.unit_path = '/' OR (:path <> ''
  AND (substr(:path, 1, length(doc.unit_path)) = doc.unit_path OR substr(doc.unit_path, 1, length(:path)) = :path)))`;

const from = (table: Table) =>
  `FROM ${table} JOIN doc ON doc.n = ${table}.rowid WHERE ${table} MATCH :match AND ${ALLOWED}`;
const candidates = (table: Table, text: string) =>
  `SELECT doc.n, doc.id, doc.title, doc.summary, doc.topic, ${text} AS text, ${RANK[table]} AS score ${from(table)} LIMIT ${MAX_RANKED}`;

const RANKED = {
  head: `SELECT * FROM (${candidates('head', "''")}) ORDER BY score, n LIMIT :limit`,
  body: `SELECT * FROM (${candidates('body', "''")}) ORDER BY score, n LIMIT :limit`,
} as const;
const COUNTED = `SELECT count(*) AS n FROM (SELECT 1 ${from('body')} LIMIT ${MAX_COUNTED})`;
const NEAR_WORDS = candidates('body', 'doc.folded');
const NEAR_LETTERS = candidates('tri', 'doc.letters');
const frequencyOf = (table: Table) =>
  `SELECT count(*) AS n FROM (SELECT 1 FROM ${table} WHERE ${table} MATCH ? LIMIT ${2 * MAX_RANKED})`;

interface Row extends Found {
  readonly n: number;
  readonly score: number;
  /** What a forgiving stage looks at more closely. */
  readonly text: string;
}

/** Opens the index file, empty when it is new, damaged or of an older form. */
export const openSearchIndex = (dataDir: string): SearchIndex => {
  const path = join(dataDir, 'search.db');
  let db = openSearchDb(path);
  let statements = new Map<string, ReturnType<Db['prepare']>>();

  const prepared = (sql: string): ReturnType<Db['prepare']> => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };

  const search = (request: SearchRequest): Page<Found> => {
    const plan = planSearch(request.query);
    if (plan.words.length === 0) return { items: [], total: 0 };
    const values = (match: string) => ({
      match,
      today: request.today,
      topic: request.topic ?? '',
      path: request.unitPath ?? '',
    });
    const page = (rows: readonly Row[], total: number): Page<Found> => ({
      items: rows
        .slice(request.offset, request.offset + request.limit)
        .map(({ id, title, summary, topic }) => ({ id, title, summary, topic })),
      total,
    });
    /** From the strict stage to the loose one, each material once, until the page is full. */
    const staged = ({ stages, every }: MatchPlan): Page<Found> => {
      const wanted = request.offset + request.limit;
      const found = new Map<number, Row>();
      for (const { table, match } of stages) {
        if (found.size >= wanted) break;
        const rows = prepared(RANKED[table]).all({ ...values(match), limit: wanted }) as Row[];
        for (const row of rows) if (!found.has(row.n)) found.set(row.n, row);
      }
      if (found.size === 0) return { items: [], total: 0 };
      const { n } = prepared(COUNTED).get(values(every)) as { n: number };
      return page([...found.values()], Math.max(n, found.size));
    };
    const frequency = (table: Table, match: string): number =>
      (prepared(frequencyOf(table)).get(match) as { n: number }).n;
    /** The rarest of the terms that occur at all. */
    const rarest = (table: Table, terms: readonly string[], match: (term: string) => string): string[] =>
      terms
        .map((term) => ({ term, n: frequency(table, match(term)) }))
        .filter(({ n }) => n > 0)
        .sort((a, b) => a.n - b.n)
        .map(({ term }) => term);

    const nearWords = (words: readonly string[]): Page<Found> => {
      const match = plan.any(words.slice(0, RAREST));
      const holds = (row: Row) => plan.words.filter((word) => row.text.includes(` ${word} `)).length;
      const rows = (prepared(NEAR_WORDS).all(values(match)) as Row[])
        .map((row) => ({ row, held: holds(row) }))
        .filter(({ held }) => held >= plan.enough)
        .sort((a, b) => b.held - a.held || a.row.score - b.row.score || a.row.n - b.row.n)
        .map(({ row }) => row);
      return page(rows, rows.length);
    };
    const nearLetters = (least: number): Page<Found> => {
      const wanted = trigrams(plan.letters);
      const known = rarest('tri', wanted, (three) => `"${three}"`);
      if (known.length === 0 || known.length < wanted.length * least) return { items: [], total: 0 };
      const match = known
        .slice(0, RAREST)
        .map((three) => `"${three}"`)
        .join(' OR ');
      const share = (row: Row) => wanted.filter((three) => row.text.includes(three)).length / wanted.length;
      const rows = (prepared(NEAR_LETTERS).all(values(match)) as Row[])
        .map((row) => ({ row, share: share(row) }))
        .filter((each) => each.share >= least)
        .sort((a, b) => b.share - a.share || a.row.n - b.row.n)
        .map(({ row }) => row);
      return page(rows, rows.length);
    };
    return firstFound([
      () => staged(plan.all),
      () => nearLetters(MOST_LETTERS),
      () => near(plan, (words) => rarest('body', words, plan.one), staged, nearWords),
      () => nearLetters(SOME_LETTERS),
    ]);
  };

  return {
    signature: () => signatureOf(db),
    rebuild(docs, signature) {
      statements = new Map();
      db = buildSearchDb(path, db, docs, signature);
    },
    search,
    close: () => db.close(),
  };
};

/** The words that occur at all, first together, then any of the rarest; nothing when too few of them occur. */
const near = (
  plan: SearchPlan,
  known: (words: readonly string[]) => string[],
  together: (match: MatchPlan) => Page<Found>,
  anyOf: (words: readonly string[]) => Page<Found>,
): Page<Found> => {
  const words = known(plan.words);
  if (words.length < plan.most) return { items: [], total: 0 };
  return firstFound([
    () => (words.length < plan.words.length ? together(plan.only(words)) : { items: [], total: 0 }),
    () => (plan.enough < plan.words.length ? anyOf(words) : { items: [], total: 0 }),
  ]);
};

const firstFound = (stages: readonly (() => Page<Found>)[]): Page<Found> => {
  for (const stage of stages) {
    const found = stage();
    if (found.total > 0) return found;
  }
  return { items: [], total: 0 };
};
