import { badRequest, GatewayError } from './errors.ts';
import { isHeaderSafe } from './kommunicate/acting-user.ts';

/** Who is asking, and for whom: fixed before a request is parsed. Everything else reads only this. */
export interface Principal {
  /** The account key that calls to the REST API carry. */
  readonly apiKey: string;
  /** The user that the request acts for, where it names one. */
  readonly actingUserId: string | undefined;
}

/**
 * Who holds the Api-Key:
 * - `passthrough`: each caller, who sends it in the `Api-Key` header;
 * - `sandbox`: the embedded emulator. A caller is the demo agent `userId`, or the user named by `Of-User-Id`.
 */
export type Identity =
  | { readonly mode: 'passthrough' }
  | { readonly mode: 'sandbox'; readonly apiKey: string; readonly userId: string };

/**
 * Reads who is asking from a request's headers, without calling anyone.
 * @throws {GatewayError} `UNAUTHENTICATED` (401) without a key in `passthrough`; `BAD_REQUEST` (400) for a
 * header
 *   that could not be passed on exactly as it came
 */
export function identify(headers: Headers, identity: Identity): Principal {
  const ofUserId = readHeader(headers, 'of-user-id');
  if (identity.mode === 'sandbox') {
    return Object.freeze({ apiKey: identity.apiKey, actingUserId: ofUserId ?? identity.userId });
  }
  const apiKey = readHeader(headers, 'api-key');
  if (apiKey === undefined) {
    throw new GatewayError('UNAUTHENTICATED', {
      reason: 'api-key-missing',
      http: { status: 401, headers: { 'WWW-Authenticate': 'Api-Key realm="kommunicate"' } },
    });
  }
  return Object.freeze({ apiKey, actingUserId: ofUserId });
}

// Two headers of one name arrive joined by ", ": the space gives them away here as well.
function readHeader(headers: Headers, name: 'api-key' | 'of-user-id'): string | undefined {
  const value = headers.get(name);
  if (value === null || value === '') return undefined;
  if (!isHeaderSafe(value) || value.length > 256) throw badRequest(`malformed-${name}`);
  return value;
}
