import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

/** The tests that run the code blocks of the docs. */
export const DOCS_TESTS = ['test/project/docs-blocks.test.ts', 'test/project/clients-page.test.ts'];

/** The tests of the container image. They take minutes, and need root and Debian's tools. */
export const CONTAINER_TESTS = ['test/container/*.test.ts'];

export default defineConfig({
  resolve: {
    // Without this, vitest loads graphql twice: as ESM for our files and as CommonJS for packages. Their classes would then
    // differ from ours (graphql-once.test.ts).
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql/index.js')) }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // `npm run test:docs` and `npm run test:container` run these: they start a process for most code blocks, and an image.
    exclude: [...configDefaults.exclude, ...DOCS_TESTS, ...CONTAINER_TESTS],
    // The first searches the output of every test for secrets; the second selects the path of gateways.
    setupFiles: ['test/support/sweep.ts', 'test/support/lane.ts'],
    // Only for tests that hang: a busy machine may be ten times slower.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // By default vitest keeps one core free, which is half of a machine with two. Tests mostly wait for sockets.
    maxWorkers: 2,
    // The time after which a poll fails, also on a busy machine. A poll ends as soon as its assertion holds.
    expect: { poll: { timeout: 60_000 } },
    unstubEnvs: true,
  },
});
