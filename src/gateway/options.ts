import type { Registry } from '@prometheus-io/client';
import type { Identity } from '../auth/principal.ts';
import type { TrustedDocuments } from '../graphql/documents/trusted-documents.ts';
import type { KommunicateClient } from '../kommunicate/client.ts';
import type { Logger } from '../lib/logger.ts';
import type { Rate } from '../lib/rate-limiter.ts';
import type { Redis } from '../lib/redis.ts';

/** The options of a gateway. `settings.ts` has their defaults and ranges. An option that is undefined counts as absent. */
export interface GatewayOptions {
  /** The REST API. The gateway does not close it. */
  readonly client: KommunicateClient;
  /** Where the Api-Key comes from, and how a request names the user it acts for. */
  readonly identity: Identity;
  /** What one request, one document and one caller may use. */
  readonly limits?: GatewayLimits | undefined;
  /** How loads share REST calls. */
  readonly batching?: BatchingLimits | undefined;
  /** What a `USER` may do beyond the rules of the schema. */
  readonly access?: AccessOptions | undefined;
  /** How subscriptions learn of news, and how many there may be. */
  readonly live?: LiveOptions | undefined;
  /**
   * Accept subscriptions over WebSocket at `/graphql`, with the protocol `graphql-transport-ws`. The server must pass its
   * `upgrade` events to `handleUpgrade`. Default: off.
   */
  readonly webSockets?: boolean;
  /** Which pages of other origins may use the gateway. */
  readonly cors?: CorsOptions | undefined;
  /**
   * Points that one caller may spend. A request costs 1 point, 1 more for every `batching.maxBatchSize` ids, and 1 more
   * for every page or mutation after the first. Without points left, a request fails with 429 `RATE_LIMITED`. If the
   * points run out during a request, only the field fails with `RATE_LIMITED`. Default: no limit.
   */
  readonly rateLimit?: (Rate & RateExemptions) | undefined;
  /**
   * The only documents that the gateway executes, by id. Other documents fail with 400 `BAD_REQUEST`. Default: every
   * valid document is executed.
   */
  readonly trustedDocuments?: TrustedDocuments | undefined;
  /** Serve GraphiQL to browsers at `/graphql`. Default: on in the sandbox, else off. */
  readonly graphiql?: boolean;
  /**
   * Let callers introspect the schema and read `_service.sdl`. When it is off, introspection fails with
   * `GRAPHQL_VALIDATION_FAILED`, and `_service` with `FORBIDDEN`. Default: on in the sandbox, else off.
   */
  readonly introspection?: boolean;
  /**
   * Bearer token that lets a schema registry read `_service.sdl` when introspection is off. 16 characters or more.
   * Default: none.
   */
  readonly sdlToken?: string | undefined;
  /**
   * The token of the webhooks of Kommunicate, as in its dashboard: `POST /webhooks/kommunicate` accepts them with it, and is
   * 404 without one. 16-200 visible ASCII characters; not in passthrough mode. Default: none.
   */
  readonly webhookToken?: string | undefined;
  /** Prefix of all type names, for a graph that already has a `User`. Default: none. */
  readonly typePrefix?: string;
  /** Add the number of REST calls to a response, in `extensions.upstream`. Default: on in the sandbox, else off. */
  readonly debugUpstream?: boolean;
  /**
   * Let a `FORBIDDEN` error name the audiences of the field (`allow`) and the caller's `role`. Default: on in the
   * sandbox, else off.
   */
  readonly debugErrors?: boolean;
  /**
   * Stores idempotency keys and rate counters for all processes that share it. The gateway does not close it. Default:
   * the memory of this process.
   */
  readonly redis?: Redis | undefined;
  /**
   * A registry of `@prometheus-io/client`, in which the gateway registers its metrics. Each gateway needs its own.
   * Default: no metrics.
   */
  readonly metrics?: Registry | undefined;
  /**
   * Whose `traceparent` decides whether a request is recorded: `role` that of services, `trusted` every caller's, `linked`
   * no caller's. A span has only a link to a caller that is not trusted. Default: `role`.
   */
  readonly traceParent?: 'role' | 'trusted' | 'linked';
  /** Log one of this number of good requests. Errors, and requests of a second or more, are always logged. Default: 1. */
  readonly logSample?: number;
  /** Default: a logger that drops every line. */
  readonly logger?: Logger;
  /** Whether the process is shutting down, for `/ready`. Default: never. */
  readonly isDraining?: () => boolean;
}

