import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
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
