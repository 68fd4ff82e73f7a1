import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchBroadcast } from './broadcast.ts';
import { benchChat } from './chat.ts';
import { benchFlow } from './flow.ts';
import { benchIngest } from './ingest.ts';
import type { Measure } from './measure.ts';
import { benchMessenger } from './messenger.ts';
import { benchSearch } from './search.ts';
import { benchStart } from './start.ts';
import { benchStore } from './store.ts';
import { benchZaloBot, benchZaloOa, benchZaloPersonal } from './zalo.ts';

const GROUPS: Record<string, () => Promise<readonly Measure[]>> = {
  flow: benchFlow,
  // Before those that leave a large heap behind.
  search: benchSearch,
  chat: benchChat,
  ingest: benchIngest,
  messenger: benchMessenger,
  'zalo-oa': benchZaloOa,
  'zalo-bot': benchZaloBot,
  'zalo-personal': benchZaloPersonal,
  broadcast: benchBroadcast,
  store: benchStore,
  start: benchStart,
};

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, json: { type: 'string' } } });
const unknown = (values.only ?? []).filter((name) => !(name in GROUPS));
if (unknown.length > 0) {
  console.error(`There is no group ${unknown.join(', ')}. The groups are: ${Object.keys(GROUPS).join(', ')}.`);
  process.exit(2);
}

const isMet = ({ value, limit, unit, better = unit.endsWith('/s') ? 'more' : 'less' }: Measure): string => {
  if (limit === undefined) return '';
  return (better === 'more' ? value >= limit : value <= limit) ? 'met' : 'NOT MET';
};

const show = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3).replace(/\.0+$/, '');

const results: Measure[] = [];
console.log(`${'name'.padEnd(24)}${'value'.padStart(14)} ${'unit'.padEnd(12)}${'limit'.padStart(12)}`);
for (const [group, run] of Object.entries(GROUPS)) {
  if (values.only && !values.only.includes(group)) continue;
  for (const measure of await run()) {
    results.push(measure);
    const limit = measure.limit === undefined ? '' : show(measure.limit);
    console.log(
      `${measure.name.padEnd(24)}${show(measure.value).padStart(14)} ${measure.unit.padEnd(12)}${limit.padStart(12)}  ${isMet(measure)}`,
    );
  }
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
process.exit(0);
