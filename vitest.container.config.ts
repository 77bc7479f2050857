import { configDefaults, defineConfig } from 'vitest/config';
import config, { CONTAINER_TESTS } from './vitest.config.ts';

/** Builds the container image, and runs it. */
export default defineConfig({
  ...config,
  test: { ...config.test, include: CONTAINER_TESTS, exclude: configDefaults.exclude },
});
