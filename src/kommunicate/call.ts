import { GatewayError } from '../errors.ts';
import { cancellationOf, type Cancellation } from '../lib/cancellation.ts';
import type { Endpoint } from '../lib/endpoints.ts';
import { isHeaderSafe } from '../lib/header-value.ts';
import type { Observer, Span } from '../lib/observer.ts';
import type { Stopwatch } from '../lib/stopwatch.ts';
import { idsOf, observeAttempt, outcomeOf } from './observed-attempt.ts';
import type { Accounts } from './resilience/accounts.ts';
import {
  classifyOutcome,
  decodeFailure,
  isRejectedKey,
  isRetryable,
  wasAttempted,
} from './resilience/failure-policy.ts';
import { HttpFailure, type Http, type HttpCall } from './transport/http.ts';
import { decodeResponse, type ApiResult, type CallEffect } from './wire/response.ts';

/** Options of every call: the account that it uses, and when to cancel it. */
export interface CallOptions {
  /** The account's key, for the `Api-Key` header. Use only a key that its owner has provided. */
  readonly apiKey: string;
  /**
   * The caller behind the call. Callers take turns for connections, and each has a limited number of calls in flight.
   * Default: the call serves many callers, and takes turns as its account.
   */
  readonly callerId?: string | undefined;
  /** Cancels the call. A write is cancelled only while no byte of it has been sent. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Used instead of `signal` if both are given: the built-in client then creates no `AbortSignal`. A client that wraps it
   * with a `signal` of its own must omit this.
   */
  readonly cancellation?: Cancellation | undefined;
  /**
   * Returns the time left for the call and its retries, in milliseconds. At 0, the call fails with `DEADLINE_EXCEEDED`. A
   * retry that would wait longer is not made, and a write times out with it. Default: 10000 for the wait before a retry.
   */
  readonly remainingMs?: (() => number) | undefined;
  /** Trace headers to send with the call. */
  readonly trace?: Readonly<Record<string, string>> | undefined;
  /** Runs before the call, and can reject it by throwing. */
  readonly beforeCall?: (() => void) | undefined;
  /** Hears of the attempts of the call. Default: nothing does. */
  readonly observer?: Observer | undefined;
  /** The span that the call is a part of. Then it sends the trace headers of its own span. Default: none. */
  readonly span?: Span | undefined;
  /** Measures the time of the call. Default: none. */
  readonly stopwatch?: Stopwatch | undefined;
}

/** One call of an endpoint. */
interface EndpointCall {
  readonly method: HttpCall['method'];
  readonly path: Endpoint;
  readonly query?: URLSearchParams;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Turns the result of a call into a value.
 * @throws {GatewayError} if the result is not of the expected shape
 */
export type Decode<T> = (result: ApiResult) => T;

export type Call = <T>(
  call: EndpointCall,
  effect: CallEffect,
  decode: Decode<T>,
  options: CallOptions,
) => Promise<T>;

export interface CallPolicies {
  readonly http: Http;
  readonly accounts: Accounts;
}

/** Maximum wait before a retry of a call without `remainingMs`. */
const DEFAULT_REMAINING_MS = 10_000;

/**
 * Creates the function behind every call of the REST API. Its policies, from the outside in: the caller's time and
 * budget, retries, the endpoint's circuit breaker, the HTTP call. Decoding the response is part of the HTTP call.
 */
export function createCall({ http, accounts }: CallPolicies): Call {
  return async ({ method, path, query, body, headers }, effect, decode, options) => {
    const { apiKey, callerId, remainingMs, trace, beforeCall, observer, span, stopwatch } = options;
    // undici rejects such a header too, but then never reuses the connection that it had chosen for the call.
    if (!isHeaderSafe(apiKey)) throw new TypeError('Api-Key must be visible ASCII characters without spaces');
    if (remainingMs?.() === 0) throw new GatewayError('DEADLINE_EXCEEDED');
    beforeCall?.();
    const cancellation = options.cancellation ?? (options.signal && cancellationOf(options.signal));
    const sent: Record<string, string> = {};
    if (body) sent['Content-Type'] = 'application/json';
    Object.assign(sent, trace);
    sent['Api-Key'] = apiKey;
    const request = {
      method,
      path: query ? `${path}?${query.toString()}` : path,
      headers: Object.assign(sent, headers),
      body: body && JSON.stringify(body),
      callerId,
      cancellation,
      completesOnceSent: effect === 'write',
      timeoutMs: undefined as number | undefined,
    };
    const isObserved = observer !== undefined || span !== undefined;
    const send = (resendCount: number) => {
      // A read is cancelled. A write cannot be cancelled once it is sent, so it times out instead.
      request.timeoutMs = effect === 'write' ? remainingMs?.() : undefined;
      if (!isObserved) {
        return http.send(request).then((response) => decodeResponse(response, effect, decode));
      }
      const sending = { http, endpoint: path, request, effect, resendCount };
      return observeAttempt(sending, { observer, span }, (response) =>
        decodeResponse(response, effect, decode),
      );
    };
    const account = accounts.find(apiKey);
    const breaker = account.breakers.find(path);
    const onCircuit = observer?.circuit;
    const onChange = onCircuit && ((state: 'open' | 'closed') => onCircuit(path, state, idsOf(span, sent)));
    const attempt = async (resendCount: number) => {
      try {
        const result = await breaker.run(() => send(resendCount), classifyOutcome, onChange);
        if (!account.isAccepted) accounts.accept(apiKey, account);
        return result;
      } catch (failure) {
        const error = decodeFailure(failure, effect);
        if (!wasAttempted(error)) observer?.shortCircuit?.(path);
        if (isRejectedKey(error)) accounts.reject(apiKey);
        throw error;
      }
    };
    const onRetry = observer?.retry;
    const result = account.retry(attempt, {
      isRetryable: (error) => isRetryable(error, effect),
      wasAttempted,
      retryAfterMs: (error) => (error instanceof GatewayError ? error.retryAfterMs : undefined),
      timeLeftMs: () => remainingMs?.() ?? DEFAULT_REMAINING_MS,
      cancellation,
      onRetry: onRetry && ((waitMs) => onRetry(path, waitMs, idsOf(span, sent))),
    });
    if (stopwatch) measure(result, stopwatch);
    if (effect === 'write' && observer?.write) reportWrite(result, path, observer.write);
    if (effect === 'read') return result;
    // The reason of the cancellation itself means that the call was cancelled between two attempts: nothing was sent.
    return result.catch((error: unknown) => {
      throw error === cancellation?.cancelReason()
        ? decodeFailure(new HttpFailure('deadline-exceeded', false, error), effect)
        : error;
    });
  };
}

function measure(result: Promise<unknown>, stopwatch: Stopwatch): void {
  stopwatch.begin();
  const end = () => stopwatch.end();
  result.then(end, end);
}

function reportWrite(
  result: Promise<unknown>,
  endpoint: string,
  report: NonNullable<Observer['write']>,
): void {
  result.then(
    () => report(endpoint, 'done'),
    (error: unknown) => report(endpoint, outcomeOf(error)),
  );
}
