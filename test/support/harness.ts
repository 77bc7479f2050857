import { onTestFinished } from 'vitest';
import {
  AGENT_IDS,
  DEMO_AGENT_ID,
  startEmulator,
  type ResponseShape,
  type Emulator,
  type Endpoint,
  type RecordedCall,
} from '../../src/emulator/index.ts';
import type { Cancellation } from '../../src/lib/cancellation.ts';
import { createGatewayWith, type Gateway } from '../../src/gateway/gateway.ts';
import { groupOptions, type FlatOptions } from './flat-options.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import type { BatchingOptions } from '../../src/kommunicate/resilience/batch-endpoint.ts';
import type { BreakersOptions } from '../../src/kommunicate/resilience/circuit-breakers.ts';
import type { HttpOptions } from '../../src/kommunicate/options.ts';
import type { RetryOptions } from '../../src/kommunicate/resilience/retry.ts';
import type { Identity, Role } from '../../src/auth/principal.ts';
import { keepAnswer } from './lane.ts';
import { isStream, keepSecret, sweepAnswer, sweptLogger, sweptStream } from './sweep.ts';

export interface TestGatewayOptions extends FlatOptions {
  /**
   * `trusted`: passthrough with introspection and costs as in the sandbox; the headers have the emulator's key and the demo
   * agent by default. `service`: for tokens from `bearer`. Default: `sandbox`.
   */
  readonly mode?: 'sandbox' | 'passthrough' | 'trusted' | 'service';
  readonly shape?: ResponseShape;
  readonly endTimeInclusive?: boolean;
  /** The key that the emulator accepts. It does not store bodies of calls with another one. Default: the emulator's. */
  readonly emulatorKey?: string;
  /**
   * Whether `npm run test:lanes` compares the responses of both paths. False if they depend on the order in which
   * concurrent requests reach Redis. Default: true.
   */
  readonly isCompared?: boolean;
  readonly http?: Partial<HttpOptions>;
  /** Default: no retries. */
  readonly retry?: RetryOptions;
  readonly breaker?: BreakersOptions;
  readonly batching?: BatchingOptions;
  /** Default true. */
  readonly fastPath?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: any;
  readonly errors: readonly AnswerError[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface TestGateway {
  readonly emulator: Emulator;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Says that a conversation has news, as a webhook does. */
  readonly hint: Gateway['hint'];
  /** Ends all subscriptions, as the end of the process does. */
  readonly endSubscriptions: Gateway['endSubscriptions'];
  /** Posts a document. */
  query(document: string, options?: QueryOptions): Promise<Answer>;
  /** The calls that the emulator received, of one endpoint or of all. */
  calls(endpoint?: Endpoint): readonly RecordedCall[];
  /** The ids of each `v2/detail` call, in the order of the calls. */
  idsAskedFor(): readonly (readonly string[])[];
}

interface QueryOptions {
  readonly variables?: object;
  readonly operationName?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Starts a gateway with an emulator behind it. Both are closed when the test ends. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const {
    mode = 'sandbox',
    shape = 'live',
    endTimeInclusive = false,
    emulatorKey,
    http = {},
    retry = { retries: 0 },
    breaker = {},
    batching = {},
    fastPath = true,
    isCompared = true,
    ...gatewayOptions
  } = options;
  const emulator = await startEmulator({
    shape,
    clock: 'fixed',
    endTimeInclusive,
    ...(emulatorKey !== undefined && { apiKey: emulatorKey }),
  });
  const client = createClient({ baseUrl: emulator.url, retry, breaker, batching, ...http });
  onTestFinished(async () => {
    await emulator.close();
    await client.close();
  });
  const trusted = mode === 'trusted';
  const gateway = createGatewayWith(
    {
      identity: identityOf(mode, emulator.apiKey),
      ...(trusted && { introspection: true, debugUpstream: true }),
      ...groupOptions(gatewayOptions),
      client,
      logger: sweptLogger(gatewayOptions.logger),
    },
    { fastPath },
  );
  const fetch = async (request: Request) => {
    for (const [name, value] of trusted
      ? [
          ['api-key', emulator.apiKey],
          ['of-user-id', DEMO_AGENT_ID],
        ]
      : []) {
      if (name && value && !request.headers.has(name)) request.headers.set(name, value);
    }
    const response = await gateway.fetch(request);
    if (isStream(response)) return sweptStream(response);
    await sweepAnswer(response);
    if (isCompared) keepAnswer(response);
    return response;
  };

  return {
    emulator,
    fetch,
    hint: gateway.hint,
    endSubscriptions: gateway.endSubscriptions,
    async query(document, { variables, operationName, headers = {}, signal } = {}) {
      return answerOf(await fetch(post({ query: document, variables, operationName }, headers, signal)));
    },
    calls: (endpoint) => emulator.calls.filter((call) => !endpoint || call.endpoint === endpoint),
    idsAskedFor: () =>
      emulator.calls
        .filter(({ endpoint }) => endpoint === 'userDetail')
        .map(({ body }) => (JSON.parse(body) as { userIdList: string[] }).userIdList),
  };
}

function identityOf(mode: TestGatewayOptions['mode'], apiKey: string): Identity {
  if (mode === 'sandbox') return { mode, apiKey, userId: DEMO_AGENT_ID, agentIds: AGENT_IDS };
  return mode === 'service' ? serviceIdentity(apiKey) : { mode: 'passthrough' };
}

/** The identity of a gateway in `service` mode that accepts the tokens of `bearerOf`. */
export function serviceIdentity(apiKey: string): Identity {
  return {
    mode: 'service',
    apiKey,
    verifyToken: async (token) => JSON.parse(Buffer.from(token, 'base64url').toString()) as Bearer,
  };
}

type Bearer = Awaited<ReturnType<Extract<Identity, { mode: 'service' }>['verifyToken']>>;

/** The headers of a caller in `service` mode. The test gateway accepts the token without a signature. */
export function bearer(role: Role, userId: string): { readonly authorization: string } {
  return bearerOf({ role, userId });
}

/** The headers of a caller with these claims, such as `expiresAt` in milliseconds since 1970. */
export function bearerOf(claims: Bearer): { readonly authorization: string } {
  const token = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return { authorization: `Bearer ${keepSecret(token)}` };
}

/** Creates a GraphQL request over HTTP with any body. */
export function post(
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Request {
  return new Request('http://gateway/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal && { signal }),
  });
}

export async function answerOf(response: Response): Promise<Answer> {
  const result = (await response.json()) as Partial<Pick<Answer, 'data' | 'errors' | 'extensions'>>;
  const { data, errors = [], extensions = {} } = result;
  return { status: response.status, headers: response.headers, data, errors, extensions };
}

/** The path and the code of each error. */
export function codesOf({ errors }: Answer): readonly string[] {
  return errors.map(({ path = [], extensions }) => `${path.join('.')} ${String(extensions.code)}`.trim());
}

/** A promise that the test settles. */
export function deferred<T = void>() {
  return Promise.withResolvers<T>();
}

/** A cancellation that follows an abort signal. */
export function cancellationOf(signal: AbortSignal): Cancellation {
  const listeners = new Set<(reason: Error) => void>();
  signal.addEventListener('abort', () => listeners.forEach((listener) => listener(signal.reason as Error)));
  return {
    cancelReason: () => (signal.aborted ? (signal.reason as Error) : undefined),
    onCancel(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
