import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Tests start real servers and commit to real disks; on a busy machine that takes a while.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A test file is a process: servers, signals and environment variables of one are nothing to another.
    pool: 'forks',
    maxWorkers: 2,
  },
});
