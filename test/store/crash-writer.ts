import { createLogger } from '../../src/base/log.ts';
import { openStore } from '../../src/store/open.ts';

// Writes without end and prints the number of every write after it was acknowledged, until it is killed.
const [dataDir, from] = process.argv.slice(2) as [string, string];
const opened = await openStore({ dataDir, logger: createLogger('silent') });
if (!opened.ok) throw new Error(opened.error.message);
const rows = opened.value.connection.collection<{ _id: number; n: number; half: string; other: string }>('rows');
await rows.createIndex({ n: 1 }, { unique: true });
let next = Number(from);
const worker = async () => {
  for (;;) {
    const n = next++;
    const text = String(n).repeat(200);
    await rows.insertOne({ _id: n, n, half: text, other: text });
    if (n % 3 === 0) await rows.updateOne({ _id: n }, { $set: { half: `${text}!`, other: `${text}!` } });
    process.stdout.write(`${n}\n`);
  }
};
await Promise.all(Array.from({ length: 8 }, worker));
