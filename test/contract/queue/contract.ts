import { afterEach, beforeEach, describe } from 'vitest';
import { closingNote } from '../../support/skipped.ts';
import { cancelling } from './cancelling.ts';
import { crashing } from './crashing.ts';
import { handling } from './handling.ts';
import { running } from './running.ts';
import { scheduling } from './scheduling.ts';
import { trying } from './trying.ts';
import type { MakeWorld, QueueWorld, Times, Unable } from './world.ts';

/** Where the cases of one file find the world of the present test. */
export interface Cases {
  world(): QueueWorld;
  readonly unable: Unable;
  readonly times: Times;
}

/** What every queue must do. An implementation calls this with a maker of empty worlds. */
export const queueContract = (name: string, makeWorld: MakeWorld, times: Times, unable: Unable = {}): void => {
  if (unable.several) closingNote(`queue contract, ${name}: cases with two processes skipped, ${unable.several}`);
  describe(`queue contract: ${name}`, () => {
    let world: QueueWorld;
    beforeEach(async () => {
      // 18:00 in Viet Nam.
      world = await makeWorld('2026-11-27T11:00:00.000Z');
    });
    afterEach(() => world.close());
    const cases: Cases = { world: () => world, unable, times };
    running(cases);
    handling(cases);
    trying(cases);
    cancelling(cases);
    scheduling(cases);
    crashing(cases);
  });
};
