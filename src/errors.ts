import { ERRORS, type ErrorDefinition, type Sentence } from './lib/error-messages.ts';

export { ERRORS };

type Errors = typeof ERRORS;
export type ErrorCode = keyof Errors;

type WordsOf<Definition, Kind extends 'reasons' | 'limits'> =
  Definition extends Readonly<Record<Kind, infer Sentences>> ? keyof Sentences : never;

/** The reasons of a code, or of all codes. */
export type ErrorReason<Code extends ErrorCode = ErrorCode> = WordsOf<Errors[Code], 'reasons'>;
export type ErrorLimit = WordsOf<Errors['LIMIT_EXCEEDED'], 'limits'>;

/** What the schema or the settings say about a value that was rejected. The error's extensions show it. */
export interface ErrorDetails {
  /** The largest allowed number, or the largest allowed number of characters. */
  readonly max?: number;
  /** The value of the `limit` that the request exceeded. */
  readonly limitValue?: number;
  /** The GraphQL type that the value must have. */
  readonly expected?: string;
  /** The values of the enum that the value must have. */
  readonly allowed?: readonly string[];
  /** The name of the unknown parameter. */
  readonly parameter?: string;
}

/** Why access was denied. The error's extensions show it only with `debugErrors`. */
export interface DeniedAccess {
  /** The audiences of the field's `@access`. */
  readonly allow?: readonly string[];
  /** The role of the caller. */
  readonly role: string;
}

export interface GatewayErrorOptions {
  /** The path of the rejected value in the arguments: `input.email`, `ids.3`. */
  readonly argument?: string | undefined;
  /** What was wrong, as one fixed word: `too-long`, `not-a-url`, `content-type`, `user`. */
  readonly reason?: ErrorReason | undefined;
  /** Which limit was exceeded: `body`, `ids`, `tokens`, `variables`. */
  readonly limit?: ErrorLimit;
  /** The origin of the page whose request was rejected: `https://app.example`. */
  readonly origin?: string | undefined;
  /** How many errors there would have been, where `limit` is `errors`. */
  readonly count?: number;
  readonly details?: ErrorDetails | undefined;
  readonly access?: DeniedAccess;
  /** Milliseconds after which a retry makes sense, if known. */
  readonly retryAfterMs?: number | undefined;
  /** HTTP status and headers for a request that is rejected before its execution. Never set for a field. */
  readonly http?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** Whether a client that only accepts `application/json` gets 200, as GraphQL over HTTP requires. */
    readonly spec?: boolean;
  };
  /** The underlying error. Only the log shows it. */
  readonly cause?: unknown;
}

/** An error with a stable code. Its message is the fixed sentence of its code and its reason or limit. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly argument: string | undefined;
  readonly reason: string | undefined;
  readonly limit: string | undefined;
  readonly origin: string | undefined;
  readonly count: number | undefined;
  readonly details: ErrorDetails | undefined;
  readonly access: DeniedAccess | undefined;
  readonly retryAfterMs: number | undefined;
  readonly http: GatewayErrorOptions['http'];

  constructor(code: ErrorCode, options: GatewayErrorOptions = {}) {
    const { argument, reason, limit, count, origin, details, access, retryAfterMs, http, cause } = options;
    // Without stacks: they would take most of the time of a list of a thousand denials. A `cause` has its own stack.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(messageOf(code, reason ?? limit, details), { cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.retryable = ERRORS[code].retryable;
    this.argument = argument;
    this.reason = reason;
    this.limit = limit;
    this.origin = origin;
    this.count = count;
    this.details = details;
    this.access = access;
    this.retryAfterMs = retryAfterMs;
    this.http = http;
  }
}

/** The sentence of a code, or of its reason or limit. */
function messageOf(code: ErrorCode, word?: string, details?: ErrorDetails): string {
  const { message, reasons, limits }: ErrorDefinition = ERRORS[code];
  const sentences = reasons ?? limits;
  if (word === undefined || !sentences || !Object.hasOwn(sentences, word)) return message;
  const sentence: Sentence = sentences[word] ?? message;
  if (typeof sentence === 'string') return sentence;
  const number = details?.max ?? details?.limitValue;
  return number === undefined ? sentence.message : sentence.bounded.replace('{n}', String(number));
}

/** The error for an invalid value of the request: its path, the reason, and what would be valid. */
export function badUserInput(
  argument: string,
  reason: ErrorReason<'BAD_USER_INPUT'>,
  details?: ErrorDetails,
): GatewayError {
  return new GatewayError('BAD_USER_INPUT', { argument, reason, details });
}

/**
 * The error for a request, or a part of one, that exceeds a limit.
 * @param limitValue the limit; undefined if it is not a single number
 */
export function limitExceeded(
  limit: ErrorLimit,
  limitValue?: number,
  more?: Pick<GatewayErrorOptions, 'count' | 'http' | 'cause'>,
): GatewayError {
  const details = limitValue === undefined ? undefined : { limitValue };
  return new GatewayError('LIMIT_EXCEEDED', { limit, details, ...more });
}

/** The error for a request that is rejected before its execution, with an HTTP status. */
export function badRequest(
  reason: ErrorReason<'BAD_REQUEST'>,
  status = 400,
  headers: Readonly<Record<string, string>> = {},
  details?: ErrorDetails,
): GatewayError {
  return new GatewayError('BAD_REQUEST', { reason, details, http: { status, headers } });
}

/**
 * The error for a request that a page of another site could have made a browser send.
 * @param origin the `Origin` header. The error shows it only if it has the form of an origin
 */
export function forgeable(reason: ErrorReason<'CSRF_CHECK_FAILED'>, origin: string | null): GatewayError {
  const isShown = origin !== null && /^(?:null|[a-z][a-z\d+.-]{0,30}:\/\/[\w.:[\]-]{1,260})$/i.test(origin);
  return new GatewayError('CSRF_CHECK_FAILED', {
    reason,
    origin: isShown ? origin : undefined,
    http: { status: 403 },
  });
}
