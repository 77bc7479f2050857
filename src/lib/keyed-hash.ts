import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** Keys of which is remembered what stands for them. */
const MOST_KNOWN = 1000;

/**
 * What stands for a key where keys are only told apart: in a map, or in the log. The same for the same key, and it
 * means nothing elsewhere.
 */
export function createKeyHasher(): (key: string) => string {
  const secret = createSecretKey(randomBytes(32));
  const known = new LRUCache<string, string>({ max: MOST_KNOWN });
  return (key) => {
    let pseudonym = known.get(key);
    if (pseudonym === undefined) {
      pseudonym = createHmac('sha256', secret).update(key).digest('base64url');
      known.set(key, pseudonym);
    }
    return pseudonym;
  };
}
