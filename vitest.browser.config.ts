import { configDefaults, defineConfig } from 'vitest/config';
import config, { BROWSER_TESTS } from './vitest.config.ts';

/** The tests of GraphiQL and of the inbox example in a browser. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: BROWSER_TESTS,
    exclude: configDefaults.exclude,
    // A browser and its server are busy: on a machine with two cores, a third pair would only delay the others.
    maxWorkers: 2,
  },
});
