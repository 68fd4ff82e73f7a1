import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { DEFAULT_ZONE } from '../base/time.ts';
import { choose } from './choose.ts';
import { importContent } from './import.ts';
import { fullMessages, summaryMessage } from './messages.ts';
import { contentModels } from './model.ts';
import { checkBank, checkMaterial, mayChange } from './own.ts';
import { formatProblem, readContent } from './read.ts';
import { createSearchKeeper } from './search-keeper.ts';
import type {
  Author,
  Bank,
  BankSummary,
  Changed,
  ContentService,
  ListFilter,
  LoadReport,
  Material,
  MaterialSummary,
  Page,
  Problem,
  Topic,
} from './types.ts';
import { contentHash, mergeQuestions, nextVersion } from './versions.ts';
import {
  listCondition,
  questionsOf,
  scopeCondition,
  toBank,
  toBankSummary,
  toMaterial,
  toMaterialSummary,
  toQuestion,
} from './view.ts';

export type { ContentService } from './types.ts';

export interface ContentDeps {
  readonly connection: Connection;
  /** Where the search index is kept. */
  readonly dataDir: string;
  /** The folder with `topics.yaml`, `materials/` and `banks/`. */
  readonly contentDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

const DEFAULT_PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;
const DEFAULT_FOUND = 5;
const MAX_FOUND = 50;

const within = (value: number | undefined, standard: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Math.floor(Number.isFinite(value) ? (value ?? standard) : standard)));

