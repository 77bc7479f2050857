import { createHash, timingSafeEqual } from 'node:crypto';
import { badRequest, GatewayError } from '../errors.ts';
import { isHeaderId } from '../lib/header-value.ts';

/** What somebody may do: a person of the account, one who looks after them, or another service. */
export type Role = 'USER' | 'AGENT' | 'SERVICE';

/** Who is asking, and for whom: fixed before a request is parsed. Everything else reads only this. */
export interface Principal {
  /** The account key that calls to the REST API carry. */
  readonly apiKey: string;
  /** `REGISTRY` may read the schema and nothing else: it has no key. */
  readonly role: Role | 'REGISTRY';
  /** The user that the request acts for, where it names one. */
  readonly actingUserId: string | undefined;
  /**
   * Who has sent it, for limits per caller: a service that acts for a user is another caller for each of them. The id
   * means nothing elsewhere.
   */
  readonly caller: { readonly id: string; readonly role: Principal['role'] };
}

/** Whom a token stands for. Rejects with `UNAUTHENTICATED` for one that is not good. */
export type VerifyToken = (token: string) => Promise<{ readonly userId: string; readonly role: Role }>;

/**
 * Who holds the Api-Key:
 * - `passthrough`: each caller, who sends it in the `Api-Key` header, and may do what whoever has it may;
 * - `sandbox`: the embedded emulator. A caller is the demo agent `userId`, or the user named by `Of-User-Id`, and may
 *   do what that user may;
 * - `service`: the gateway. A caller is whom a verified token stands for.
 */
export type Identity =
  | { readonly mode: 'passthrough' }
  | {
      readonly mode: 'sandbox';
      readonly apiKey: string;
      readonly userId: string;
      /** Who looks after others. Default: `userId`. */
      readonly agentIds?: readonly string[];
    }
  | { readonly mode: 'service'; readonly apiKey: string; readonly verifyToken: VerifyToken };

/**
 * Reads who is asking from a request's headers, without calling the REST API; at once, unless there is a token to be
 * verified.
 * @param sdlToken what a registry says to read the schema. Default: no registry is known
 * @throws {GatewayError} `UNAUTHENTICATED` (401) without what says who is asking; `BAD_REQUEST` (400) for a header
 *   that could not be passed on exactly as it came, or for an Api-Key beside a token; `FORBIDDEN` (403) for acting for
 *   others, except as a service
 */
export function identify(
  headers: Headers,
  identity: Identity,
  sdlToken?: string,
): Principal | Promise<Principal> {
  if (sdlToken !== undefined && isBearerOf(sdlToken, headers)) {
    return Object.freeze({
      apiKey: '',
      role: 'REGISTRY',
      actingUserId: undefined,
      caller: new Caller(sdlToken, 'REGISTRY'),
    });
  }
  if (identity.mode === 'service') return identifyBearer(headers, identity);
  const ofUserId = readHeader(headers, 'of-user-id');
  if (identity.mode === 'sandbox') {
    const { apiKey, userId, agentIds = [userId] } = identity;
    const actingUserId = ofUserId ?? userId;
    const role = agentIds.includes(actingUserId) ? 'AGENT' : 'USER';
    return Object.freeze({ apiKey, role, actingUserId, caller: new Caller(actingUserId, role) });
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
    caller: new Caller(apiKey, 'SERVICE'),
  });
}

async function identifyBearer(
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
  const { userId, role } = await verifyToken(token);
  // Only now: who is nobody learns nothing.
  if (headers.get('api-key') !== null) throw badRequest('api-key-not-allowed');
  const ofUserId = readHeader(headers, 'of-user-id');
  if (ofUserId === undefined) {
    return Object.freeze({ apiKey, role, actingUserId: userId, caller: new Caller(userId, role) });
  }
  if (role !== 'SERVICE')
    throw new GatewayError('FORBIDDEN', { reason: 'of-user-id', access: { role }, http: { status: 403 } });
  // A router that acts for somebody may do what they may, and no more.
  const caller = new Caller(userId, role, ofUserId);
  return Object.freeze({ apiKey, role: 'USER', actingUserId: ofUserId, caller });
}

function bearerToken(headers: Headers): string | undefined {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(headers.get('authorization') ?? '')?.[1];
}

/** Takes as long for a token that is nearly right as for any other. */
function isBearerOf(sdlToken: string, headers: Headers): boolean {
  const token = bearerToken(headers);
  return token !== undefined && timingSafeEqual(digestOf(token), digestOf(sdlToken));
}

/** Who has sent a request. Only those who count need an id, so it is reckoned when it is asked for. */
class Caller {
  readonly role: Principal['role'];
  readonly #secret: string;
  readonly #actingUserId: string | undefined;
  #id: string | undefined;

  /**
   * @param secret what the caller is known by, which may be a key
   * @param actingUserId the user that a service acts for, where each of them counts by itself
   */
  constructor(secret: string, role: Principal['role'], actingUserId?: string) {
    this.role = role;
    this.#secret = secret;
    this.#actingUserId = actingUserId;
  }

  get id(): string {
    const parts = [this.role, this.#secret, this.#actingUserId];
    return (this.#id ??= digestOf(JSON.stringify(parts)).toString('base64url'));
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

// Two headers of one name arrive joined by ", ": the space gives them away here as well.
function readHeader(headers: Headers, name: 'api-key' | 'of-user-id'): string | undefined {
  const value = headers.get(name);
  if (value === null || (value === '' && name === 'api-key')) return undefined;
  // An empty one is somebody's bug: whoever they meant, it was not the account itself.
  if (!isHeaderId(value)) throw badRequest(`malformed-${name}`);
  return value;
}
