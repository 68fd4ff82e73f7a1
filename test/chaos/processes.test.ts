import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLogger } from '../../src/base/log.ts';
import { openStore } from '../../src/store/open.ts';
import { openGround, readRows, SIZE, scenario, type World } from './scenario.ts';

let ground: Awaited<ReturnType<typeof openGround>>;
beforeAll(async () => {
  ground = await openGround();
}, 120_000);
afterAll(() => ground?.close());

/** One process on one file. */
const embedded = async (): Promise<World> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'chihoi-chaos-'));
  return {
    name: 'one process on one file',
    members: ['all'],
    web: 'all',
    settings: async () => ({ DATA_DIR: dataDir }),
    troubles: [async (fleet) => fleet.forward(60 * 60 * 1000)],
    async rows() {
      const opened = await openStore({ dataDir, logger: createLogger('silent') });
      if (!opened.ok) throw new Error(opened.error.message);
      const rows = await readRows(opened.value.connection);
      await opened.value.close();
      return rows;
    },
    close: () => rm(dataDir, { recursive: true, force: true }),
  };
};

it(
  'with one process on one file, whatever dies, nothing is lost and nothing goes out twice',
  async () => {
    const { wrong, complaints } = await scenario(ground, embedded);
    expect(wrong, complaints).toEqual([]);
  },
  (SIZE.minutes + 2) * 60_000,
);
