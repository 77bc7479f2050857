import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';

/*
 * Who may import whom, layer by layer: a file may import what is listed for it, and nothing else of ours.
 * `type` before a name: its types only.
 */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'index.ts': [
    'redis.ts',
    'gateway.ts',
    'server.ts',
    'tokens.ts',
    'errors.ts',
    'kommunicate/client.ts',
    'type kommunicate/{http,retry,batching,breakers,types}.ts',
    'type principal.ts',
    'type logger.ts',
  ],
  'cli.ts': [
    'cli-{flags,help}.ts',
    'config.ts',
    'near-misses.ts',
    'contract.ts',
    'config-variables.ts',
    'tokens.ts',
    'sign-token.ts',
    'type principal.ts',
    'server.ts',
    'redis.ts',
    'logger.ts',
    'loopback.ts',
    'standard-streams.ts',
    'kommunicate/client.ts',
    'emulator/index.ts',
  ],
  'standard-streams.ts': [],
  'option-rules.ts': [],
  'cancellation.ts': [],
  'config.ts': [
    'config-{variables,service}.ts',
    'option-rules.ts',
    'logger.ts',
    'type rate-limit.ts',
    'trusted-documents.ts',
  ],
  'config-service.ts': ['config-variables.ts', 'loopback.ts', 'option-rules.ts', 'type principal.ts'],
  'config-variables.ts': ['near-misses.ts'],
  'cli-flags.ts': ['config.ts', 'config-variables.ts', 'near-misses.ts'],
  'cli-help.ts': ['config-variables.ts'],
  'near-misses.ts': [],
  'trusted-documents.ts': [],
  'rate-counters.ts': [],
  'rate-limit.ts': ['rate-counters.ts', 'type redis.ts'],
  'rate-budget.ts': ['errors.ts', 'type rate-limit.ts'],
  'price-mutations.ts': ['type context.ts'],
  'server.ts': [
    'gateway.ts',
    'errors.ts',
    'logger.ts',
    'loopback.ts',
    'option-rules.ts',
    'request-target.ts',
  ],
  'loopback.ts': [],
  'request-target.ts': [],
  'gateway-options.ts': ['option-rules.ts', 'type gateway.ts'],
  'token-options.ts': ['option-rules.ts', 'type tokens.ts'],
  'gateway.ts': [
    'gateway-options.ts',
    'node-handler.ts',
    'unread-answers.ts',
    'direct-lane.ts',
    'documents/documents.ts',
    'execution/executionHooks.ts',
    'stages/*',
    'schema.ts',
    'contract.ts',
    'context.ts',
    'idempotency/{memory,redis}.ts',
    'rate-limit.ts',
    'rate-counters.ts',
    'type trusted-documents.ts',
    'type redis.ts',
    'batching/batchers.ts',
    'plugins/*',
    'present-error.ts',
    'errors.ts',
    'logger.ts',
    'type principal.ts',
    'type kommunicate/client.ts',
  ],
  'schema.ts': [
    'answer-cost.ts',
    'access.ts',
    'contract.ts',
    'price-mutations.ts',
    'type-prefix.ts',
    'resolvers/*',
    'type types.generated.ts',
  ],
  'contract.ts': [],
  'node-handler.ts': ['cancellation.ts', 'pipelining.ts', 'unread-answers.ts'],
  'pipelining.ts': [],
  'unread-answers.ts': [],
  'answer-cost.ts': ['errors.ts', 'type context.ts'],
  'type-prefix.ts': [],
  'trace.ts': [],
  'paging.ts': ['cursors.ts', 'errors.ts'],
  'cursors.ts': [],
  'context.ts': [
    'answer-cost.ts',
    'batching/loaders.ts',
    'batching/caller.ts',
    'type batching/batchers.ts',
    'type deadline.ts',
    'type trace.ts',
    'idempotency/quota.ts',
    'type idempotency/store.ts',
    'type logger.ts',
    'errors.ts',
    'type kommunicate/client.ts',
    'type principal.ts',
    'type rate-budget.ts',
  ],
  'access.ts': [
    'resolvers/{inputs,mutation}.ts',
    'type types.generated.ts',
    'errors.ts',
    'type context.ts',
    'type kommunicate/types.ts',
  ],
  'tokens.ts': [
    'bytes.ts',
    'errors.ts',
    'kommunicate/acting-user.ts',
    'token-options.ts',
    'type principal.ts',
    'logger.ts',
  ],
  'sign-token.ts': ['tokens.ts', 'type principal.ts'],
  'principal.ts': ['errors.ts', 'kommunicate/acting-user.ts'],
  'present-error.ts': ['cancellation.ts', 'errors.ts', 'type logger.ts'],
  'errors.ts': [],
  'deadline.ts': ['cancellation.ts', 'errors.ts'],
  'idempotency/store.ts': ['errors.ts'],
  'idempotency/memory.ts': ['idempotency/store.ts', 'errors.ts'],
  'idempotency/quota.ts': ['idempotency/store.ts', 'type principal.ts'],
  'idempotency/redis.ts': ['idempotency/store.ts', 'redis.ts', 'errors.ts', 'type logger.ts'],
  'redis.ts': ['option-rules.ts', 'type logger.ts'],
  'bytes.ts': [],
  'date-time.ts': [],
  'pseudonyms.ts': [],
  'logger.ts': ['date-time.ts'],
  'types.generated.ts': [
    'type resolvers/sources.ts',
    'type kommunicate/types.ts',
    'type kommunicate/actionable.ts',
    'type context.ts',
  ],
  'resolvers/*': [
    'resolvers/*',
    'date-time.ts',
    'errors.ts',
    'kommunicate/*code-actionable.ts',
    'kommunicate/acting-user.ts',
    'paging.ts',
    'type kommunicate/actionable.ts',
    'type kommunicate/types.ts',
    'type types.generated.ts',
    'type context.ts',
    'type principal.ts',
    'type batching/loaders.ts',
  ],
  'batching/batcher.ts': ['type batching/caller.ts'],
  'batching/caller.ts': ['type deadline.ts'],
  'batching/batchers.ts': [
    'batching/batcher.ts',
    'pseudonyms.ts',
    'kommunicate/client.ts',
    'type kommunicate/types.ts',
    'type logger.ts',
  ],
  'batching/loaders.ts': ['type batching/*', 'type kommunicate/client.ts', 'type kommunicate/types.ts'],
  'direct-lane.ts': [
    'execution/*',
    'stages/{request-url,stage}.ts',
    'type stages/*',
    'type documents/documents.ts',
    'type context.ts',
    'type node-handler.ts',
  ],
  'stages/*': [
    'stages/*',
    'type documents/documents.ts',
    'type context.ts',
    'rate-budget.ts',
    'type rate-limit.ts',
    'type trusted-documents.ts',
    'deadline.ts',
    'bytes.ts',
    'errors.ts',
    'loopback.ts',
    'principal.ts',
    'trace.ts',
    'type logger.ts',
  ],
  'documents/*': ['documents/*', 'answer-cost.ts', 'errors.ts', 'present-error.ts', 'type logger.ts'],
  'execution/*': [
    'execution/*',
    'documents/{document-cache,introspection-cost,response-fields,source-places}.ts',
    'errors.ts',
    'present-error.ts',
    'type stages/*',
    'type batching/caller.ts',
    'answer-cost.ts',
    'type context.ts',
    'type logger.ts',
  ],
  'plugins/*': [
    'plugins/*',
    'stages/{cors,preflight-headers,stage}.ts',
    'trace.ts',
    'type stages/*',
    'type documents/documents.ts',
    'type execution/executionHooks.ts',
    'type context.ts',
    'type deadline.ts',
    'type principal.ts',
  ],
  'kommunicate/client.ts': ['kommunicate/*', 'errors.ts'],
  'kommunicate/client-options.ts': ['option-rules.ts', 'type kommunicate/client.ts'],
  'kommunicate/call.ts': [
    'kommunicate/decode.ts',
    'kommunicate/acting-user.ts',
    'kommunicate/http.ts',
    'type kommunicate/accounts.ts',
    'errors.ts',
  ],
  'kommunicate/http.ts': ['bytes.ts', 'kommunicate/limiter.ts', 'kommunicate/content-encoding.ts'],
  'kommunicate/content-encoding.ts': [],
  'kommunicate/retry-after.ts': [],
  'kommunicate/breaker.ts': [],
  'kommunicate/breakers.ts': ['kommunicate/breaker.ts'],
  'kommunicate/batching.ts': [],
  'kommunicate/accounts.ts': ['kommunicate/{batching,breakers,retry}.ts', 'pseudonyms.ts'],
  'kommunicate/limiter.ts': [],
  'kommunicate/retry.ts': [],
  'kommunicate/decode.ts': [
    'kommunicate/http.ts',
    'kommunicate/breaker.ts',
    'kommunicate/retry-after.ts',
    'kommunicate/values.ts',
    'errors.ts',
  ],
  'kommunicate/records.ts': [
    'kommunicate/decode.ts',
    'kommunicate/values.ts',
    'errors.ts',
    'type kommunicate/types.ts',
  ],
  'kommunicate/values.ts': ['kommunicate/exact-numbers.ts'],
  'kommunicate/exact-numbers.ts': [],
  'kommunicate/actionable.ts': [],
  'kommunicate/encode-actionable.ts': ['kommunicate/actionable.ts', 'type kommunicate/types.ts'],
  'kommunicate/decode-actionable.ts': [
    'kommunicate/actionable.ts',
    'kommunicate/values.ts',
    'type kommunicate/types.ts',
  ],
  'kommunicate/acting-user.ts': [],
  'kommunicate/types.ts': [],
  'emulator/*': ['emulator/*'],
};

