/** The path of whoever may see the whole house: every unit's path starts with it. */
export const WHOLE_HOUSE = '/';

/** `/`, `/19/` or `/19/01864/`: unit ids from the root, each followed by a slash. */
export const UNIT_PATH = /^\/(?:[A-Za-z0-9_-]{1,64}\/){0,12}$/;

/** Whether what belongs to `unitPath` lies in the subtree of `scope`. */
export const covers = (scope: string, unitPath: string): boolean => unitPath.startsWith(scope);

/**
 * A query condition for paths in the subtree of `scope`: a range, so that an index on the path serves it. Paths end in
 * `/`, and `0` is the character after it.
 */
export const underPath = (scope: string): { $gte: string; $lt: string } => ({
  $gte: scope,
  $lt: `${scope.slice(0, -1)}0`,
});
