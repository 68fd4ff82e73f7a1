import type { Route } from '../web/route.ts';
import { groupRoutes } from './routes/groups.ts';
import { peopleRoutes } from './routes/people.ts';
import { rosterRoutes } from './routes/rosters.ts';
import { unitRoutes } from './routes/units.ts';
import type { Org } from './service.ts';

/** The admin API of this room: units, people with their posts, groups and roster imports. */
export const orgRoutes = (org: Org): Route[] => [
  ...unitRoutes(org),
  ...peopleRoutes(org),
  ...groupRoutes(org),
  ...rosterRoutes(org),
];
