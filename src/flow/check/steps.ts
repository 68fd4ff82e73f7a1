import { OutboundMessage } from '../../chat/message.ts';
import { foldedWords } from '../../language/fold.ts';
import type { CompiledFlow, FixedOption, Op } from '../compile/ops.ts';
import { optionText, type Question } from '../engine/questions.ts';
import type { Finding, Place, Rule } from '../read/problem.ts';
import { remedyFor } from '../read/suggest.ts';
import { isDynamic, sourceAt } from './actions.ts';
import { certainAt } from './graph.ts';

/** Longest label of an option: more does not fit a button, and one channel after another would drop it. */
const MAX_LABEL = 200;

const finding = (rule: Rule, place: Place, message: string, remedy: string): Finding => ({
  rule,
  place,
  message,
  remedy,
});

/** Steps that no way leads to. Only the first of a row is named. */
export const checkReach = (flow: CompiledFlow): Finding[] => {
  const reached = certainAt(flow);
  const findings: Finding[] = [];
  let inside = false;
  flow.ops.forEach((_op, at) => {
    const place = flow.places[at] ?? [];
    // Jumps between branches and the end of the file are the compiler's own, and stand nowhere in it.
    const own = place.length > 1;
    if (reached.has(at)) inside = false;
    else if (own) {
      if (!inside)
        findings.push(
          finding(
            'unreachable',
            place,
            'Không có đường nào đi tới bước này.',
            'Bỏ bước này, hoặc sửa goto, end hay điều kiện phía trước.',
          ),
        );
      inside = true;
    }
  });
  return findings;
};

const duplicates = (labels: readonly (string | undefined)[], place: Place): Finding[] => {
  const seen = new Map<string, string>();
  return labels.flatMap((label, index) => {
    if (label === undefined) return [];
    const folded = foldedWords(label);
    const before = seen.get(folded);
    seen.set(folded, label);
    return before === undefined
      ? []
      : [
          finding(
            'duplicate-option',
            [...place, index],
            `Lựa chọn "${label}" trùng với "${before}" khi bỏ dấu.`,
            'Sửa để hai lựa chọn khác nhau cả khi không viết dấu.',
          ),
        ];
  });
};

/** Two options with one value: a button could not tell them apart. Equal labels are named once, by `duplicates`. */
const sameKeys = (options: readonly FixedOption[], place: Place): Finding[] =>
  options.flatMap(({ key, label }, index) => {
    const other = options.findIndex((one) => one.key === key);
    if (other === index || options[other]?.label.source === label.source) return [];
    const message = `Hai lựa chọn cùng giá trị "${key}".`;
    return [finding('duplicate-option', [...place, index], message, 'Đặt value khác nhau cho từng lựa chọn.')];
  });

const checkOptions = (options: readonly FixedOption[], place: Place): Finding[] => [
  ...sameKeys(options, place),
  ...duplicates(
    options.map(({ label }) => label.fixed),
    place,
  ),
  ...options.flatMap(({ label }, index) =>
    (label.fixed?.length ?? 0) > MAX_LABEL
      ? [
          finding(
            'long-option',
            [...place, index],
            `Lựa chọn dài quá ${MAX_LABEL} ký tự.`,
            'Rút ngắn lựa chọn, phần giải thích đưa vào câu hỏi.',
          ),
        ]
      : [],
  ),
];

const checkQuestions = (value: unknown, place: Place): Finding[] =>
  Array.isArray(value)
    ? (value as readonly Question[]).flatMap((question, index) => [
        ...(question.answer >= question.options.length
          ? [
              finding(
                'quiz-answer',
                [...place, index, 'answer'],
                `answer là ${question.answer} nhưng chỉ có ${question.options.length} lựa chọn.`,
                `answer đếm từ 0: lựa chọn đầu là 0, cuối là ${question.options.length - 1}.`,
              ),
            ]
          : []),
        ...duplicates(question.options.map(optionText), [...place, index, 'options']),
      ])
    : [];

const checkAsk = (op: Extract<Op, { op: 'ask' }>, place: Place, source: unknown): Finding[] => {
  const bad = (key: string, message: string, remedy: string): Finding[] => [
    finding('ask-limits', [...place, key], message, remedy),
  ];
  const has = (key: string): boolean => typeof source === 'object' && source !== null && key in source;
  const { min, max, type } = op;
  if (min !== undefined && max !== undefined && min > max)
    return bad('min', `min (${min}) lớn hơn max (${max}).`, 'Đổi chỗ hai số.');
  if ((min !== undefined || max !== undefined) && type !== 'text' && type !== 'number')
    return bad(
      min === undefined ? 'max' : 'min',
      `min và max không dùng được với type: ${type}.`,
      'Dùng check với một điều kiện.',
    );
  if (op.checkSay && !op.check)
    return bad('check_say', 'Có check_say mà không có check.', 'Thêm check: … hoặc bỏ check_say.');
  if (has('direction') && type !== 'date' && type !== 'moment')
    return bad('direction', `direction không dùng được với type: ${type}.`, 'Bỏ direction.');
  return [];
};

