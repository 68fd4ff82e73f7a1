import { foldedWords } from '../../language/fold.ts';
import type { CompiledFlow } from '../compile/ops.ts';
import type { Finding, Place, Rule } from '../read/problem.ts';
import { remedyFor } from '../read/suggest.ts';
import { isDynamic, sourceAt } from './actions.ts';

const finding = (rule: Rule, place: Place, message: string, remedy: string): Finding => ({
  rule,
  place,
  message,
  remedy,
});

const CAPTURE = /\{\s*(\w+)\s*\}/g;

const capturesOf = (trigger: string): readonly string[] =>
  [...trigger.matchAll(CAPTURE)].map((match) => match[1] ?? '');

/**
 * What a trigger matches, whatever its captures are called. A phrase of one word is matched with its marks ("dừng" is
 * not "đúng"), so there the marks count.
 */
const keyOf = (trigger: string): string => {
  const folded = foldedWords(trigger.replace(CAPTURE, ' 0 '));
  return folded.includes(' ') ? folded : trigger.normalize('NFC').trim().toLowerCase();
};

/** Names that triggers capture are variables, and required variables are captured by every trigger. */
export const checkTriggerVars = (flow: CompiledFlow): Finding[] =>
  flow.triggers.flatMap((trigger, index) => {
    const place = ['triggers', index];
    const captures = capturesOf(trigger);
    if (foldedWords(trigger.replace(CAPTURE, '')) === '')
      return [
        finding(
          'trigger-variable',
          place,
          `"${trigger}" không có từ nào để nhận ra.`,
          'Thêm từ cố định, ví dụ: tài liệu {query}.',
        ),
      ];
    const bad = captures.filter((name) => flow.vars[name]?.type !== 'text' && flow.vars[name]?.type !== 'any');
    const missing = Object.entries(flow.vars).filter(([name, spec]) => spec.required && !captures.includes(name));
    return [
      ...bad.map((name) =>
        finding(
          'trigger-variable',
          place,
          `"{${name}}" chưa được khai báo là chữ trong vars.`,
          `Thêm vào vars: ${name}: { type: text, default: '' }.`,
        ),
      ),
      ...missing.map(([name]) =>
        finding(
          'trigger-variable',
          place,
          `"${trigger}" không cho biết "${name}".`,
          `Thêm {${name}} vào câu, hoặc cho "${name}" một default.`,
        ),
      ),
    ];
  });

interface Owned {
  readonly flow: CompiledFlow;
  readonly place: Place;
}

/** No two flows are started by the same words, or answer the same command. */
export const checkTriggers = (flows: readonly CompiledFlow[]): { flow: CompiledFlow; finding: Finding }[] => {
  const owners = new Map<string, Owned>();
  const taken = (
    key: string,
    owned: Owned,
    found: (before: Owned) => Finding,
  ): { flow: CompiledFlow; finding: Finding }[] => {
    const before = owners.get(key);
    if (!before) owners.set(key, owned);
    // Two spellings of one phrase in one flow do no harm.
    return before && before.flow !== owned.flow ? [{ flow: owned.flow, finding: found(before) }] : [];
  };
  return flows.flatMap((flow) => [
    ...flow.triggers.flatMap((trigger, index) => {
      const place = ['triggers', index];
      return taken(keyOf(trigger), { flow, place }, (before) =>
        finding(
          'trigger-duplicate',
          place,
          `"${trigger}" trùng với một câu của kịch bản "${before.flow.name}" khi bỏ dấu.`,
          'Bỏ hoặc sửa một trong hai câu.',
        ),
      );
    }),
    ...flow.commands.flatMap((command, index) => {
      const place = ['commands', index];
      return taken(`/${command}`, { flow, place }, (before) =>
        finding(
          'command-duplicate',
          place,
          `Lệnh "${command}" đã thuộc kịch bản "${before.flow.name}".`,
          'Mỗi lệnh chỉ một kịch bản.',
        ),
      );
    }),
  ]);
};

const TYPE_OF: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  yes_no: (value) => typeof value === 'boolean',
  moment: (value) => typeof value === 'string',
  list: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** Called flows are there, and get what they take. */
export const checkCalls = (
  flow: CompiledFlow,
  flows: ReadonlyMap<string, CompiledFlow>,
  present: ReadonlySet<string>,
): Finding[] =>
  flow.ops.flatMap((op, at) => {
    if (op.op !== 'call') return [];
    const place = flow.places[at] ?? [];
    const called = flows.get(op.flow);
    if (!called) {
      if (present.has(op.flow)) return [];
      return [
        finding(
          'unknown-flow',
          [...place, 'call'],
          `Không có kịch bản "${op.flow}".`,
          remedyFor(op.flow, [...flows.keys()], 'Các kịch bản'),
        ),
      ];
    }
    const given = (sourceAt(flow, [...place, 'with']) ?? {}) as Record<string, unknown>;
    const names = Object.keys(called.vars);
    const wrong = Object.entries(given).flatMap(([name, value]) => {
      const spec = Object.hasOwn(called.vars, name) ? called.vars[name] : undefined;
      const where = [...place, 'with', name];
      if (!spec)
        return [
          finding(
            'call-values',
            where,
            `Kịch bản "${op.flow}" không nhận "${name}".`,
            remedyFor(name, names, 'Các biến nhận vào'),
          ),
        ];
      const text = typeof value === 'string' && !value.startsWith('=');
      const fits = TYPE_OF[spec.type] ?? (() => true);
      if ((text || !isDynamic(value)) && !fits(value))
        return [
          finding(
            'call-values',
            where,
            `"${name}" phải là ${spec.type}.`,
            'Sửa giá trị, hoặc đặt dấu = trước biểu thức.',
          ),
        ];
      return [];
    });
    const missing = names
      .filter((name) => called.vars[name]?.required && !Object.hasOwn(given, name))
      .map((name) =>
        finding('call-values', place, `Kịch bản "${op.flow}" cần "${name}".`, `Thêm ${name}: … dưới with.`),
      );
    const scope =
      flow.scope === 'group' && called.scope !== 'group'
        ? [
            finding(
              'group-step',
              [...place, 'call'],
              `Kịch bản nhóm không gọi được kịch bản cá nhân "${op.flow}".`,
              'Gọi một kịch bản có scope: group.',
            ),
          ]
        : [];
    return [...wrong, ...missing, ...scope];
  });

/** Defaults are of the type that the variable has. */
export const checkDefaults = (flow: CompiledFlow): Finding[] =>
  Object.entries(flow.vars).flatMap(([name, { type, default: value }]) =>
    value === undefined || value === null || (TYPE_OF[type] ?? (() => true))(value)
      ? []
      : [
          finding(
            'bad-value',
            ['vars', name, 'default'],
            `default của "${name}" không phải là ${type}.`,
            'Sửa default hoặc type.',
          ),
        ],
  );
