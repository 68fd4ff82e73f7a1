import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLogger } from '../src/base/log.ts';
import { compose, type Parts } from '../src/compose.ts';
import { readConfig } from '../src/config.ts';
import { fakeClock, settle } from './support/clock.ts';
import { type TestPlace, testPlace } from './support/store.ts';

let place: TestPlace;
let parts: Parts;

beforeEach(async () => {
  place = await testPlace();
  const { dataDir, mongodbUrl } = place;
  const read = readConfig({ DATA_DIR: dataDir, MONGODB_URL: mongodbUrl, LOG_LEVEL: 'silent' });
  if (!read.ok) throw new Error(read.error.message);
  const composed = await compose({
    config: read.value.config,
    clock: fakeClock('2026-11-20T09:00:00+07:00'),
    logger: createLogger('silent'),
    consoleDir: dataDir,
  });
  if (!composed.ok) throw new Error(composed.error.message);
  parts = composed.value;
  place.watch(parts.store.connection);
  await parts.start();
});

afterEach(async () => {
  await parts.stop(1);
  await place.remove();
});

it('sends to a group that was registered before anybody wrote in it', async () => {
  await parts.simulator.phone.addContact({ id: 'ann', name: 'An' });
  await parts.simulator.phone.addGroup({ id: 'g-moi', name: 'Nhóm mới', members: ['ann'] });
  const [unit] = await parts.org.unitsUnder('/', { level: 'xa' });
  const made = await parts.org.registerGroup(
    { thread: 'simulator:g-moi', name: 'Nhóm mới', unit: unit?.id ?? '' },
    '/',
  );
  expect(made.ok).toBe(true);
  await parts.chat.send([
    { key: 'k', thread: 'simulator:g-moi', message: { type: 'text', text: 'Chào các chị' }, lane: 'bulk' },
  ]);
  await settle();
  expect(await parts.chat.states(['k'])).toMatchObject([{ state: 'sent' }]);
});

it('serves every conversation of the flows folder', () => {
  expect(parts.flows.flows.length).toBeGreaterThan(20);
  for (const name of ['chao-hoi', 'khong-hieu', 'menu', 'cau-hoi-nhom', 'moi-hop'])
    expect(parts.flows.find(name)?.name).toBe(name);
});
