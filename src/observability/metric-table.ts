import { ERRORS } from '../errors.ts';
import { ENDPOINTS } from '../lib/endpoints.ts';

/*
 * All metrics, as data: the registry, the tests and docs/observability.md are made from this table. Each label has a closed
 * set of values, so nothing that a caller sends adds a series.
 */

export type Metric = NumberMetric | HistogramMetric;

interface CommonMetric {
  /** What a sample means, and its unit. */
  readonly help: string;
  /** The values of each label. `bounded`: the values are few, and do not come from callers. */
  readonly labels?: Readonly<Record<string, readonly string[] | 'bounded'>>;
}

interface NumberMetric extends CommonMetric {
  readonly type: 'counter' | 'gauge';
}

export interface HistogramMetric extends CommonMetric {
  readonly type: 'histogram';
  /** The upper bounds of the buckets, in ascending order. There is one more bucket, without a bound. */
  readonly buckets: readonly number[];
  /** Whether samples of a recorded trace have its id as an exemplar, in registries for OpenMetrics. */
  readonly hasExemplars?: boolean;
}

/** The value of a label for everything that its set does not contain. */
export const OTHER = '_OTHER';

/** Codes of errors that graphql-js and yoga reject a request with. */
const GRAPHQL_CODES = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
] as const;

const METHODS = ['GET', 'POST', 'HEAD', 'OPTIONS', OTHER] as const;
export const ROUTES = ['/graphql', '/health', '/ready', '/webhooks/kommunicate', OTHER] as const;
const STATUSES: readonly string[] = [
  '',
  ...'200 201 204 301 302 304 307 400 401 403 404 405 406 408 409'.split(' '),
  ...'413 415 421 422 429 500 501 502 503 504'.split(' '),
  OTHER,
];
const CODES = [...Object.keys(ERRORS), ...GRAPHQL_CODES, OTHER] as const;
const OPERATION_TYPES = ['query', 'mutation', 'subscription', ''] as const;
const LOADERS = ['users', 'conversations', 'messages', OTHER] as const;
const FAILURE_KINDS = [
  '',
  'connection-failed',
  'timeout',
  'deadline-exceeded',
  'pool-timeout',
  'invalid-response',
  OTHER,
] as const;
const PATHS = [...Object.keys(ENDPOINTS), OTHER];
const WRITES = Object.entries(ENDPOINTS).filter(([, effect]) => effect === 'write');
const WRITE_PATHS = [...WRITES.map(([path]) => path), OTHER];
const CACHES = ['documents', 'plans'] as const;
const REDIS_COMMANDS = 'get setIfAbsent setIf deleteIf ttl count evaluate append'.split(' ');

/** The buckets that the HTTP conventions of OpenTelemetry recommend for durations in seconds. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Buckets for short times in seconds. */
const SHORT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
const BATCH_SIZES = [1, 2, 5, 10, 20, 30, 45, 60];

