import {
  ApolloGateway,
  RemoteGraphQLDataSource,
  type GraphQLDataSourceProcessOptions,
} from '@apollo/gateway';
import { buildHTTPExecutor } from '@graphql-tools/executor-http';
import { getStitchedSchemaFromSupergraphSdl } from '@graphql-tools/federation';
import { stitchSchemas } from '@graphql-tools/stitch';
import { federationToStitchingSDL, stitchingDirectives } from '@graphql-tools/stitching-directives';
import { schemaFromExecutor } from '@graphql-tools/wrap';
import { buildSchema, type DocumentNode, type GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { bearer } from '../support/harness.ts';
import { compose, listen, REGISTRY, sendQuery, type Service } from './services.ts';

/** The headers that a router forwards to every service: credentials, and ids for tracing. */
const FORWARDED_HEADERS = ['authorization', 'of-user-id', 'traceparent', 'x-request-id'];

/** Starts a gateway in front of services, and resolves with its URL. */
export type StartGateway = (services: readonly Service[]) => Promise<string>;

interface Incoming {
  readonly request?: Request;
}

function forwardedHeaders({ request }: Incoming = {}): Record<string, string> {
  const present = FORWARDED_HEADERS.flatMap((name) => {
    const value = request?.headers.get(name);
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries(present);
}

/** The client with which Apollo's gateway calls a service. */
class ForwardingDataSource extends RemoteGraphQLDataSource<Incoming> {
  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<Incoming>): void {
    for (const [name, value] of Object.entries(forwardedHeaders(context)))
      request.http?.headers.set(name, value);
  }
}

/** Apollo's gateway, with the executor that it gives to Apollo Server. */
const startApolloGateway: StartGateway = async (services) => {
  const gateway = new ApolloGateway({
    supergraphSdl: compose(services),
    buildService: ({ url = '' }) => new ForwardingDataSource({ url }),
  });
  const { executor, schema } = await gateway.load();
  onTestFinished(() => gateway.stop());
  return serve(schema, async ({ document, variableValues, contextValue, operationName, query }) =>
    executor({
      document,
      queryHash: query,
      request: { query, variables: variableValues, operationName },
      operationName,
      context: contextValue,
      cache: new Map() as never,
      schema,
      logger: console,
      operation: document.definitions[0],
      metrics: {},
      source: query,
      overallCachePolicy: {},
    } as never),
  );
};

const executorOf = ({ url }: Pick<Service, 'url'>) =>
  buildHTTPExecutor({
    endpoint: url,
    headers: (request) => forwardedHeaders(request?.context as Incoming | undefined),
  });

/** The library of Hive Gateway. */
const startToolsFederation: StartGateway = async (services) =>
  serve(
    getStitchedSchemaFromSupergraphSdl({
      supergraphSdl: compose(services),
      batch: true,
      onSubschemaConfig: (subschema) => {
        const { url } = services.find(({ name }) => name.toUpperCase() === subschema.name) as Service;
        subschema.executor = executorOf({ url }) as never;
      },
    }),
  );

/** Stitching by the stitching directives of each service. */
const stitchByDirectives: StartGateway = async (services) => {
  const { stitchingDirectivesTransformer } = stitchingDirectives();
  const subschemas = await Promise.all(
    services.map(async (service) => {
      const isOurs = service.name === 'kommunicate';
      const sdl = isOurs
        ? (await sendQuery(service.url, '{ _sdl }', { headers: REGISTRY })).data._sdl
        : asStitchingSdl(service.sdl);
      return { schema: buildSchema(sdl), executor: executorOf(service) as never, batch: true };
    }),
  );
  return serve(stitchSchemas({ subschemas, subschemaConfigTransforms: [stitchingDirectivesTransformer] }));
};

/** Stitching by the federation directives of each service. */
const stitchFederation: StartGateway = async (services) => {
  const { stitchingDirectivesTransformer } = stitchingDirectives();
  const subschemas = services.map((service) => ({
    // The conversion keeps directives that it does not know.
    schema: buildSchema(federationToStitchingSDL(service.sdl), { assumeValidSDL: true }),
    executor: executorOf(service) as never,
    batch: true,
  }));
  return serve(stitchSchemas({ subschemas, subschemaConfigTransforms: [stitchingDirectivesTransformer] }));
};

/** Stitching without directives: the merged types are configured here. */
const stitchPlainly: StartGateway = async (services) => {
  const subschemas = await Promise.all(
    services.map(async (service) => {
      const executor = executorOf(service) as never;
      const context = { request: new Request(service.url, { headers: bearer('SERVICE', 'stitching') }) };
      const schema = await Promise.resolve(schemaFromExecutor(executor, context));
      const byIds = (fieldName: string) => ({
        fieldName,
        selectionSet: '{ id }',
        key: ({ id }: { id: string }) => id,
        argsFromKeys: (ids: readonly string[]) => ({ ids }),
      });
      const byId = (fieldName: string) => ({
        fieldName,
        selectionSet: '{ id }',
        args: ({ id }: { id: string }) => ({ id }),
      });
      const merge = {
        User: byIds('users'),
        Conversation: byIds('conversations'),
        Message: byId('message'),
      };
      return {
        schema,
        executor,
        batch: true,
        ...(service.name === 'kommunicate' && { merge: merge as never }),
      };
    }),
  );
  return serve(stitchSchemas({ subschemas }));
};

/** Hive Gateway, which has a node_modules folder of its own. */
const HIVE = fileURLToPath(new URL('./hive/node_modules/@graphql-hive/gateway/dist/bin.js', import.meta.url));

/** The configuration that the docs show. */
const HIVE_CONFIG = new URL('../../examples/supergraph/gateway.config.mjs', import.meta.url);

/** Whether Hive Gateway is installed. True in CI, so that its tests fail there rather than be skipped. */
export function hasHiveGateway(): boolean {
  if (existsSync(HIVE)) return true;
  if (!process.env.CI) {
    console.warn('Hive Gateway is skipped: npm --prefix test/federation/hive ci installs it.');
  }
  return Boolean(process.env.CI);
}

/** Hive Gateway, started by its command. */
export const startHiveGateway: StartGateway = async (services) => {
  const directory = mkdtempSync(join(tmpdir(), 'hive-'));
  writeFileSync(join(directory, 'supergraph.graphql'), compose(services));
  copyFileSync(HIVE_CONFIG, join(directory, 'gateway.config.mjs'));
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [
      HIVE,
      'supergraph',
      'supergraph.graphql',
      '--port',
      String(port),
      '--host',
      '127.0.0.1',
      '--config-path',
      'gateway.config.mjs',
    ],
    { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(String(chunk)));
  onTestFinished(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}/graphql`;
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}/healthcheck`).then(
          ({ status }) => status,
          () => output.join(''),
        ),
      { interval: 200 },
    )
    .toBe(200);
  return url;
};

