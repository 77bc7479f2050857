import { createLRUCache } from 'graphql-yoga';

/** Documents remembered at most, and characters in one of them at most: about a mebibyte of text in all. */
const MAX_DOCUMENTS = 128;
const MAX_CHARACTERS = 8192;

interface Cache<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

/**
 * A cache of parsed documents that strangers cannot fill: yoga's own keeps a thousand of any size for an
 * hour. A longer document is parsed each time.
 */
export function createDocumentCache<T extends object>(): Cache<T> {
  const cache = createLRUCache<T>({ max: MAX_DOCUMENTS });
  return {
    get: (key) => cache.get(key),
    set(key, value) {
      if (key.length <= MAX_CHARACTERS) cache.set(key, value);
    },
  };
}

/** Remembers nothing: who sends a broken document may pay for it each time. */
export const noCache: Cache<never> = { get: () => undefined, set: () => undefined };
