import { describe, expect, test } from 'vitest';
import { filterFields, projectionFields } from '../../src/store/embedded/looked.ts';

describe('what is decoded of a document', () => {
  test.each([
    ['plain fields and paths', { a: 1, 'b.c': { $gt: 2 } }, ['a', 'b']],
    ['the fields of every branch', { $or: [{ a: 1 }, { $and: [{ b: 2 }, { $nor: [{ c: 3 }] }] }] }, ['a', 'b', 'c']],
    ['nothing for nothing', {}, []],
    ['any, when an expression decides', { a: 1, $expr: { $gt: ['$b', '$c'] } }, undefined],
    ['any, when an expression decides in a branch', { $or: [{ a: 1 }, { $expr: true }] }, undefined],
  ])('for a filter: %s', (_what, filter, fields) => {
    const found = filterFields(filter);
    expect(found && [...found]).toEqual(fields);
  });

  test.each([
    ['what it names and the id', { a: 1, 'b.c': true }, ['_id', 'a', 'b']],
    ['nothing without one: the stored bytes are shown', undefined, []],
    ['any, when it leaves something out', { a: 0 }, undefined],
    ['any, when it computes', { a: { $slice: 1 } }, undefined],
    ['any, when the filter chooses the element', { 'a.$': 1 }, undefined],
  ])('for a projection: %s', (_what, projection, fields) => {
    const found = projectionFields(projection);
    expect(found && [...found]).toEqual(fields);
  });
});
