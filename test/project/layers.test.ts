import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';

/*
 * The layers, one row per folder. A file may import from its own folder and from the folders in its row; `type` allows only
 * types. Imports point one way, from the top of this table to the bottom.
 */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'index.ts': ['server', 'gateway', 'auth', 'kommunicate', 'lib', 'errors.ts'],
  cli: ['server', 'gateway', 'schema', 'graphql', 'auth', 'kommunicate', 'emulator', 'lib'],
  server: ['gateway', 'observability', 'lib', 'errors.ts'],
  gateway: [
    'schema',
    'http',
    'live',
    'graphql',
    'batching',
    'type kommunicate',
    'idempotency',
    'auth',
    'observability',
    'lib',
    'errors.ts',
  ],
  schema: ['resolvers', 'graphql', 'kommunicate', 'auth', 'lib', 'errors.ts'],
  http: ['graphql', 'auth', 'lib', 'errors.ts'],
  live: ['batching', 'kommunicate', 'type auth', 'lib', 'errors.ts'],
  resolvers: ['type graphql', 'type batching', 'kommunicate', 'auth', 'lib', 'errors.ts'],
  graphql: ['batching', 'type kommunicate', 'idempotency', 'type auth', 'lib', 'errors.ts'],
  batching: ['kommunicate', 'lib'],
  kommunicate: ['lib', 'errors.ts'],
  idempotency: ['type auth', 'lib', 'errors.ts'],
  auth: ['lib', 'errors.ts'],
  observability: ['lib', 'errors.ts'],
  lib: ['errors.ts'],
  'errors.ts': ['lib/error-messages.ts'],
  'lib/error-messages.ts': [],
  emulator: [],
};

/** Packages that only one place may import. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  jose: ['auth/*'],
  'rate-limiter-flexible': ['lib/rate-*.ts'],
  undici: ['kommunicate/transport/http.ts', 'kommunicate/options.ts'],
  '@redis/client': ['lib/redis.ts'],
  pino: ['lib/logger.ts'],
  '@prometheus-io/client': ['observability/*', 'gateway/options.ts', 'server/server.ts'],
  '@opentelemetry/api': ['observability/*', 'cli/tracing.ts'],
  '@opentelemetry/sdk-node': ['cli/tracing.ts'],
  'lru-cache': ['graphql/**', 'http/*', 'kommunicate/resilience/*', 'lib/*', 'server/*'],
  dataloader: ['batching/loaders.ts'],
  '@graphql-tools/schema': ['schema/schema.ts'],
  '@graphql-tools/utils': ['schema/type-prefix.ts', 'graphql/execution/*'],
  '@graphql-yoga/render-graphiql': ['gateway/graphiql/serve-graphiql.ts'],
  ws: ['gateway/web-socket*.ts'],
  'graphql-ws': ['gateway/web-sockets.ts'],
  'graphql-yoga': ['gateway/**', 'http/*'],
  graphql: ['schema/*', 'graphql/**', 'gateway/**', 'http/*', 'resolvers/*'],
};

const SRC = new URL('../../src/', import.meta.url);
const files = globSync('**/*.ts', { cwd: SRC.pathname });

const matches = (pattern: string, file: string) => posix.matchesGlob(file, pattern);
/** The folder of a file; the file itself at the root, or if it has a row of its own. */
const layerOf = (file: string) => (file in LAYERS ? file : (file.split('/')[0] ?? file));

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

/** The imports of a file from src/, by their path below src/. */
function ownImports(file: string): readonly Import[] {
  return importsOf(file)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier, typeOnly }) => ({ specifier: posix.join(posix.dirname(file), specifier), typeOnly }));
}

const isAllowed = (file: string, { specifier, typeOnly }: Import) => {
  const [from, to] = [layerOf(file), layerOf(specifier)];
  const allowed = LAYERS[from] ?? [];
  return from === to || allowed.includes(to) || (typeOnly && allowed.includes(`type ${to}`));
};

describe('the layers', () => {
  it('recognize every form of import', () => {
    const text = [
      "import './a.ts';",
      'import { type x } from "./b.ts";',
      "import type {\n  y,\n} from './c.ts';",
      "export { z } from './d.ts';",
      "const later = () => import('./e.ts');",
    ].join('\n');
    expect(importsIn(text).toSorted((one, other) => one.specifier.localeCompare(other.specifier))).toEqual([
      { specifier: './a.ts', typeOnly: false },
      { specifier: './b.ts', typeOnly: false },
      { specifier: './c.ts', typeOnly: true },
      { specifier: './d.ts', typeOnly: false },
      { specifier: './e.ts', typeOnly: false },
    ]);
  });

  it('have one row per folder', () => {
    expect(files.length).toBeGreaterThan(30);
    expect([...new Set(files.map(layerOf))].toSorted()).toEqual(Object.keys(LAYERS).toSorted());
  });

  it('point one way, from the top of the table to the bottom', () => {
    const order = Object.keys(LAYERS);
    const upward = Object.entries(LAYERS).flatMap(([from, allowed]) =>
      allowed
        .map((to) => to.replace(/^type /, ''))
        .filter((to) => order.indexOf(to) <= order.indexOf(from))
        .map((to) => `${from} -> ${to}`),
    );
    expect(upward).toEqual([]);
  });

  it('list only folders that are imported', () => {
    const unused = Object.entries(LAYERS).flatMap(([from, allowed]) =>
      allowed
        .filter(
          (rule) =>
            !files.some(
              (file) =>
                layerOf(file) === from &&
                ownImports(file).some(
                  ({ specifier, typeOnly }) =>
                    layerOf(specifier) === rule.replace(/^type /, '') &&
                    (typeOnly || !rule.startsWith('type ')),
                ),
            ),
        )
        .map((rule) => `${from}: ${rule}`),
    );
    expect(unused).toEqual([]);
  });

  it.each(files)('%s imports only from its row', (file) => {
    expect(ownImports(file).filter((entry) => !isAllowed(file, entry))).toEqual([]);
  });

  it.each(Object.entries(PACKAGES))('%s is imported only by its own files', (name, places) => {
    const importers = files.filter((file) =>
      importsOf(file).some(({ specifier }) => specifier === name || specifier.startsWith(`${name}/`)),
    );
    expect(importers.length).toBeGreaterThan(0);
    expect(importers.filter((file) => !places.some((place) => matches(place, file)))).toEqual([]);
  });

  it('load the emulator only in the CLI, and only on demand', () => {
    const importers = files.filter(
      (file) =>
        !file.startsWith('emulator/') &&
        ownImports(file).some(({ specifier }) => specifier.startsWith('emulator/')),
    );
    expect(importers.filter((file) => layerOf(file) !== 'cli')).toEqual([]);
    expect(importers.length).toBeGreaterThan(0);
    for (const file of importers) {
      expect(readFileSync(new URL(file, SRC), 'utf8')).not.toMatch(/^import (?!type )[^;]*emulator/m);
    }
  });

  it('load the gateway on demand, and not for help or invalid options', () => {
    const cli = files
      .filter((file) => layerOf(file) === 'cli')
      .map((file) => readFileSync(new URL(file, SRC), 'utf8'))
      .join('\n');
    expect(cli).toContain("import('../server/server.ts')");
    expect(cli).not.toMatch(
      /^import (?!type )[^;]*'\.\.\/(server\/server|lib\/redis|kommunicate\/client)\.ts'/m,
    );
  });

  it('read the environment in one file', () => {
    const readers = files.filter((file) => readFileSync(new URL(file, SRC), 'utf8').includes('process.env'));
    expect(readers).toEqual(['cli/main.ts']);
  });
});
