import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { Router } from 'express';
import type { Connection } from 'mongoose';

/** Below this the store can soon write no more. */
const LOW_DISK_BYTES = 100 * 1024 * 1024;

/** `/healthz`: the process answers. `/readyz`: it can also work, or says in a sentence why not. */
export const healthRouter = ({ connection, dataDir }: { connection: Connection; dataDir: string }): Router => {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.set('cache-control', 'no-store').json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    const problems: string[] = [];
    if (connection.readyState !== 1) problems.push('Chưa nối được kho dữ liệu.');
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
      .json({ status: problems.length > 0 ? 'not_ready' : 'ready', problems });
  });
  return router;
};
