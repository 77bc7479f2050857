import type { IncomingMessage } from 'node:http';
import type { GraphQLParams } from 'graphql-yoga';
import type { Deadline } from '../lib/deadline.ts';
import type { ParsedDocument } from '../graphql/documents/validate-document.ts';
import type { Principal } from '../auth/principal.ts';
import type { RateBudget } from '../graphql/rate-budget.ts';
import type { RateLimitStatus } from '../lib/rate-limiter.ts';
import type { Trace } from '../lib/trace.ts';

/** What yoga is given for a request. It copies this object, but not the state in it: there is one for each request. */
export interface YogaState extends Record<string, unknown> {
  readonly state: RequestState;
}

/** What is known of one request, handed from stage to stage, and from one lane to the other. */
export interface RequestState extends Record<string, unknown> {
  /** Node's own request, where there is one: `headers` as they came, doubled ones included. */
  readonly req?: IncomingMessage;
  /** Registers what to do when the client goes away before its answer is complete, where Node knows. */
  readonly onDisconnect?: (leave: () => void) => void;
  /** Registers what to do once the answer has been handed to the client, or the connection is gone, where Node knows. */
  readonly whenClosed?: (done: () => void) => void;
  hasArrived?: boolean;
  /** Whether it has left. */
  isOver?: boolean;
  requestId?: string;
  startedAt?: number;
  /** What the request came with and takes along. */
  trace?: Trace | undefined;
  principal?: Principal;
  deadline?: Deadline;
  /** The kind of JSON that the caller reads. */
  mediaType?: string;
  /** Whether it counts among those that are being answered. */
  isInFlight?: boolean;
  /** What the request pays under its caller's rate, and how the caller stood when the request was admitted. */
  rateLimit?: { readonly budget: RateBudget; readonly standing: RateLimitStatus };
  /** What it asks for, or the refusal that it has met. */
  params?: Promise<GraphQLParams>;
  operationName?: string;
  parsedDocument?: ParsedDocument;
  errorCodes?: string[];
  /** The origin of the page whose request was refused, as the answer shows it. */
  refusedOrigin?: string;
  /** What the answer says in `extensions.warnings`. */
  warnings?: readonly string[];
  /** Of unexpected errors: what leads from this request to the log lines about them. */
  errorIds?: string[];
}
