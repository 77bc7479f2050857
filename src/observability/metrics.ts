import type { Registry } from '@prometheus-io/client';
import type { Observer } from '../lib/observer.ts';
import { register } from './instruments.ts';
import { METRICS, OTHER, ROUTES } from './metric-table.ts';

/** What the metrics read before each scrape. */
export interface MetricSources {
  /** The version of the package, and the mode of the gateway. */
  readonly version: string;
  readonly mode: string;
  /** What the REST client is doing; undefined if the client does not tell. */
  readonly upstream?: (() => UpstreamState | undefined) | undefined;
  /** Whether Redis accepts commands. Absent without Redis. */
  readonly isRedisReady?: (() => boolean) | undefined;
  /** Estimated memory of the cached documents and of their plans, in bytes. */
  readonly documentCacheBytes: () => { readonly documents: number; readonly plans: number };
}

interface UpstreamState {
  readonly busy: number;
  readonly waiting: number;
  readonly retryBudget: number | undefined;
  readonly openCircuits: ReadonlyMap<string, number>;
}

/**
 * Registers the metrics of a gateway, and returns the observer that feeds them.
 * @throws {Error} if the registry has a metric with the same name, as after a second gateway
 */
export function createMetrics(registry: Registry, sources: MetricSources): Observer {
  const { version, mode, upstream, isRedisReady, documentCacheBytes } = sources;
  let activeRequests = 0;
  const names = new Set<string>();
  const metric = register(registry, METRICS, {
    http_server_active_requests: (set) => set(activeRequests),
    kommunicate_graphql_info: (set) => set(1, { version, mode, node: process.version }),
    kommunicate_graphql_document_cache_bytes(set) {
      const { documents, plans } = documentCacheBytes();
      set(documents, { cache: 'documents' });
      set(plans, { cache: 'plans' });
    },
    kommunicate_graphql_redis_up(set) {
      if (isRedisReady) set(isRedisReady() ? 1 : 0);
    },
    kommunicate_graphql_upstream_connections(set) {
      const state = upstream?.();
      if (!state) return;
      set(state.busy, { state: 'busy' });
      set(state.waiting, { state: 'waiting' });
    },
    kommunicate_graphql_retry_budget(set) {
      const budget = upstream?.()?.retryBudget;
      if (budget !== undefined) set(budget);
    },
    kommunicate_graphql_circuits_open(set) {
      for (const [endpoint, count] of upstream?.()?.openCircuits ?? []) set(count, { endpoint });
    },
  });

  return {
    requestStarted() {
      activeRequests += 1;
    },
    request(report) {
      activeRequests -= 1;
      const { method, path, status, durationMs, waitedMs, operationType, trustedName, errorCodes, trace } =
        report;
      const seconds = durationMs / 1000;
      metric.http_server_request_duration_seconds(
        seconds,
        {
          http_request_method: method,
          http_route: routeOf(path),
          http_response_status_code: String(status),
        },
        trace,
      );
      if (path !== '/graphql') return;
      const type = operationType ?? '';
      if (report.isClientDisconnected) metric.kommunicate_graphql_client_disconnects_total(1);
      metric.graphql_server_request_duration_seconds(
        seconds,
        {
          graphql_operation_type: type,
          graphql_operation_name: trustedName === undefined ? '' : boundedName(trustedName, names),
          error_type: errorCodes[0] ?? '',
        },
        trace,
      );
      for (const code of errorCodes) metric.kommunicate_graphql_errors_total(1, { code });
      if (waitedMs === undefined) return;
      const overhead = Math.max(0, durationMs - waitedMs) / 1000;
      metric.kommunicate_graphql_overhead_seconds(overhead, { graphql_operation_type: type });
    },
    batch({ loader, size, joined, waitedMs }) {
      metric.kommunicate_graphql_batch_size(size, { loader });
      metric.kommunicate_graphql_batch_wait_seconds(waitedMs / 1000, { loader });
      metric.kommunicate_graphql_lookups_total(size, { loader, outcome: 'fetched' });
      if (joined > 0) metric.kommunicate_graphql_lookups_total(joined, { loader, outcome: 'joined' });
    },
    attempt({ endpoint, status, failure, durationMs, trace }) {
      metric.http_client_request_duration_seconds(
        durationMs / 1000,
        {
          url_template: endpoint,
          http_response_status_code: status === undefined ? '' : String(status),
          error_type: failure?.kind ?? '',
        },
        trace,
      );
    },
    retry: (endpoint) => metric.kommunicate_graphql_retries_total(1, { endpoint }),
    circuit: (endpoint, to) => metric.kommunicate_graphql_circuit_transitions_total(1, { endpoint, to }),
    shortCircuit: (endpoint) => metric.kommunicate_graphql_short_circuits_total(1, { endpoint }),
    write: (endpoint, outcome) => metric.kommunicate_graphql_write_outcomes_total(1, { endpoint, outcome }),
    idempotency: (outcome) => metric.kommunicate_graphql_idempotency_total(1, { outcome }),
    cacheLookup: (cache, result) =>
      metric.kommunicate_graphql_document_cache_requests_total(1, { cache, result }),
    redis: (command, outcome, durationMs) =>
      metric.kommunicate_graphql_redis_command_duration_seconds(durationMs / 1000, { command, outcome }),
  };
}

function routeOf(path: string): string {
  return (ROUTES as readonly string[]).includes(path) ? path : OTHER;
}

/** Operation names are labels only if an operator lists their documents, and only so many of them. */
const MAX_NAMES = 200;

function boundedName(name: string, names: Set<string>): string {
  if (names.size < MAX_NAMES) names.add(name);
  return names.has(name) ? name : OTHER;
}
