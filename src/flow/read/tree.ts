import type { z } from 'zod';
import { MAX_NESTING, MAX_STEPS } from '../limits.ts';
import { LooseFlow } from '../schema/flow.ts';
import { LOOSE, type StepOf, VERBS, type Verb } from '../schema/steps.ts';
import { findingsOf } from './issues.ts';
import type { Finding, Place } from './problem.ts';
import { nearest, remedyFor } from './suggest.ts';

/** Steps inside a branch, by the key of the branch (`then`, `otherwise`, `empty`, `on_error`). */
interface Common {
  readonly place: Place;
  readonly branches: Readonly<Partial<Record<Branch, readonly StepNode[]>>>;
  /** `choose`: steps of each option that has some. */
  readonly options: readonly (readonly StepNode[] | undefined)[];
}
export const BRANCHES = ['then', 'otherwise', 'empty', 'on_error'] as const;
export type Branch = (typeof BRANCHES)[number];

/** One step whose own fields are checked, with its branches read in turn. */
export type StepNode = { [V in Verb]: Common & { readonly verb: V; readonly step: StepOf<V> } }[Verb];

export interface FlowTree {
  readonly header: LooseFlow;
  readonly steps: readonly StepNode[];
  readonly onError: readonly StepNode[] | undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `on`, `yes` and the like are plain text in YAML 1.2, so no verb needs quoting. */
const verbsOf = (value: Record<string, unknown>): Verb[] => VERBS.filter((verb) => Object.hasOwn(value, verb));

/** `do` is a verb, and also a field of `collect`. */
const ownVerbs = (value: Record<string, unknown>): Verb[] => {
  const verbs = verbsOf(value);
  return verbs.includes('collect') ? verbs.filter((verb) => verb !== 'do') : verbs;
};

class Reader {
  readonly findings: Finding[] = [];
  #count = 0;

  steps(list: readonly unknown[], place: Place, depth: number): StepNode[] {
    if (depth > MAX_NESTING) {
      const remedy = 'Tách phần bên trong thành một kịch bản khác và gọi bằng call.';
      this.findings.push({ place, rule: 'too-deep', message: `Lồng nhau quá ${MAX_NESTING} tầng.`, remedy });
      return [];
    }
    return list.flatMap((item, index) => {
      this.#count += 1;
      if (this.#count === MAX_STEPS + 1)
        this.findings.push({
          place: [...place, index],
          rule: 'too-big',
          message: `Kịch bản có hơn ${MAX_STEPS} bước.`,
          remedy: 'Tách thành nhiều kịch bản và gọi bằng call.',
        });
      const node = this.#step(item, [...place, index], depth);
      return node ? [node] : [];
    });
  }

  #step(item: unknown, place: Place, depth: number): StepNode | undefined {
    if (item === 'end') return { verb: 'end', step: { end: null }, place, branches: {}, options: [] };
    if (!isObject(item)) {
      this.findings.push({
        place,
        rule: 'unknown-step',
        message: 'Đây không phải là một bước.',
        remedy: `Mỗi bước bắt đầu bằng một trong các từ: ${VERBS.join(', ')}.`,
      });
      return undefined;
    }
    const verbs = ownVerbs(item);
    const verb = verbs[0];
    if (verb === undefined) {
      const keys = Object.keys(item);
      const word = keys.find((key) => nearest(key, VERBS) !== undefined) ?? keys[0] ?? '';
      this.findings.push({
        place,
        rule: 'unknown-step',
        message: `Không có bước nào tên là "${word}".`,
        remedy: remedyFor(word, VERBS, 'Các bước'),
      });
      return undefined;
    }
    if (verbs.length > 1) {
      this.findings.push({
        place,
        rule: 'two-verbs',
        message: `Một bước mà có ${verbs.map((one) => `"${one}"`).join(' và ')}.`,
        remedy: 'Tách thành hai bước, mỗi bước một dấu -.',
      });
      return undefined;
    }
    const schema: z.ZodObject = LOOSE[verb];
    const parsed = schema.safeParse(item);
    if (!parsed.success) {
      this.findings.push(...findingsOf(parsed.error, item, place, Object.keys(schema.shape)));
      return undefined;
    }
    const branches: Partial<Record<Branch, StepNode[]>> = {};
    for (const branch of BRANCHES) {
      const inner = item[branch];
      if (Array.isArray(inner)) branches[branch] = this.steps(inner, [...place, branch], depth + 1);
    }
    const options = Array.isArray(item['options'])
      ? item['options'].map((option: unknown, index) =>
          isObject(option) && Array.isArray(option['then'])
            ? this.steps(option['then'], [...place, 'options', index, 'then'], depth + 1)
            : undefined,
        )
      : [];
    return { verb, step: parsed.data, place, branches, options } as unknown as StepNode;
  }
}

/** Checks the shape of a whole file: header, then every step by its own schema, each error at its own place. */
export const readTree = (data: unknown): { tree?: FlowTree; findings: readonly Finding[] } => {
  if (!isObject(data)) {
    const remedy = 'Bắt đầu tệp bằng flow:, format:, title: và steps:.';
    return { findings: [{ place: [], rule: 'bad-value', message: 'Tệp không phải là một kịch bản.', remedy }] };
  }
  const parsed = LooseFlow.safeParse(data);
  if (!parsed.success) return { findings: findingsOf(parsed.error, data, [], Object.keys(LooseFlow.shape)) };
  const reader = new Reader();
  const steps = reader.steps(parsed.data.steps, ['steps'], 0);
  const onError = parsed.data.on_error ? reader.steps(parsed.data.on_error, ['on_error'], 0) : undefined;
  return { tree: { header: parsed.data, steps, onError }, findings: reader.findings };
};
