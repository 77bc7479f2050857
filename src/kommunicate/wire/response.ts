import { ERRORS, GatewayError, type ErrorCode } from '../../errors.ts';
import { CircuitOpenError, type Outcome } from '../resilience/circuit-breaker.ts';
import { HttpFailure, type HttpResponse, type HttpFailureKind } from '../transport/http.ts';
import { readRetryAfter } from '../transport/retry-after.ts';
import { isObject, decodeKeepingDigits } from './values.ts';

/** Whether a call only reads, or changes something: the same broken answer means another thing then. */
export type CallEffect = 'read' | 'write';

/** What the REST API says of a call that it understood: nothing of that name, or a value. */
export type ApiResult =
  | { readonly found: false; readonly missing: Missing }
  | { readonly found: true; readonly value: unknown; readonly enveloped: boolean };

/**
 * Why a call was refused that this REST API does not know at all: for us alone, as the cause of the error.
 */
export class UnknownEndpoint extends Error {
  override readonly name = 'UnknownEndpoint';
}

/** Why a call was refused: for what it asked. For us alone, like the other. */
export class RejectedRequest extends Error {
  override readonly name = 'RefusedContent';
}

type Missing = 'user' | 'conversation';

/** The error codes for a user or a group that does not exist (wire-facts 2.2). */
const MISSING_BY_CODE: ReadonlyMap<unknown, Missing> = new Map([
  ['AL-U-01', 'user'],
  ['AL-G-01', 'conversation'],
]);

/**
 * Turns a call without an answer, or one that was not made, into an error. A read may always be asked again. A write that may have
 * arrived has an unknown outcome, and must not.
 */
export function decodeFailure(failure: unknown, effect: CallEffect): unknown {
  if (failure instanceof CircuitOpenError) {
    const { retryAfterMs } = failure;
    return new GatewayError('UPSTREAM_UNAVAILABLE', { retryAfterMs, cause: failure });
  }
  if (!(failure instanceof HttpFailure)) return failure;
  const unknown = effect === 'write' && failure.sent;
  return new GatewayError(unknown ? 'UPSTREAM_OUTCOME_UNKNOWN' : CODE_OF_FAILURE[failure.kind], {
    cause: failure,
  });
}

/** Whether the REST API refused the Api-Key. */
export function isRefusedKey(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'UPSTREAM_AUTH_FAILED';
}

/** Whether an attempt was made at all. */
export function wasAttempted(error: unknown): boolean {
  return !(error instanceof GatewayError && error.cause instanceof CircuitOpenError);
}

/**
 * Whether a call may be repeated: a read whatever went wrong on the way, a write only where it is certain that
 * nothing of it was sent.
 */
export function isRetryable(error: unknown, effect: CallEffect): boolean {
  // Not at once where the circuit is open: it is there so that nobody waits.
  if (!(error instanceof GatewayError) || !wasAttempted(error)) return false;
  if (effect === 'write') return error.cause instanceof HttpFailure && !error.cause.sent;
  return RETRYABLE.has(error.code);
}

/**
 * What a failed call says of the REST API: refusals are answers, and so is the wish for fewer calls; who was in a
 * hurry or has left did not wait for one.
 */
export function classifyOutcome(failure: unknown): Outcome {
  if (failure instanceof HttpFailure) {
    // Who has stood in our own line has not met the REST API at all.
    return failure.kind === 'deadline-exceeded' || failure.kind === 'pool-timeout' ? 'unknown' : 'failed';
  }
  if (!(failure instanceof GatewayError) || failure.code === 'DEADLINE_EXCEEDED') return 'unknown';
  return UNHEALTHY.has(failure.code) ? 'failed' : 'well';
}

const UNHEALTHY: ReadonlySet<ErrorCode> = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_INVALID_RESPONSE',
  'UPSTREAM_OUTCOME_UNKNOWN',
]);

const RETRYABLE: ReadonlySet<ErrorCode> = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_INVALID_RESPONSE',
]);

const CODE_OF_FAILURE: Readonly<Record<HttpFailureKind, ErrorCode>> = {
  timeout: 'UPSTREAM_TIMEOUT',
  'deadline-exceeded': 'DEADLINE_EXCEEDED',
  'pool-timeout': 'UPSTREAM_TIMEOUT',
  'connection-failed': 'UPSTREAM_UNAVAILABLE',
  'invalid-response': 'UPSTREAM_INVALID_RESPONSE',
};

/**
 * Reads any answer of the REST API. Two shapes are a success: `{status: "success", response}` and the
 * bare value. Four are a failure: an error envelope, the API front's `{message}` with 401, 403 or 429, a
 * word (`error`, `UnAuthorized Access`), and an HTML page (wire-facts 2 and 12).
 * @param decode what is made of a success
 * @throws {GatewayError} for every failure but "there is no such user or group"; whatever else goes wrong while
 *   the answer of a write is decoded is `UPSTREAM_OUTCOME_UNKNOWN`
 */
