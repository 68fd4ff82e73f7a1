import { globSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { findServer } from './test/support/mongodb/server.ts';
import { closingNote } from './test/support/skipped.ts';

/** Suites whose cases are the same on the embedded store and on MongoDB. */
const ON_BOTH = [
  'test/contract/**/*.test.ts',
  'test/{broadcasts,chat,content,learning,meetings,org,queue,support-room,web}/**/*.test.ts',
  'test/{compose,golden/*}.test.ts','test/sample/*.test.ts',
];
/** Suites about MongoDB alone. */
const ON_MONGODB = ['test/**/*.mongodb.test.ts'];

const embedded = {
  extends: true as const,
  test: { name: 'embedded', include: ['test/**/*.test.ts', 'test/**/*.test.tsx'], exclude: ON_MONGODB },
};
const mongodb = {
  extends: true as const,
  test: {
    name: 'mongodb',
    include: [...ON_BOTH, ...ON_MONGODB],
    globalSetup: 'test/support/mongodb/global.ts',
    setupFiles: 'test/support/mongodb/setup.ts',
  },
};
const found = findServer();

export default defineConfig({
  test: {
    projects: found.type === 'none' ? [embedded] : [embedded, mongodb],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two workers: the suites start servers and child processes of their own, and the common machine has two cores.
    maxWorkers: 2,
    // On a shared machine a browser can lose a race that people never see: its time-outs, and nothing else, get one more
    // try. A property that fails has failed.
    retry: process.env.CI ? { count: 1, condition: /Timeout \d+ms exceeded/ } : 0,
    reporters: ['default'],
  },
});
