import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two workers: the suites start servers and child processes of their own, and the common machine has two cores.
    maxWorkers: 2,
    // On a shared machine a browser can lose a race that people never see; a test that fails twice has failed.
    retry: process.env.CI ? 1 : 0,
    reporters: ['default'],
  },
});
