import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_ZONE } from '../../src/base/time.ts';
import { checkFlows } from '../../src/flow/check/check.ts';
import { createEngine } from '../../src/flow/engine/engine.ts';
import { flowLibrary } from '../../src/flow/library.ts';
import type { FlowEvent, Person, Session } from '../../src/flow/session.ts';
import { vietnamese } from '../../src/language/index.ts';

/** Steps of one round: the start and three answers. */
const STEPS_PER_ROUND = 4;
const WARM_UP_ROUNDS = 10_000;
/** The best of several short runs: what else the machine does only ever makes a run slower. */
const RUNS = 10;
const ROUNDS_PER_RUN = 5_000;
/** Fewer steps a second than this are a regression; the comparison is in the documentation of the benchmark. */
const MIN_STEPS_PER_SECOND = 100_000;

const person: Person = { id: 'sim:ann', name: 'Ann', address: 'chị' };

/** Steps per second of a three-question quiz, the session read from and written to JSON text at every step. */
export const benchFlow = async (): Promise<{ name: string; value: number; unit: string; limit?: number }[]> => {
  const path = join('test', 'flow', 'flows', 'do-vui.yaml');
  const { flows } = checkFlows([{ path: 'do-vui.yaml', source: readFileSync(path, 'utf8') }], {});
  const engine = createEngine({
    flows: flowLibrary(flows, vietnamese),
    understanding: vietnamese,
    zone: DEFAULT_ZONE,
  });
  const now = new Date('2026-11-20T12:00:00Z');
  const start: FlowEvent = {
    type: 'start',
    session: 's1',
    flow: 'do-vui',
    scope: 'person',
    threadKind: 'direct',
    person,
    vars: {},
  };
  const answers = ['A', '3', '2'].map(
    (text, index): FlowEvent => ({ type: 'message', messageId: `m${index}`, person, text, attachments: [] }),
  );
  const round = (): void => {
    let stored = JSON.stringify(engine.step(undefined, start, now).session);
    for (const answer of answers) {
      const { session } = engine.step(JSON.parse(stored) as Session, answer, now);
      stored = session ? JSON.stringify(session) : '';
    }
    if (stored !== '') throw new Error('the quiz of the benchmark did not end');
  };
  const run = (rounds: number): number => {
    const begin = performance.now();
    for (let index = 0; index < rounds; index += 1) round();
    return (rounds * STEPS_PER_ROUND * 1_000) / (performance.now() - begin);
  };
  run(WARM_UP_ROUNDS);
  const best = Math.max(...Array.from({ length: RUNS }, () => run(ROUNDS_PER_RUN)));
  return [{ name: 'flow.steps', value: Math.round(best), unit: 'steps/s', limit: MIN_STEPS_PER_SECOND }];
};