/** What one request, one document and one caller may use. */
export interface GatewayLimits {
  /**
   * Time for one request, from its arrival to its response, in milliseconds. Fields that are still pending then fail with
   * `DEADLINE_EXCEEDED`. Default: 10000.
   */
  readonly requestTimeoutMs?: number;
  /**
   * Maximum number of requests in flight. A request counts until its response was sent. A further one fails with 503
   * `OVERLOADED`. Default: 1000.
   */
  readonly maxRequestsInFlight?: number;
  /**
   * Maximum number of bytes in the body of a request. A larger body fails with 413 `LIMIT_EXCEEDED` (`body`).
   * Default: 262144.
   */
  readonly maxBodyBytes?: number;
  /**
   * Maximum number of tokens in a document. A longer one fails with 400 `LIMIT_EXCEEDED` (`tokens`). A value above the
   * default also raises the limits of characters and lines: 25 and 2.5 for each token. Default: 4000.
   */
  readonly maxTokens?: number;
  /**
   * Maximum number of nested fields in a document, leaves included. A deeper one fails with 400 `LIMIT_EXCEEDED`
   * (`depth`). Default: 12.
   */
  readonly maxDepth?: number;
  /**
   * Maximum number of aliases in a document. The aliases of a fragment count at each spread. A document with more fails
   * with 400 `LIMIT_EXCEEDED` (`aliases`). Default: 100.
   */
  readonly maxAliases?: number;
  /**
   * Maximum number of root fields in one mutation. With more, it fails with 400 `LIMIT_EXCEEDED` (`mutations`).
   * Default: 10.
   */
  readonly maxMutations?: number;
  /**
   * Maximum number of ids that one request may load, repeats included. A field beyond the limit fails with
   * `LIMIT_EXCEEDED` (`ids`). Default: 1000.
   */
  readonly maxIds?: number;
  /**
   * Maximum number of REST calls of one request. A field beyond the limit fails with `LIMIT_EXCEEDED` (`upstreamCalls`).
   * Retries do not count. Nor do further reads of a page, of which a request has 50 for all its pages. Default: 100.
   */
  readonly maxUpstreamCalls?: number;
  /**
   * Maximum number of idempotency keys of one caller in a day. Keys of messages that were certainly not sent do not count.
   * A further key fails with `OVERLOADED` (`idempotency-keys`). Default: 10000; for services 100000. An Api-Key in
   * passthrough mode has the limit of a service.
   */
  readonly maxIdempotencyKeys?: number | undefined;
}

/** How loads share REST calls. */
export interface BatchingLimits {
  /** Maximum number of ids in one `v2/detail` or `v3/info` call. Further ids go into another call. Default: 60. */
  readonly maxBatchSize?: number;
  /**
   * Maximum number of these calls in flight for one Api-Key, of each kind. Further ids wait and share the next call.
   * Default: 8.
   */
  readonly maxBatchesInFlight?: number;
}

/** What a `USER` may do beyond the rules of the schema. */
export interface AccessOptions {
  /**
   * Whether a `USER` may load the public profile of any user with `user` and `users`. When it is off, every id but the
   * `USER`'s own fails with `FORBIDDEN`. Default: off.
   */
  readonly publicProfiles?: boolean;
  /**
   * Metadata keys that a `USER` may set; `prefix*` allows all keys with that prefix. Another key fails with `FORBIDDEN`.
   * Default: none.
   */
  readonly userMetadataKeys?: readonly string[];
}

/** How subscriptions learn of news, and how many there may be. */
export interface LiveOptions {
  /**
   * Seconds between two polls of the REST API while there are subscribers. The poll finds news that no webhook and no
   * mutation of the gateway has told, and the presence of users. 0 switches it off. Default: 10.
   */
  readonly pollSeconds?: number;
  /** Maximum number of open subscriptions. A further one fails with 503 `OVERLOADED`. 0 allows none. Default: 10000. */
  readonly maxSubscriptions?: number;
  /**
   * Maximum number of open subscriptions of one caller. A further one fails with `LIMIT_EXCEEDED` (`subscriptions`). 0
   * allows none. Default: 20, and no limit for callers with the role `SERVICE`.
   */
  readonly maxSubscriptionsPerCaller?: number | undefined;
}

/** Which pages of other origins may use the gateway. */
export interface CorsOptions {
  /**
   * Origins whose pages may send requests and read responses. The sandbox also allows pages on a loopback address.
   * Default: none.
   */
  readonly origins?: readonly string[];
}

interface RateExemptions {
  /**
   * Whether callers with the role `SERVICE` have no limit: services that act for no user, and in passthrough mode every
   * caller. Default: false.
   */
  readonly exemptsServices?: boolean;
}
