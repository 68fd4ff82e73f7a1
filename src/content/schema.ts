import { z } from 'zod';
import * as limits from './limits.ts';

/**
 * The shapes that authors write, in files and in the console. Messages are Vietnamese sentences that say what to do;
 * the reader adds file and line. What one value alone cannot tell (unknown topics, equal options) is in `rules.ts`.
 */

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const isRealDay = (text: string): boolean => {
  if (!DAY.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
};

/** The sentence for a value that is absent, or is not of the kind asked for. */
const wrong = (name: string, missing: string, kind: string) => (issue: { readonly input?: unknown }) =>
  issue.input === undefined ? missing : `"${name}" phải là ${kind}.`;

/** A form without unknown fields: a mistyped field name must not be silently ignored. */
const form = <Shape extends z.ZodRawShape>(shape: Shape, what: string) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `Không có mục tên "${(issue.keys ?? []).join('", "')}" trong ${what}. Các mục được dùng: ${Object.keys(shape).join(', ')}.`
        : `${what[0]?.toUpperCase()}${what.slice(1)} phải gồm các mục: ${Object.keys(shape).join(', ')}.`,
  });

/** Control characters other than line ends and tabs, and halves of characters: they come from broken copying. */
const STRANGE = /(?![\n\r\t])[\p{Cc}\p{Cs}]/u;

/** A day as `2026-11-23`. */
const day = z
  .string('Thiếu ngày, hoặc ngày không viết dạng năm-tháng-ngày, ví dụ 2026-11-23.')
  .refine(isRealDay, 'Ngày phải có thật và viết dạng năm-tháng-ngày, ví dụ 2026-11-23.');

/** Text that is trimmed, not empty, free of control characters, and at most `max` characters. */
const line = (name: string, max: number) =>
  z
    .string({ error: wrong(name, `Thiếu "${name}". Thêm dòng "${name}: …".`, 'một dòng chữ') })
    .trim()
    .min(1, `"${name}" đang để trống. Viết nội dung vào sau "${name}:".`)
    .refine((text) => [...text].length <= max, {
      params: { code: 'content.too_long' },
      error: (issue) =>
        `"${name}" dài ${[...String(issue.input)].length} ký tự, quá ${max} nên khó đọc trên điện thoại. Viết gọn lại.`,
    })
    .refine((text) => !STRANGE.test(text), `"${name}" có ký tự điều khiển lạ. Xóa và gõ lại dòng này.`);

export const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const id = z
  .string('Thiếu "id". Thêm dòng "id: …", chỉ dùng chữ thường không dấu, số và gạch nối.')
  .max(80, '"id" dài quá 80 ký tự. Rút ngắn lại.')
  .regex(ID, '"id" chỉ dùng chữ thường không dấu, số và gạch nối, ví dụ "cam-tiep-xuc".');

export const QUESTION_ID = /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;
const questionId = z
  .string('Thiếu "id" của câu hỏi. Thêm, ví dụ "id: DL01".')
  .max(80, '"id" dài quá 80 ký tự. Rút ngắn lại.')
  .regex(QUESTION_ID, '"id" của câu hỏi chỉ dùng chữ không dấu, số và gạch nối, ví dụ "DL01".');

export const SourceSchema = form(
  {
    site: line('site', limits.MAX_SOURCE_CHARACTERS),
    title: line('title', limits.MAX_SOURCE_CHARACTERS),
  },
  'mỗi nguồn',
);

const sources = z
  .array(SourceSchema, 'Thiếu nguồn. Thêm "sources:" với ít nhất một mục gồm "site" và "title".')
  .min(1, 'Chưa có nguồn nào. Thêm vào "sources" ít nhất một mục gồm "site" và "title".')
  .max(limits.MAX_SOURCES, `Quá ${limits.MAX_SOURCES} nguồn. Giữ lại những nguồn chính.`);

/** `true` or `false`; files are read with every value as text, so that `33.500` stays as written. */
const flag = (name: string) =>
  z
    .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')], {
      error: `"${name}" chỉ nhận true hoặc false.`,
    })
    .default(false);

const keywords = z
  .array(line('keywords', limits.MAX_KEYWORD_CHARACTERS), '"keywords" phải là một danh sách các từ khóa.')
  .max(limits.MAX_KEYWORDS, `Quá ${limits.MAX_KEYWORDS} từ khóa. Bớt lại.`)
  .default([]);

const validity = {
  validFrom: day.optional(),
  validTo: day.optional(),
  reviewYearly: flag('reviewYearly'),
  reviewLegal: flag('reviewLegal'),
};