/** Packages that only one place may import. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  jose: ['tokens.ts', 'sign-token.ts'],
  'rate-limiter-flexible': ['rate-limit.ts', 'rate-counters.ts'],
  undici: ['kommunicate/http.ts'],
  '@redis/client': ['redis.ts'],
  pino: ['logger.ts'],
  'lru-cache': [
    'documents/document-cache.ts',
    'stages/accept-json.ts',
    'execution/plans.ts',
    'kommunicate/accounts.ts',
    'pseudonyms.ts',
    'rate-counters.ts',
  ],
  dataloader: ['batching/loaders.ts'],
  '@graphql-tools/schema': ['schema.ts'],
  '@graphql-tools/utils': ['type-prefix.ts', 'execution/plan.ts'],
  '@graphql-tools/stitching-directives': ['contract.ts'],
  '@graphql-yoga/render-graphiql': ['plugins/use-graphiql.ts'],
  'graphql-yoga': ['gateway.ts', 'direct-lane.ts', 'plugins/*', 'stages/*'],
  graphql: [
    'schema.ts',
    'answer-cost.ts',
    'contract.ts',
    'price-mutations.ts',
    'type-prefix.ts',
    'access.ts',
    'present-error.ts',
    'direct-lane.ts',
    'documents/*',
    'execution/*',
    'plugins/*',
    'stages/*',
    'resolvers/*',
    'types.generated.ts',
  ],
};

const SRC = new URL('../../src/', import.meta.url);
const files = globSync('**/*.ts', { cwd: SRC.pathname });

