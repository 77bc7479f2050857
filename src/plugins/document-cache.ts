import { LRUCache } from 'lru-cache';
import type { DocumentNode } from 'graphql';

/** Of all documents that are remembered, together. */
const MAX_BYTES = 32 * 1024 * 1024;

/** What a token costs with the nodes that are made of it: measured, 480 with graphql 16.15 on Node 24. */
const BYTES_PER_TOKEN = 480;

interface Cache<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

/**
 * A cache of parsed documents that strangers cannot fill: yoga's own keeps a thousand for an hour, and one document of
 * a few thousand tokens takes megabytes.
 */
export function createDocumentCache(): Cache<DocumentNode> {
  return new LRUCache<string, DocumentNode>({
    maxSize: MAX_BYTES,
    sizeCalculation: (document, text) => 2 * text.length + BYTES_PER_TOKEN * countTokens(document),
  });
}

/** Remembers nothing: who sends a broken document may pay for it each time. */
export const noCache: Cache<never> = { get: () => undefined, set: () => undefined };

/** A document without places is none that was parsed here. */
function countTokens({ loc }: DocumentNode): number {
  let count = 0;
  for (let token = loc?.startToken ?? null; token; token = token.next) count += 1;
  return count;
}
