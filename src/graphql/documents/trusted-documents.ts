import { isObject } from '../../lib/json.ts';

/** Trusted documents by the ids that clients send. */
export type TrustedDocuments = ReadonlyMap<string, string>;

interface ApolloManifest {
  readonly operations: readonly { readonly id: string; readonly body: string }[];
}

/**
 * Reads a manifest of trusted documents, in one of two formats:
 * - the format of GraphQL Code Generator's client preset, `persisted-documents.json`: an object of documents by hash;
 * - Apollo's format, `apollo-persisted-query-manifest`, version 1.
 * @throws {TypeError} if the text has neither format, or no document
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
  return entry.every((text) => typeof text === 'string' && text !== '');
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
