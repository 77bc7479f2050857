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
    testTimeout: 30_000,
    unstubEnvs: true,
  },
});
