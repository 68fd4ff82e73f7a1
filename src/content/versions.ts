import { createHash } from 'node:crypto';
import { MAX_HISTORY } from './limits.ts';
import type { BankDraft, MaterialDraft, QuestionDraft } from './parse.ts';

/** A wording that is no longer in use. */
export interface Past<T> {
  version: number;
  /** When the next wording took its place. */
  until: Date;
  value: T;
}

/** A material as it is stored: the present wording, and those before it. */
export interface StoredVersions<T> {
  version: number;
  /** Of the present wording: the same again changes nothing. */
  hash: string;
  value: T;
  history: Past<T>[];
}

export interface StoredQuestion extends StoredVersions<Omit<QuestionDraft, 'id'>> {
  qid: string;
  /** True when it is no longer in its bank; kept for the attempts that name it. */
  retired: boolean;
}

export type MaterialWording = Omit<MaterialDraft, 'id'>;
export type QuestionWording = Omit<QuestionDraft, 'id'>;

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, each]) => [key, sorted(each)]),
        )
      : value;

/** The same for two values that differ in the order of their fields only. */
export const contentHash = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
    .slice(0, 32);

/** `old` undefined: the first version. The same wording: `old` itself, so that a caller sees that nothing changed. */
export const nextVersion = <T>(old: StoredVersions<T> | undefined, value: T, now: Date): StoredVersions<T> => {
  const hash = contentHash(value);
  if (!old) return { version: 1, hash, value, history: [] };
  if (old.hash === hash) return old;
  const past: Past<T> = { version: old.version, until: now, value: old.value };
  return { version: old.version + 1, hash, value, history: [...old.history, past].slice(-MAX_HISTORY) };
};

export interface Merge {
  readonly questions: StoredQuestion[];
  readonly added: number;
  readonly changed: number;
  readonly retired: number;
}

/**
 * The questions of a bank after it was written anew. Known questions keep their history, also when they come from
 * another bank (`elsewhere`) or were retired; those that are gone stay, retired.
 */
export const mergeQuestions = (
  old: readonly StoredQuestion[],
  drafts: BankDraft['questions'],
  now: Date,
  elsewhere: (id: string) => StoredQuestion | undefined = () => undefined,
): Merge => {
  const known = new Map(old.map((question) => [question.qid, question]));
  let added = 0;
  let changed = 0;
  const present = drafts.map(({ id, ...value }): StoredQuestion => {
    const before = known.get(id) ?? elsewhere(id);
    const next = nextVersion<QuestionWording>(before, value, now);
    if (!before) added += 1;
    else if (next.hash !== before.hash || before.retired) changed += 1;
    const { version, hash, history } = next;
    return { qid: id, version, hash, value: next.value, history, retired: false };
  });
  const kept = new Set(drafts.map(({ id }) => id));
  const gone = old.filter(({ qid }) => !kept.has(qid));
  const retired = gone.filter((question) => !question.retired).length;
  return {
    questions: [...present, ...gone.map((question) => ({ ...question, retired: true }))],
    added,
    changed,
    retired,
  };
};