const matches = (pattern: string, file: string) => posix.matchesGlob(file, pattern);
const rowOf = (file: string) => Object.keys(LAYERS).filter((pattern) => matches(pattern, file));

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): readonly Import[] {
  return importsIn(readFileSync(new URL(file, SRC), 'utf8'));
}

function importsIn(text: string): readonly Import[] {
  const statements = [...text.matchAll(/^(?:import|export)(\s+type)?\s[^;]*?\sfrom\s*(['"])(.+?)\2/gm)];
  const others = [...text.matchAll(/^import\s*(['"])(.+?)\1|\b(?:import|require)\(\s*(['"`])(.+?)\3/gm)];
  return [
    ...statements.map(([, type, , specifier = '']) => ({ specifier, typeOnly: type !== undefined })),
    ...others.map(([, , effect, , dynamic]) => ({ specifier: effect ?? dynamic ?? '', typeOnly: false })),
  ];
}

/** The files of ours that a file imports, by their path below src. */
function ownImports(file: string): readonly Import[] {
  return importsOf(file)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier, typeOnly }) => ({ specifier: posix.join(posix.dirname(file), specifier), typeOnly }));
}

const isAllowed = (file: string, { specifier, typeOnly }: Import) =>
  rowOf(file)
    .flatMap((row) => LAYERS[row] ?? [])
    .some((rule) =>
      rule.startsWith('type ') ? typeOnly && matches(rule.slice(5), specifier) : matches(rule, specifier),
    );

describe('the layers', () => {
  it('are told by every way of importing', () => {
    const text = [
      "import '../a.ts';",
      'import { type x } from "../b.ts";',
      "import type {\n  y,\n} from '../c.ts';",
      "export { z } from '../d.ts';",
      "const later = () => import('../e.ts');",
    ].join('\n');
    expect(importsIn(text).toSorted((one, other) => one.specifier.localeCompare(other.specifier))).toEqual([
      { specifier: './a.ts', typeOnly: false },
      { specifier: './b.ts', typeOnly: false },
      { specifier: './c.ts', typeOnly: true },
      { specifier: './d.ts', typeOnly: false },
      { specifier: './e.ts', typeOnly: false },
    ]);
  });

  it('have one row for every source file', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => rowOf(file).length !== 1)).toEqual([]);
    expect(Object.keys(LAYERS).filter((row) => !files.some((file) => matches(row, file)))).toEqual([]);
  });

  it.each(files)('%s imports only what stands below it', (file) => {
    expect(ownImports(file).filter((entry) => !isAllowed(file, entry))).toEqual([]);
  });

  it.each(Object.entries(PACKAGES))('%s is imported only where it belongs', (name, places) => {
    const importers = files.filter((file) =>
      importsOf(file).some(({ specifier }) => specifier === name || specifier.startsWith(`${name}/`)),
    );
    expect(importers.length).toBeGreaterThan(0);
    expect(importers.filter((file) => !places.some((place) => matches(place, file)))).toEqual([]);
  });

  it('load the emulator in one place, and only when it is needed', () => {
    const importers = files.filter(
      (file) =>
        !file.startsWith('emulator/') &&
        ownImports(file).some(({ specifier }) => specifier.startsWith('emulator/')),
    );
    expect(importers).toEqual(['cli.ts']);
    const cli = readFileSync(new URL('cli.ts', SRC), 'utf8');
    expect(cli).not.toMatch(/^import[^;]*emulator/m);
  });

  it('load the gateway when it is to run, and not to explain or refuse something', () => {
    const cli = readFileSync(new URL('cli.ts', SRC), 'utf8');
    expect(cli).toContain("import('../server.ts')");
    expect(cli).not.toMatch(/^import (?!type )[^;]*'\.\/(server|redis|kommunicate\/client)\.ts'/m);
  });

  it('read the environment in one place', () => {
    const readers = files.filter((file) => readFileSync(new URL(file, SRC), 'utf8').includes('process.env'));
    expect(readers).toEqual(['cli.ts']);
  });
});
