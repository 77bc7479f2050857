import { GatewayError, type ErrorCode } from '../errors.ts';
import { HttpFailure, type HttpAnswer, type HttpFailureKind } from './http.ts';
import type { UserRecord } from './types.ts';

/** Whether a call only reads, or changes something: the same broken answer means another thing then. */
export type CallEffect = 'read' | 'write';

/** What the REST API says of a call that it understood: nothing of that name, or a value. */
export type Verdict =
  | { readonly found: false; readonly missing: Missing }
  | { readonly found: true; readonly value: unknown; readonly enveloped: boolean };

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
  if (isObject(value) && value.status === 'error') {
    const missing = missingIn(value);
    if (missing) return { found: false, missing };
    throw new GatewayError('UPSTREAM_REJECTED', { cause });
  }
  if (status >= 400) throw new GatewayError('UPSTREAM_REJECTED', { cause });
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

function missingIn(envelope: Record<string, unknown>): Missing | undefined {
  const [first] = Array.isArray(envelope.errorResponse) ? (envelope.errorResponse as unknown[]) : [];
  return isObject(first) ? MISSING_BY_CODE.get(first.errorCode) : undefined;
}

function notFound(missing: Missing): GatewayError {
  return new GatewayError('NOT_FOUND', { reason: missing });
}

/**
 * The users in an answer of `v2/detail`. An entry that is not an object with a `userId` is skipped: no
 * caller can be matched to it.
 * @throws {GatewayError} `UPSTREAM_INVALID_RESPONSE` when the answer is not a list
 */
export function decodeUsers(verdict: Verdict): UserRecord[] {
  if (!verdict.found) return [];
  if (!Array.isArray(verdict.value)) {
    throw new GatewayError('UPSTREAM_INVALID_RESPONSE', { cause: 'the users are not a list' });
  }
  return (verdict.value as unknown[]).flatMap((entry) => decodeUser(entry) ?? []);
}

function decodeUser(entry: unknown): UserRecord | undefined {
  if (!isObject(entry)) return undefined;
  const userId = asId(entry.userId);
  if (userId === undefined) return undefined;
  return {
    userId,
    userName: asString(entry.userName),
    displayName: asString(entry.displayName),
    connected: asBoolean(entry.connected),
    lastSeenAtTime: asTime(entry.lastSeenAtTime),
    createdAtTime: asTime(entry.createdAtTime),
    imageLink: asString(entry.imageLink),
    deactivated: asBoolean(entry.deactivated),
    phoneNumber: asString(entry.phoneNumber),
    unreadCount: asInt(entry.unreadCount),
    lastLoggedInAtTime: asTime(entry.lastLoggedInAtTime),
    lastMessageAtTime: asTime(entry.lastMessageAtTime),
    email: asString(entry.email),
    metadata: asMetadata(entry.metadata),
  };
}

/**
 * The id and time of a message that was accepted; `createdAt` is undefined where it makes no sense.
 * @throws {GatewayError} `NOT_FOUND`; `UPSTREAM_OUTCOME_UNKNOWN` when the answer does not name the message
 */
export function decodeSent(verdict: Verdict): { messageKey: string; createdAt: number | undefined } {
  if (!verdict.found) throw notFound(verdict.missing);
  const { value } = verdict;
  const messageKey = isObject(value) ? asId(value.messageKey) : undefined;
  if (!isObject(value) || messageKey === undefined) {
    throw new GatewayError('UPSTREAM_OUTCOME_UNKNOWN', { cause: 'the answer does not name the message' });
  }
  return { messageKey, createdAt: asTime(value.createdAt) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** Metadata's values are strings (wire-facts 5.4). Numbers and booleans are taken as text, anything else is left out. */
function asMetadata(value: unknown): Record<string, string> | undefined {
  if (!isObject(value)) return undefined;
  const scalars = Object.entries(value).filter(([, entry]) => /^(string|number|boolean)$/.test(typeof entry));
  return Object.fromEntries(scalars.map(([key, entry]) => [key, String(entry)]));
}

/** An id is a string; a number is taken where every digit of it is certain. */
function asId(value: unknown): string | undefined {
  if (Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A whole number that fits GraphQL's 32-bit `Int`. */
function asInt(value: unknown): number | undefined {
  return typeof value === 'number' && (value | 0) === value ? value : undefined;
}

// RFC 3339 has four-digit years. There is no other lower bound: documented samples are from 1970.
const EARLIEST_TIME = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST_TIME = Date.parse('9999-12-31T23:59:59.999Z');

/** Milliseconds since 1970 that RFC 3339 can write. */
function asTime(value: unknown): number | undefined {
  return typeof value === 'number' && value >= EARLIEST_TIME && value <= LATEST_TIME ? value : undefined;
}
