import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../docs/huong-dan');
const guides = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));

/** Other guides and pictures that a guide names. */
const links = (guide: string): string[] =>
  [...readFileSync(join(FOLDER, guide), 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z]+:/.test(link));

test('every guide and picture that a guide names is there', () => {
  const all = guides.flatMap((guide) => links(guide).map((link) => ({ guide, link })));
  expect(all.length).toBeGreaterThan(15);
  expect(all.filter(({ guide, link }) => !existsSync(join(dirname(join(FOLDER, guide)), link)))).toEqual([]);
});

test('the guide to channels leads to the guide of each kind', () => {
  expect(links('ket-noi-kenh.md')).toEqual(
    expect.arrayContaining([
      'ket-noi-zalo-oa.md',
      'ket-noi-zalo-bot.md',
      'ket-noi-messenger.md',
      'ket-noi-zalo-ca-nhan.md',
    ]),
  );
});
