import type { ContentModels } from './model.ts';
import type { BankDraft, MaterialDraft } from './parse.ts';
import type { ContentRead, FromFile } from './read.ts';
import type { LoadReport, Problem } from './types.ts';
import { contentHash, mergeQuestions, nextVersion, type StoredQuestion } from './versions.ts';

/** Library content is everyone's. */
export const LIBRARY_PATH = '/';

interface Count {
  added: number;
  changed: number;
  retired: number;
}

const none = (): Count => ({ added: 0, changed: 0, retired: 0 });

/** A file that could not be read, or a whole folder (`materials/`), keeps what it said before in use. */
const isBroken = (broken: readonly string[], file: string): boolean =>
  broken.some((name) => (name.endsWith('/') ? file.startsWith(name) : file === name));

const takenByOwn = (id: string, file: string): Problem => ({
  code: 'content.duplicate_id',
  file,
  line: 1,
  message: `Mã "${id}" đã dùng cho nội dung soạn trên trang quản trị. Đặt mã khác trong tệp.`,
});

const importMaterials = async (
  { materials }: ContentModels,
  drafts: readonly FromFile<MaterialDraft>[],
  broken: readonly string[],
  now: Date,
) => {
  const count = none();
  const problems: Problem[] = [];
  // Writes that wait together are one commit of the store.
  const writes: PromiseLike<unknown>[] = [];
  const known = new Map((await materials.find().lean()).map((doc) => [doc._id, doc]));
  for (const { file, id, ...wording } of drafts) {
    const old = known.get(id);
    if (old?.origin === 'own') {
      problems.push(takenByOwn(id, file));
      continue;
    }
    const next = nextVersion(old, wording, now);
    if (old && next.hash === old.hash && old.file === file && !old.retiredAt) continue;
    const { version, hash, value, history } = next;
    const { title, topic } = wording;
    const set = { version, hash, value, history, title, topic, file, retiredAt: null, changedAt: now };
    const first = { origin: 'library' as const, unitPath: LIBRARY_PATH, createdAt: now };
    // Another process that starts now writes the same; the hash in the filter lets only one of them count a version.
    if (old) writes.push(materials.updateOne({ _id: id, hash: old.hash }, { $set: set }).exec());
    else writes.push(materials.updateOne({ _id: id }, { $setOnInsert: { ...first, ...set } }, { upsert: true }).exec());
    if (!old) count.added += 1;
    else if (old.hash !== hash || old.retiredAt) count.changed += 1;
  }
  const present = new Set(drafts.map(({ id }) => id));
  for (const doc of known.values()) {
    if (doc.origin !== 'library' || doc.retiredAt || present.has(doc._id) || isBroken(broken, doc.file ?? '')) continue;
    writes.push(materials.updateOne({ _id: doc._id }, { $set: { retiredAt: now, changedAt: now } }).exec());
    count.retired += 1;
  }
  await Promise.all(writes);
  return { count, problems };
};

const importBanks = async (
  { banks }: ContentModels,
  drafts: readonly FromFile<BankDraft>[],
  broken: readonly string[],
  now: Date,
) => {
  const count = none();
  const problems: Problem[] = [];
  // Writes that wait together are one commit of the store.
  const writes: PromiseLike<unknown>[] = [];
  const known = new Map((await banks.find().lean()).map((doc) => [doc._id, doc]));
  const everywhere = new Map<string, StoredQuestion>();
  for (const question of [...known.values()].flatMap((doc) => doc.questions)) {
    if (question.version > (everywhere.get(question.qid)?.version ?? 0)) everywhere.set(question.qid, question);
  }
  for (const { file, id, ...draft } of drafts) {
    const old = known.get(id);
    if (old?.origin === 'own') {
      problems.push(takenByOwn(id, file));
      continue;
    }
    const hash = contentHash(draft);
    if (old && old.hash === hash && old.file === file && !old.retiredAt) continue;
    const merge = mergeQuestions(old?.questions ?? [], draft.questions, now, (qid) => everywhere.get(qid));
    const { title, topic, updated } = draft;
    const set = { hash, questions: merge.questions, title, topic, updated, file, retiredAt: null, changedAt: now };
    const first = { origin: 'library' as const, unitPath: LIBRARY_PATH, createdAt: now };
    if (old) writes.push(banks.updateOne({ _id: id, hash: old.hash }, { $set: set }).exec());
    else writes.push(banks.updateOne({ _id: id }, { $setOnInsert: { ...first, ...set } }, { upsert: true }).exec());
    count.added += merge.added;
    count.changed += merge.changed;
    count.retired += merge.retired;
  }
  const present = new Set(drafts.map(({ id }) => id));
  for (const doc of known.values()) {
    if (doc.origin !== 'library' || doc.retiredAt || present.has(doc._id) || isBroken(broken, doc.file ?? '')) continue;
    writes.push(banks.updateOne({ _id: doc._id }, { $set: { retiredAt: now, changedAt: now } }).exec());
    count.retired += doc.questions.filter((question) => !question.retired).length;
  }
  await Promise.all(writes);
  return { count, problems };
};

/**
 * Brings the store in line with the files. The same files again change nothing; each material and each bank is one
 * write, so a crash in between is put right by the next start.
 */
export const importContent = async (models: ContentModels, read: ContentRead, now: Date): Promise<LoadReport> => {
  const materials = await importMaterials(models, read.materials, read.brokenFiles, now);
  const banks = await importBanks(models, read.banks, read.brokenFiles, now);
  return {
    materials: materials.count,
    questions: banks.count,
    problems: [...read.problems, ...materials.problems, ...banks.problems],
  };
};
