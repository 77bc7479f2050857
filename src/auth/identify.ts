import { hash, timingSafeEqual } from 'node:crypto';
import { badRequest, GatewayError } from '../errors.ts';
import { isHeaderId } from '../lib/header-value.ts';
import { createCallerId } from './caller-id.ts';
import type { Identity, Principal } from './principal.ts';

/**
 * Reads the caller from a request's headers, without a call to the REST API. Asynchronous only if there is a token to
 * verify.
 * @param sdlToken the bearer token of schema registries. Default: no registry has access
 * @throws {GatewayError} `UNAUTHENTICATED` (401) for missing or invalid credentials; `BAD_REQUEST` (400) for a header
 *   that cannot be forwarded unchanged, or for an Api-Key together with a token; `FORBIDDEN` (403) for `Of-User-Id`
 *   from a caller that is not a service
 */
export function identify(
  headers: Headers,
  identity: Identity,
  sdlToken?: string,
): Principal | Promise<Principal> {
  if (sdlToken !== undefined && hasBearerToken(headers, sdlToken)) {
    return Object.freeze({
      apiKey: '',
      role: 'REGISTRY',
      actingUserId: undefined,
      caller: createCallerId(sdlToken, 'REGISTRY'),
    });
  }
  if (identity.mode === 'service') return identifyByToken(headers, identity);
  const ofUserId = readHeader(headers, 'of-user-id');
  if (identity.mode === 'sandbox') {
    const { apiKey, userId, agentIds = [userId] } = identity;
    const actingUserId = ofUserId ?? userId;
    const role = agentIds.includes(actingUserId) ? 'AGENT' : 'USER';
    return Object.freeze({ apiKey, role, actingUserId, caller: createCallerId(actingUserId, role) });
  }
  const apiKey = readHeader(headers, 'api-key');
  if (apiKey === undefined) {
    throw new GatewayError('UNAUTHENTICATED', {
      reason: 'api-key-missing',
      http: { status: 401, headers: { 'WWW-Authenticate': 'Api-Key realm="kommunicate"' } },
    });
  }
  return Object.freeze({
    apiKey,
    role: 'SERVICE',
    actingUserId: ofUserId,
    caller: createCallerId(apiKey, 'SERVICE'),
  });
}

async function identifyByToken(
  headers: Headers,
  { apiKey, verifyToken }: Extract<Identity, { mode: 'service' }>,
): Promise<Principal> {
  const token = bearerToken(headers);
  if (token === undefined) {
    throw new GatewayError('UNAUTHENTICATED', {
      reason: headers.get('authorization') ? 'not-a-bearer-token' : 'token-missing',
      http: { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="kommunicate"' } },
    });
  }
  const { userId, role, expiresAt } = await verifyToken(token).catch(withStatus);
  // Checked after the token, so that unauthenticated callers cannot probe for header errors.
  if (headers.get('api-key') !== null) throw badRequest('api-key-not-allowed');
  const ofUserId = readHeader(headers, 'of-user-id');
  if (ofUserId === undefined) {
    const caller = createCallerId(userId, role);
    return Object.freeze({ apiKey, role, actingUserId: userId, caller, expiresAt });
  }
  if (role !== 'SERVICE')
    throw new GatewayError('FORBIDDEN', { reason: 'of-user-id', access: { role }, http: { status: 403 } });
  // A service that acts for a user has the permissions of that user, and no more.
  const caller = createCallerId(userId, role, ofUserId);
  return Object.freeze({ apiKey, role: 'USER', actingUserId: ofUserId, caller, expiresAt });
}

/** An `UNAUTHENTICATED` of a verifier without a status gets 401, as the gateway's own verifier gives it. */
function withStatus(error: unknown): never {
  if (!(error instanceof GatewayError) || error.code !== 'UNAUTHENTICATED' || error.http) throw error;
  throw new GatewayError('UNAUTHENTICATED', {
    reason: (error.reason ?? 'token-invalid') as 'token-invalid',
    cause: error,
    http: {
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer realm="kommunicate", error="invalid_token"' },
    },
  });
}

function bearerToken(headers: Headers): string | undefined {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(headers.get('authorization') ?? '')?.[1];
}

/** Compares digests in constant time, so that the response time does not reveal how much of a token matches. */
function hasBearerToken(headers: Headers, expected: string): boolean {
  const token = bearerToken(headers);
  if (token === undefined) return false;
  return timingSafeEqual(hash('sha256', token, 'buffer'), hash('sha256', expected, 'buffer'));
}

// `Headers` joins two headers of one name with ", ". The space makes the joined value fail the check here.
function readHeader(headers: Headers, name: 'api-key' | 'of-user-id'): string | undefined {
  const value = headers.get(name);
  if (value === null || (value === '' && name === 'api-key')) return undefined;
  // An empty `Of-User-Id` is a bug of the client: without this check, the request would run for the whole account.
  if (!isHeaderId(value)) throw badRequest(`malformed-${name}`);
  return value;
}