export const createContentService = ({
  connection,
  dataDir,
  contentDir,
  clock,
  logger,
}: ContentDeps): ContentService => {
  const models = contentModels(connection);
  const { materials, banks, state } = models;
  const keeper = createSearchKeeper(models, dataDir, logger, () => clock.now());
  const today = (): string => DateTime.fromJSDate(clock.now(), { zone: DEFAULT_ZONE }).toFormat('yyyy-MM-dd');
  let problems: readonly Problem[] = [];

  const topics = async (): Promise<readonly Topic[]> => (await state.findById('content').lean())?.topics ?? [];
  const topicIds = async (): Promise<string[]> => (await topics()).map(({ id }) => id);

  const load = async (): Promise<LoadReport> => {
    const read = await readContent(contentDir);
    const report = await importContent(models, read, clock.now());
    problems = report.problems;
    for (const problem of problems) logger.warn({ problem: problem.code }, formatProblem(problem));
    const { added, changed, retired } = report.materials;
    const known = await topics();
    const newTopics = read.topics.length > 0 && contentHash(known) !== contentHash(read.topics);
    if (added + changed + retired > 0 || newTopics) await keeper.changed(newTopics ? read.topics : undefined);
    else await keeper.refresh();
    logger.info(
      { materials: report.materials, questions: report.questions, problems: problems.length },
      'content read',
    );
    return report;
  };

  const paged = ({ page, pageSize }: ListFilter): { readonly skip: number; readonly limit: number } => {
    const limit = within(pageSize, DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE);
    return { skip: (within(page, 1, 1, 1_000_000) - 1) * limit, limit };
  };

  const writeMaterial = async (
    id: string,
    input: unknown,
    author: Author,
  ): Promise<Result<{ readonly before: Material | undefined; readonly after: Material }>> => {
    const checked = checkMaterial(input, await topicIds());
    if (!checked.ok) return checked;
    const old = await materials.findOne({ _id: id, retiredAt: null }).lean();
    const now = clock.now();
    const { title, topic } = checked.value;
    const set = {
      ...pick(nextVersion(old ?? undefined, checked.value, now)),
      title,
      topic,
      by: author.id,
      changedAt: now,
    };
    const first = { origin: 'own' as const, unitPath: author.unitPath, createdAt: now, retiredAt: null };
    if (old) {
      const { matchedCount } = await materials.updateOne({ _id: id, hash: old.hash }, { $set: set });
      if (matchedCount === 0) return CHANGED_MEANWHILE;
    } else await materials.updateOne({ _id: id }, { $setOnInsert: { ...first, ...set } }, { upsert: true });
    await keeper.changed();
    const after = toMaterial({ _id: id, ...(old ?? first), ...set });
    return ok({ before: old ? toMaterial(old) : undefined, after });
  };

  const writeBank = async (
    id: string,
    input: unknown,
    author: Author,
  ): Promise<Result<{ readonly before: Bank | undefined; readonly after: Bank }>> => {
    const old = await banks.findOne({ _id: id, retiredAt: null }).lean();
    const checked = checkBank(input, id, old?.questions ?? [], await topicIds());
    if (!checked.ok) return checked;
    const now = clock.now();
    const { title, topic, updated } = checked.value;
    const { questions } = mergeQuestions(old?.questions ?? [], checked.value.questions, now);
    const set = { title, topic, updated, hash: contentHash(checked.value), questions, by: author.id, changedAt: now };
    const first = { origin: 'own' as const, unitPath: author.unitPath, createdAt: now, retiredAt: null };
    if (old) {
      const { matchedCount } = await banks.updateOne({ _id: id, hash: old.hash }, { $set: set });
      if (matchedCount === 0) return CHANGED_MEANWHILE;
    } else await banks.updateOne({ _id: id }, { $setOnInsert: { ...first, ...set } }, { upsert: true });
    const after = toBank({ _id: id, ...(old ?? first), ...set }, today());
    return ok({ before: old ? toBank(old, today()) : undefined, after });
  };

  return {
    start: load,
    reload: load,
    stop: () => keeper.close(),
    topics,
    problems: () => problems,

    async material(id) {
      const doc = await materials.findOne({ _id: id, retiredAt: null }).lean();
      return doc ? toMaterial(doc) : undefined;
    },
    async materials(filter = {}): Promise<Page<MaterialSummary>> {
      const condition = listCondition(filter);
      const { skip, limit } = paged(filter);
      const docs = await materials
        .find(condition, { history: 0 })
        .sort({ topic: 1, title: 1, _id: 1 })
        .skip(skip)
        .limit(limit)
        .lean();
      return { items: docs.map(toMaterialSummary), total: await materials.countDocuments(condition) };
    },

    async bank(id) {
      const doc = await banks.findOne({ _id: id, retiredAt: null }).lean();
      return doc ? toBank(doc, today()) : undefined;
    },
    async banks(filter = {}): Promise<Page<BankSummary>> {
      const condition = listCondition(filter);
      const { skip, limit } = paged(filter);
      const docs = await banks.find(condition).sort({ topic: 1, title: 1, _id: 1 }).skip(skip).limit(limit).lean();
      return { items: docs.map((doc) => toBankSummary(doc, today())), total: await banks.countDocuments(condition) };
    },
    async question(id, version) {
      const docs = await banks.find({ 'questions.qid': id }).lean();
      const stored = docs.flatMap((doc) =>
        doc.questions
          .filter(({ qid }) => qid === id)
          .map((each) => ({ bank: doc._id, each, gone: each.retired || Boolean(doc.retiredAt) })),
      );
      // A question that moved stands in two banks, retired in the first.
      const best = stored.sort((a, b) => Number(a.gone) - Number(b.gone) || b.each.version - a.each.version)[0];
      return best && toQuestion(best.each, best.bank, version);
    },
    async questions({ topic, bank, count, seed, except = [], unitPath }) {
      const condition = bank === undefined ? scopeCondition(unitPath) : { _id: bank };
      const docs = await banks.find({ retiredAt: null, ...condition }, { 'questions.history': 0 }).lean();
      // In an order of their own, so that the seed alone decides.
      docs.sort((a, b) => (a._id < b._id ? -1 : 1));
      const left = new Set(except);
      const day = today();
      const fit = docs
        .flatMap((doc) => questionsOf(doc, day))
        .filter((question) => (topic === undefined || question.topic === topic) && !left.has(question.id));
      return choose(fit, count, seed);
    },

    search: (query, { limit, offset, unitPath, topic } = {}) =>
      keeper.search({
        query,
        limit: within(limit, DEFAULT_FOUND, 1, MAX_FOUND),
        offset: within(offset, 0, 0, 10_000),
        unitPath,
        topic,
        today: today(),
      }),
    async messages(id, part) {
      const doc = await materials.findOne({ _id: id, retiredAt: null }).lean();
      if (!doc) return undefined;
      const material = toMaterial(doc);
      return part === 'summary' ? [summaryMessage(material, today())] : fullMessages(material, today());
    },

    async createMaterial(input, author) {
      const written = await writeMaterial(newId(), input, author);
      return written.ok ? ok(written.value.after) : written;
    },
    async updateMaterial(id, input, author): Promise<Result<Changed<Material>>> {
      const allowed = mayChange(await materials.findOne({ _id: id, retiredAt: null }).lean(), author);
      if (!allowed.ok) return allowed;
      const written = await writeMaterial(id, input, author);
      return written.ok
        ? ok({ before: written.value.before ?? written.value.after, after: written.value.after })
        : written;
    },
    async deleteMaterial(id, author) {
      const doc = await materials.findOne({ _id: id, retiredAt: null }).lean();
      const allowed = mayChange(doc, author);
      if (!allowed.ok || !doc) return allowed as Result<never>;
      await materials.updateOne(
        { _id: id },
        { $set: { retiredAt: clock.now(), changedAt: clock.now(), by: author.id } },
      );
      await keeper.changed();
      return ok(toMaterial(doc));
    },
    async createBank(input, author) {
      const written = await writeBank(newId(), input, author);
      return written.ok ? ok(written.value.after) : written;
    },
    async updateBank(id, input, author): Promise<Result<Changed<Bank>>> {
      const allowed = mayChange(await banks.findOne({ _id: id, retiredAt: null }).lean(), author);
      if (!allowed.ok) return allowed;
      const written = await writeBank(id, input, author);
      return written.ok
        ? ok({ before: written.value.before ?? written.value.after, after: written.value.after })
        : written;
    },
    async deleteBank(id, author) {
      const doc = await banks.findOne({ _id: id, retiredAt: null }).lean();
      const allowed = mayChange(doc, author);
      if (!allowed.ok || !doc) return allowed as Result<never>;
      await banks.updateOne({ _id: id }, { $set: { retiredAt: clock.now(), changedAt: clock.now(), by: author.id } });
      return ok(toBank(doc, today()));
    },
  };
};

const CHANGED_MEANWHILE = fail(
  'content.changed_meanwhile',
  'Nội dung này vừa được người khác sửa. Tải lại trang rồi sửa tiếp.',
);

const newId = (): string => `own-${randomUUID().slice(0, 13)}`;

const pick = <T>({ version, hash, value, history }: ReturnType<typeof nextVersion<T>>) => ({
  version,
  hash,
  value,
  history,
});
