import type { IncomingMessage } from 'node:http';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import type { Deadline } from '../lib/deadline.ts';
import type { ParsedDocument } from '../graphql/documents/validate-document.ts';
import type { Principal } from '../auth/principal.ts';
import type { RateBudget } from '../graphql/rate-budget.ts';
import type { RateLimitStatus } from '../lib/rate-limiter.ts';
import type { Span } from '../lib/observer.ts';
import type { Stopwatch } from '../lib/stopwatch.ts';
import type { Trace } from '../lib/trace.ts';
import type { UpstreamUsage } from '../graphql/context.ts';

/** Yoga's server context. Yoga copies this object, but not the state in it, so each request has exactly one state. */
export interface YogaState extends Record<string, unknown> {
  readonly state: RequestState;
}

/** An operation of a valid document, with its variables as the client sent them. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** How clients may use a response that is a file. */
export interface StaticPolicy {
  /** The `Cache-Control` header. */
  readonly cacheControl: string;
  /** Whether the file is the page of GraphiQL, which runs scripts. */
  readonly isPage: boolean;
}

/** `sse`: server-sent events; `multipart`: Apollo's multipart protocol for subscriptions; `websocket`: no response to a request. */
export type StreamType = 'sse' | 'multipart' | 'websocket';

/** What Node knows about a request. Absent without a socket. */
export interface NodeRequestFacts {
  /** Node's request. Its `rawHeaders` keep duplicates. */
  readonly req: IncomingMessage;
  /** Registers a listener for a client that disconnects before its response is complete. */
  readonly onDisconnect: (listener: () => void) => void;
  /** Registers a listener for the end of the response: it was sent, or the connection closed. */
  readonly whenClosed: (listener: () => void) => void;
}

/**
 * What the gateway knows about one request. Every middleware and both paths share it. It is a class, so that V8 knows all
 * its fields from the start: an object that gets them one by one is copied several times.
 */
export class RequestState {
  [name: string]: unknown;
  readonly req?: NodeRequestFacts['req'] | undefined;
  readonly onDisconnect?: NodeRequestFacts['onDisconnect'] | undefined;
  readonly whenClosed?: NodeRequestFacts['whenClosed'] | undefined;
  /** `received` once the `onRequest` hooks have run, `responded` once the `onResponse` hooks have. */
  phase?: 'received' | 'responded';
  requestId?: string;
  startedAt?: number;
  /** Trace headers to pass on to the REST API. */
  trace?: Trace | undefined;
  principal?: Principal;
  deadline?: Deadline;
  /** The JSON media type of the response. Absent when the client accepts no JSON. Its errors are JSON too. */
  mediaType?: string;
  /** How a subscription is answered. Absent when the client accepts no stream. */
  streamType?: StreamType;
  /** Whether the response is a subscription, which is no request in flight. */
  isSubscription?: boolean;
  /** Whether the request occupies one of the `maxRequestsInFlight` slots. */
  hasSlot?: boolean;
  /** The points that the request may spend, and the status of its caller after the first point. */
  rateLimit?: { readonly budget: RateBudget; readonly status: RateLimitStatus };
  /** The GraphQL parameters. Rejects with the error of the middleware that rejected the request. */
  params?: Promise<GraphQLParams>;
  operationName?: string;
  parsedDocument?: ParsedDocument;
  prepared?: PreparedOperation;
  /** The REST calls of the execution, when the response reports them. */
  upstreamCalls?: number;
  /** What the execution has used so far; undefined if nothing was executed. */
  upstreamUsage?: UpstreamUsage;
  /** The id of the trusted document. */
  documentId?: string;
  /** The number of bytes in the body of the request, and of the response. */
  requestBytes?: number;
  responseBytes?: number;
  /** The span of the request; undefined if it is not recorded. */
  span?: Span | undefined;
  /** Whether the tracer has decided if it records the request. */
  hasStartedSpan?: boolean;
  /** The span of the execution, until its result is known. */
  executionSpan?: Span | undefined;
  /** Measures the time in which the request waits for other systems, when metrics need it. */
  stopwatch?: Stopwatch;
  /** Set when the response is a file. */
  staticPolicy?: StaticPolicy;
  errorCodes?: string[];
  /** The code and the reason or limit of each error that has one: `UNAUTHENTICATED/token-expired`. Each once. */
  errorReasons?: string[];
  /** The number of errors in the response. */
  errorCount?: number;
  /** The `Origin` of a request that was rejected for it, as in the response. */
  refusedOrigin?: string;
  /** Texts for `extensions.warnings` of the response. */
  warnings?: readonly string[];
  /** Ids of unexpected errors. The log lines about these errors have them too. */
  errorIds?: string[];

  constructor(node?: NodeRequestFacts) {
    this.req = node?.req;
    this.onDisconnect = node?.onDisconnect;
    this.whenClosed = node?.whenClosed;
  }
}

/** The type and the name of the request's operation; undefined if none was selected. */
export function operationOf({ prepared, operationName }: RequestState) {
  const operation = prepared?.operation;
  if (!operation) return operationName === undefined ? undefined : { type: undefined, name: operationName };
  const name = operationName ?? operation.name?.value;
  return {
    type: operation.operation,
    name: name !== undefined && name.length <= MAX_NAME ? name : undefined,
  };
}

/** A longer name is not repeated in logs and spans. */
const MAX_NAME = 128;
