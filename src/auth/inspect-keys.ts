import type { JWK } from 'jose';
import { loadKeySet } from './remote-key-set.ts';
import { fetchFailureOf } from './token-errors.ts';
import type { TokenOptions } from './token-options.ts';
import { algorithmsFor, algorithmsOfJwk } from './verification-key.ts';

/** The keys that verify tokens. */
export type KeyReport =
  | {
      readonly isFetched: true;
      /** Keys in the set, also those that cannot be used. */
      readonly count: number;
      readonly usable: number;
      /** The algorithms that tokens may use, sorted. */
      readonly algorithms: readonly string[];
      /** Keys that hold a secret: a private key, or one for HMAC. Publishing it lets every reader sign tokens. */
      readonly secret: number;
    }
  | { readonly isFetched: false; readonly failure: string };

/**
 * Looks at the keys of a verifier, and fetches them if they are at a URL.
 * @throws {TypeError} for a public key that is malformed, or of a kind without an algorithm
 */
export async function inspectKeys(options: TokenOptions): Promise<KeyReport> {
  if (!('jwksUrl' in options.keys)) {
    const algorithms = algorithmsFor(options.keys);
    return { isFetched: true, count: 1, usable: 1, algorithms, secret: 0 };
  }
  let keys: readonly JWK[];
  try {
    ({ keys } = await loadKeySet(options.keys.jwksUrl, options));
  } catch (error) {
    return { isFetched: false, failure: fetchFailureOf(error) };
  }
  const usable = keys.map(algorithmsOfJwk).filter((algorithms) => algorithms.length > 0);
  return {
    isFetched: true,
    count: keys.length,
    usable: usable.length,
    algorithms: [...new Set(usable.flat())].toSorted(),
    secret: keys.filter(({ d, k }) => d !== undefined || k !== undefined).length,
  };
}
