import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { createLogger } from '../base/log.ts';
import { ok, type Result } from '../base/result.ts';
import { compose } from '../compose.ts';
import { readConfig } from '../config.ts';
import type { ActionTable } from '../flow/action.ts';

/**
 * Composes the product on an empty store in a temporary folder and hands out its actions: the real names, arguments and
 * results, with the real content, and nothing of the office's data within reach. Takes about a second.
 */
export const withSpareActions = async <T>(
  contentDir: string,
  use: (actions: ActionTable) => Promise<T>,
): Promise<Result<T>> => {
  const folder = await mkdtemp(join(tmpdir(), 'chihoi-cli-'));
  try {
    const flowsDir = join(folder, 'flows');
    await mkdir(flowsDir);
    // Only these settings: an address of a database in the environment must not be used here.
    const read = readConfig({
      DATA_DIR: join(folder, 'data'),
      CONTENT_DIR: contentDir,
      FLOWS_DIR: flowsDir,
      LOG_LEVEL: 'silent',
    });
    if (!read.ok) return read;
    const logger = createLogger('silent');
    const composed = await compose({ config: read.value.config, clock: systemClock, logger, consoleDir: folder });
    if (!composed.ok) return composed;
    try {
      return ok(await use(composed.value.actions));
    } finally {
      await composed.value.stop(0);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
