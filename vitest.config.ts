import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // vitest would load graphql twice, once as ESM for our files and once as CommonJS for everybody else's:
    // our own GraphQLErrors would then not be theirs (graphql-once.test.ts).
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql/index.js')) }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Behind every test: nothing that was written holds a secret; and which lane its gateways take.
    setupFiles: ['test/support/sweep.ts', 'test/support/lane.ts'],
    // Only for what hangs: a busy machine may be ten times slower.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Vitest leaves a processor free, which on a machine with two is half of it: tests wait for sockets more than
    // they compute.
    maxWorkers: 2,
    // Polls end as soon as what they wait for is there: this only says when to give up, on a busy machine
    // too.
    expect: { poll: { timeout: 60_000 } },
    unstubEnvs: true,
  },
});
