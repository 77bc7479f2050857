import { LRUCache } from 'lru-cache';
import type { DocumentNode } from 'graphql';

/** Maximum memory of all cached documents together. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Memory of a token and its share of the nodes, as measured with graphql 16.15 on Node 24. */
const BYTES_PER_TOKEN = 480;

/**
 * Caches documents by their text, limited by memory: a document of a few thousand tokens takes megabytes. Yoga's own
 * cache keeps 1,000 documents for an hour, which clients could use to fill the memory.
 */
export function createDocumentCache<T extends { readonly document: DocumentNode }>(): LRUCache<string, T> {
  return new LRUCache<string, T>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ document }, text) => 2 * text.length + bytesOf(document),
  });
}

/** The memory of a document, without its text; 0 for one that was not parsed here and has no `loc`. */
export function bytesOf({ loc }: DocumentNode): number {
  let tokens = 0;
  for (let token = loc?.startToken ?? null; token; token = token.next) tokens += 1;
  return tokens * BYTES_PER_TOKEN;
}
