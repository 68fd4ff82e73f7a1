import { fail, type Result } from '../base/result.ts';

/** The whole country: an administrator with this path sees every unit, closed structures too. */
export const ROOT_PATH = '/';

/** True when a unit's path lies in the subtree of `scope`. */
export const within = (scope: string, path: string): boolean => path.startsWith(scope);

/**
 * The subtree as a range that an index on a path answers: every path under `/a/` is at least `/a/` and less than `/a0`
 * (`0` is the character after `/`).
 */
export const pathRange = (scope: string): { $gte: string; $lt: string } => ({
  $gte: scope,
  $lt: `${scope.slice(0, -1)}0`,
});

/** The subtrees as ranges. One that lies in another, or is named twice, adds nothing and is left out. */
export const anyPath = (scopes: readonly string[]): { $gte: string; $lt: string }[] =>
  [...new Set(scopes)]
    .filter((scope, _, all) => !all.some((other) => other !== scope && within(other, scope)))
    .map(pathRange);

/** The one answer to acting outside one's subtree: it does not say whether the thing exists. */
export const outOfScope = (what: string): Result<never> =>
  fail('org.not_found', `Không tìm thấy ${what} trong phạm vi đơn vị của chị.`);