export function decodeAnswer<T>(
  answer: HttpResponse,
  effect: CallEffect,
  decode: (verdict: ApiResult) => T,
): T {
  try {
    return decodeKeepingDigits((parseJson) => decode(resultOf(answer, effect, parseJson)));
  } catch (error) {
    if (effect === 'read' || error instanceof GatewayError) throw error;
    throw new GatewayError('UPSTREAM_OUTCOME_UNKNOWN', { cause: error });
  }
}

function resultOf(
  { status, retryAfter, body }: HttpResponse,
  effect: CallEffect,
  parseJson: (text: string) => unknown,
): ApiResult {
  // Of the body only its length: it may hold personal data, and an echo of the key.
  const summary = `HTTP ${status} with ${body.length} characters`;
  const failed = (code: ErrorCode) =>
    new GatewayError(code, {
      // What must not be tried again must not say when to.
      retryAfterMs: ERRORS[code].retryable ? readRetryAfter(retryAfter, Date.now()) : undefined,
      cause: new Error(summary),
    });
  // What says nothing of what became of a write.
  const unknownOutcome = (code: ErrorCode) => failed(effect === 'write' ? 'UPSTREAM_OUTCOME_UNKNOWN' : code);

  if (status === 401 || status === 403) throw failed('UPSTREAM_AUTH_FAILED');
  if (status === 429) throw failed('UPSTREAM_RATE_LIMITED');
  // What stands in between has waited long enough, which says nothing of what stands behind it.
  if (status === 408) throw unknownOutcome('UPSTREAM_TIMEOUT');
  if (status >= 500) throw unknownOutcome('UPSTREAM_UNAVAILABLE');

  const value = parse(body, parseJson);
  if (isObject(value) && isErrorEnvelope(value)) {
    const code = errorCodeOf(value);
    const missing = MISSING_BY_CODE.get(code);
    if (missing) return { found: false, missing };
    throw code === 'AL-MA-01' ? unknownEndpoint() : rejectedRequest(summary);
  }
  if (status === 404 || status === 405) throw unknownEndpoint();
  if (status === 400 || status === 422) throw rejectedRequest(summary);
  if (status >= 400) throw failed('UPSTREAM_REJECTED');
  if (status >= 300) throw unknownOutcome('UPSTREAM_INVALID_RESPONSE');
  if (value === 'UnAuthorized Access') throw failed('UPSTREAM_AUTH_FAILED');
  if (typeof value === 'string' && REFUSALS.has(value)) throw rejectedRequest(summary);
  if (value === undefined) throw unknownOutcome('UPSTREAM_INVALID_RESPONSE');
  // A user and a message have a numeric `status` of their own: only the word makes an envelope.
  if (isObject(value) && value.status === 'success') {
    return { found: true, value: value.response, enveloped: true };
  }
  return { found: true, value, enveloped: false };
}

/**
 * Accepts the answer of a write that has nothing to tell but that it was done: an envelope that says
 * success, or the word alone.
 * @throws {GatewayError} `NOT_FOUND`; `UPSTREAM_OUTCOME_UNKNOWN` for an answer that says neither
 */
export function assertAccepted(verdict: ApiResult): void {
  if (!verdict.found) throw notFound(verdict.missing);
  if (verdict.enveloped || verdict.value === 'success') return;
  throw new GatewayError('UPSTREAM_OUTCOME_UNKNOWN', { cause: 'the answer does not say success' });
}

/** Words for a call that was not carried out; the last two for a message (wire-facts 2.3). */
const REFUSALS: ReadonlySet<string> = new Set(['error', 'CONVERSATION_CLOSED', 'BUSY_WITH_OTHER']);

/** What some endpoints answer without JSON. */
const PLAIN_WORDS: ReadonlySet<string> = new Set([...REFUSALS, 'success', 'UnAuthorized Access']);

/** JSON, or one of the plain words that some endpoints answer with; undefined for anything else. */
function parse(body: string, parseJson: (text: string) => unknown): unknown {
  try {
    return parseJson(body);
  } catch {
    const word = body.trim();
    return PLAIN_WORDS.has(word) ? word : undefined;
  }
}

function unknownEndpoint(): GatewayError {
  return new GatewayError('UPSTREAM_REJECTED', { cause: new UnknownEndpoint() });
}

export function rejectedRequest(answer = ''): GatewayError {
  return new GatewayError('UPSTREAM_REJECTED', { cause: new RejectedRequest(answer) });
}

/** Bare endpoints leave the word out, and say only what went wrong (wire-facts 7.2). */
function isErrorEnvelope(value: Record<string, unknown>): boolean {
  return value.status === 'error' || (value.status === undefined && errorCodeOf(value) !== undefined);
}

function errorCodeOf(envelope: Record<string, unknown>): unknown {
  const [first] = Array.isArray(envelope.errorResponse) ? (envelope.errorResponse as unknown[]) : [];
  return isObject(first) ? first.errorCode : undefined;
}

export function notFound(missing: Missing): GatewayError {
  return new GatewayError('NOT_FOUND', { reason: missing });
}