const messageTypes = OutboundMessage.options;

const checkMessage = (source: unknown, place: Place): Finding[] => {
  if (typeof source !== 'object' || source === null || !('type' in source)) return [];
  const bad = (key: string, message: string, remedy: string): Finding[] => [
    finding('bad-message', [...place, key], message, remedy),
  ];
  const type = String(source.type);
  const names = messageTypes.map((one) => one.shape.type.value);
  const schema = messageTypes.find((one) => one.shape.type.value === type);
  if (!schema) return bad('type', `Không có loại tin "${type}".`, remedyFor(type, names, 'Các loại tin'));
  const keys = Object.keys(schema.shape);
  const unknown = Object.keys(source).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    return bad(unknown, `Tin ${type} không có "${unknown}".`, remedyFor(unknown, keys, 'Các khóa dùng được'));
  const shape: Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>> = schema.shape;
  const given: Readonly<Record<string, unknown>> = { ...source };
  for (const key of keys) {
    const value = given[key];
    if (value === undefined && shape[key]?.safeParse(undefined).success === false)
      return bad('type', `Tin ${type} thiếu "${key}".`, `Thêm ${key}: …`);
    if (value !== undefined && !isDynamic(value) && shape[key]?.safeParse(value).success === false)
      return bad(key, `"${key}" của tin ${type} viết chưa đúng.`, 'Sửa lại giá trị này.');
  }
  return [];
};

const NEEDS_PERSON: readonly Op['op'][] = ['ask', 'choose', 'hand_over'];

const checkStep = (flow: CompiledFlow, op: Op, place: Place): Finding[] => {
  const source = sourceAt(flow, place);
  const findings: Finding[] = [];
  if (flow.scope === 'group' && NEEDS_PERSON.includes(op.op))
    findings.push(
      finding(
        'group-step',
        place,
        `"${op.op}" không dùng được khi scope: group.`,
        'Dùng collect hoặc quiz để cả nhóm trả lời, hoặc đổi scope thành person.',
      ),
    );
  if (flow.scope === 'group' && (op.op === 'say' || op.op === 'send') && op.private)
    findings.push(
      finding(
        'group-step',
        [...place, 'private'],
        'private không dùng được khi scope: group.',
        'Bỏ private: tin này gửi cho cả nhóm.',
      ),
    );
  switch (op.op) {
    case 'ask':
      return [...findings, ...checkAsk(op, place, source)];
    case 'choose': {
      const at = [...place, 'options'];
      if (op.options.type === 'fixed') {
        if (op.empty !== undefined)
          findings.push(
            finding('option-list', [...place, 'empty'], 'empty chỉ dùng khi các lựa chọn lấy từ biến.', 'Bỏ empty.'),
          );
        return [...findings, ...checkOptions(op.options.options, at)];
      }
      if (op.empty === undefined)
        findings.push(
          finding(
            'option-list',
            at,
            'Danh sách lấy từ biến có thể trống mà chưa có empty.',
            'Thêm empty: với các bước khi không có gì để chọn.',
          ),
        );
      return findings;
    }
    case 'collect': {
      if ((op.forMs === undefined) === (op.until === undefined))
        findings.push(
          finding(
            'collect-close',
            place,
            'collect cần for hoặc until, và chỉ một.',
            'Thêm for: 2h, hoặc until: =hop.luc.',
          ),
        );
      return [...findings, ...checkOptions(op.options, [...place, 'options'])];
    }
    case 'quiz':
      return [...findings, ...checkQuestions(sourceAt(flow, [...place, 'quiz']), [...place, 'quiz'])];
    case 'send':
      return [...findings, ...checkMessage(sourceAt(flow, [...place, 'send']), [...place, 'send'])];
    default:
      return findings;
  }
};

/** What each step must have besides its shape. */
export const checkSteps = (flow: CompiledFlow): Finding[] =>
  flow.ops.flatMap((op, at) => checkStep(flow, op, flow.places[at] ?? []));

/** The nudge comes before the end. */
export const checkTimeout = ({ timeout }: CompiledFlow): Finding[] =>
  timeout.nudgeMs !== undefined && timeout.nudgeMs >= timeout.endMs
    ? [
        finding(
          'timeout-order',
          ['timeout', 'nudge'],
          'nudge không sớm hơn end.',
          'Để nudge ngắn hơn end (end mặc định là 24h).',
        ),
      ]
    : [];
