import { target } from './mutation.targets.ts';

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  mutate: [...target.mutate],
  // Forks, as in `npm test`: the stack of a worker thread is too small for the tests of deep documents.
  vitest: { configFile: 'vitest.mutation.config.ts', related: false, pool: 'forks' },
  tsconfigFile: 'none',
  coverageAnalysis: 'perTest',
  ignoreStatic: !target.isStaticIncluded,
  concurrency: 2,
  dryRunTimeoutMinutes: 20,
  tempDirName: '.stryker-tmp',
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, logTests: false },
  thresholds: { high: 95, low: 90, break: target.break },
};
