import { DEFAULT_RETRIES } from '../limits.ts';
import type { Finding, Place } from '../read/problem.ts';
import { remedyFor } from '../read/suggest.ts';
import type { FlowTree, StepNode } from '../read/tree.ts';
import { parseDuration } from '../schema/duration.ts';
import { timeoutOf, varSpecs, versionOf } from './header.ts';
import type { Address, CompiledFlow, FixedOption, Op, Options } from './ops.ts';
import { Texts } from './texts.ts';

/** An op while its addresses are still being found out. */
type Draft = { -readonly [K in keyof Op]: Op[K] } & Record<string, unknown>;
type Node<V extends StepNode['verb']> = Extract<StepNode, { verb: V }>;

const DEFAULT_SECONDS = 60;

/** Turns the tree into a list of ops with jumps. */
class Compiler {
  readonly ops: Draft[] = [];
  readonly places: Place[] = [];
  readonly texts = new Texts();
  readonly findings: Finding[] = [];
  readonly names = new Set<string>();
  readonly labels: Record<string, Address> = {};
  readonly #gotos: { from: Address; label: string; place: Place }[] = [];

  push(place: Place, op: Record<string, unknown>): Address {
    const at = this.ops.length;
    this.ops.push({ next: at + 1, ...op } as Draft);
    this.places.push(place);
    return at;
  }

  block(steps: readonly StepNode[]): void {
    for (const node of steps) {
      const { id, save } = node.step as { id?: string; save?: string };
      if (id !== undefined) this.#label(id, node.place);
      if (save !== undefined) this.names.add(save);
      this.#step(node);
    }
  }

