import type { z } from 'zod';
import { answerIndex, bankIssues, type Issue, materialIssues } from './rules.ts';
import { BankFile, Body, FrontMatter, TopicsFile } from './schema.ts';
import type { Material, Problem, Question, Topic } from './types.ts';
import { isFault, parseYaml, type YamlText } from './yaml.ts';

/** A material as its file says it. */
export type MaterialDraft = Omit<Material, 'origin' | 'unitPath' | 'version'>;
/** A question as its file says it, before it has a version. */
export type QuestionDraft = Omit<Question, 'version' | 'bank'>;
/** A bank as its file says it. */
export interface BankDraft {
  readonly id: string;
  readonly title: string;
  readonly topic: string;
  readonly updated: string;
  readonly questions: readonly QuestionDraft[];
}

export type Parsed<T> =
  | { readonly type: 'value'; readonly value: T; lineOf(path: readonly PropertyKey[]): number }
  | { readonly type: 'problems'; readonly problems: readonly Problem[] };

/** Codes for what a schema alone finds; the sentence says the rest. */
const codeOf = (issue: z.core.$ZodIssue): string => {
  const field = issue.path.findLast((step) => typeof step === 'string');
  if (issue.code === 'unrecognized_keys') return 'content.unknown_field';
  if ((field === 'source' || field === 'sources') && (issue.code === 'invalid_type' || issue.code === 'too_small')) {
    return 'content.missing_source';
  }
  if (issue.code === 'custom' && typeof issue.params?.code === 'string') return issue.params.code;
  if (issue.code === 'invalid_type') return 'content.missing_field';
  return 'content.invalid_field';
};

const fromSchema = (file: string, yaml: YamlText, issues: readonly z.core.$ZodIssue[]): Problem[] =>
  issues.map((issue) => ({
    code: codeOf(issue),
    file,
    line: yaml.lineOf(issue.path, issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined),
    message: issue.message,
  }));

const fromRules = (file: string, yaml: YamlText, issues: readonly Issue[]): Problem[] =>
  issues.map(({ code, path, message }) => ({ code, file, line: yaml.lineOf(path), message }));

const problems = <T>(list: readonly Problem[]): Parsed<T> => ({ type: 'problems', problems: list });

const bad = <T>(code: string, file: string, line: number, message: string): Parsed<T> =>
  problems([{ code, file, line, message }]);

const FENCE = '---';
const NO_FRONT_MATTER = 'Tệp phải bắt đầu bằng dòng "---", rồi các mục id, title, topic…, rồi một dòng "---" nữa.';

/** Fields that are undefined are left out, so that a draft compares equal with what the store gives back. */
const compact = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;

/** One Markdown material. Never throws, whatever the text is. */
export const parseMaterial = (file: string, text: string, topics: readonly string[]): Parsed<MaterialDraft> => {
  const lines = text.split('\n');
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === FENCE);
  if (lines[0]?.trimEnd() !== FENCE || end < 0) return bad('content.bad_front_matter', file, 1, NO_FRONT_MATTER);
  const yaml = parseYaml(lines.slice(1, end).join('\n'), 2);
  if (isFault(yaml)) return bad('content.bad_yaml', file, yaml.line, yaml.message);
  const front = FrontMatter.safeParse(yaml.value);
  const body = Body.safeParse(lines.slice(end + 1).join('\n'));
  const bodyLine = end + 2;
  const found = [
    ...(front.success
      ? fromRules(file, yaml, materialIssues(front.data, topics))
      : fromSchema(file, yaml, front.error.issues)),
    ...(body.success
      ? []
      : body.error.issues.map((issue) => ({ code: codeOf(issue), file, line: bodyLine, message: issue.message }))),
  ];
  if (!front.success || !body.success || found.length > 0) return problems(found);
  return { type: 'value', value: compact({ ...front.data, body: body.data }), lineOf: (path) => yaml.lineOf(path) };
};

/** A checked question in the form that is kept: the answer as an index, the bank's topic and day where it has none. */
export const toQuestion = (
  question: Omit<BankFile['questions'][number], 'id'>,
  id: string,
  bank: { readonly topic: string; readonly updated: string },
): QuestionDraft =>
  compact({
    ...question,
    id,
    topic: question.topic ?? bank.topic,
    updated: question.updated ?? bank.updated,
    answer: answerIndex(question.answer, question.options.length) ?? 0,
  });

/** One question bank. Never throws, whatever the text is. */
export const parseBank = (file: string, text: string, topics: readonly string[]): Parsed<BankDraft> => {
  const yaml = parseYaml(text);
  if (isFault(yaml)) return bad('content.bad_yaml', file, yaml.line, yaml.message);
  const bank = BankFile.safeParse(yaml.value);
  if (!bank.success) return problems(fromSchema(file, yaml, bank.error.issues));
  const found = fromRules(file, yaml, bankIssues(bank.data, topics));
  if (found.length > 0) return problems(found);
  const questions = bank.data.questions.map((question) => toQuestion(question, question.id, bank.data));
  return { type: 'value', value: { ...bank.data, questions }, lineOf: (path) => yaml.lineOf(path) };
};

/** The list of topics, each id once. */
export const parseTopics = (file: string, text: string): Parsed<readonly Topic[]> => {
  const yaml = parseYaml(text);
  if (isFault(yaml)) return bad('content.bad_yaml', file, yaml.line, yaml.message);
  const topics = TopicsFile.safeParse(yaml.value);
  if (!topics.success) return problems(fromSchema(file, yaml, topics.error.issues));
  const twice = topics.data.findIndex((topic, index) => topics.data.findIndex(({ id }) => id === topic.id) < index);
  if (twice >= 0) {
    const message = `Chủ đề "${topics.data[twice]?.id}" được ghi hai lần. Xóa bớt một.`;
    return bad('content.duplicate_id', file, yaml.lineOf([twice, 'id']), message);
  }
  return { type: 'value', value: topics.data, lineOf: (path) => yaml.lineOf(path) };
};
