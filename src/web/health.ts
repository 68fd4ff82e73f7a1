import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { Router } from 'express';
import type { Result } from '../base/result.ts';

/** Below this the store can soon write no more. */
const LOW_DISK_BYTES = 100 * 1024 * 1024;

/** Whether the store can be used; a note stops nothing. */
export type StoreCheck = () => Promise<Result<{ readonly note?: string }>>;

/**
 * `/healthz`: the process answers. `/readyz`: it can also work, or says in a sentence why not; `notes`, where there are
 * some, are advice to the operator.
 */
export const healthRouter = ({
  dataDir,
  check,
  others = async () => [],
}: {
  dataDir: string;
  check: StoreCheck;
  /** Sentences about whatever else is missing: Redis, a full spool. */
  others?: () => Promise<readonly string[]>;
}): Router => {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.set('cache-control', 'no-store').json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    const problems: string[] = [];
    const store = await check();
    if (!store.ok) problems.push(store.error.message);
    problems.push(...(await others()));
    const note = store.ok ? store.value.note : undefined;
    try {
      await access(dataDir, constants.W_OK);
      const disk = await statfs(dataDir);
      if (disk.bavail * disk.bsize < LOW_DISK_BYTES) problems.push('Ổ đĩa của thư mục dữ liệu sắp đầy.');
    } catch {
      problems.push('Không ghi được vào thư mục dữ liệu (DATA_DIR).');
    }
    res
      .status(problems.length > 0 ? 503 : 200)
      .set('cache-control', 'no-store')
      .json({
        status: problems.length > 0 ? 'not_ready' : 'ready',
        problems,
        ...(note !== undefined && { notes: [note] }),
      });
  });
  return router;
};
