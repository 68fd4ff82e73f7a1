import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { PublishLive } from '../web/route.ts';
import { createDirectory, type Directory } from './directory.ts';
import { type LinkingModels, linkingModels } from './linking/model.ts';
import { type MergeModels, mergeModels } from './merges/model.ts';
import { type OrgModels, orgModels } from './model.ts';

export interface OrgDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly publishLive: PublishLive;
  /** For ids of people and posts. Default: random. */
  readonly newId?: () => string;
}

/** What the parts of the service share. */
export interface OrgRoom {
  readonly models: OrgModels & MergeModels & LinkingModels;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  /** After every write: the copy of the units is forgotten and open consoles are told. */
  changed(topic: 'units' | 'people' | 'groups' | 'roster', unitPath: string, id?: string): void;
}

export const openRoom = (deps: OrgDeps): OrgRoom => {
  const { connection } = deps;
  const models = { ...orgModels(connection), ...mergeModels(connection), ...linkingModels(connection) };
  const directory = createDirectory(models, deps.clock);
  return {
    models,
    directory,
    clock: deps.clock,
    logger: deps.logger,
    newId: deps.newId ?? (() => crypto.randomUUID()),
    changed(topic, unitPath, id) {
      if (topic === 'units') directory.reset();
      deps.publishLive({ topic, unitPath, ...(id === undefined ? {} : { id }) });
    },
  };
};
