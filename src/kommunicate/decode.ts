import { GatewayError, type ErrorCode } from '../errors.ts';
import { HttpFailure, type HttpAnswer, type HttpFailureKind } from './http.ts';
import { isObject } from './values.ts';

/** Whether a call only reads, or changes something: the same broken answer means another thing then. */
export type CallEffect = 'read' | 'write';

/** What the REST API says of a call that it understood: nothing of that name, or a value. */
export type Verdict =
  | { readonly found: false; readonly missing: Missing }
  | { readonly found: true; readonly value: unknown; readonly enveloped: boolean };

/**
 * Why a call was refused that this REST API does not know at all: for us alone, as the cause of the error.
 */
export class UnknownEndpoint extends Error {
  override readonly name = 'UnknownEndpoint';
}

type Missing = 'user' | 'conversation';

/** The error codes for a user or a group that does not exist (wire-facts 2.2). */
const MISSING_BY_CODE: ReadonlyMap<unknown, Missing> = new Map([
  ['AL-U-01', 'user'],
  ['AL-G-01', 'conversation'],
]);

/**
 * Turns a call without an answer into an error. A read may always be asked again. A write that may have
 * arrived has an unknown outcome, and must not.
 */
export function decodeFailure(failure: unknown, effect: CallEffect): unknown {
  if (!(failure instanceof HttpFailure)) return failure;
  const unknown = effect === 'write' && failure.sent;
  return new GatewayError(unknown ? 'UPSTREAM_OUTCOME_UNKNOWN' : CODE_OF_FAILURE[failure.kind], {
    cause: failure,
  });
}

const CODE_OF_FAILURE: Readonly<Record<HttpFailureKind, ErrorCode>> = {
  timeout: 'UPSTREAM_TIMEOUT',
  unreachable: 'UPSTREAM_UNAVAILABLE',
  unreadable: 'UPSTREAM_INVALID_RESPONSE',
};

/**
 * Reads any answer of the REST API. Two shapes are a success: `{status: "success", response}` and the
 * bare value. Four are a failure: an error envelope, the API front's `{message}` with 401, 403 or 429, a
 * word (`error`, `UnAuthorized Access`), and an HTML page (wire-facts 2 and 12).
 * @throws {GatewayError} for every failure but "there is no such user or group"
 */
export function decodeAnswer({ status, body }: HttpAnswer, effect: CallEffect): Verdict {
  // Of the body only its length: it may hold personal data, and an echo of the key.
  const cause = new Error(`HTTP ${status} with ${body.length} characters`);
  if (status === 401 || status === 403) throw new GatewayError('UPSTREAM_AUTH_FAILED', { cause });
  if (status === 429) throw new GatewayError('UPSTREAM_RATE_LIMITED', { cause });
  if (status >= 500) throw unclear('UPSTREAM_UNAVAILABLE', effect, cause);

  const value = parse(body);
  if (isObject(value) && (value.status === 'error' || Array.isArray(value.errorResponse))) {
    const code = errorCodeOf(value);
    const missing = MISSING_BY_CODE.get(code);
    if (missing) return { found: false, missing };
    throw rejected(code === 'AL-MA-01', cause);
  }
  if (status >= 400) throw rejected(status === 404 || status === 405, cause);
  if (status >= 300) throw unclear('UPSTREAM_INVALID_RESPONSE', effect, cause);
  if (value === 'UnAuthorized Access') throw new GatewayError('UPSTREAM_AUTH_FAILED', { cause });
  if (value === 'error') throw new GatewayError('UPSTREAM_REJECTED', { cause });
  if (value === undefined) throw unclear('UPSTREAM_INVALID_RESPONSE', effect, cause);
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
export function assertAccepted(verdict: Verdict): void {
  if (!verdict.found) throw notFound(verdict.missing);
  if (verdict.enveloped || verdict.value === 'success') return;
  throw new GatewayError('UPSTREAM_OUTCOME_UNKNOWN', { cause: 'the answer does not say success' });
}

/** A failure that says nothing of what became of a write. */
function unclear(
  code: 'UPSTREAM_UNAVAILABLE' | 'UPSTREAM_INVALID_RESPONSE',
  effect: CallEffect,
  cause: unknown,
): GatewayError {
  return new GatewayError(effect === 'write' ? 'UPSTREAM_OUTCOME_UNKNOWN' : code, { cause });
}

/** JSON, or one of the plain words that some endpoints answer with; undefined for anything else. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    const word = body.trim();
    return word === 'success' || word === 'error' || word === 'UnAuthorized Access' ? word : undefined;
  }
}

function rejected(unknownEndpoint: boolean, cause: Error): GatewayError {
  return new GatewayError('UPSTREAM_REJECTED', {
    cause: unknownEndpoint ? new UnknownEndpoint(cause.message) : cause,
  });
}

function errorCodeOf(envelope: Record<string, unknown>): unknown {
  const [first] = Array.isArray(envelope.errorResponse) ? (envelope.errorResponse as unknown[]) : [];
  return isObject(first) ? first.errorCode : undefined;
}

export function notFound(missing: Missing): GatewayError {
  return new GatewayError('NOT_FOUND', { reason: missing });
}