  /** A block on the side, after which it goes on at the op's `next`; its address. */
  #side(steps: readonly StepNode[] | undefined, ends: Address[]): Address | undefined {
    if (!steps) return undefined;
    const start = this.ops.length;
    this.block(steps);
    ends.push(this.push([], { op: 'jump' }));
    return start;
  }

  #label(id: string, place: Place): void {
    if (Object.hasOwn(this.labels, id)) {
      const remedy = 'Đặt tên khác cho một trong hai bước.';
      this.findings.push({
        place: [...place, 'id'],
        rule: 'duplicate-id',
        message: `Hai bước cùng tên "${id}".`,
        remedy,
      });
    } else this.labels[id] = this.ops.length;
  }

  #prompt(node: Node<'ask'> | Node<'choose'>, wording: string | readonly string[]): Record<string, unknown> {
    const { step, place } = node;
    return {
      wording: this.texts.wording(wording, [...place, node.verb]),
      retries: step.retries ?? DEFAULT_RETRIES,
      ...(step.save !== undefined && { save: step.save }),
      ...(step.again !== undefined && { again: this.texts.wording(step.again, [...place, 'again']) }),
      ...(step.help !== undefined && { help: this.texts.text(step.help, [...place, 'help']) }),
    };
  }

  fixed(
    options: readonly (string | { label: string; value?: string | number | boolean })[],
    place: Place,
  ): FixedOption[] {
    return options.map((option, index) => {
      const source = typeof option === 'string' ? { label: option } : option;
      const value = source.value ?? source.label;
      return { label: this.texts.text(source.label, [...place, index]), value, key: String(value).slice(0, 200) };
    });
  }

  #options(node: Node<'choose'>): Options {
    const { options } = node.step;
    const place = [...node.place, 'options'];
    if (typeof options === 'string') return { type: 'list', from: this.texts.value(options, place) };
    if (!Array.isArray(options)) {
      return {
        type: 'list',
        from: this.texts.value(options.from, [...place, 'from']),
        ...(options.label !== undefined && { label: this.texts.text(options.label, [...place, 'label']) }),
        ...(options.value !== undefined && { value: this.texts.value(options.value, [...place, 'value']) }),
      };
    }
    const fixed = this.fixed(options, place);
    const ready = fixed.every(({ label }) => label.fixed !== undefined)
      ? fixed.map(({ label, key }) => ({ label: label.fixed ?? '', value: key }))
      : undefined;
    return { type: 'fixed', options: fixed, ...(ready && { ready }) };
  }

  #choose(node: Node<'choose'>): void {
    const options = this.#options(node);
    const ends: Address[] = [];
    const as = node.step.as === 'list' ? 'dropdown' : 'choice';
    const at = this.push(node.place, {
      op: 'choose',
      as,
      options,
      casual: node.step.casual ?? false,
      ...this.#prompt(node, node.step.choose),
    });
    const op = this.ops[at] as Draft;
    if (options.type === 'fixed') {
      const targets = options.options.map((option, index) => {
        const to = this.#side(node.options[index], ends);
        return to === undefined ? option : { ...option, to };
      });
      op['options'] = { ...options, options: targets };
    }
    this.#branch(op, 'otherwise', node.branches.otherwise, ends);
    this.#branch(op, 'empty', node.branches.empty, ends);
    this.#close(op, ends);
  }

  #branch(op: Draft, key: string, steps: readonly StepNode[] | undefined, ends: Address[]): void {
    const to = this.#side(steps, ends);
    if (to !== undefined) op[key] = to;
  }

  #close(op: Draft, ends: readonly Address[]): void {
    op.next = this.ops.length;
    for (const end of ends) (this.ops[end] as Draft).next = this.ops.length;
  }

  #ask(node: Node<'ask'>): void {
    const { step, place } = node;
    const at = this.push(place, {
      op: 'ask',
      type: step.type,
      optional: step.optional ?? false,
      direction: step.direction ?? 'future',
      ...this.#prompt(node, step.ask),
      ...(step.min !== undefined && { min: step.min }),
      ...(step.max !== undefined && { max: step.max }),
      ...(typeof step.check === 'string' && { check: this.texts.condition(step.check, [...place, 'check']) }),
      ...(step.check_say !== undefined && { checkSay: this.texts.wording(step.check_say, [...place, 'check_say']) }),
    });
    const ends: Address[] = [];
    this.#branch(this.ops[at] as Draft, 'otherwise', node.branches.otherwise, ends);
    this.#close(this.ops[at] as Draft, ends);
  }

  #when(node: Node<'when'>): void {
    const { when } = node.step;
    const condition = typeof when === 'boolean' ? when : this.texts.condition(when, [...node.place, 'when']);
    const at = this.push(node.place, { op: 'branch', condition });
    this.block(node.branches.then ?? []);
    const otherwise = node.branches.otherwise;
    const jump = otherwise ? this.push([], { op: 'jump' }) : undefined;
    (this.ops[at] as Draft)['otherwise'] = this.ops.length;
    if (otherwise) this.block(otherwise);
    if (jump !== undefined) (this.ops[jump] as Draft).next = this.ops.length;
  }

  #quiz(node: Node<'quiz'>): void {
    const { step, place } = node;
    const { seconds = DEFAULT_SECONDS } = step;
    this.push(place, {
      op: 'quiz',
      // Questions written in the file are not texts with variables: their `{{` would be an accident.
      questions:
        typeof step.quiz === 'string'
          ? this.texts.value(step.quiz, [...place, 'quiz'])
          : { reads: [], fixed: true, run: () => step.quiz },
      seconds: typeof seconds === 'number' ? seconds : this.texts.value(seconds, [...place, 'seconds']),
      feedback: step.feedback ?? true,
      board: step.board ?? true,
      poll: step.poll ?? false,
      ...(step.save !== undefined && { save: step.save }),
      ...(step.title !== undefined && { title: this.texts.text(step.title, [...place, 'title']) }),
    });
  }

  #collect(node: Node<'collect'>): void {
    const { step, place } = node;
    this.push(place, {
      op: 'collect',
      wording: this.texts.wording(step.collect, [...place, 'collect']),
      options: this.fixed(step.options, [...place, 'options']),
      poll: step.poll ?? false,
      ...(step.for !== undefined && { forMs: parseDuration(step.for) }),
      ...(step.until !== undefined && { until: this.texts.value(step.until, [...place, 'until']) }),
      ...(step.do !== undefined && { action: step.do }),
      ...(step.args !== undefined && { args: this.texts.value(step.args, [...place, 'args']) }),
      ...(step.save !== undefined && { save: step.save }),
    });
  }

  #wait(node: Node<'wait'>): void {
    const { wait } = node.step;
    const place = [...node.place, 'wait'];
    const ms = typeof wait === 'string' && !wait.startsWith('=') ? parseDuration(wait) : undefined;
    const until = typeof wait === 'string' ? wait : wait.until;
    this.push(node.place, { op: 'wait', ...(ms === undefined ? { until: this.texts.value(until, place) } : { ms }) });
  }

  #step(node: StepNode): void {
    const { place } = node;
    switch (node.verb) {
      case 'say':
        this.push(place, {
          op: 'say',
          wording: this.texts.wording(node.step.say, [...place, 'say']),
          private: node.step.private ?? false,
        });
        break;
      case 'send':
        this.push(place, {
          op: 'send',
          message: this.texts.value(node.step.send, [...place, 'send']),
          private: node.step.private ?? false,
        });
        break;
      case 'ask':
        this.#ask(node);
        break;
      case 'choose':
        this.#choose(node);
        break;
      case 'quiz':
        this.#quiz(node);
        break;
      case 'collect':
        this.#collect(node);
        break;
      case 'when':
        this.#when(node);
        break;
      case 'do': {
        const { step } = node;
        const at = this.push(place, {
          op: 'do',
          action: step.do,
          ...(step.args !== undefined && { args: this.texts.value(step.args, [...place, 'args']) }),
          ...(step.save !== undefined && { save: step.save }),
        });
        const ends: Address[] = [];
        this.#branch(this.ops[at] as Draft, 'onError', node.branches.on_error, ends);
        this.#close(this.ops[at] as Draft, ends);
        break;
      }
      case 'call':
        this.push(place, {
          op: 'call',
          flow: node.step.call,
          ...(node.step.with !== undefined && { with: this.texts.value(node.step.with, [...place, 'with']) }),
          ...(node.step.save !== undefined && { save: node.step.save }),
        });
        break;
      case 'set': {
        const values = Object.entries(node.step.set).map(([name, value]) => {
          this.names.add(name);
          return [name, this.texts.value(value, [...place, 'set', name])] as const;
        });
        this.push(place, { op: 'set', values });
        break;
      }
      case 'wait':
        this.#wait(node);
        break;
      case 'hand_over':
        this.push(place, { op: 'hand_over', reason: this.texts.text(node.step.hand_over, [...place, 'hand_over']) });
        break;
      case 'subscribe':
        this.push(place, { op: 'subscribe', state: node.step.subscribe });
        break;
      case 'goto':
        this.#gotos.push({ from: this.push(place, { op: 'jump' }), label: node.step.goto, place });
        break;
      case 'end':
        this.push(place, { op: 'end', failed: false, result: this.texts.value(node.step.end, [...place, 'end']) });
        break;
    }
  }

  /** Now that every label is known. */
  link(): void {
    for (const { from, label, place } of this.#gotos) {
      const to = Object.hasOwn(this.labels, label) ? this.labels[label] : undefined;
      if (to !== undefined) (this.ops[from] as Draft).next = to;
      else
        this.findings.push({
          place: [...place, 'goto'],
          rule: 'unknown-target',
          message: `Không có bước nào có id "${label}".`,
          remedy: remedyFor(label, Object.keys(this.labels), 'Các id trong kịch bản này'),
        });
    }
  }
}

