/*
 * What `npm run mutation:…` mutates, and with which tests. The environment variable MUTATION names the target.
 */

interface Target {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
  /** Tests that start browsers or processes: a mutant would take minutes. */
  readonly slowTests?: readonly string[];
  /** Minimum percentage of mutants that the tests must find. */
  readonly break: number;
  /** Whether to mutate code that runs at import. Such a mutant takes a run of all tests. */
  readonly isStaticIncluded: boolean;
}

const TARGETS: Readonly<Record<string, Target>> = {
  batching: {
    mutate: ['src/batching/*.ts'],
    tests: ['test/batching/batch*.test.ts'],
    break: 85,
    isStaticIncluded: true,
  },
  execution: {
    mutate: ['src/graphql/execution/*.ts'],
    tests: ['test/graphql/*.test.ts'],
    break: 85,
    isStaticIncluded: false,
  },
  http: {
    mutate: ['src/http/*.ts'],
    tests: ['test/http/*.test.ts', 'test/api/passthrough*.test.ts'],
    slowTests: [
      'test/http/{attack-tools,browser-clients,clients,drain,graphiql,keep-alive,slow-readers}.test.ts',
    ],
    break: 75,
    isStaticIncluded: false,
  },
  kommunicate: {
    mutate: ['src/kommunicate/**/*.ts'],
    tests: ['test/kommunicate/*.test.ts', 'test/api/{actionable,stored-json}*.test.ts'],
    slowTests: ['test/kommunicate/fuzz-*.test.ts'],
    break: 75,
    isStaticIncluded: false,
  },
};

const name = process.env.MUTATION ?? '';
const found = TARGETS[name];
if (!found) throw new TypeError(`MUTATION must be one of ${Object.keys(TARGETS).join(', ')}, not "${name}"`);

export const target: Target = found;
