import { z } from 'zod';
import type { ActionTable } from '../action.ts';
import type { CompiledFlow } from '../compile/ops.ts';
import { FINDERS } from '../engine/ask.ts';
import type { Finding, Place } from '../read/problem.ts';
import { remedyFor } from '../read/suggest.ts';
import { BUILT_IN, type Path } from '../text/scope.ts';
import { certainAt } from './graph.ts';
import { readsOf } from './reads.ts';
import { missingField, type Shape, shapeOf } from './shape.ts';

const person = z.object({ id: z.string(), ten: z.string(), xung_ho: z.string() });
const answer = z.object({ contact: z.string(), name: z.string(), at: z.string() });
const quizResult = z.object({
  total: z.number(),
  people: z.number(),
  right: z.number(),
  percent: z.number(),
  finished: z.boolean(),
  answers: z.array(answer.extend({ question: z.string(), option: z.number(), correct: z.boolean() })),
  board: z.array(
    z.object({ contact: z.string(), name: z.string(), rank: z.number(), right: z.number(), answered: z.number() }),
  ),
});
const collected = z.object({
  people: z.number(),
  counts: z.record(z.string(), z.number()),
  answers: z.array(answer.extend({ value: z.unknown(), label: z.string() })),
});
const photo = z.object({ url: z.string(), name: z.string().nullable(), mimeType: z.string().nullable() });

/** Names that mean something to CEL or Liquid themselves. */
const WORDS = ['true', 'false', 'null', 'nil', 'empty', 'blank', 'in', 'forloop', 'cel', 'optional'];
const RESERVED = new Set<string>([...BUILT_IN, ...WORDS]);

/** Shapes that a variable can have, one for each step that sets it; `{}` where anything is possible. */
const shapesOf = (flow: CompiledFlow, actions: ActionTable): ReadonlyMap<string, readonly Shape[]> => {
  const shapes = new Map<string, Shape[]>();
  const add = (name: string | undefined, shape: Shape): void => {
    if (name !== undefined) shapes.set(name, [...(shapes.get(name) ?? []), shape]);
  };
  const result = (action: string): Shape => {
    const known = Object.hasOwn(actions, action) ? actions[action] : undefined;
    return known ? shapeOf(known.result, 'output') : {};
  };
  for (const [name, spec] of Object.entries(flow.vars)) {
    const plain = { text: 'string', number: 'number', yes_no: 'boolean', moment: 'string' } as const;
    add(name, spec.type in plain ? { type: plain[spec.type as keyof typeof plain] } : {});
  }
  for (const op of flow.ops) {
    if (op.op === 'do') add(op.save, result(op.action));
    else if (op.op === 'quiz') add(op.save, shapeOf(quizResult, 'output'));
    else if (op.op === 'collect') add(op.save, shapeOf(collected, 'output'));
    else if (op.op === 'set') for (const [name] of op.values) add(name, {});
    else if (op.op === 'call' || op.op === 'choose') add(op.save, {});
    else if (op.op === 'ask') {
      if (op.type === 'photo') add(op.save, shapeOf(photo, 'output'));
      else if (op.type === 'person' || op.type === 'unit') {
        const items = result(FINDERS[op.type]).properties?.['candidates']?.items;
        add(op.save, typeof items === 'object' ? items : {});
      } else add(op.save, { type: 'string' });
    }
  }
  shapes.set('nguoi', [shapeOf(person, 'output')]);
  for (const name of ['ten', 'xung_ho', 'Xung_ho', 'bay_gio', 'loi']) shapes.set(name, [{ type: 'string' }]);
  return shapes;
};

const unknownName = (name: string, flow: CompiledFlow, place: Place): Finding => ({
  place,
  rule: 'unknown-variable',
  message: `Không có biến "${name}".`,
  remedy: remedyFor(name, [...flow.names, ...BUILT_IN], 'Các biến ở đây'),
});

const unsetName = (name: string, place: Place): Finding => ({
  place,
  rule: 'unset-variable',
  message: `Biến "${name}" có đường đi tới đây mà chưa được gán.`,
  remedy: `Gán trước bằng set, hoặc khai báo trong vars với giá trị mặc định (default).`,
});

const unknownField = (path: Path, shapes: readonly Shape[], place: Place): Finding[] => {
  const missing = shapes.map((shape) => missingField(shape, path.slice(1)));
  const first = missing[0];
  if (!first || missing.some((one) => one === undefined)) return [];
  const known = [...new Set(missing.flatMap((one) => one?.known ?? []))];
  const message = `"${path[0]}" không có phần "${first.name}" (${path.join('.')}).`;
  const remedy =
    known.length > 0 ? remedyFor(first.name, known, 'Các phần có') : 'Đây là một giá trị đơn, không có phần bên trong.';
  return [{ place, rule: 'unknown-field', message, remedy }];
};

const checkRead = (
  path: Path,
  place: Place,
  flow: CompiledFlow,
  certain: ReadonlySet<string>,
  shapes: ReadonlyMap<string, readonly Shape[]>,
): Finding[] => {
  const name = String(path[0]);
  const builtIn = (BUILT_IN as readonly string[]).includes(name);
  if (!builtIn && !flow.names.includes(name)) return [unknownName(name, flow, place)];
  if (!builtIn && !certain.has(name)) return [unsetName(name, place)];
  return unknownField(path, shapes.get(name) ?? [{}], place);
};

/** Every variable is known, set on every way before it is read, and has the fields that are read. */
export const checkVariables = (flow: CompiledFlow, actions: ActionTable): Finding[] => {
  const certain = certainAt(flow);
  const shapes = shapesOf(flow, actions);
  const findings: Finding[] = [];
  flow.ops.forEach((op, at) => {
    const set = certain.get(at);
    if (!set) return;
    for (const { key, reads, locals } of readsOf(op)) {
      const place = [...(flow.places[at] ?? []), ...key];
      for (const path of reads)
        if (!locals.includes(String(path[0]))) findings.push(...checkRead(path, place, flow, set, shapes));
    }
  });
  // Texts of the header can be said at any step: only what the flow starts with is sure to be there.
  const start = new Set(Object.keys(flow.vars));
  const header = [
    [['help'], flow.help],
    [['timeout', 'nudge_say'], flow.timeout.nudgeSay],
    [['timeout', 'say'], flow.timeout.say],
  ] as const;
  for (const [place, text] of header)
    for (const path of text?.reads ?? []) findings.push(...checkRead(path, place, flow, start, shapes));
  return findings;
};

/** Names that the engine or the two languages use themselves cannot be set. */
export const checkNames = (flow: CompiledFlow): Finding[] => {
  const remedy = `Đặt tên khác. Các tên dành riêng: ${BUILT_IN.join(', ')}.`;
  const reserved = (name: string, place: Place): Finding[] =>
    RESERVED.has(name) ? [{ place, rule: 'reserved-name', message: `Tên "${name}" đã dành riêng.`, remedy }] : [];
  return [
    ...Object.keys(flow.vars).flatMap((name) => reserved(name, ['vars', name])),
    ...flow.ops.flatMap((op, at) => {
      const place = flow.places[at] ?? [];
      if (op.op === 'set') return op.values.flatMap(([name]) => reserved(name, [...place, 'set', name]));
      return 'save' in op && op.save !== undefined ? reserved(op.save, [...place, 'save']) : [];
    }),
  ];
};
