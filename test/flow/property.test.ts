import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checkFlows } from '../../src/flow/check/check.ts';
import { recompileFlow } from '../../src/flow/compile/flow-file.ts';
import type { Engine } from '../../src/flow/engine/engine.ts';
import type { Effect, FlowEvent, Person, Session } from '../../src/flow/session.ts';
import { testActions } from './support/actions.ts';
import { sampleFlows } from './support/flows.ts';
import { engineOf } from './support/talk.ts';

const people: readonly Person[] = [
  { id: 'ann', name: 'Ann', address: 'chị' },
  { id: 'bob', name: 'Bob', address: 'anh' },
];
const person = fc.constantFrom(...people);

const words = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '1',
      '2',
      'a',
      'B',
      'có',
      'không',
      '3 người',
      '8h sáng mai',
      'mai',
      '0912345678',
      'ghi',
      'tin học',
      '0',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'menu',
      'dừng',
      'dung',
      'trợ giúp',
      'quay lại',
      'gặp cán bộ',
      'tiếp tục',
      'bỏ qua',
      'đăng ký lớp',
      'thôi',
      '?',
    ),
  },
  { weight: 2, arbitrary: fc.string({ maxLength: 40, unit: 'grapheme' }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 4000, unit: 'binary' }) },
);

type Move =
  | { type: 'message'; person: Person; text: string; choice?: string; addressed?: boolean }
  | { type: 'vote'; person: Person; options: string[] }
  | { type: 'timer' }
  | { type: 'stray' }
  | { type: 'done'; value: unknown }
  | { type: 'failed' };

const value = fc.oneof(
  fc.constantFrom<unknown>(
    { ok: true },
    { classes: [] },
    {
      classes: [
        { id: 'a', title: 'Tin học' },
        { id: 'b', title: 'Nấu ăn' },
      ],
    },
    { candidates: [] },
    null,
    undefined,
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        type: fc.constant('message' as const),
        person,
        text: words,
        choice: fc.constantFrom('1.A', 's1.1.A', 'ghi', 'lam_tiep', '__xem_them', 's1.co'),
        addressed: fc.boolean(),
      },
      { requiredKeys: ['type', 'person', 'text'] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('vote' as const),
      person,
      options: fc.array(fc.constantFrom('s1.1.A', 's1.2.B', 's1.co', 'x'), { maxLength: 2 }),
    }),
  },
  { weight: 3, arbitrary: fc.constant<Move>({ type: 'timer' }) },
  { weight: 1, arbitrary: fc.constant<Move>({ type: 'stray' }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('done' as const), value }) },
  { weight: 1, arbitrary: fc.constant<Move>({ type: 'failed' }) },
);

/** Plays moves; timers and actions are answered in the order in which they were asked for. */
const play = (engine: Engine, flow: string, group: boolean, moves: readonly Move[]): string | undefined => {
  let failure: string | undefined;
  let now = Date.parse('2026-11-20T12:00:00Z');
  const timers: { timer: string; at: number }[] = [];
  const actions: string[] = [];
  const ids = new Set<string>();
  let stored: string | undefined;
  let started = false;
  const step = (event: FlowEvent): void => {
    const session = stored === undefined ? undefined : (JSON.parse(stored) as Session);
    const before = stored;
    const { session: next, effects, handled } = engine.step(session, event, new Date(now));
    if (session) expect(JSON.stringify(session)).toBe(before);
    if (!handled && started) expect(effects).toEqual([]);
    started = true;
    stored = next && JSON.stringify(next);
    if (next) expect(JSON.parse(JSON.stringify(next))).toEqual(next);
    else expect(effects.filter((effect: Effect) => effect.type === 'ended').length).toBeLessThanOrEqual(1);
    for (const effect of effects) {
      expect(ids.has(effect.id)).toBe(false);
      ids.add(effect.id);
      if (effect.type === 'set_timer') timers.push({ timer: effect.timer, at: Date.parse(effect.at) });
      if (effect.type === 'do') actions.push(effect.id);
      if (effect.type === 'ended') failure = effect.detail;
    }
  };
  step({
    type: 'start',
    session: 's1',
    flow,
    scope: group ? 'group' : 'person',
    threadKind: group ? 'group' : 'direct',
    person: people[0] as Person,
    vars: {},
  });
  moves.forEach((one, index) => {
    if (stored === undefined) return;
    now += 1_000;
    const messageId = `m${index}`;
    if (one.type === 'message') step({ ...one, messageId, attachments: [] });
    else if (one.type === 'vote') step({ ...one, messageId });
    else if (one.type === 'timer') {
      const due = timers.shift();
      if (due) {
        now = Math.max(now, due.at);
        step({ type: 'timer', timer: due.timer });
      }
    } else if (one.type === 'stray') step({ type: 'timer', timer: 'w999' });
    else {
      const effect = actions.shift() ?? 's1:0:0';
      step(
        one.type === 'done'
          ? { type: 'action_done', effect, value: one.value }
          : { type: 'action_failed', effect, reason: 'hỏng' },
      );
    }
  });
  return failure;
};

/** What may end a flow that the checker passed: a limit, a broken action, or a result of another shape than promised. */
const EXPECTED_FAILURE = /^more than |^an action |^options of a choose|^flow \S+: no value at |^a quiz was given/;

