import type { Logger } from '../lib/logger.ts';
import type { Role } from './principal.ts';

export interface TokenOptions {
  /** The keys that tokens are signed with: `publicKey` is PEM (SPKI), `secret` is shared with the signer. */
  readonly keys: { readonly jwksUrl: string } | { readonly publicKey: string } | { readonly secret: string };
  /** The `iss` that every token must have. */
  readonly issuer: string;
  /** The accepted values of `aud`: a token must have at least one of them. */
  readonly audience: readonly string[];
  /** The claim with the user's id: a name, or a JSON pointer (RFC 6901). Default `sub`. */
  readonly userClaim?: string;
  /** The claim with the role: a name, or a JSON pointer. Default `role`. */
  readonly roleClaim?: string;
  /**
   * The role for each value of that claim, which may then be a list. A claim with no match, or with matches of several
   * roles, is `USER`. Default: the claim is the name of a role.
   */
  readonly roleMap?: ReadonlyMap<string, Role> | undefined;
  /** Receives a warning when the keys cannot be fetched. Default: no logging. */
  readonly logger?: Logger;
  /** Fetches the keys at `jwksUrl`. Default `fetch`. */
  readonly fetchKeys?: (url: string, init: RequestInit) => Promise<Response>;
  /** The current time, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}
