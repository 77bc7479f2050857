import { ERRORS, GatewayError, type ErrorCode } from '../../errors.ts';
import type { HttpResponse } from '../transport/http.ts';
import { readRetryAfter } from '../transport/retry-after.ts';
import { isObject, decodeKeepingDigits } from './values.ts';

/** Whether a call only reads or changes something. A broken response leaves the outcome of a write unknown. */
export type CallEffect = 'read' | 'write';

/** The result of a call that the REST API has processed: a value, or that the user or conversation does not exist. */
export type ApiResult =
  | { readonly found: false; readonly missing: Missing }
  | { readonly found: true; readonly value: unknown; readonly enveloped: boolean };

type Missing = 'user' | 'conversation';

/** The cause of an error when this REST API does not have the endpoint. */
export class UnknownEndpoint extends Error {
  override readonly name = 'UnknownEndpoint';
}

/** The cause of an error when the REST API rejected what the call contains. */
export class RejectedRequest extends Error {
  override readonly name = 'RejectedRequest';
}

/** The REST API's error codes for a user or a group that does not exist (wire-facts 2.2). */
const MISSING_BY_CODE: ReadonlyMap<unknown, Missing> = new Map([
  ['AL-U-01', 'user'],
  ['AL-G-01', 'conversation'],
]);

/** Words for a call that was not performed; the last two are about messages (wire-facts 2.3). */
const REJECTIONS: ReadonlySet<string> = new Set(['error', 'CONVERSATION_CLOSED', 'BUSY_WITH_OTHER']);

/** The responses to an assignment (wire-facts 6.3). The second says that nothing was left to change. */
const ASSIGNED: ReadonlySet<unknown> = new Set(['updated', 'already updated']);
const ALREADY_ENGAGED = 'AGENT_IS_ALREADY_ENGAGED';

/** Bodies that some endpoints return instead of JSON. */
const PLAIN_WORDS: ReadonlySet<unknown> = new Set([
  ...REJECTIONS,
  ...ASSIGNED,
  ALREADY_ENGAGED,
  'success',
  'UnAuthorized Access',
]);

/**
 * Decodes any response of the REST API (wire-facts 2 and 12). A success is `{status: "success", response}` or the bare
 * value. A failure has one of four forms: an error envelope, `{message}` with 401, 403 or 429, a plain word (`error`,
 * `UnAuthorized Access`), or an HTML page.
 * @param decode turns the result into a value
 * @throws {GatewayError} for every failure except a missing user or group. Any other error while the response of a
 *   write is decoded becomes `UPSTREAM_OUTCOME_UNKNOWN`.
 */
export function decodeResponse<T>(
  response: HttpResponse,
  effect: CallEffect,
  decode: (result: ApiResult) => T,
): T {
  try {
    return decodeKeepingDigits((parseJson) => decode(resultOf(response, effect, parseJson)));
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
  // The summary has only the body's length: a body can hold personal data, or echo the Api-Key.
  const summary = `HTTP ${status} with ${body.length} characters`;
  const failed = (code: ErrorCode) =>
    new GatewayError(code, {
      // An error that must not be retried must not say when to retry.
      retryAfterMs: ERRORS[code].retryable ? readRetryAfter(retryAfter, Date.now()) : undefined,
      cause: new Error(summary),
    });
  const unknownOutcome = (code: ErrorCode) => failed(effect === 'write' ? 'UPSTREAM_OUTCOME_UNKNOWN' : code);

  if (status === 401 || status === 403) throw failed('UPSTREAM_AUTH_FAILED');
  if (status === 429) throw failed('UPSTREAM_RATE_LIMITED');
  // A proxy can send 408 after it has forwarded the call.
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
  if (typeof value === 'string' && REJECTIONS.has(value)) throw rejectedRequest(summary);
  if (value === undefined) throw unknownOutcome('UPSTREAM_INVALID_RESPONSE');
  // Only the word `success` marks an envelope: the `status` of a user or a message is a number.
  if (isObject(value) && value.status === 'success') {
    return { found: true, value: value.response, enveloped: true };
  }
  return { found: true, value, enveloped: false };
}

/**
 * Accepts the response of a write that returns no value: an envelope with `success`, or the word alone.
 * @throws {GatewayError} `NOT_FOUND`; `UPSTREAM_OUTCOME_UNKNOWN` for any other response
 */
export function assertAccepted(result: ApiResult): void {
  if (!result.found) throw notFound(result.missing);
  if (result.enveloped || result.value === 'success') return;
  throw new GatewayError('UPSTREAM_OUTCOME_UNKNOWN', { cause: 'the response does not say success' });
}

/**
 * Accepts the response of an assignment.
 * @throws {GatewayError} `NOT_FOUND`; `UPSTREAM_REJECTED` (`already-engaged`); `UPSTREAM_OUTCOME_UNKNOWN` for any other
 *   response
 */
export function assertAssigned(result: ApiResult): void {
  if (!result.found) throw notFound(result.missing);
  if (result.value === ALREADY_ENGAGED) {
    throw new GatewayError('UPSTREAM_REJECTED', { reason: 'already-engaged' });
  }
  if (!ASSIGNED.has(result.value)) {
    throw new GatewayError('UPSTREAM_OUTCOME_UNKNOWN', { cause: 'the response does not say updated' });
  }
}

/**
 * Accepts the response of marking a conversation as read.
 * @throws {GatewayError} `NOT_FOUND`; `UPSTREAM_INVALID_RESPONSE` for any other response: the call can be repeated
 */
export function assertMarkedRead(result: ApiResult): void {
  if (!result.found) throw notFound(result.missing);
  if (result.value === 'success') return;
  throw new GatewayError('UPSTREAM_INVALID_RESPONSE', { cause: 'the response does not say success' });
}

/** Parses JSON, or one of the plain words; undefined for anything else. */
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

export function rejectedRequest(summary = ''): GatewayError {
  return new GatewayError('UPSTREAM_REJECTED', { cause: new RejectedRequest(summary) });
}

/** Endpoints without an envelope omit the `status` of an error too (wire-facts 7.2). */
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
