import { describe, expect, test } from 'vitest';
import { questionsOf, readsAll } from './mongodb.ts';

const scan = { stage: 'COLLSCAN', filter: { n: { $eq: 1 } }, direction: 'forward' };
const search = {
  stage: 'FETCH',
  inputStage: {
    stage: 'IXSCAN',
    keyPattern: { unit: 1, at: 1 },
    isSparse: false,
    isPartial: false,
    indexBounds: { unit: ['["/19/", "/19/"]'], at: ['[MinKey, MaxKey]'] },
  },
};
const walk = (options: object = {}) => ({
  stage: 'FETCH',
  filter: { n: { $eq: 1 } },
  inputStage: {
    ...search.inputStage,
    indexBounds: { unit: ['[MinKey, MaxKey]'], at: ['[MaxKey, MinKey]'] },
    ...options,
  },
});
const slots = { slots: '$$RESULT=s7', stages: '[2] nlj inner [] [s1] COLLSCAN' };

describe('a plan looks at every document when it holds', () => {
  test.each<[string, object]>([
    ['a COLLSCAN', { winningPlan: scan }],
    ['one under another stage', { winningPlan: { stage: 'LIMIT', inputStage: { stage: 'SORT', inputStage: scan } } }],
    ['one in the slot-based engine', { winningPlan: { queryPlan: { ...scan, planNodeId: 1 }, slotBasedPlan: slots } }],
    [
      'one on one side of an $or',
      { winningPlan: { stage: 'SUBPLAN', inputStage: { stage: 'OR', inputStages: [search, scan] } } },
    ],
    [
      'one on a shard',
      { winningPlan: { stage: 'SHARD_MERGE', shards: [{ winningPlan: search }, { winningPlan: scan }] } },
    ],
    ['an index from one end to the other', { winningPlan: walk() }],
  ])('%s', (_what, plan) => {
    expect(readsAll(plan)).toBe(true);
  });

  test.each<[string, object]>([
    ['an index and bounds', { winningPlan: search }],
    ['an index and bounds in the slot-based engine', { winningPlan: { queryPlan: search, slotBasedPlan: slots } }],
    ['an id', { winningPlan: { stage: 'IDHACK' } }],
    ['an id in MongoDB 8', { winningPlan: { stage: 'EXPRESS_IXSCAN', keyPattern: '{ _id: 1 }' } }],
    ['a collection that is not there', { winningPlan: { stage: 'EOF' } }],
    ['a sparse index: only documents that have the field', { winningPlan: walk({ isSparse: true }) }],
    ['a scan that was not chosen', { winningPlan: search, rejectedPlans: [scan] }],
  ])('but not when it holds %s', (_what, plan) => {
    expect(readsAll(plan)).toBe(false);
  });
});

describe('the questions of a command', () => {
  test.each<[string, object, object[]]>([
    [
      'find',
      { find: 'rows', filter: { n: 1 }, sort: { at: 1 }, hint: 'n_1' },
      [{ filter: { n: 1 }, sort: { at: 1 }, hint: 'n_1' }],
    ],
    ['count', { count: 'rows', query: { n: 1 } }, [{ filter: { n: 1 } }]],
    [
      'findAndModify',
      { findAndModify: 'rows', query: { n: 1 }, sort: { at: 1 } },
      [{ filter: { n: 1 }, sort: { at: 1 } }],
    ],
    [
      'update',
      {
        update: 'rows',
        updates: [
          { q: { n: 1 }, u: {} },
          { q: { m: 1 }, u: {} },
        ],
      },
      [{ filter: { n: 1 } }, { filter: { m: 1 } }],
    ],
    ['delete', { delete: 'rows', deletes: [{ q: { n: 1 }, limit: 0 }] }, [{ filter: { n: 1 } }]],
    [
      'aggregate',
      { aggregate: 'rows', pipeline: [{ $match: { n: 1 } }, { $match: { m: 1 } }] },
      [{ filter: { n: 1 } }],
    ],
    ['aggregate', { aggregate: 'rows', pipeline: [{ $group: { _id: '$n' } }] }, [{ filter: {} }]],
    ['insert', { insert: 'rows', documents: [{ n: 1 }] }, []],
  ])('%s', (name, command, questions) => {
    expect(questionsOf(name, command as Record<string, unknown>)).toEqual(
      questions.map((question) => ({ collection: 'rows', ...question })),
    );
  });
});
