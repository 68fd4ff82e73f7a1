import type { Result } from '../base/result.ts';

/** What the web room asks about units: the org room's service fits. */
export interface UnitDirectory {
  unit(id: string): Promise<{ readonly name: string; readonly path: string } | undefined>;
  unitsUnder(path: string): Promise<readonly { readonly id: string; readonly name: string; readonly path: string }[]>;
}

/** The sample data, which a newcomer loads to try everything and removes before real work. */
export interface SampleData {
  loaded(): Promise<boolean>;
  load(): Promise<Result<unknown>>;
  remove(): Promise<Result<unknown>>;
}