const topic = z.string({
  error: wrong('topic', 'Thiếu "topic". Thêm một chủ đề có trong topics.yaml.', 'một dòng chữ'),
});

const material = {
  title: line('title', limits.MAX_TITLE_CHARACTERS),
  topic,
  summary: line('summary', limits.MAX_SUMMARY_CHARACTERS),
  sources,
  updated: day,
  ...validity,
  suggestion: flag('suggestion'),
  keywords,
};

/** The block between the two `---` lines of a material. */
export const FrontMatter = form({ id, ...material }, 'phần đầu tài liệu');
export type FrontMatter = z.output<typeof FrontMatter>;

/** The text below the front matter, Markdown. */
export const Body = z
  .string('Thiếu nội dung.')
  .trim()
  .min(1, 'Tài liệu chưa có nội dung. Viết nội dung bên dưới dòng "---" thứ hai.')
  .refine((text) => !STRANGE.test(text), 'Nội dung có ký tự điều khiển lạ. Xóa và gõ lại đoạn đó.')
  .refine((text) => [...text].length <= limits.MAX_BODY_CHARACTERS, {
    params: { code: 'content.too_long' },
    error: (issue) =>
      `Nội dung dài ${[...String(issue.input)].length} ký tự, quá ${limits.MAX_BODY_CHARACTERS}. Tách thành hai tài liệu.`,
  });

/** A material as the console sends it. */
export const MaterialInput = form({ ...material, body: Body }, 'tài liệu');
export type MaterialInput = z.input<typeof MaterialInput>;

const answer = z.union([z.string(), z.number()], 'Thiếu "answer". Ghi chữ cái của lựa chọn đúng, ví dụ "answer: A".');

const options = z
  .array(
    form({ text: line('text', limits.MAX_OPTION_CHARACTERS) }, 'mỗi lựa chọn'),
    'Thiếu "options". Thêm danh sách các lựa chọn trả lời.',
  )
  .min(limits.MIN_OPTIONS, `Cần ít nhất ${limits.MIN_OPTIONS} lựa chọn trả lời.`)
  .max(limits.MAX_QUESTION_OPTIONS, `Nhiều nhất ${limits.MAX_QUESTION_OPTIONS} lựa chọn trả lời (A đến F).`);

const question = {
  text: line('text', limits.MAX_QUESTION_CHARACTERS),
  options,
  /** A letter (A is the first option), or the option's number from 1. */
  answer,
  explanation: line('explanation', limits.MAX_EXPLANATION_CHARACTERS),
  source: line('source', 2 * limits.MAX_SOURCE_CHARACTERS),
  topic: z.string().optional(),
  updated: day.optional(),
  ...validity,
};

export const QuestionInFile = form({ id: questionId, ...question }, 'mỗi câu hỏi');
export type QuestionInFile = z.output<typeof QuestionInFile>;

/** A question as the console sends it: without `id` it is a new one, and the server gives it an id. */
export const QuestionInput = form({ id: questionId.optional(), ...question }, 'mỗi câu hỏi');
export type QuestionInput = z.input<typeof QuestionInput>;

const bank = { title: line('title', limits.MAX_TITLE_CHARACTERS), topic: topic, updated: day };

const manyQuestions = `Quá ${limits.MAX_QUESTIONS_PER_BANK} câu trong một bộ. Tách thành hai bộ câu hỏi.`;

export const BankFile = form(
  {
    id,
    ...bank,
    questions: z
      .array(QuestionInFile, 'Thiếu "questions". Thêm danh sách câu hỏi.')
      .min(1, 'Bộ câu hỏi chưa có câu nào. Thêm ít nhất một câu vào "questions".')
      .max(limits.MAX_QUESTIONS_PER_BANK, manyQuestions),
  },
  'bộ câu hỏi',
);
export type BankFile = z.output<typeof BankFile>;

/** A bank as the console sends it. */
export const BankInput = form(
  {
    ...bank,
    questions: z
      .array(QuestionInput)
      .min(1, 'Bộ câu hỏi chưa có câu nào. Thêm ít nhất một câu.')
      .max(limits.MAX_QUESTIONS_PER_BANK, manyQuestions),
  },
  'bộ câu hỏi',
);
export type BankInput = z.input<typeof BankInput>;

export const TopicsFile = z
  .array(
    form({ id, title: line('title', limits.MAX_TITLE_CHARACTERS) }, 'mỗi chủ đề'),
    'topics.yaml phải là một danh sách các mục có "id" và "title".',
  )
  .min(1, 'topics.yaml chưa có chủ đề nào.');
