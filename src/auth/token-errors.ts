import { errors, type JWTPayload } from 'jose';
import { GatewayError, type ErrorReason } from '../errors.ts';

/** The keys cannot be fetched: the provider cannot be reached, or its response is not a key set. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
  /** Milliseconds until the next fetch. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number, cause?: unknown) {
    super('the keys that verify tokens are not available', { cause });
    this.retryAfterMs = retryAfterMs;
  }
}

/** The response of a provider is not a key set. The message says why, without any text from the response. */
export class UnusableKeySet extends Error {
  override readonly name = 'UnusableKeySet';
}

/** Why keys could not be fetched, in words without any text from the response: `status 404`, `ECONNREFUSED`. */
export function fetchFailureOf(error: unknown): string {
  const cause = error instanceof KeysUnavailable ? error.cause : error;
  if (!(cause instanceof Error)) return 'unknown';
  if (cause instanceof UnusableKeySet) return cause.message;
  // `fetch` has the error of the connection as its cause.
  const { code } = (cause.cause ?? {}) as NodeJS.ErrnoException;
  return code ?? cause.name;
}

/** The cause of an error for a claim that jose does not check. */
export class RejectedClaim extends Error {
  override readonly name = 'RejectedClaim';
  readonly claim: string;
  /** Private, so that no log prints them. */
  readonly #claims: JWTPayload;

  constructor(claim: string, claims: JWTPayload) {
    super('the value of a claim is not accepted');
    this.claim = claim;
    this.#claims = claims;
  }

  get claims(): JWTPayload {
    return this.#claims;
  }
}

type TokenReason = ErrorReason<'UNAUTHENTICATED'>;

/** The reason for each claim that jose can reject. */
const REASON_BY_CLAIM: ReadonlyMap<string, TokenReason> = new Map([
  ['iss', 'token-issuer'],
  ['aud', 'token-audience'],
  ['azp', 'token-audience'],
  ['client_id', 'token-audience'],
  ['typ', 'token-type'],
  ['exp', 'token-expired'],
  ['nbf', 'token-not-yet-valid'],
  ['sub', 'token-subject'],
]);

/** jose's errors that mean that the token itself is not valid. */
const INVALID_TOKEN_ERRORS = [
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

const DEFAULT_RETRY_AFTER_MS = 30_000;

/** Translates an error of the verification. The reason says nothing that the holder of the token does not know. */
export function toTokenError(error: unknown): GatewayError {
  if (error instanceof errors.JWTExpired) return invalidToken('token-expired', error);
  if (error instanceof errors.JWTClaimValidationFailed) {
    return invalidToken(REASON_BY_CLAIM.get(error.claim) ?? 'token-claim', error);
  }
  // jose throws a TypeError for a key that does not fit the algorithm in the token's header.
  if (error instanceof TypeError || INVALID_TOKEN_ERRORS.some((kind) => error instanceof kind))
    return invalidToken('token-invalid', error);
  // The token may be valid: the caller can retry.
  const retryAfterMs = error instanceof KeysUnavailable ? error.retryAfterMs : DEFAULT_RETRY_AFTER_MS;
  return new GatewayError('OVERLOADED', {
    reason: 'token-keys-unavailable',
    cause: error,
    retryAfterMs,
    http: { status: 503, headers: { 'Retry-After': String(Math.ceil(retryAfterMs / 1000)) } },
  });
}

export function invalidToken(reason: TokenReason, cause?: unknown): GatewayError {
  return new GatewayError('UNAUTHENTICATED', {
    reason,
    cause,
    http: {
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer realm="kommunicate", error="invalid_token"' },
    },
  });
}
