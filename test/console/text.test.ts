import { expect, test } from 'vitest';
import { defineText, type Text } from '../../src/console/lib/i18n.ts';

type AnyText = Text<Record<string, string | ((...args: never[]) => string)>>;

const files = import.meta.glob<Record<string, unknown>>(
  ['../../src/console/**/text.ts', '../../src/console/**/*-text.ts'],
  { eager: true },
);

const isText = (value: unknown): value is AnyText =>
  typeof value === 'object' && value !== null && 'vi' in value && 'en' in value;

const dictionaries = Object.entries(files).flatMap(([file, exported]) =>
  Object.entries(exported).flatMap(([name, value]) =>
    isText(value) ? [{ name: `${file.replace('../../src/console/', '')} ${name}`, text: value }] : [],
  ),
);

test('every feature has its words in a dictionary', () => {
  expect(dictionaries.length).toBeGreaterThanOrEqual(7);
});

test.each(dictionaries)(
  '$name: both languages have the same keys, the same kind of entry, and no empty one',
  ({ text }) => {
    expect(Object.keys(text.en).sort()).toEqual(Object.keys(text.vi).sort());
    for (const [key, entry] of Object.entries(text.vi)) {
      const other = text.en[key];
      expect(typeof other, key).toBe(typeof entry);
      if (typeof entry === 'function' && typeof other === 'function') expect(other.length, key).toBe(entry.length);
      for (const words of [entry, other]) if (typeof words === 'string') expect(words.trim(), key).not.toBe('');
    }
  },
);

test('a dictionary is given back as it was declared', () => {
  expect(defineText({ vi: { a: 'một' }, en: { a: 'one' } }).en.a).toBe('one');
});
