import { type Claims, createClaims } from './claims.ts';
import { type ContactLinks, contactLinks } from './contacts.ts';
import { dayOf } from './days.ts';
import type { Directory } from './directory.ts';
import { type FindOptions, findUnit } from './find-unit.ts';
import { type GroupChanges, groupService } from './groups.ts';
import { holderReads } from './holders.ts';
import { type Aliases, aliasReads } from './merges/aliases.ts';
import { type MergeService, mergeService } from './merges/service.ts';
import { type PeopleService, peopleService } from './people.ts';
import { type OrgDeps, openRoom } from './room.ts';
import { importModel } from './roster/model.ts';
import { type RosterService, rosterService } from './roster/service.ts';
import { type OrgSample, orgSample } from './sample-data.ts';
import { within } from './scope.ts';
import { byDepth, validOn } from './tree.ts';
import type { AudienceReads, OrgService, UnitMatch } from './types.ts';
import { type UnitChanges, unitChanges } from './units.ts';

export type { OrgDeps } from './room.ts';

/** Everything the org room can do; other rooms see `OrgService` of it. */
export interface Org
  extends OrgService,
    AudienceReads,
    UnitChanges,
    PeopleService,
    GroupChanges,
    OrgSample,
    Aliases,
    MergeService,
    Omit<ContactLinks, 'personOfContact'> {
  linkContact: ContactLinks['linkContact'];
  /** Which unit was meant by what a person typed. `on` is today unless given. */
  findUnit(text: string, options?: Partial<FindOptions>): Promise<UnitMatch>;
  readonly roster: RosterService;
  readonly claims: Claims;
  readonly directory: Directory;
}

/** Opens the room: makes its indexes and finishes what a crash cut short. Units are loaded by `importUnits` before. */
export const createOrgService = async (deps: OrgDeps): Promise<Org> => {
  const room = openRoom(deps);
  const imports = importModel(deps.connection);
  const claims = createClaims(deps.connection, deps.clock);
  await Promise.all([imports.init(), claims.init(), ...Object.values(room.models).map((model) => model.init())]);
  const roster = rosterService(room, imports);
  const merging = mergeService(room);
  const units = unitChanges(room);
  const { directory, clock } = room;
  const merges = (await units.finishUnits()) + (await merging.finishMerges());
  const rosters = await roster.finishImports();
  if (merges + rosters > 0) deps.logger.info({ merges, rosters }, 'finished what was cut short');
  return {
    ...units,
    ...peopleService(room),
    ...groupService(room),
    ...holderReads(room),
    ...contactLinks(room),
    ...orgSample(room, merging),
    ...aliasReads(room),
    ...merging,
    roster,
    claims,
    directory,
    unit: (id) => directory.get(id),
    async unitsUnder(path, options = {}) {
      const { units: all } = await directory.index();
      const day = dayOf(options.on ?? clock.now());
      return byDepth(
        all.filter(
          (unit) =>
            within(path, unit.path) &&
            validOn(unit, day) &&
            (options.level === undefined || unit.level === options.level),
        ),
      );
    },
    async findUnit(text, options = {}) {
      return findUnit(await directory.index(), text, { on: dayOf(clock.now()), ...options });
    },
  };
};
