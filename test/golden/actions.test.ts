import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chatActions } from '../../src/chat/actions.ts';
import { contentActions } from '../../src/content/actions.ts';
import type { ActionTable } from '../../src/flow/action.ts';
import { checkFlows, formatProblem } from '../../src/flow/check/check.ts';
import { learningActions } from '../../src/learning/actions.ts';
import { meetingActions } from '../../src/meetings/actions.ts';
import { orgActions } from '../../src/org/actions.ts';
import { linkingActions } from '../../src/org/linking/actions.ts';
import { supportActions } from '../../src/support/actions.ts';

const FOLDER = join(import.meta.dirname, '../../flows');

/** Actions are only looked at here, so nothing stands behind them. */
const nothing = {} as never;
const actions: ActionTable = {
  ...chatActions(nothing, []),
  ...orgActions(nothing, nothing),
  ...linkingActions(nothing, nothing),
  ...contentActions(nothing),
  ...learningActions(nothing),
  ...meetingActions(nothing),
  ...supportActions(nothing),
};

test('every flow fits the actions of the program: names, arguments, and the fields of their results', () => {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ path: `flows/${name}`, source: readFileSync(join(FOLDER, name), 'utf8') }));
  expect(files.length).toBeGreaterThan(0);
  expect(checkFlows(files, actions).problems.map(formatProblem)).toEqual([]);
});
