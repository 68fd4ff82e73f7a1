import { join } from 'node:path';
import { createLogger } from '../../src/base/log.ts';
import { importUnits } from '../../src/org/import-units.ts';
import { createOrgService, type Org } from '../../src/org/service.ts';
import type { NewPerson, Post } from '../../src/org/types.ts';
import type { LiveUpdate } from '../../src/web/route.ts';
import { fakeClock } from '../support/clock.ts';
import { openTestStore } from '../support/store.ts';

export const UNITS_FOLDER = join(import.meta.dirname, '../../content/don-vi');
export const PROVINCE = '/tinh-2025-19/';
export const BA_BE = '/tinh-2025-19/xa-2025-01906/';
export const BANG_THANH = '/tinh-2025-19/xa-2025-01864/';

/** An org room over a fresh store with the unit data loaded; ids are `id-1`, `id-2`, … */
export const openTestOrg = async (start = '2026-11-23T01:00:00Z') => {
  const { connection, close } = await openTestStore();
  const clock = fakeClock(start);
  const live: LiveUpdate[] = [];
  let last = 0;
  const deps = {
    connection,
    clock,
    logger: createLogger('silent'),
    publishLive: (update: LiveUpdate) => live.push(update),
    newId: () => `id-${++last}`,
  };
  const imported = await importUnits({ connection, clock, folder: UNITS_FOLDER });
  if (!imported.ok) throw new Error(imported.error.message);
  const org = await createOrgService(deps);
  return { org, connection, clock, live, deps, close };
};

/** Makes a person with one post and returns her id. */
export const addPerson = async (
  org: Org,
  name: string,
  unit: string,
  more: Partial<NewPerson> & { post?: Post; from?: string; to?: string } = {},
): Promise<string> => {
  const { post = 'chi_hoi_truong', from = '2025-07-01', to, ...rest } = more;
  const result = await org.createPerson(
    { name, address: 'chị', posts: [{ post, unit, from, ...(to === undefined ? {} : { to }) }], ...rest },
    '/',
  );
  if (!result.ok || result.value.after === undefined) throw new Error(result.ok ? 'no person' : result.error.message);
  return result.value.after.id;
};

/** All of a stream. */
export const all = async <T>(stream: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
};
