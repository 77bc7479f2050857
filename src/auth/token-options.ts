import type { Logger } from '../lib/logger.ts';
import type { Role } from './principal.ts';

export interface TokenOptions {
  /** The keys that tokens are signed with: `publicKey` is PEM (SPKI), `secret` is shared with the signer. */
  readonly keys: { readonly jwksUrl: string } | { readonly publicKey: string } | { readonly secret: string };
  /** The `iss` that every token must have. */
  readonly issuer: string;
  /** The accepted values of `aud`: a token must have at least one of them. */
  readonly audience: readonly string[];
  /**
   * The claim that must hold the audience, for providers whose access tokens have no `aud` of the API. With `azp` or
   * `client_id`, `aud` is not checked: the claim says which client got the token, not for which API. Default `aud`.
   */
  readonly audienceClaim?: 'aud' | 'azp' | 'client_id';
  /** The type that the header must have in `typ`, such as `at+jwt` (RFC 9068). Default: any type, or none. */
  readonly tokenType?: string | undefined;
  /**
   * Values that further claims must have, by the claim's name or JSON pointer, such as `token_use` and `access`. A list
   * must contain the value. It tells access tokens from ID tokens of the same issuer and audience. Default: none.
   */
  readonly requiredClaims?: ReadonlyMap<string, string> | undefined;
  /** The claim with the user's id: a name, or a JSON pointer (RFC 6901). Default `sub`. */
  readonly userClaim?: string;
  /** The claim with the role, or with a list of roles: a name, or a JSON pointer. Default `role`. */
  readonly roleClaim?: string;
  /**
   * The role for each value of that claim. A claim with no match, or with matches of several roles, is `USER`. Default:
   * the values are the names of the roles.
   */
  readonly roleMap?: ReadonlyMap<string, Role> | undefined;
  /**
   * Receives a warning when the keys cannot be fetched, and a line for the first token whose role is `USER` because its
   * claim is missing, unknown or ambiguous. Default: no logging.
   */
  readonly logger?: Logger;
  /** Fetches the keys at `jwksUrl`. Default `fetch`. */
  readonly fetchKeys?: (url: string, init: RequestInit) => Promise<Response>;
  /** The current time, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}
