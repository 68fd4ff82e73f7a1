import { DEFAULT_ZONE } from '../../../src/base/time.ts';
import type { CompiledFlow } from '../../../src/flow/compile/ops.ts';
import { createEngine, type Engine } from '../../../src/flow/engine/engine.ts';
import { flowLibrary } from '../../../src/flow/library.ts';
import type { TurnInput } from '../../../src/flow/play/case.ts';
import { Scenario, type Setting, type Shown } from '../../../src/flow/play/scenario.ts';
import { vietnamese } from '../../../src/language/index.ts';

export const START = '2026-11-20T19:00:00+07:00';

export const engineOf = (flows: readonly CompiledFlow[]): Engine =>
  createEngine({ flows: flowLibrary(flows, vietnamese), understanding: vietnamese, zone: DEFAULT_ZONE });

const PEOPLE = {
  Ann: { name: 'Ann', address: 'chị' },
  Bob: { name: 'Bob', address: 'anh' },
  Cat: { name: 'Cat', address: 'cô' },
};

/** A conversation with Ann, in a form that tests read easily. */
export const talk = (flows: readonly CompiledFlow[], setting: Partial<Setting> = {}) => {
  const first = flows[0];
  if (!first) throw new Error('no flows');
  const flow = flows.find(({ name }) => name === setting.flow) ?? first;
  const thread = setting.thread ?? (flow.scope === 'group' ? 'group' : 'direct');
  const scenario = new Scenario(
    engineOf(flows),
    { flow: flow.name, at: START, thread, person: 'Ann', people: PEOPLE, vars: {}, ...setting },
    flow.scope === 'group',
  );
  const turn = (input: TurnInput): readonly Shown[] => scenario.turn(input);
  return {
    turn,
    start: () => turn('start'),
    say: (text: string) => turn({ Ann: text }),
    get over() {
      return scenario.over;
    },
  };
};

/** Texts that were sent, of any type; timers and the like are left out. */
export const texts = (shown: readonly Shown[]): string[] =>
  shown.flatMap((one) => {
    if (typeof one.say === 'string') return [one.say];
    const message = one.send as { text?: string; question?: string } | undefined;
    return message ? [message.text ?? message.question ?? ''] : [];
  });

/** Labels of the options of the last message. */
export const labels = (shown: readonly Shown[]): string[] => {
  const message = shown.findLast((one) => one.send)?.send as { options?: { label: string }[] } | undefined;
  return (message?.options ?? []).map(({ label }) => label);
};

export const ended = (shown: readonly Shown[]): unknown => shown.find((one) => one.ended)?.ended;
