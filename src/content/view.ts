import type { BankDoc, MaterialDoc } from './model.ts';
import type { Bank, BankSummary, ListFilter, Material, MaterialSummary, Question } from './types.ts';
import type { StoredQuestion } from './versions.ts';

/** A stored material as other rooms see it. */
export const toMaterial = (doc: Omit<MaterialDoc, 'history'>): Material => ({
  ...doc.value,
  id: doc._id,
  origin: doc.origin,
  unitPath: doc.unitPath,
  version: doc.version,
});

export const toMaterialSummary = (doc: Omit<MaterialDoc, 'history'>): MaterialSummary => {
  const { body: _, ...summary } = toMaterial(doc);
  return summary;
};

/** A stored question in its present wording, or in that of `version`; undefined when that version is not kept. */
export const toQuestion = (stored: StoredQuestion, bank: string, version?: number): Question | undefined => {
  const past =
    version === undefined || version === stored.version
      ? stored
      : stored.history.find((each) => each.version === version);
  return past && { ...past.value, id: stored.qid, bank, version: past.version };
};

/** Whether a thing with these days applies on `today` (`2026-11-23`). */
export const isValid = (
  { validFrom, validTo }: { readonly validFrom?: string | undefined; readonly validTo?: string | undefined },
  today: string,
): boolean => (validFrom === undefined || validFrom <= today) && (validTo === undefined || validTo >= today);

/** The questions of a bank that may be asked today. */
export const questionsOf = (doc: BankDoc, today: string): Question[] =>
  keptQuestions(doc).filter((question) => isValid(question, today));

const keptQuestions = (doc: BankDoc): Question[] =>
  doc.questions.filter((stored) => !stored.retired).flatMap((stored) => toQuestion(stored, doc._id) ?? []);

/** With the questions of other days too: who saves the bank again must not lose those that begin tomorrow. */
export const toBank = (doc: BankDoc, today: string): Bank => ({
  ...toBankSummary(doc, today),
  questions: keptQuestions(doc),
});

export const toBankSummary = (doc: BankDoc, today: string): BankSummary =>
  summaryOf(doc, questionsOf(doc, today).length);

const summaryOf = (doc: BankDoc, size: number): BankSummary => ({
  id: doc._id,
  title: doc.title,
  topic: doc.topic,
  updated: doc.updated,
  origin: doc.origin,
  unitPath: doc.unitPath,
  size,
});

/** Unit paths from the whole house down to `path`: `/19/01864/` gives `/`, `/19/`, `/19/01864/`. */
const pathsAbove = (path: string): string[] => {
  const steps = path.split('/').filter(Boolean);
  return ['/', ...steps.map((_, index) => `/${steps.slice(0, index + 1).join('/')}/`)];
};

const escapeRegex = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Store condition for what a reader in `unitPath` sees: the library, and own content above and below her. */
export const scopeCondition = (unitPath: string | undefined): Record<string, unknown> =>
  unitPath === undefined
    ? { origin: 'library' }
    : {
        $or: [
          { origin: 'library' },
          { unitPath: { $in: pathsAbove(unitPath) } },
          { unitPath: { $regex: `^${escapeRegex(unitPath)}` } },
        ],
      };

/** Store condition for a list. */
export const listCondition = ({ topic, origin, unitPath }: ListFilter): Record<string, unknown> => ({
  retiredAt: null,
  ...(topic === undefined ? {} : { topic }),
  $and: [scopeCondition(unitPath), ...(origin === undefined ? [] : [{ origin }])],
});
