import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** Runs only the tests of the mutated files. */
export default defineConfig({
  ...config,
  test: { ...config.test, include: ['test/batching/batch*.test.ts'] },
});
