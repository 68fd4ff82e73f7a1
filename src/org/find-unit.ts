import type { Day } from './days.ts';
import { within } from './scope.ts';
import { fold, looseIY, marksDisagree } from './text.ts';
import { currentOf, validOn } from './tree.ts';
import type { UnitCandidate, UnitMatch, UnitRecord } from './types.ts';

/** More than this cannot be offered in a chat; the person is asked to add the commune's name. */
export const MAX_CANDIDATES = 12;

/** Words for a level as typed (folded), longest first, and the levels that they may mean. */
const LEVEL_WORDS: readonly (readonly [string, readonly string[]])[] = [
  ['thi tran', ['thi_tran']],
  ['thanh pho', ['huyen']],
  ['to dan pho', ['chi_hoi']],
  ['chi hoi', ['chi_hoi']],
  ['phuong', ['phuong']],
  ['huyen', ['huyen']],
  ['thon', ['chi_hoi']],
  ['khu', ['chi_hoi']],
  ['ban', ['chi_hoi']],
  ['tinh', ['tinh']],
  ['tdp', ['chi_hoi']],
  ['xa', ['xa']],
  ['tt', ['thi_tran']],
  ['tp', ['huyen']],
  ['ch', ['chi_hoi']],
  ['p', ['phuong']],
  ['h', ['huyen']],
  ['x', ['xa']],
];

/** Said before the name, and meaning nothing here. */
const LEAD =
  /^(?:(?:em|toi|chi(?! hoi)|minh|o|tai|thuoc|don vi|cua|la|hoi lien hiep phu nu|hoi lhpn|hoi phu nu|hlhpn|lhpn|hpn|phu nu)(?: |$))+/;

interface Part {
  readonly levels: readonly string[] | undefined;
  /** The name without its level words, folded. */
  readonly bare: string;
  /** The same words with their marks as typed. */
  readonly typed: string;
}

/** `Xã Bộc Bố` → level xa, bare `boc bo`. Words of levels may follow each other: `Chi hội thôn Nà Phai`. */
const readPart = (text: string): Part => {
  const typed = text
    .normalize('NFC')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');
  let rest = fold(text);
  rest = rest.slice(LEAD.exec(rest)?.[0].length ?? 0);
  let levels: readonly string[] | undefined;
  for (let again = true; again; ) {
    const hit = LEVEL_WORDS.find(([word]) => rest.startsWith(`${word} `));
    again = hit !== undefined;
    if (hit === undefined) break;
    // The first word decides: "chi hội khu 3" is a chapter, whatever follows.
    levels ??= hit[1];
    rest = rest.slice(hit[0].length + 1);
  }
  // A level alone ("xã") names nothing.
  if (LEVEL_WORDS.some(([word]) => word === rest)) rest = '';
  const count = rest === '' ? 0 : rest.split(' ').length;
  return { levels, bare: looseIY(rest), typed: typed.slice(typed.length - count).join(' ') };
};

/** Splits "xã Bộc Bố, huyện Pác Nặm" or "boc bo pac nam huyen pac nam": the unit first, then what it lies in. */
const readQuery = (text: string): Part[] =>
  text
    .slice(0, 300)
    .split(
      /[,;\n/]|\s[-–]\s|\s(?=(?:[hH]uyện|[hH]uyen|[tT]ỉnh|[tT]inh|[tT]hành phố|[tT]hanh pho|TP|[xX]ã|[xX]a|[pP]hường|[pP]huong)\s)/u,
    )
    .map(readPart)
    .filter((part) => part.bare !== '');

interface Name {
  readonly unit: UnitRecord;
  readonly name: string;
  readonly bare: string;
  /** The name without its level words, with marks. */
  readonly plain: string;
}

/** All names a unit goes by: its own, former ones, other spellings. Built once for a list of units. */
export interface UnitIndex {
  readonly units: readonly UnitRecord[];
  readonly byId: ReadonlyMap<string, UnitRecord>;
  readonly names: readonly Name[];
}

const namesOf = (unit: UnitRecord): Name[] =>
  [unit.name, ...unit.aliases, ...unit.names.map((former) => former.name)].map((name) => {
    const part = readPart(name);
    return { unit, name, bare: part.bare, plain: part.typed };
  });

export const indexUnits = (units: readonly UnitRecord[]): UnitIndex => ({
  units,
  byId: new Map(units.map((unit) => [unit.id, unit])),
  names: units.flatMap(namesOf),
});

/** The index with one unit more. */
export const addUnit = (index: UnitIndex, unit: UnitRecord): UnitIndex => ({
  units: [...index.units, unit],
  byId: new Map(index.byId).set(unit.id, unit),
  names: [...index.names, ...namesOf(unit)],
});

