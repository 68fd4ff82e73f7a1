import { createLogger } from '../../src/base/log.ts';
import { openStore } from '../../src/store/open.ts';

// A process that opens the file, reads one document and then does nothing: what it takes at rest.
const started = performance.now();
const opened = await openStore({ dataDir: process.argv[2] as string, logger: createLogger('silent') });
if (!opened.ok) throw new Error(opened.error.message);
await opened.value.connection.collection('rows').findOne({ key: 'key-777' });
const openMs = Math.round(performance.now() - started);
await new Promise((resolve) => setTimeout(resolve, 500));
process.stdout.write(JSON.stringify({ openMs, residentMb: Math.round(process.memoryUsage().rss / 2 ** 20) }));
await opened.value.close();
