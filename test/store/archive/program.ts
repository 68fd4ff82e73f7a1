import { createLogger } from '../../../src/base/log.ts';
import { restoreArchive } from '../../../src/store/archive/restore.ts';
import { backup } from './support.ts';

// A backup or a restore in a process that a test may kill. The argument is JSON; says when it begins and when it is done.
const { task, file, dataDir, mongodbUrl } = JSON.parse(process.argv[2] ?? '') as {
  task: 'backup' | 'restore';
  file: string;
  dataDir: string;
  mongodbUrl?: string;
};
const place = { dataDir, ...(mongodbUrl !== undefined && { mongodbUrl }) };
process.stdout.write('begun\n');
const result =
  task === 'backup'
    ? await backup(place, file)
    : await restoreArchive({ ...place, file, replace: true, logger: createLogger('silent'), now: new Date() });
if (!result.ok) throw new Error(result.error.message);
process.stdout.write('done\n');
