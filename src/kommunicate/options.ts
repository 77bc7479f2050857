import type { Dispatcher } from 'undici';
import type { BatchingOptions } from './resilience/batch-endpoint.ts';
import type { BreakersOptions } from './resilience/circuit-breakers.ts';
import type { RetryOptions } from './resilience/retry.ts';

export interface HttpOptions {
  /** Base URL of the REST API. Its path is the prefix of every call's path. */
  readonly baseUrl: string;
  /**
   * Time for one call, including the wait for a connection and the whole response, in milliseconds. Beyond it, the call
   * fails with `UPSTREAM_TIMEOUT`, or with `UPSTREAM_OUTCOME_UNKNOWN` for a write that was sent. Default 5000.
   */
  readonly timeoutMs?: number;
  /**
   * Maximum number of connections. Further calls wait for one within their time, and callers take turns. One caller's
   * calls use at most a quarter of the connections. The wait for that quarter does not count as time of the call.
   * Default 128.
   */
  readonly connections?: number;
  /**
   * Maximum number of bytes in one response, after decompression. Beyond it, a read fails with
   * `UPSTREAM_INVALID_RESPONSE`, and a write with `UPSTREAM_OUTCOME_UNKNOWN`. Default 4 MiB.
   */
  readonly maxAnswerBytes?: number;
  /**
   * The undici dispatcher to use. The client does not close it. Default: a pool for the base URL's origin, which the
   * client closes.
   */
  readonly dispatcher?: Dispatcher;
}

export interface ClientOptions extends HttpOptions {
  /** Retries of failed calls. */
  readonly retry?: RetryOptions;
  /** The circuit breakers, one for each account and endpoint. */
  readonly breaker?: BreakersOptions;
  /** What happens if the REST API has no batch endpoint for conversations. */
  readonly batching?: BatchingOptions;
}
