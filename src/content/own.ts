import type { z } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';
import { type BankDraft, type MaterialDraft, toQuestion } from './parse.ts';
import { bankIssues, type Issue, materialIssues } from './rules.ts';
import { BankInput, MaterialInput } from './schema.ts';
import type { Origin } from './types.ts';
import type { StoredQuestion } from './versions.ts';

/** Own content goes through the same rules as files; here a place is a field (`questions.3.answer`), not a line. */

const placeOf = (path: readonly PropertyKey[]): string => path.map(String).join('.');

const fromSchema = (error: z.ZodError): Result<never> => {
  const issue = error.issues[0];
  return fail('content.invalid', issue?.message ?? 'Nội dung chưa đúng.', placeOf(issue?.path ?? []));
};

const fromRules = (issue: Issue): Result<never> => fail(issue.code, issue.message, placeOf(issue.path));

const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;

export const checkMaterial = (input: unknown, topics: readonly string[]): Result<Omit<MaterialDraft, 'id'>> => {
  const parsed = MaterialInput.safeParse(input);
  if (!parsed.success) return fromSchema(parsed.error);
  const [issue] = materialIssues(parsed.data, topics);
  return issue ? fromRules(issue) : ok(withoutUndefined(parsed.data));
};

/** Numbers behind the ids of a bank's questions that are in use or were: they are never given again. */
const highestNumber = (bank: string, stored: readonly StoredQuestion[]): number =>
  stored.reduce((highest, { qid }) => {
    const number = qid.startsWith(`${bank}-`) ? Number(qid.slice(bank.length + 1)) : 0;
    return Number.isInteger(number) && number > highest ? number : highest;
  }, 0);

/**
 * Checks a bank from the console. A question that names an id of the bank is that question again; one without an id is
 * new and gets `<bank>-<number>`.
 */
export const checkBank = (
  input: unknown,
  id: string,
  stored: readonly StoredQuestion[],
  topics: readonly string[],
): Result<Omit<BankDraft, 'id'>> => {
  const parsed = BankInput.safeParse(input);
  if (!parsed.success) return fromSchema(parsed.error);
  const bank = parsed.data;
  const [issue] = bankIssues(bank, topics);
  if (issue) return fromRules(issue);
  const known = new Set(stored.map(({ qid }) => qid));
  const stranger = bank.questions.findIndex((question) => question.id !== undefined && !known.has(question.id));
  if (stranger >= 0) {
    const message = `Câu "${bank.questions[stranger]?.id}" không thuộc bộ câu hỏi này. Để trống mã thì câu được thêm mới.`;
    return fail('content.unknown_question', message, `questions.${stranger}.id`);
  }
  let number = highestNumber(id, stored);
  const questions = bank.questions.map(({ id: given, ...question }) => {
    if (given === undefined) number += 1;
    return toQuestion(question, given ?? `${id}-${number}`, bank);
  });
  return ok({ title: bank.title, topic: bank.topic, updated: bank.updated, questions });
};

/** Whether an administrator may change this: only own content, only in her unit and below. */
export const mayChange = (
  doc: { readonly origin: Origin; readonly unitPath: string } | null | undefined,
  author: { readonly unitPath: string },
): Result<void> => {
  if (!doc) return fail('content.not_found', 'Không có nội dung này, có thể đã bị xóa. Tải lại danh sách.');
  if (doc.origin === 'library') {
    const message = 'Nội dung của thư viện chung chỉ sửa được trong tệp. Chị có thể soạn một bản riêng cho đơn vị.';
    return fail('content.library_read_only', message);
  }
  return doc.unitPath.startsWith(author.unitPath)
    ? ok(undefined)
    : fail(
        'content.outside_unit',
        'Nội dung này của đơn vị khác, chị không sửa được. Nhờ người soạn hoặc cấp trên của đơn vị đó.',
      );
};