/** A checked tree as ops. What texts and labels have wrong comes back as findings, with the flow all the same. */
export const compileTree = (tree: FlowTree, source: unknown): { flow: CompiledFlow; findings: readonly Finding[] } => {
  const { header } = tree;
  const compiler = new Compiler();
  const vars = varSpecs(header.vars);
  for (const name of Object.keys(vars)) compiler.names.add(name);
  compiler.block(tree.steps);
  compiler.push(['steps'], { op: 'end', failed: false });
  let onError: Address | undefined;
  if (tree.onError) {
    onError = compiler.ops.length;
    compiler.block(tree.onError);
    compiler.push(['on_error'], { op: 'end', failed: true });
  }
  compiler.link();
  const timeout = timeoutOf(header.timeout, compiler.texts);
  const help = header.help === undefined ? undefined : compiler.texts.text(header.help, ['help']);
  const flow: CompiledFlow = {
    name: header.flow,
    version: versionOf(source),
    title: header.title,
    ...(header.about !== undefined && { about: header.about }),
    scope: header.scope,
    private: header.private ?? false,
    triggers: header.triggers ?? [],
    commands: header.commands ?? [],
    vars,
    timeout,
    ...(help && { help }),
    ops: compiler.ops as unknown as readonly Op[],
    places: compiler.places,
    ...(onError !== undefined && { onError }),
    names: [...compiler.names],
    labels: compiler.labels,
    source,
  };
  return { flow, findings: [...compiler.findings, ...compiler.texts.findings] };
};
