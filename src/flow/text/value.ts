import { compileExpression } from './expression.ts';
import type { Compiled, Path, Scope } from './scope.ts';
import { compileTemplate } from './template.ts';

/** A compiled value of `args`, `with`, `set`, …: text is Liquid, text with `=` is CEL, inside lists and objects too. */
export interface Value {
  readonly reads: readonly Path[];
  /** True when nothing in it depends on variables; then `run` always gives the same. */
  readonly fixed: boolean;
  run(scope: Scope, zone: string): unknown;
}

const constant = (value: unknown): Compiled<Value> => ({
  ok: true,
  value: { reads: [], fixed: true, run: () => value },
});

const compileText = (text: string): Compiled<Value> => {
  if (text.startsWith('=')) {
    const compiled = compileExpression(text.slice(1).trim());
    if (!compiled.ok) return compiled;
    const { run, reads } = compiled.value;
    return { ok: true, value: { reads, fixed: false, run: (scope) => run(scope) } };
  }
  const compiled = compileTemplate(text);
  if (!compiled.ok) return compiled;
  const { fixed, reads, render } = compiled.value;
  return fixed === undefined ? { ok: true, value: { reads, fixed: false, run: render } } : constant(fixed);
};

/** First error wins: an author mends one at a time. */
export const compileValue = (source: unknown): Compiled<Value> => {
  if (typeof source === 'string') return compileText(source);
  if (typeof source !== 'object' || source === null) return constant(source ?? null);
  const keys = Object.keys(source);
  const parts: Value[] = [];
  for (const item of Object.values(source)) {
    const part = compileValue(item);
    if (!part.ok) return part;
    parts.push(part.value);
  }
  if (parts.every((part) => part.fixed)) return constant(source);
  const reads = parts.flatMap((part) => part.reads);
  const run = Array.isArray(source)
    ? (scope: Scope, zone: string) => parts.map((part) => part.run(scope, zone))
    : (scope: Scope, zone: string) =>
        Object.fromEntries(parts.map((part, index) => [keys[index] ?? '', part.run(scope, zone)]));
  return { ok: true, value: { reads, fixed: false, run } };
};
