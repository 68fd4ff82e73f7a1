import { ok } from '../base/result.ts';
import type { UnitDirectory } from './ports.ts';
import { type Route, route } from './route.ts';

/** `GET /scope/units`: the units of today in the administrator's own subtree, for pickers and for naming paths. */
export const scopeRoutes = (units: UnitDirectory): Route[] => [
  route({
    method: 'GET',
    path: '/scope/units',
    async handle({ admin }) {
      const known = await units.unitsUnder(admin.unitPath);
      return ok({ rows: known.map(({ id, name, level, path }) => ({ id, name, level, path })) });
    },
  }),
];
