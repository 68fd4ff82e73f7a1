import { fold } from '../language/fold.ts';
import { MAX_FIRST_MESSAGE_CHARACTERS, MAX_QUESTION_MESSAGE_CHARACTERS } from './limits.ts';
import { lengthOf, questionText, summaryText } from './messages.ts';
import type { BankFile, FrontMatter } from './schema.ts';

/** What is wrong at a path of the value; files turn the path into a line, the API into a field. */
export interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type QuestionParts = Omit<BankFile['questions'][number], 'id'> & { readonly id?: string };

const LETTERS = 'ABCDEF';
/** The letter under which an option is shown, from 0. */
export const letterOf = (index: number): string => LETTERS[index] ?? '?';

/** An answer as written (a letter, or a number from 1) as an index from 0; undefined when it names no option. */
export const answerIndex = (answer: string | number, options: number): number | undefined => {
  const written = String(answer).trim().toUpperCase();
  const index = /^\d{1,2}$/.test(written) ? Number(written) - 1 : written.length === 1 ? LETTERS.indexOf(written) : -1;
  return index >= 0 && index < options ? index : undefined;
};

const topicIssue = (topic: string, topics: readonly string[], path: readonly PropertyKey[]): Issue[] =>
  topics.includes(topic)
    ? []
    : [
        {
          code: 'content.unknown_topic',
          path,
          message: `Chủ đề "${topic}" không có trong topics.yaml. Dùng một trong: ${topics.join(', ')}.`,
        },
      ];

const validityIssue = (
  { validFrom, validTo }: { readonly validFrom?: string | undefined; readonly validTo?: string | undefined },
  path: readonly PropertyKey[],
): Issue[] =>
  validFrom && validTo && validFrom > validTo
    ? [
        {
          code: 'content.validity_reversed',
          path: [...path, 'validTo'],
          message: `Ngày hết áp dụng ${validTo} trước ngày áp dụng ${validFrom}. Đổi lại hai ngày.`,
        },
      ]
    : [];

/** With this day the first message is as long as it can become. */
const AFTER_ALL = '9999-12-31';

/** What a material's fields say together. */
export const materialIssues = (material: Omit<FrontMatter, 'id'>, topics: readonly string[]): Issue[] => {
  const length = lengthOf(summaryText(material, AFTER_ALL));
  return [
    ...topicIssue(material.topic, topics, ['topic']),
    ...validityIssue(material, []),
    ...(length > MAX_FIRST_MESSAGE_CHARACTERS
      ? [
          {
            code: 'content.too_long',
            path: ['summary'],
            message: `Tin nhắn đầu (tên, tóm tắt, nguồn, ngày) dài ${length} ký tự, quá ${MAX_FIRST_MESSAGE_CHARACTERS}. Rút gọn tóm tắt hoặc tên nguồn.`,
          },
        ]
      : []),
  ];
};

const equalOptions = (question: QuestionParts, path: readonly PropertyKey[]): Issue[] => {
  const seen = new Map<string, number>();
  return question.options.flatMap(({ text }, index) => {
    const folded = fold(text);
    const first = seen.get(folded);
    seen.set(folded, first ?? index);
    return first === undefined
      ? []
      : [
          {
            code: 'content.equal_options',
            path: [...path, 'options', index],
            message: `Lựa chọn ${letterOf(index)} giống lựa chọn ${letterOf(first)} khi gõ không dấu. Sửa một trong hai cho khác hẳn.`,
          },
        ];
  });
};

const questionIssues = (question: QuestionParts, topics: readonly string[], path: readonly PropertyKey[]): Issue[] => {
  const length = lengthOf(questionText(question));
  const { options } = question;
  return [
    ...(question.topic === undefined ? [] : topicIssue(question.topic, topics, [...path, 'topic'])),
    ...validityIssue(question, path),
    ...equalOptions(question, path),
    ...(answerIndex(question.answer, options.length) === undefined
      ? [
          {
            code: 'content.answer_out_of_range',
            path: [...path, 'answer'],
            message: `Đáp án "${question.answer}" không có trong ${options.length} lựa chọn. Ghi một chữ từ A đến ${letterOf(options.length - 1)}.`,
          },
        ]
      : []),
    ...(length > MAX_QUESTION_MESSAGE_CHARACTERS
      ? [
          {
            code: 'content.too_long',
            path: [...path, 'text'],
            message: `Câu hỏi cùng các lựa chọn dài ${length} ký tự, quá ${MAX_QUESTION_MESSAGE_CHARACTERS} cho một tin nhắn. Viết gọn lại.`,
          },
        ]
      : []),
  ];
};

/** What a bank's fields say together. Question ids that stand twice in it are named at the second place. */
export const bankIssues = (
  bank: { readonly topic: string; readonly questions: readonly QuestionParts[] },
  topics: readonly string[],
): Issue[] => {
  const ids = new Set<string>();
  return [
    ...topicIssue(bank.topic, topics, ['topic']),
    ...bank.questions.flatMap((question, index) => {
      const issues = questionIssues(question, topics, ['questions', index]);
      if (question.id !== undefined && ids.has(question.id)) {
        issues.push({
          code: 'content.duplicate_id',
          path: ['questions', index, 'id'],
          message: `Mã câu "${question.id}" đã dùng ở trên trong cùng bộ. Đặt mã khác cho một trong hai câu.`,
        });
      }
      if (question.id !== undefined) ids.add(question.id);
      return issues;
    }),
  ];
};
