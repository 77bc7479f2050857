import type { Dispatcher } from 'undici';
import type { BatchingOptions } from './resilience/batch-endpoint.ts';
import type { BreakersOptions } from './resilience/circuit-breakers.ts';
import type { RetryOptions } from './resilience/retry.ts';

export interface HttpOptions {
  /** Base URL of the REST API. Its path is the prefix of every call's path. */
  readonly baseUrl: string;
  /** Time for one call, including the wait for a connection and the whole response, in milliseconds. Default 5000. */
  readonly timeoutMs?: number;
  /**
   * Connections at most. Further calls wait for one within their time, and callers take turns. One caller's calls use
   * at most a quarter of the connections; waiting for that quarter has no time limit. Default 64.
   */
  readonly connections?: number;
  /** Bytes of one response at most, after decompression; a larger one is `invalid-response`. Default 4 MiB. */
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
