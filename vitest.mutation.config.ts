import { defineConfig } from 'vitest/config';
import { target } from './mutation.targets.ts';
import config from './vitest.config.ts';

/** Runs only the tests of the code that is mutated. */
export default defineConfig({
  ...config,
  test: { ...config.test, include: [...target.tests], exclude: [...(target.slowTests ?? [])] },
});
