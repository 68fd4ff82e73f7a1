import type { Day } from './days.ts';
import { slug } from './text.ts';
import { pathOf } from './tree.ts';
import type { UnitRecord } from './types.ts';

/** `thôn Nà Phai` → `Chi hội thôn Nà Phai`. */
export const chapterName = (name: string): string => (/^chi hội\s/iu.test(name) ? name : `Chi hội ${name}`);

/** The chapter's id: the same name in the same commune from the same day is the same chapter. */
export const chapterId = (parent: string, name: string, from: Day): string =>
  `chi-hoi-${parent}-${slug(chapterName(name)).replace(/^chi-hoi-/, '')}-${from.replaceAll('-', '')}`;

/** A chapter of a commune. It has no code of the state. */
export const chapterUnit = (parent: UnitRecord, name: string, from: Day): UnitRecord => {
  const id = chapterId(parent.id, name, from);
  return {
    id,
    code: '',
    name: chapterName(name),
    level: 'chi_hoi',
    parent: parent.id,
    path: pathOf(id, parent),
    validFrom: from,
    successorOf: [],
    aliases: [],
    names: [],
  };
};
