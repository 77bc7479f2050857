import { GatewayError } from '../errors.ts';
import { isHeaderSafe } from '../lib/header-value.ts';
import type { Accounts } from './resilience/accounts.ts';
import {
  decodeAnswer,
  decodeFailure,
  wasAttempted,
  classifyOutcome,
  isRefusedKey,
  isRetryable,
  type CallEffect,
  type ApiResult,
} from './wire/response.ts';
import { HttpFailure, type Http, type HttpCall } from './transport/http.ts';

/** What every call carries: whose account it is made on, and when to give it up. */
export interface CallOptions {
  /** The account's key, for the `Api-Key` header. It must never come from anyone but its holder. */
  readonly apiKey: string;
  /**
   * The caller that the call is made for: callers take turns for connections, and each has a bounded number of calls
   * under way. Default: a call for many callers, which takes turns as its account.
   */
  readonly callerId?: string | undefined;
  /** Gives the call up; a write only for as long as nothing of it has been sent. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How much time is left for the call and its retries, in milliseconds: no retry waits longer, and a write takes no
   * longer. Default: 10000 for each retry.
   */
  readonly remainingMs?: (() => number) | undefined;
  /** Headers by which the call is found among others of its request. */
  readonly trace?: Readonly<Record<string, string>> | undefined;
  /** Asked before each call, and may refuse it by throwing. */
  readonly beforeCall?: (() => void) | undefined;
}

/** One call of an endpoint. */
interface EndpointCall {
  readonly method: HttpCall['method'];
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Reads what the REST API has said.
 * @throws {GatewayError} where it makes no sense
 */
export type Decode<T> = (verdict: ApiResult) => T;

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

/** The time for retries of a call that does not say how much there is. */
const DEFAULT_REMAINING_MS = 10_000;

/**
 * Every call of the REST API, from the outside in: the caller's time and budget, repetitions, the breaker of the
 * endpoint, and the call itself, which ends where its answer has been understood.
 */
export function createCall({ http, accounts }: CallPolicies): Call {
  return async (
    { method, path, query, body, headers },
    effect,
    decode,
    { apiKey, callerId, signal, remainingMs, trace, beforeCall },
  ) => {
    // undici would refuse it as well, and never use the connection again that it had chosen for the call.
    if (!isHeaderSafe(apiKey)) throw new TypeError('Api-Key must be visible ASCII characters without spaces');
    if (remainingMs?.() === 0) throw new GatewayError('DEADLINE_EXCEEDED');
    beforeCall?.();
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
      signal,
      completesOnceSent: effect === 'write',
      timeoutMs: undefined as number | undefined,
    };
    const send = async () => {
      // A read is given up by its signal; what becomes of a write must be known by then.
      request.timeoutMs = effect === 'write' ? remainingMs?.() : undefined;
      return decodeAnswer(await http.send(request), effect, decode);
    };
    const account = accounts.find(apiKey);
    const breaker = account.breakers.find(path);
    const attempt = async () => {
      try {
        const answer = await breaker.run(send, classifyOutcome);
        if (!account.isAccepted) accounts.accept(apiKey, account);
        return answer;
      } catch (failure) {
        const error = decodeFailure(failure, effect);
        if (isRefusedKey(error)) accounts.refuse(apiKey);
        throw error;
      }
    };
    const outcome = account.retry(attempt, {
      isRetryable: (error) => isRetryable(error, effect),
      wasAttempted,
      retryAfterMs: (error) => (error instanceof GatewayError ? error.retryAfterMs : undefined),
      timeLeftMs: () => remainingMs?.() ?? DEFAULT_REMAINING_MS,
      signal,
    });
    if (effect === 'read') return outcome;
    // Whoever leaves between two attempts leaves with nothing sent.
    return outcome.catch((error: unknown) => {
      throw error === signal?.reason
        ? decodeFailure(new HttpFailure('deadline-exceeded', false, error), effect)
        : error;
    });
  };
}
