import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

/** The tests that run the code blocks of the docs. */
export const DOCS_TESTS = ['test/project/docs-blocks.test.ts', 'test/project/clients-page.test.ts'];

/** The tests that use a page in a browser. They take two minutes. */
export const BROWSER_TESTS = [
  'test/http/graphiql.test.ts',
  'test/project/example.test.ts',
  'test/project/example-accessibility.test.ts',
  'test/project/inbox-live.test.ts',
  'test/project/inbox-tools.test.ts',
  'test/project/widget.test.ts',
];

/** The tests of the container image. They take minutes, and need root and Debian's tools. */
export const CONTAINER_TESTS = ['test/container/*.test.ts'];

/** The tests with programs of other projects: Prometheus, gateways in front of this one, npm and Deno. */
export const SYSTEM_TESTS = [
  'test/deploy/prometheus.test.ts',
  'test/federation/example.test.ts',
  'test/federation/gateways.test.ts',
  'test/federation/subscriptions.test.ts',
  'test/package/{deno,installed,npx}.test.ts',
];

export default defineConfig({
  resolve: {
    // Without this, vitest loads graphql twice: as ESM for our files and as CommonJS for packages. Their classes would then
    // differ from ours (graphql-once.test.ts).
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql/index.js')) }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // The slow tests have scripts of their own: `test:docs`, `test:browser`, `test:container` and `test:systems`.
    exclude: [
      ...configDefaults.exclude,
      ...DOCS_TESTS,
      ...BROWSER_TESTS,
      ...CONTAINER_TESTS,
      ...SYSTEM_TESTS,
    ],
    // The first searches the output of every test for secrets; the second selects the path of gateways.
    setupFiles: ['test/support/sweep.ts', 'test/support/lane.ts'],
    // Only for tests that hang: a busy machine may be ten times slower.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // More than the cores of a small machine: tests mostly wait for sockets and processes.
    maxWorkers: 3,
    // The time after which a poll fails, also on a busy machine. A poll ends as soon as its assertion holds.
    expect: { poll: { timeout: 60_000 } },
    unstubEnvs: true,
  },
});
