import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';

const MAX_CACHED = 1000;

/** A new secret for each process: hashes cannot be compared with those of another process. */
const secret = createSecretKey(randomBytes(32));

/** Recent hashes: every request needs the hash of its key, twice. */
const cache = new LRUCache<string, string>({ max: MAX_CACHED });

/** Hashes an Api-Key with a secret of this process, for use as a key of maps and in logs. */
export function hashKey(key: string): string {
  let hash = cache.get(key);
  if (hash === undefined) {
    hash = createHmac('sha256', secret).update(key).digest('base64url');
    cache.set(key, hash);
  }
  return hash;
}

/**
 * Hashes an Api-Key for names that all processes share. The key cannot be found from the hash.
 * @param label what the hash is for: hashes for different labels cannot be compared
 */
export function hashKeyFor(label: string, key: string): string {
  return createHmac('sha256', key).update(label).digest('base64url');
}
