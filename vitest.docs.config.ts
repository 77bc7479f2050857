import { configDefaults, defineConfig } from 'vitest/config';
import config, { DOCS_TESTS } from './vitest.config.ts';

/** Runs the code blocks of README.md, CONTRIBUTING.md, SECURITY.md and docs/. */
export default defineConfig({
  ...config,
  test: { ...config.test, include: DOCS_TESTS, exclude: configDefaults.exclude },
});
