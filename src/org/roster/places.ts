import type { Day } from '../days.ts';
import { addUnit, findUnit, indexUnits, type UnitIndex } from '../find-unit.ts';
import type { UnitMatch, UnitRecord } from '../types.ts';

/**
 * The units while a plan is made, with the chapters that it makes. A sheet has thousands of rows and few communes: a
 * commune's name is looked up once, and a chapter's name among those of its commune only.
 */
export interface Places {
  readonly byId: ReadonlyMap<string, UnitRecord>;
  commune(text: string): UnitMatch;
  chapter(text: string, commune: UnitRecord): UnitMatch;
  /** The commune that the administrator's scope is, when it is one. */
  readonly own: UnitRecord | undefined;
  add(unit: UnitRecord): void;
}

export const openPlaces = (index: UnitIndex, scope: string, day: Day): Places => {
  const byId = new Map(index.byId);
  const communes = new Map<string, UnitMatch>();
  const chapters = new Map<string, UnitIndex>();
  const chaptersOf = (commune: UnitRecord): UnitIndex => {
    let found = chapters.get(commune.id);
    if (found === undefined) {
      found = indexUnits(index.units.filter((unit) => unit.path.startsWith(commune.path) && unit.id !== commune.id));
      chapters.set(commune.id, found);
    }
    return found;
  };
  return {
    byId,
    own: index.units.find((unit) => unit.path === scope && unit.level !== 'tinh'),
    commune(text) {
      let found = communes.get(text);
      if (found === undefined) {
        found = findUnit(index, text, { on: day, under: scope, levels: ['xa', 'phuong', 'thi_tran', 'tinh'] });
        communes.set(text, found);
      }
      return found;
    },
    chapter: (text, commune) => findUnit(chaptersOf(commune), text, { on: day, levels: ['chi_hoi'] }),
    add(unit) {
      byId.set(unit.id, unit);
      const commune = byId.get(unit.parent ?? '');
      if (commune !== undefined) chapters.set(commune.id, addUnit(chaptersOf(commune), unit));
    },
  };
};
