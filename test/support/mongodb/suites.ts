import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders whose suites stand on a store: each runs on the embedded store and, the same cases, on MongoDB. */
const ON_BOTH = [
  'broadcasts',
  'chat',
  'content',
  'contract/store',
  'learning',
  'meetings',
  'org',
  'queue',
  'sample',
  'store/archive',
  'support-room',
  'web',
];
const ALSO = ['test/compose.test.ts', 'test/contract/queue/embedded.test.ts', 'test/store/indexes.test.ts'];

/** Suites in those folders that never open a store. */
const WITHOUT_STORE = [
  /^broadcasts\/pure\b/,
  /^chat\/(render|together)\b/,
  /^content\/(guide|messages|parse|read|search)\b/,
  /^learning\/pure\b/,
  /^meetings\/plan\b/,
  /^org\/(find-unit|units-data)\b/,
  /^store\/archive\/tar\b/,
  /^queue\/(bullmq|lanes|recurrence|redis)\b/,
];

/** Suites about MongoDB alone: `<name>.mongodb.test.ts`, anywhere. */
export const ABOUT_MONGODB = /\.mongodb\.test\.ts$/;

const below = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.test.ts'));

/** The files of the vitest project `mongodb`, from the project's root. */
export const mongodbSuites = (): string[] => [
  ...ON_BOTH.flatMap((folder) => below(join('test', folder)).map((path) => `${folder}/${path}`))
    .filter((path) => !WITHOUT_STORE.some((pattern) => pattern.test(path)) && !ABOUT_MONGODB.test(path))
    .map((path) => `test/${path}`),
  ...ALSO,
  ...below('test')
    .filter((path) => ABOUT_MONGODB.test(path))
    .map((path) => `test/${path}`),
];
