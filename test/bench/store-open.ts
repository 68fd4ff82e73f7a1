import { createLogger } from '../../src/base/log.ts';
import { openStore } from '../../src/store/open.ts';

// A process that opens the file and reads one document: how long that takes from cold.
const started = performance.now();
const opened = await openStore({ dataDir: process.argv[2] as string, logger: createLogger('silent') });
if (!opened.ok) throw new Error(opened.error.message);
await opened.value.connection.collection('rows').findOne({ key: 'key-777' });
const openMs = Math.round(performance.now() - started);
process.stdout.write(JSON.stringify({ openMs }));
await opened.value.close();
