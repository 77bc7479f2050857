/** The permissions of a caller: an end user, an agent who handles all conversations, or another service. */
export type Role = 'USER' | 'AGENT' | 'SERVICE';

/** The authenticated caller of one request, and the user that the request acts for. Set before the body is parsed. */
export interface Principal {
  /** The account key for the REST calls of this request. */
  readonly apiKey: string;
  /** `REGISTRY` may read the schema and nothing else; its `apiKey` is empty. */
  readonly role: Role | 'REGISTRY';
  /** The user that the request acts for; undefined if it acts for no user. */
  readonly actingUserId: string | undefined;
  /** Identifies the sender for rate limits and quotas. */
  readonly caller: CallerId;
  /** When the token of the caller expires, in milliseconds since 1970. Undefined without a token. */
  readonly expiresAt?: number | undefined;
}

/**
 * The sender of a request. A service that acts for a user is another caller for each of these users. The id is a hash:
 * it has no meaning outside the gateway.
 */
export interface CallerId {
  readonly id: string;
  readonly role: Principal['role'];
}

/** Resolves a token to its caller. Rejects with `UNAUTHENTICATED` for a token that is not valid. */
export type VerifyToken = (token: string) => Promise<VerifiedToken>;

/** The caller of a token. */
interface VerifiedToken {
  readonly userId: string;
  readonly role: Role;
  /**
   * When the token expires, in milliseconds since 1970. The subscriptions of its caller end then. Default: after an hour.
   */
  readonly expiresAt?: number | undefined;
}

/**
 * How callers authenticate, and where the Api-Key comes from:
 * - `passthrough`: each caller sends its own key in the `Api-Key` header, and has all permissions of that key;
 * - `sandbox`: the embedded emulator. The caller is the user in `Of-User-Id`, by default the demo agent `userId`;
 * - `service`: the gateway holds the key. The caller is the user of a verified token.
 */
export type Identity =
  | { readonly mode: 'passthrough' }
  | {
      readonly mode: 'sandbox';
      readonly apiKey: string;
      readonly userId: string;
      /** Users with the role `AGENT`; all others are `USER`. Default: `userId` alone. */
      readonly agentIds?: readonly string[];
    }
  | { readonly mode: 'service'; readonly apiKey: string; readonly verifyToken: VerifyToken };
