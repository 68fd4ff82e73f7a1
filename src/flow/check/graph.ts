import type { Address, CompiledFlow, Op } from '../compile/ops.ts';

/** Where an op may go on to, and the variable that is set on that way. */
export interface Exit {
  readonly to: Address;
  readonly sets: readonly string[];
}

const saved = (save: string | undefined): readonly string[] => (save === undefined ? [] : [save]);

/** Every way out of an op. An end has none. */
export const exitsOf = (op: Op): readonly Exit[] => {
  const on = (to: Address | undefined, sets: readonly string[] = []): Exit[] =>
    to === undefined ? [] : [{ to, sets }];
  switch (op.op) {
    case 'end':
      return [];
    case 'branch':
      return typeof op.condition === 'boolean'
        ? on(op.condition ? op.next : op.otherwise)
        : [...on(op.next), ...on(op.otherwise)];
    case 'ask':
      return [...on(op.next, saved(op.save)), ...on(op.otherwise)];
    case 'choose': {
      const targets =
        op.options.type === 'list' ? [op.next] : [...new Set(op.options.options.map(({ to }) => to ?? op.next))];
      return [...targets.flatMap((to) => on(to, saved(op.save))), ...on(op.otherwise), ...on(op.empty)];
    }
    case 'do':
      return [...on(op.next, saved(op.save)), ...on(op.onError, ['loi'])];
    case 'call':
    case 'quiz':
    case 'collect':
      return on(op.next, saved(op.save));
    case 'set':
      return on(
        op.next,
        op.values.map(([name]) => name),
      );
    default:
      return on(op.next);
  }
};

/**
 * For every op that can be reached: the variables that are certainly set when it is. The beginning of `on_error` is
 * reached from any action, so only what the flow is started with is certain there.
 */
export const certainAt = (flow: CompiledFlow): ReadonlyMap<Address, ReadonlySet<string>> => {
  const start = new Set(Object.keys(flow.vars));
  const known = new Map<Address, ReadonlySet<string>>([[0, start]]);
  const queue: Address[] = [0];
  if (flow.onError !== undefined) {
    known.set(flow.onError, new Set([...start, 'loi']));
    queue.push(flow.onError);
  }
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const op = flow.ops[at];
    if (!op) continue;
    for (const { to, sets } of exitsOf(op)) {
      const arriving = new Set([...(known.get(at) ?? []), ...sets]);
      const before = known.get(to);
      const joined = before ? new Set([...before].filter((name) => arriving.has(name))) : arriving;
      if (before && joined.size === before.size) continue;
      known.set(to, joined);
      queue.push(to);
    }
  }
  return known;
};
