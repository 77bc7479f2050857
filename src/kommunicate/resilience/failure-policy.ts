import { GatewayError, type ErrorCode } from '../../errors.ts';
import { HttpFailure, type HttpFailureKind } from '../transport/http.ts';
import type { CallEffect } from '../wire/response.ts';
import { CircuitOpenError, type Outcome } from './circuit-breaker.ts';

/*
 * What a failed call means: its error code, whether it may be retried, and what it says about the REST API's health.
 */

const CODE_BY_FAILURE: Readonly<Record<HttpFailureKind, ErrorCode>> = {
  timeout: 'UPSTREAM_TIMEOUT',
  'deadline-exceeded': 'DEADLINE_EXCEEDED',
  'pool-timeout': 'UPSTREAM_TIMEOUT',
  'connection-failed': 'UPSTREAM_UNAVAILABLE',
  'invalid-response': 'UPSTREAM_INVALID_RESPONSE',
};

const RETRYABLE: ReadonlySet<ErrorCode> = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_INVALID_RESPONSE',
]);

const UNHEALTHY: ReadonlySet<ErrorCode> = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_INVALID_RESPONSE',
  'UPSTREAM_OUTCOME_UNKNOWN',
]);

/**
 * Turns a call that has no response, or was not made, into a `GatewayError`. A write that may have arrived has an
 * unknown outcome. Returns any other error as it is.
 */
export function decodeFailure(failure: unknown, effect: CallEffect): unknown {
  if (failure instanceof CircuitOpenError) {
    const { retryAfterMs } = failure;
    return new GatewayError('UPSTREAM_UNAVAILABLE', { retryAfterMs, cause: failure });
  }
  if (!(failure instanceof HttpFailure)) return failure;
  const mayHaveArrived = effect === 'write' && failure.sent;
  return new GatewayError(mayHaveArrived ? 'UPSTREAM_OUTCOME_UNKNOWN' : CODE_BY_FAILURE[failure.kind], {
    cause: failure,
  });
}

/** Whether the REST API rejected the Api-Key. */
export function isRejectedKey(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'UPSTREAM_AUTH_FAILED';
}

/** Whether a call was made. It was not made if the circuit was open. */
export function wasAttempted(error: unknown): boolean {
  return !(error instanceof GatewayError && error.cause instanceof CircuitOpenError);
}

/**
 * Whether a call may be retried: a read after any transient failure, a write only if no byte of it was sent. A call
 * that an open circuit rejected is not retried, because it has to fail fast.
 */
export function isRetryable(error: unknown, effect: CallEffect): boolean {
  if (!(error instanceof GatewayError) || !wasAttempted(error)) return false;
  if (effect === 'write') return error.cause instanceof HttpFailure && !error.cause.sent;
  return RETRYABLE.has(error.code);
}

/**
 * Classifies a failed call for the circuit breaker. Rejections and 429 count as successes. Calls that were cancelled,
 * exceeded their own deadline, or got no connection from the pool, are ignored.
 */
export function classifyOutcome(failure: unknown): Outcome {
  if (failure instanceof HttpFailure) {
    return failure.kind === 'deadline-exceeded' || failure.kind === 'pool-timeout' ? 'ignored' : 'failure';
  }
  if (!(failure instanceof GatewayError) || failure.code === 'DEADLINE_EXCEEDED') return 'ignored';
  return UNHEALTHY.has(failure.code) ? 'failure' : 'success';
}
