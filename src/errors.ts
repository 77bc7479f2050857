/**
 * Every failure that a caller can be told about: one code, one sentence that is fit to show, and whether
 * the same caller may send the same thing again without risk of doing it twice.
 */
export const ERRORS = {
  BAD_REQUEST: {
    message: 'The request is not a well-formed GraphQL request over HTTP.',
    retryable: false,
  },
  BAD_USER_INPUT: { message: 'A value in the request is not acceptable.', retryable: false },
  LIMIT_EXCEEDED: { message: 'The request is larger than this gateway allows.', retryable: false },
  UNAUTHENTICATED: { message: 'The request does not say who is asking.', retryable: false },
  FORBIDDEN: { message: 'Whoever is asking may not do this.', retryable: false },
  CSRF_CHECK_FAILED: {
    message:
      'The request could have been forged by another site: list the origin of the page in CORS_ORIGINS, or send the request with Content-Type: application/json.',
    retryable: false,
  },
  // Clients compare this message with the one of Apollo Server, to the letter.
  PERSISTED_QUERY_NOT_SUPPORTED: { message: 'PersistedQueryNotSupported', retryable: false },
  RATE_LIMITED: { message: 'Too many requests. Nothing was done.', retryable: true },
  NOT_FOUND: { message: 'A user or conversation that the mutation names does not exist.', retryable: false },
  UPSTREAM_UNAVAILABLE: { message: 'The REST API could not be reached.', retryable: true },
  UPSTREAM_TIMEOUT: { message: 'The REST API did not answer in time.', retryable: true },
  UPSTREAM_RATE_LIMITED: { message: 'The REST API asks for fewer calls.', retryable: true },
  UPSTREAM_INVALID_RESPONSE: {
    message: 'The REST API gave an answer that could not be understood.',
    retryable: true,
  },
  UPSTREAM_REJECTED: { message: 'The REST API refused the call.', retryable: false },
  UPSTREAM_AUTH_FAILED: { message: 'The REST API refused the Api-Key.', retryable: false },
  UPSTREAM_OUTCOME_UNKNOWN: {
    message: 'The change may or may not have happened. It was not sent again.',
    retryable: false,
  },
  IDEMPOTENCY_KEY_REUSED: {
    message: 'The idempotency key has been used for another message.',
    retryable: false,
  },
  IDEMPOTENCY_IN_PROGRESS: {
    message: 'The message with this idempotency key is still being sent.',
    retryable: true,
  },
  OVERLOADED: { message: 'The gateway cannot take this at the moment. Nothing was done.', retryable: true },
  DEADLINE_EXCEEDED: { message: 'The request took longer than it may.', retryable: true },
  INTERNAL_SERVER_ERROR: { message: 'Something went wrong inside the gateway.', retryable: false },
} as const satisfies Record<string, { message: string; retryable: boolean }>;

export type ErrorCode = keyof typeof ERRORS;

export interface GatewayErrorOptions {
  /** Where in the arguments the unacceptable value is: `input.email`, `ids.3`. */
  readonly argument?: string;
  /** What was wrong, as one fixed word: `too-long`, `not-a-url`, `content-type`, `user`. */
  readonly reason?: string;
  /** Which limit was exceeded: `body`, `ids`, `tokens`, `variables`. */
  readonly limit?: string;
  /** The origin of the page whose request was refused: `https://app.example`. */
  readonly origin?: string | undefined;
  /** How many errors there would have been, where `limit` is `errors`. */
  readonly count?: number;
  /** After how many milliseconds it makes sense to try again, where that is known. */
  readonly retryAfterMs?: number | undefined;
  /** HTTP status and headers of a request that is refused before it is executed. Never for a field. */
  readonly http?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** Whether a client that only takes `application/json` gets 200, as GraphQL over HTTP has it. */
    readonly spec?: boolean;
  };
  /** What happened underneath: for the log, never for the caller. */
  readonly cause?: unknown;
}

/** A failure with a stable code. Its message is the code's fixed sentence. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly argument: string | undefined;
  readonly reason: string | undefined;
  readonly limit: string | undefined;
  readonly origin: string | undefined;
  readonly count: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly http: GatewayErrorOptions['http'];

  constructor(code: ErrorCode, options: GatewayErrorOptions = {}) {
    const { argument, reason, limit, count, origin, retryAfterMs, http, cause } = options;
    // Stacks would take most of the time of a list of a thousand denials. A `cause` has its own.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(ERRORS[code].message, { cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.retryable = ERRORS[code].retryable;
    this.argument = argument;
    this.reason = reason;
    this.limit = limit;
    this.origin = origin;
    this.count = count;
    this.retryAfterMs = retryAfterMs;
    this.http = http;
  }
}

/** A value of the request that is not acceptable: where it is, and what is wrong with it in one word. */
export function badUserInput(argument: string, reason: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', { argument, reason });
}

/** A request that is refused before it is executed, with the HTTP status that says so. */
export function badRequest(
  reason: string,
  status = 400,
  headers: Readonly<Record<string, string>> = {},
): GatewayError {
  return new GatewayError('BAD_REQUEST', { reason, http: { status, headers } });
}

/**
 * A request that a page of another site could have made a browser send.
 * @param origin the `Origin` header; only one that is shaped like an origin is shown
 */
export function forgeable(reason: 'origin' | 'cross-site' | 'cookie', origin: string | null): GatewayError {
  const isShown = origin !== null && /^(?:null|[a-z][a-z\d+.-]{0,30}:\/\/[\w.:[\]-]{1,260})$/i.test(origin);
  return new GatewayError('CSRF_CHECK_FAILED', {
    reason,
    origin: isShown ? origin : undefined,
    http: { status: 403 },
  });
}
