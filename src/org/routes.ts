import type { Route } from '../web/route.ts';
import type { Linking } from './linking/service.ts';
import { groupRoutes } from './routes/groups.ts';
import { linkingRoutes } from './routes/linking.ts';
import { mergeRoutes } from './routes/merges.ts';
import { peopleRoutes } from './routes/people.ts';
import { rosterRoutes } from './routes/rosters.ts';
import { unitRoutes } from './routes/units.ts';
import type { Org } from './service.ts';

/** The admin API of this room: units, people with their posts and accounts, groups and roster imports. */
export const orgRoutes = (org: Org, linking: Linking): Route[] => [
  ...unitRoutes(org),
  ...peopleRoutes(org, linking),
  ...mergeRoutes(org, linking),
  ...linkingRoutes(linking),
  ...groupRoutes(org),
  ...rosterRoutes(org),
];
