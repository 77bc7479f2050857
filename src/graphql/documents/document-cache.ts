import { LRUCache } from 'lru-cache';
import type { DocumentNode } from 'graphql';

/** Of all documents that are remembered, together. */
const MAX_BYTES = 32 * 1024 * 1024;

/** What a token costs with the nodes that are made of it: measured, 480 with graphql 16.15 on Node 24. */
const BYTES_PER_TOKEN = 480;

/**
 * Documents by their texts, so many that strangers cannot fill the memory with them: yoga's own keeps a thousand for an
 * hour, and one document of a few thousand tokens takes megabytes.
 */
export function createDocumentCache<T extends { readonly document: DocumentNode }>(): LRUCache<string, T> {
  return new LRUCache<string, T>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ document }, text) => 2 * text.length + bytesOf(document),
  });
}

/** What a document takes of the memory, without its text. One without places is none that was parsed here. */
export function bytesOf({ loc }: DocumentNode): number {
  let tokens = 0;
  for (let token = loc?.startToken ?? null; token; token = token.next) tokens += 1;
  return tokens * BYTES_PER_TOKEN;
}
