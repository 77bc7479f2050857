import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** The tests of what is mutated, and no others. */
export default defineConfig({
  ...config,
  test: { ...config.test, include: ['test/batching/batch*.test.ts'] },
});
