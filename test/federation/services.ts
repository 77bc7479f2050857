import { composeServices as composeWithApollo } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices as composeWithGuild } from '@theguild/federation-composition';
import { parse, type GraphQLError } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { startEmulator, DEMO_AGENT_ID, AGENT_IDS, type Emulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import type { Identity } from '../../src/auth/principal.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { startServer } from '../../src/server/server.ts';
import { sweptLogger } from '../support/sweep.ts';

/** A service of a larger graph. */
export interface Service {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

export interface Chat extends Service {
  readonly emulator: Emulator;
  /** The ids of each `v2/detail` call. */
  idsAskedFor(): readonly (readonly string[])[];
}

interface ChatOptions extends Partial<Omit<ServerOptions, 'identity'>> {
  readonly mode?: 'sandbox' | 'service';
}

/** The headers of a schema registry. */
export const REGISTRY = { authorization: 'Bearer a-token-for-the-registry' };

/** Starts this gateway on a socket. */
export async function startChat({ mode = 'sandbox', ...options }: ChatOptions = {}): Promise<Chat> {
  const emulator = await startEmulator({ shape: 'live', clock: 'fixed' });
  const client = createClient({ baseUrl: emulator.url });
  const { apiKey } = emulator;
  const identity: Identity =
    mode === 'sandbox'
      ? { mode, apiKey, userId: DEMO_AGENT_ID, agentIds: AGENT_IDS }
      : {
          mode,
          apiKey,
          verifyToken: async (token) => JSON.parse(Buffer.from(token, 'base64url').toString()) as never,
        };
  const sdlToken = REGISTRY.authorization.replace('Bearer ', '');
  const server = await startServer({
    client,
    identity,
    port: 0,
    unsentGraceMs: 1,
    sdlToken,
    logger: sweptLogger(),
    ...options,
  });
  onTestFinished(async () => {
    await server.close();
    await client.close();
    await emulator.close();
  });
  const url = `${server.url}/graphql`;
  const { _service } = (await sendQuery(url, '{ _service { sdl } }', { headers: REGISTRY })).data;
  return {
    name: 'kommunicate',
    url,
    sdl: _service.sdl,
    emulator,
    idsAskedFor: () =>
      emulator.calls
        .filter(({ endpoint }) => endpoint === 'userDetail')
        .map(({ body }) => (JSON.parse(body) as { userIdList: string[] }).userIdList),
  };
}

/** Orders with the ids of our users. Most of these users do not exist any more. */
export const ORDERS = Array.from({ length: 60 }, (_, n) => ({
  id: `order-${n}`,
  customerId: ['ana-ortiz', 'ben-carter', 'chloe-dubois'][n] ?? `gone-${n}`,
  conversationId: '104250001',
  // Messages of customers in the conversation 104250001 have even numbers.
  messageId: `5-dbde3a01-4694-49c0-8c93-e540ea715329-104250001-${2 * (n % 30)}`,
}));

/** Another team's service, which knows only the ids of our types. */
export const startOrders = (
  userType = 'User',
  conversationType = 'Conversation',
  messageType = userType.replace('User', 'Message'),
) =>
  startSubgraph('orders', {
    sdl: `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
      type Query { orders: [Order!]! }
      type Order @key(fields: "id") { id: ID! customer: ${userType} conversation: ${conversationType} message: ${messageType} }
      type ${userType} @key(fields: "id", resolvable: false) { id: ID! }
      type ${conversationType} @key(fields: "id", resolvable: false) { id: ID! }
      type ${messageType} @key(fields: "id", resolvable: false) { id: ID! }
    `,
    resolvers: {
      Query: { orders: () => ORDERS },
      Order: {
        customer: ({ customerId }: (typeof ORDERS)[number]) => ({ __typename: userType, id: customerId }),
        conversation: ({ conversationId }: (typeof ORDERS)[number]) => ({
          __typename: conversationType,
          id: conversationId,
        }),
        message: ({ messageId }: (typeof ORDERS)[number]) => ({ __typename: messageType, id: messageId }),
      },
    },
  });

/** A service with its own `User` and `Conversation`. */
export const startAccounts = () =>
  startSubgraph('accounts', {
    sdl: `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])
      type Query { me: User account(id: ID!): User }
      type User @key(fields: "id") { id: ID! email: String createdAt: String chat: KommunicateUser }
      type KommunicateUser @key(fields: "id", resolvable: false) { id: ID! }
      type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
      type Conversation { topic: String }
    `,
    resolvers: {
      Query: { account: (_root: unknown, { id }: { id: string }) => ({ id }) },
      User: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        email: () => 'ana@accounts.example',
        createdAt: () => 'long ago',
        chat: ({ id }: { id: string }) => ({ __typename: 'KommunicateUser', id }),
      },
    },
  });

async function startSubgraph(
  name: string,
  { sdl, resolvers }: { readonly sdl: string; readonly resolvers: object },
): Promise<Service> {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as never });
  const yoga = createYoga({ schema, logging: false });
  const url = await listen((request, response) => void yoga(request, response));
  return { name, url, sdl };
}

/** Serves a handler over HTTP until the test ends. */
export async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () => new Promise<void>((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

interface Composition {
  readonly supergraphSdl: string | undefined;
  readonly errors: readonly string[];
  /** Hints and warnings. */
  readonly hints: readonly string[];
}

/** The two composers. */
export const COMPOSERS = {
  '@apollo/composition'(services: readonly Service[]): Composition {
    const { supergraphSdl, errors, hints } = composeWithApollo(
      services.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
    );
    return {
      supergraphSdl,
      errors: (errors ?? []).map(({ message }: GraphQLError) => message),
      hints: (hints ?? []).map((hint) => `${hint.definition.code}: ${hint.message}`),
    };
  },
  '@theguild/federation-composition'(services: readonly Service[]): Composition {
    const result = composeWithGuild(
      services.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
    );
    return {
      supergraphSdl: result.supergraphSdl,
      errors: (result.errors ?? []).map(({ message }) => message),
      // Only Apollo's composer has hints.
      hints: [],
    };
  },
} as const satisfies Readonly<Record<string, (services: readonly Service[]) => Composition>>;

/** Composes a supergraph with Apollo's composer. */
export function compose(services: readonly Service[]): string {
  const { supergraphSdl, errors } = COMPOSERS['@apollo/composition'](services);
  if (!supergraphSdl) throw new Error(errors.join('\n'));
  return supergraphSdl;
}

interface GraphResult {
  readonly status: number;
  readonly data: any;
  readonly errors: readonly { readonly path?: readonly (string | number)[]; readonly extensions: any }[];
}

/** Sends a query to a server over HTTP. */
export async function sendQuery(
  url: string,
  query: string,
  {
    variables = {},
    headers = {},
  }: { readonly variables?: object; readonly headers?: Record<string, string> } = {},
): Promise<GraphResult> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors = [] } = (await response.json()) as Partial<Omit<GraphResult, 'status'>>;
  return { status: response.status, data, errors };
}
