import { configDefaults, defineConfig } from 'vitest/config';
import config, { SYSTEM_TESTS } from './vitest.config.ts';

/** Runs the gateway with Prometheus, behind gateways of other projects, and as a package of npm and Deno. */
export default defineConfig({
  ...config,
  test: { ...config.test, include: SYSTEM_TESTS, exclude: configDefaults.exclude },
});
