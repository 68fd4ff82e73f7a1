import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flowSchemaText } from '../../src/flow/schema/json-schema.ts';

const PATH = join(import.meta.dirname, '../../flows/flow.schema.json');

test('the JSON Schema for editors is the one that the program reads by', () => {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(PATH, flowSchemaText());
  expect(readFileSync(PATH, 'utf8')).toBe(flowSchemaText());
});

test('the schema knows every step', () => {
  const text = flowSchemaText();
  for (const verb of [
    'say',
    'send',
    'ask',
    'choose',
    'quiz',
    'collect',
    'when',
    'do',
    'call',
    'set',
    'wait',
    'goto',
    'end',
  ])
    expect(text).toContain(`"${verb}": {`);
});
