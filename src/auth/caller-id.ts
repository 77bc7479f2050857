import { hash } from 'node:crypto';
import type { CallerId, Principal } from './principal.ts';

/**
 * Identifies a caller by a hash: keys and user ids must not reach rate counters. The hash is computed on first
 * use: a gateway without rate limits never needs it.
 * @param secret the key or user id that the caller authenticated with
 * @param actingUserId the user that a service acts for
 */
export function createCallerId(secret: string, role: Principal['role'], actingUserId?: string): CallerId {
  return new HashedCallerId(secret, role, actingUserId);
}

/** A class, because an object literal would define its getter again for each request. */
class HashedCallerId implements CallerId {
  readonly role: Principal['role'];
  readonly #secret: string;
  readonly #actingUserId: string | undefined;
  #id: string | undefined;

  constructor(secret: string, role: Principal['role'], actingUserId: string | undefined) {
    this.role = role;
    this.#secret = secret;
    this.#actingUserId = actingUserId;
  }

  get id(): string {
    return (this.#id ??= hash(
      'sha256',
      JSON.stringify([this.role, this.#secret, this.#actingUserId]),
      'base64url',
    ));
  }
}
