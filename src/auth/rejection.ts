import { decodeProtectedHeader, errors, type JWTPayload } from 'jose';
import { GatewayError } from '../errors.ts';
import { fetchFailureOf, RejectedClaim } from './token-errors.ts';

/** Which check a token did not pass. Claims are those of a token with a valid signature. */
export type Rejection =
  | { readonly check: 'form' | 'key' | 'signature' }
  | { readonly check: 'algorithm'; readonly header: TokenHeader }
  | { readonly check: 'key-id'; readonly header: TokenHeader }
  | { readonly check: 'keys'; readonly failure: string }
  | { readonly check: 'type'; readonly header: TokenHeader; readonly claims: JWTPayload }
  | { readonly check: 'claim'; readonly claim: string; readonly claims: JWTPayload };

/** What the header of a token says. It is not verified. */
interface TokenHeader {
  readonly alg?: unknown;
  readonly kid?: unknown;
  readonly typ?: unknown;
}

/**
 * Says which check of `createTokenCheck` rejected a token.
 * @throws the error itself if no check has thrown it
 */
export function explainRejection(error: unknown, token: string): Rejection {
  if (!(error instanceof GatewayError)) throw error;
  if (error.reason === 'token-keys-unavailable') {
    return { check: 'keys', failure: fetchFailureOf(error.cause) };
  }
  const { cause } = error;
  if (cause instanceof RejectedClaim) return { check: 'claim', claim: cause.claim, claims: cause.claims };
  if (cause instanceof errors.JWTClaimValidationFailed || cause instanceof errors.JWTExpired) {
    const { claim, payload: claims } = cause;
    if (claim === 'typ') return { check: 'type', header: headerOf(token), claims };
    return { check: 'claim', claim, claims };
  }
  if (cause instanceof errors.JWSSignatureVerificationFailed) return { check: 'signature' };
  if (cause instanceof errors.JOSEAlgNotAllowed || cause instanceof errors.JOSENotSupported) {
    return { check: 'algorithm', header: headerOf(token) };
  }
  if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) {
    return { check: 'key-id', header: headerOf(token) };
  }
  return { check: cause instanceof TypeError ? 'key' : 'form' };
}

function headerOf(token: string): TokenHeader {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return {};
  }
}
