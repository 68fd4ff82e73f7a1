import type { CompiledFlow } from './compile/ops.ts';
import type { Understanding } from './understanding.ts';

export interface Routed {
  readonly flow: string;
  /** What the trigger's `{names}` took. */
  readonly vars: Readonly<Record<string, string>>;
  /** How much of the text the trigger's own words cover, in letters, and a half more when it is the very text; a command word counts 1. */
  readonly score: number;
}

/** Letters of a trigger's own words, without its `{names}`. */
const weightOf = (trigger: string): number => trigger.replace(/\{[^}]*\}/g, '').replace(/\s/g, '').length;

/**
 * The flow that a text asks for: the trigger with the most words of its own wins, so that "tài liệu mới" goes before
 * "tài liệu {query}"; equal ones go by the order of the flows. Command words ("menu", "trợ giúp") come after triggers.
 */
export const route = (
  flows: Iterable<CompiledFlow>,
  text: string,
  understanding: Understanding,
): Routed | undefined => {
  if (text.trim() === '') return undefined;
  let best: Routed | undefined;
  const list = [...flows];
  const typed = text.normalize('NFC').trim().toLowerCase();
  for (const flow of list) {
    for (const trigger of flow.triggers) {
      // "dung" typed without marks may be two one-word triggers; the one written so is meant.
      const score = weightOf(trigger) + (trigger.toLowerCase() === typed ? 0.5 : 0);
      if (best && best.score >= score) continue;
      const match = understanding.matchPhrase(trigger, text);
      if (match) best = { flow: flow.name, vars: match.vars, score };
    }
  }
  if (best) return best;
  const command = understanding.command(text);
  const found = list.find((flow) => flow.commands.some((one) => one === command));
  return found && { flow: found.name, vars: {}, score: 1 };
};
