import type { Result } from '../base/result.ts';

/** What the web room asks about units: the org room's service fits. */
export interface UnitDirectory {
  unit(id: string): Promise<{ readonly name: string; readonly path: string } | undefined>;
  /** Units valid today whose path starts with `path`, parents before children. */
  unitsUnder(path: string): Promise<readonly UnitOption[]>;
}

/** A unit as the console's pickers show it. */
export interface UnitOption {
  readonly id: string;
  readonly name: string;
  readonly level: string;
  readonly path: string;
}

/** The sample data, which a newcomer loads to try everything and removes before real work. */
export interface SampleData {
  loaded(): Promise<boolean>;
  load(): Promise<Result<unknown>>;
  remove(): Promise<Result<unknown>>;
}
