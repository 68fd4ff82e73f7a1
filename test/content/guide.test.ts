import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseBank, parseMaterial, parseTopics } from '../../src/content/parse.ts';
import { checkFlows } from '../../src/flow/check/check.ts';

const root = join(import.meta.dirname, '../..');
const guide = readFileSync(join(root, 'docs/huong-dan/soan-noi-dung.md'), 'utf8');
const topicsFile = parseTopics('topics.yaml', readFileSync(join(root, 'content/topics.yaml'), 'utf8'));
const topics = topicsFile.type === 'value' ? topicsFile.value.map(({ id }) => id) : [];

/** The example file that the guide shows under this name. */
const example = (name: string): string => {
  const after = guide.slice(guide.indexOf(`Tệp \`${name}\``));
  return /```\w+\n([\s\S]*?)```/.exec(after)?.[1] ?? '';
};

test('the material of the guide is one that can be used', () => {
  expect(parseMaterial('lich-truc-tet.md', example('lich-truc-tet.md'), topics)).toMatchObject({
    type: 'value',
    value: { id: 'lich-truc-tet' },
  });
});

test('the question bank of the guide is one that can be used', () => {
  expect(parseBank('tim-hieu-xa.yaml', example('tim-hieu-xa.yaml'), topics)).toMatchObject({
    type: 'value',
    value: { questions: [{ id: 'XN01', answer: 0 }] },
  });
});

test('the flow of the guide is one that can be used', () => {
  const source = example('gio-lam-viec.yaml');
  const { flows, problems } = checkFlows([{ path: 'flows/gio-lam-viec.yaml', source }], {});
  expect(problems).toEqual([]);
  expect(flows.map(({ name }) => name)).toEqual(['gio-lam-viec']);
});