/** All gateways that run in this process. */
export const GATEWAYS: Readonly<Record<string, StartGateway>> = {
  '@apollo/gateway': startApolloGateway,
  '@graphql-tools/federation': startToolsFederation,
  '@graphql-tools/stitch, by stitching directives': stitchByDirectives,
  '@graphql-tools/stitch, by federation directives': stitchFederation,
  '@graphql-tools/stitch, plainly': stitchPlainly,
};

interface Execution {
  readonly document: DocumentNode;
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly contextValue: Incoming;
  readonly operationName: string | null | undefined;
  readonly query: string;
}

function serve(schema: GraphQLSchema, execute?: (execution: Execution) => Promise<unknown>): Promise<string> {
  const plugins = execute
    ? [
        {
          onExecute({ args, setExecuteFn }: any) {
            const query = args.contextValue.params.query as string;
            setExecuteFn(() => execute({ ...args, query }));
          },
        },
      ]
    : [];
  const yoga = createYoga({ schema, logging: false, maskedErrors: false, plugins });
  return listen((request, response) => void yoga(request, response));
}

/** Converts another team's subgraph to stitching SDL. It only references our types, so removing directives suffices. */
function asStitchingSdl(sdl: string): string {
  return sdl.replaceAll(/extend schema @link[^\n]*|@key\([^)]*\)/g, '');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
