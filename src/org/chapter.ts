import { createHash } from 'node:crypto';
import type { Day } from './days.ts';
import { slug } from './text.ts';
import { pathOf } from './tree.ts';
import type { UnitRecord } from './types.ts';

/** `thôn Nà Phai` → `Chi hội thôn Nà Phai`. */
export const chapterName = (name: string): string => (/^chi hội\s/iu.test(name) ? name : `Chi hội ${name}`);

/** An id in a path has at most 64 characters; the commune's id and the day take up to 30 of them. */
const MAX_NAME_PART = 32;

/** A name for ids: as it is when short, else its beginning and a hash, so that long names that begin alike stay apart. */
const nameParts = (name: string): string => {
  const whole = slug(chapterName(name)).replace(/^chi-hoi-?/, '');
  if (whole !== '' && whole.length <= MAX_NAME_PART) return whole;
  const hash = createHash('sha256').update(name.normalize('NFC')).digest('hex').slice(0, 8);
  return [whole.slice(0, MAX_NAME_PART - 9), hash].filter((part) => part !== '').join('-');
};

/** The chapter's id: the same name in the same commune from the same day is the same chapter. */
export const chapterId = (parent: string, name: string, from: Day): string =>
  `ch-${parent}-${nameParts(name)}-${from.replaceAll('-', '')}`;

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