const flows = sampleFlows();
const engine = engineOf(flows);

describe('whatever happens', () => {
  test.each(flows.map((flow) => [flow.name, flow.scope === 'group'] as const))(
    'in %s: nothing throws, sessions stay JSON and untouched, effect ids never repeat',
    (name, group) => {
      fc.assert(
        fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
          play(engine, name, group, moves);
        }),
        { numRuns: 150 },
      );
    },
  );

  test('the same session, event and instant give the same result', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), (texts) => {
        const run = () => {
          const out: unknown[] = [];
          let session: Session | undefined;
          const now = new Date('2026-11-20T12:00:00Z');
          const go = (event: FlowEvent) => {
            const result = engine.step(session, event, now);
            session = result.session;
            out.push(result);
          };
          go({
            type: 'start',
            session: 's1',
            flow: 'menu',
            scope: 'person',
            threadKind: 'direct',
            person: people[0] as Person,
            vars: {},
          });
          for (const [index, text] of texts.entries())
            go({ type: 'message', messageId: `m${index}`, person: people[0] as Person, text, attachments: [] });
          return JSON.stringify(out);
        };
        expect(run()).toBe(run());
      }),
      { numRuns: 50 },
    );
  });

  test('a stored session that was damaged ends politely', () => {
    const begun = engine.step(
      undefined,
      {
        type: 'start',
        session: 's1',
        flow: 'menu',
        scope: 'person',
        threadKind: 'direct',
        person: people[0] as Person,
        vars: {},
      },
      new Date(0),
    ).session as Session;
    fc.assert(
      fc.property(fc.constantFrom('stack', 'waiting', 'turn', 'engine', 'v'), fc.jsonValue(), (key, junk) => {
        const session = { ...begun, [key]: junk } as unknown as Session;
        engine.step(
          session,
          { type: 'message', messageId: 'm', person: people[0] as Person, text: '1', attachments: [] },
          new Date(1),
        );
      }),
    );
  });
});

/** Random steps, right and wrong. */
const steps = fc.letrec<{ steps: unknown[]; step: unknown }>((tie) => ({
  steps: fc.array(tie('step'), { minLength: 1, maxLength: 4, depthIdentifier: 'steps' }),
  step: fc.oneof(
    { depthIdentifier: 'steps', maxDepth: 3 },
    fc.constantFrom<unknown>(
      { say: 'Chào {{ ten }} {{ a }}' },
      { ask: 'Hỏi ạ?', save: 'a' },
      { ask: 'Số ạ?', type: 'number', save: 'b', min: 1 },
      { set: { a: 'x', b: '=1 + 1' } },
      { set: { b: '=b + 1' } },
      { goto: 'dau' },
      { goto: 'khong_co' },
      { do: 'test.classes', save: 'd' },
      { do: 'la.gi' },
      { call: 'ngau-nhien' },
      { wait: '10m' },
      'end',
      { end: '=a' },
      { hand_over: 'việc' },
      { quiz: [{ text: 'Hỏi', options: ['một', 'hai'], answer: 1 }], save: 'k' },
      { xyz: 1 },
      null,
      7,
    ),
    // biome-ignore lint/suspicious/noThenProperty: the word of the file format
    fc.record({ when: fc.constantFrom('b > 1', 'trong(a)', 'a >', true), then: tie('steps'), otherwise: tie('steps') }),
    fc.record({
      choose: fc.constant('Chọn'),
      // biome-ignore lint/suspicious/noThenProperty: the word of the file format
      options: fc.tuple(fc.constant('Một'), fc.record({ label: fc.constant('Hai'), then: tie('steps') })),
    }),
  ),
}));

const source = fc.record({
  flow: fc.constant('ngau-nhien'),
  format: fc.constant(1),
  title: fc.constant('Ngẫu nhiên'),
  vars: fc.constant({ a: { type: 'text', default: '' }, b: { type: 'number', default: 0 } }),
  steps: steps.steps.map((list) => [{ id: 'dau', say: 'Bắt đầu' }, ...list]),
});

describe('whatever is written', () => {
  test('the checker never throws and names a line of the file', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          source.map((one) => stringify(one)),
          fc.string({ maxLength: 300 }),
          fc.jsonValue().map((one) => stringify(one)),
        ),
        (text) => {
          const lines = text.split('\n').length;
          for (const { line } of checkFlows([{ path: 'ngau-nhien.yaml', source: text }], testActions).problems) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(lines + 1);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a flow that the checker passes runs without a failure of its own, or ends by a limit', () => {
    fc.assert(
      fc.property(source, fc.array(move, { maxLength: 15 }), (one, moves) => {
        const { flows: passed } = checkFlows([{ path: 'ngau-nhien.yaml', source: stringify(one) }], testActions);
        const failure = passed.length === 1 ? play(engineOf(passed), 'ngau-nhien', false, moves) : undefined;
        if (failure !== undefined) expect(failure).toMatch(EXPECTED_FAILURE);
      }),
      { numRuns: 300 },
    );
  });

  test('a stored source compiles to the same version', () => {
    for (const flow of flows)
      expect(recompileFlow(JSON.parse(JSON.stringify(flow.source)))?.version).toBe(flow.version);
  });
});