export const METRICS = {
  http_server_request_duration_seconds: {
    type: 'histogram',
    help: 'Time from the arrival of a request to its response, in seconds.',
    labels: { http_request_method: METHODS, http_route: ROUTES, http_response_status_code: STATUSES },
    buckets: SECONDS,
    hasExemplars: true,
  },
  graphql_server_request_duration_seconds: {
    type: 'histogram',
    help: 'Duration of a GraphQL request, in seconds. error_type is the code of the first error, or empty.',
    labels: {
      graphql_operation_type: OPERATION_TYPES,
      graphql_operation_name: 'bounded',
      error_type: ['', ...CODES],
    },
    buckets: SECONDS,
    hasExemplars: true,
  },
  http_server_active_requests: {
    type: 'gauge',
    help: 'Requests that have arrived and have no response yet.',
  },
  kommunicate_graphql_client_disconnects_total: {
    type: 'counter',
    help: 'Requests whose client disconnected before the response.',
  },
  kommunicate_graphql_overhead_seconds: {
    type: 'histogram',
    help: 'Duration of an executed GraphQL request without the time in which it waited for the REST API or Redis.',
    labels: { graphql_operation_type: OPERATION_TYPES },
    buckets: SHORT_SECONDS,
  },
  kommunicate_graphql_errors_total: {
    type: 'counter',
    help: 'Responses to GraphQL requests that contain this code. A code counts once for a response.',
    labels: { code: CODES },
  },
  kommunicate_graphql_batch_size: {
    type: 'histogram',
    help: 'Ids in one batched REST call.',
    labels: { loader: LOADERS },
    buckets: BATCH_SIZES,
  },
  kommunicate_graphql_batch_wait_seconds: {
    type: 'histogram',
    help: 'Time that the oldest lookup of a batch waited for its REST call, in seconds.',
    labels: { loader: LOADERS },
    buckets: SHORT_SECONDS,
  },
  kommunicate_graphql_lookups_total: {
    type: 'counter',
    help: 'Loads of users and conversations. fetched: an id in a REST call. joined: shared a pending lookup.',
    labels: { loader: LOADERS, outcome: ['fetched', 'joined'] },
  },
  http_client_request_duration_seconds: {
    type: 'histogram',
    help: 'Duration of one attempt of a REST call, in seconds, with the wait for a connection. http_response_status_code is empty without a response, and error_type is empty with one.',
    labels: { url_template: PATHS, http_response_status_code: STATUSES, error_type: FAILURE_KINDS },
    buckets: SECONDS,
    hasExemplars: true,
  },
  kommunicate_graphql_retries_total: {
    type: 'counter',
    help: 'Repeated attempts of REST calls.',
    labels: { endpoint: PATHS },
  },
  kommunicate_graphql_retry_budget: {
    type: 'gauge',
    help: 'Retries that the Api-Key with the smallest budget has left.',
  },
  kommunicate_graphql_circuits_open: {
    type: 'gauge',
    help: 'Open circuits. Each Api-Key has one for an endpoint.',
    labels: { endpoint: PATHS },
  },
  kommunicate_graphql_circuit_transitions_total: {
    type: 'counter',
    help: 'Circuits that opened or closed.',
    labels: { endpoint: PATHS, to: ['open', 'closed'] },
  },
  kommunicate_graphql_short_circuits_total: {
    type: 'counter',
    help: 'Calls that were not sent because the circuit of their endpoint was open.',
    labels: { endpoint: PATHS },
  },
  kommunicate_graphql_upstream_connections: {
    type: 'gauge',
    help: 'REST calls that have a connection (busy), or wait for one (waiting).',
    labels: { state: ['busy', 'waiting'] },
  },
  kommunicate_graphql_write_outcomes_total: {
    type: 'counter',
    help: 'Changes that the gateway asked the REST API for. unknown: sent, without a clear response.',
    labels: { endpoint: WRITE_PATHS, outcome: ['done', 'refused', 'unsent', 'unknown'] },
  },
  kommunicate_graphql_idempotency_total: {
    type: 'counter',
    help: 'Messages with an idempotency key. first: performed. replayed: had the outcome of an earlier request.',
    labels: { outcome: ['first', 'replayed', 'in_progress', 'reused', 'unknown', 'full', 'failed'] },
  },
  kommunicate_graphql_document_cache_requests_total: {
    type: 'counter',
    help: 'GraphQL documents that were in the cache (hit), or had to be parsed and validated (miss), and the plans of their operations.',
    labels: { cache: CACHES, result: ['hit', 'miss'] },
  },
  kommunicate_graphql_document_cache_bytes: {
    type: 'gauge',
    help: 'Estimated memory of the cached documents or plans, in bytes.',
    labels: { cache: CACHES },
  },
  kommunicate_graphql_redis_up: {
    type: 'gauge',
    help: '1 if Redis is connected and accepts commands, 0 if not. Absent without REDIS_URL.',
  },
  kommunicate_graphql_redis_command_duration_seconds: {
    type: 'histogram',
    help: 'Duration of a Redis command, in seconds.',
    labels: { command: REDIS_COMMANDS, outcome: ['ok', 'failed'] },
    buckets: SHORT_SECONDS,
  },
  kommunicate_graphql_info: {
    type: 'gauge',
    help: 'Always 1. Its labels say what runs.',
    labels: { version: 'bounded', mode: ['sandbox', 'passthrough', 'service'], node: 'bounded' },
  },
} as const satisfies Readonly<Record<string, Metric>>;
