import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { ActionTable } from '../flow/action.ts';
import { checkFlows } from '../flow/check/check.ts';
import { recompileFlow } from '../flow/compile/flow-file.ts';
import type { CompiledFlow } from '../flow/compile/ops.ts';
import type { Problem } from '../flow/read/problem.ts';
import type { ChatModels } from './model.ts';

/** What stands in the flows folder, and every older version that a session may still run. */
export interface FlowsInUse {
  readonly current: readonly CompiledFlow[];
  readonly old: readonly CompiledFlow[];
  readonly problems: readonly Problem[];
}

/** The flow files of a folder, in the order of their names. */
export const readFlowFiles = async (folder: string): Promise<{ path: string; source: string }[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(
    names.map(async (name) => ({ path: join(folder, name), source: await readFile(join(folder, name), 'utf8') })),
  );
};

/**
 * Reads and checks the flows, and keeps each version's source in the store, so that a conversation that began before an
 * upgrade ends as it began. A file with mistakes is left out and listed; where an earlier version of it is known, the
 * newest of those serves on.
 */
export const loadFlows = async (deps: {
  readonly folder: string;
  readonly actions: ActionTable;
  readonly models: ChatModels;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<FlowsInUse> => {
  const { folder, actions, models, clock, logger } = deps;
  const { flows, problems } = checkFlows(await readFlowFiles(folder), actions);
  for (const { file, line, message, remedy } of problems) logger.error({ file, line }, `${message} ${remedy}`);
  const known = await models.flowVersions.find().sort({ firstSeenAt: 1 }).lean();
  const held = new Set(known.map(({ _id }) => _id));
  for (const flow of flows.filter(({ version }) => !held.has(version)))
    await models.flowVersions.updateOne(
      { _id: flow.version },
      { $setOnInsert: { flow: flow.name, source: flow.source, firstSeenAt: clock.now() } },
      { upsert: true },
    );
  const old = known.flatMap(({ source }) => recompileFlow(source) ?? []);
  const served = new Set(flows.map(({ name }) => name));
  const fallbacks = new Map(old.filter(({ name }) => !served.has(name)).map((flow) => [flow.name, flow]));
  const broken = new Set(problems.map(({ file }) => file));
  const stillServed = [...fallbacks.values()].filter(({ name }) => broken.has(join(folder, `${name}.yaml`)));
  return { current: [...flows, ...stillServed], old, problems };
};
