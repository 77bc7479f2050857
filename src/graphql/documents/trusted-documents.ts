import { isObject } from '../../lib/json.ts';

/** Documents by what clients call them by. */
export type TrustedDocuments = ReadonlyMap<string, string>;

interface ApolloManifest {
  readonly operations: readonly { readonly id: string; readonly body: string }[];
}

/**
 * Reads a manifest of documents: what codegen's client preset writes (`persisted-documents.json`: an object of
 * documents by their hashes), or Apollo's (`apollo-persisted-query-manifest`, version 1).
 * @throws {TypeError} for anything else, or one without a document
 */
export function readTrustedDocuments(text: string): TrustedDocuments {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    throw new TypeError('it is not JSON');
  }
  const entries = isApolloManifest(manifest)
    ? manifest.operations.map(({ id, body }) => [id, body] as const)
    : Object.entries(isObject(manifest) ? manifest : {});
  if (entries.length === 0 || !entries.every(isDocument)) {
    throw new TypeError('it is neither an object of documents by their ids nor an Apollo manifest');
  }
  return new Map(entries);
}

function isDocument(entry: readonly [unknown, unknown]): entry is readonly [string, string] {
  return entry.every((part) => typeof part === 'string' && part !== '');
}

function isApolloManifest(value: unknown): value is ApolloManifest {
  return (
    isObject(value) &&
    value.format === 'apollo-persisted-query-manifest' &&
    value.version === 1 &&
    Array.isArray(value.operations) &&
    value.operations.every(isObject)
  );
}
