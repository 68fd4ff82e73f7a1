import type { z } from 'zod';
import type { ActionTable } from '../action.ts';
import type { CompiledFlow } from '../compile/ops.ts';
import { FINDERS } from '../engine/ask.ts';
import type { Finding, Place } from '../read/problem.ts';
import { remedyFor } from '../read/suggest.ts';
import { shapeOf, takesText } from './shape.ts';

/** What stands at a place of the file. */
export const sourceAt = (flow: CompiledFlow, place: Place): unknown =>
  place.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined,
    flow.source,
  );

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value of the file depends on variables. */
export const isDynamic = (value: unknown): boolean => {
  if (typeof value === 'string') return value.startsWith('=') || value.includes('{{') || value.includes('{%');
  return typeof value === 'object' && value !== null && Object.values(value).some(isDynamic);
};

const finding = (place: Place, message: string, remedy: string): Finding => ({
  place,
  rule: 'action-args',
  message,
  remedy,
});

const checkArg = (action: string, name: string, schema: z.ZodType, value: unknown, place: Place): Finding[] => {
  if (typeof value === 'string' && !value.startsWith('=') && !takesText(shapeOf(schema, 'input')))
    return [
      finding(
        place,
        `"${name}" của ${action} không phải là chữ, mà ở đây là một đoạn chữ.`,
        'Viết số hoặc true/false, hoặc đặt dấu = trước biểu thức, ví dụ =so_nguoi.',
      ),
    ];
  if (isDynamic(value) || schema.safeParse(value).success) return [];
  return [
    finding(place, `"${name}" của ${action} không nhận giá trị này.`, 'Sửa lại giá trị theo mô tả của việc này.'),
  ];
};

const checkCall = (action: string, args: unknown, place: Place, actions: ActionTable): Finding[] => {
  const known = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!known)
    return [
      {
        place: [...place, 'do'],
        rule: 'unknown-action',
        message: `Không có việc nào tên là "${action}".`,
        remedy: remedyFor(action, Object.keys(actions), 'Các việc làm được'),
      },
    ];
  const given = isObject(args) ? args : {};
  const shape = known.args.shape as Readonly<Record<string, z.ZodType>>;
  const names = Object.keys(shape);
  // A loose schema takes any name.
  const { additionalProperties } = shapeOf(known.args, 'input');
  const open = additionalProperties !== undefined && additionalProperties !== false;
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const schema = Object.hasOwn(shape, name) ? shape[name] : undefined;
    const at = [...place, 'args', name];
    if (schema) return checkArg(action, name, schema, value, at);
    return open ? [] : [finding(at, `${action} không có "${name}".`, remedyFor(name, names, 'Có thể đưa vào'))];
  });
  const missing = names
    .filter((name) => !Object.hasOwn(given, name) && shape[name]?.safeParse(undefined).success === false)
    .map((name) => finding([...place, 'args'], `${action} cần "${name}".`, `Thêm ${name}: … dưới args.`));
  return [...wrong, ...missing];
};

/** Every action is known and gets the arguments that it takes. */
export const checkActions = (flow: CompiledFlow, actions: ActionTable): Finding[] =>
  flow.ops.flatMap((op, at) => {
    const place = flow.places[at] ?? [];
    const args = sourceAt(flow, [...place, 'args']);
    if (op.op === 'do') return checkCall(op.action, args, place, actions);
    if (op.op === 'collect') {
      if (op.action !== undefined) return checkCall(op.action, args, place, actions);
      return op.args ? [finding([...place, 'args'], 'Có args mà không có do.', 'Thêm do: … hoặc bỏ args.')] : [];
    }
    if (op.op === 'ask' && (op.type === 'person' || op.type === 'unit')) {
      const finder = FINDERS[op.type];
      return Object.hasOwn(actions, finder)
        ? []
        : [
            {
              place: [...place, 'type'],
              rule: 'unknown-action' as const,
              message: `ask ${op.type} cần việc "${finder}" mà chương trình chưa có.`,
              remedy: 'Hỏi bằng type: text, hoặc báo người lập trình.',
            },
          ];
    }
    return [];
  });