export interface FindOptions {
  readonly on: Day;
  /** Only units in this subtree. */
  readonly under?: string;
  /** Only these levels, whatever is typed. */
  readonly levels?: readonly string[];
}

/** One letter more, less or other, in names long enough that this is a slip and not another name. */
const isSlip = (a: string, b: string): boolean => {
  if (Math.min(a.length, b.length) < 5 || Math.abs(a.length - b.length) > 1) return false;
  // "Thôn 12" and "thôn 13" are two places, not a slip.
  if (a.replace(/\D/g, '') !== b.replace(/\D/g, '')) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  return restA.slice(1) === restB.slice(1) || restA === restB.slice(1) || restA.slice(1) === restB;
};

/** The typed words stand in the name side by side. A number alone says too little. */
const hasWords = (name: string, words: string): boolean => /[a-z]/.test(words) && ` ${name} `.includes(` ${words} `);

/**
 * Which unit is meant. Typed without marks every name that folds the same is meant; marks that fit one name exactly
 * choose it; marks that fit none are asked back, never guessed. Old names lead to what the unit is now.
 */
export const findUnit = (index: UnitIndex, text: string, options: FindOptions): UnitMatch => {
  const [part, ...context] = readQuery(text);
  if (part === undefined) return { type: 'none' };
  const fits = (name: Name) => part.levels === undefined || part.levels.includes(name.unit.level);
  const equal = index.names.filter((name) => name.bare === part.bare);
  const ofLevel = equal.filter(fits);
  const hits = ofLevel.length > 0 ? ofLevel : equal;
  const exact = hits.filter((name) => !marksDisagree(part.typed, name.plain));
  const sure = exact.length > 0 && (ofLevel.length > 0 || part.levels === undefined);
  const loose = () => {
    const partial = index.names.filter((name) => fits(name) && hasWords(name.bare, part.bare));
    return partial.length > 0 ? partial : index.names.filter((name) => fits(name) && isSlip(name.bare, part.bare));
  };
  const chosen = exact.length > 0 ? exact : hits.length > 0 ? hits : loose();
  const candidates = toCandidates(index, inContext(index, chosen, context, options.on), options);
  const [only] = candidates;
  if (only === undefined) return { type: 'none' };
  if (candidates.length === 1 && sure) return { type: 'found', ...only };
  return candidates.length > MAX_CANDIDATES ? { type: 'none' } : { type: 'ask', candidates };
};

/** Keeps the names whose unit lies in what was said after the comma, or in what that has become, when any does. */
const inContext = (index: UnitIndex, hits: readonly Name[], context: readonly Part[], on: Day): readonly Name[] => {
  let kept = hits;
  for (const part of context) {
    const places = index.names
      .filter((name) => name.bare === part.bare && (part.levels === undefined || part.levels.includes(name.unit.level)))
      .flatMap((name) => [name.unit, ...currentOf(index.units, name.unit.id, on)]);
    const inside = kept.filter(({ unit }) => places.some((place) => within(place.path, unit.path)));
    if (inside.length > 0) kept = inside;
  }
  return kept;
};

/** Names → today's units, each once, the present name before old ones. */
const toCandidates = (index: UnitIndex, hits: readonly Name[], options: FindOptions): UnitCandidate[] => {
  const found = new Map<string, UnitCandidate>();
  const now = (name: Name) => (validOn(name.unit, options.on) ? 0 : 1);
  for (const name of [...hits].sort((a, b) => now(a) - now(b))) {
    for (const unit of currentOf(index.units, name.unit.id, options.on)) {
      if (found.has(unit.id)) continue;
      if (options.under !== undefined && !within(options.under, unit.path)) continue;
      if (options.levels !== undefined && !options.levels.includes(unit.level)) continue;
      const note = noteFor(name, unit);
      found.set(unit.id, { unit, label: labelOf(index, unit), ...(note === undefined ? {} : { note }) });
    }
  }
  return [...found.values()];
};

const noteFor = (name: Name, unit: UnitRecord): string | undefined => {
  if (name.unit.id === unit.id)
    return unit.names.some((former) => former.name === name.name) ? `${name.name} nay là ${unit.name}` : undefined;
  if (fold(name.name) === fold(unit.name)) return undefined;
  return name.unit.level === 'huyen'
    ? `${unit.name} thuộc ${lowerFirst(name.name)} cũ`
    : `${name.name} (cũ) nay là ${unit.name}`;
};

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

/** `Chi hội Nà Phai, Xã Ba Bể`; a commune by its name alone. */
export const labelOf = (index: Pick<UnitIndex, 'byId'>, unit: UnitRecord): string => {
  const parent = unit.level === 'chi_hoi' ? index.byId.get(unit.parent ?? '') : undefined;
  return parent === undefined ? unit.name : `${unit.name}, ${parent.name}`;
};
