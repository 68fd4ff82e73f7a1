import { defineConfig } from 'vitest/config';
import { findServer } from './test/support/mongodb/server.ts';
import { mongodbSuites } from './test/support/mongodb/suites.ts';
import { closingNote } from './test/support/skipped.ts';
import { temporaryFolder } from './test/support/temporary.ts';

const folder = temporaryFolder();
if (folder) process.env.TMPDIR = folder;

const embedded = {
  extends: true as const,
  test: {
    name: 'embedded',
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/**/*.mongodb.test.ts'],
    setupFiles: 'test/support/plans/embedded-setup.ts',
  },
};

// The same suites once more, on a MongoDB, where one is found.
const mongodb = {
  extends: true as const,
  test: {
    name: 'mongodb',
    include: mongodbSuites(),
    globalSetup: 'test/support/mongodb/global.ts',
    setupFiles: 'test/support/mongodb/setup.ts',
  },
};

const found = findServer();
if (found.type === 'none') closingNote(`${mongodb.test.include.length} suites on MongoDB: skipped, ${found.why}`);

export default defineConfig({
  test: {
    projects: found.type === 'none' ? [embedded] : [embedded, mongodb],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two workers: the suites start servers and child processes of their own, and the common machine has two cores.
    maxWorkers: 2,
    // The product keeps nothing in its modules, so a worker loads them once for all of its suites, not for each.
    isolate: false,
    // On a shared machine a browser can lose a race that people never see: its time-outs, and nothing else, get one more
    // try, and so does a database server's failure without words. A property that fails has failed.
    retry: process.env.CI ? { count: 1, condition: /Timeout \d+ms exceeded|Unknown error: null/ } : 0,
    reporters: ['default'],
  },
});
