import { createRemoteJWKSet, customFetch, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { createByteCollector } from '../lib/bytes.ts';
import { silentLogger } from '../lib/logger.ts';
import { fetchFailureOf, KeysUnavailable, UnusableKeySet } from './token-errors.ts';
import type { TokenOptions } from './token-options.ts';

/** Age of the keys after which a token makes the gateway refresh them. Meanwhile, the old keys verify tokens. */
const REFRESH_MS = 10 * 60_000;
/** The minimum time between a successful fetch and the next one, and the longest back-off after failures. */
const COOL_DOWN_MS = 30_000;
/** The back-off after the first failed fetch. Each further failure doubles it. */
const FIRST_BACK_OFF_MS = 1000;
/** The size limit of a key set. */
const MAX_KEYS_BYTES = 1024 * 1024;

/**
 * The keys that an identity provider publishes at a URL. They stay valid while the provider is down. The first token after
 * ten minutes makes the gateway fetch the key set again, in the background. So does a token with an unknown key id, which
 * waits for the fetch. No fetch begins within the cool-down or back-off. Concurrent tokens share a fetch.
 */
export function createRemoteKeySet(
  url: string,
  { logger = silentLogger, fetchKeys = fetch, now = Date.now }: Partial<TokenOptions>,
): JWTVerifyGetKey {
  let fetchedAt = -Infinity;
  let nextFetchAt = -Infinity;
  let failures = 0;

  // jose's own cool-down counts only from the last successful fetch: it would not limit fetches that fail.
  const keySet = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: Infinity,
    cooldownDuration: 0,
    async [customFetch](address, init) {
      const waitMs = nextFetchAt - now();
      // Directly after a successful fetch, an unknown key id is wrong; after a failed one, it may be new.
      if (waitMs > 0) throw failures === 0 ? new errors.JWKSNoMatchingKey() : new KeysUnavailable(waitMs);
      try {
        const response = await fetchKeySet(address, init, fetchKeys);
        failures = 0;
        fetchedAt = now();
        nextFetchAt = fetchedAt + COOL_DOWN_MS;
        return response;
      } catch (cause) {
        const backOffMs = Math.min(COOL_DOWN_MS, FIRST_BACK_OFF_MS * 2 ** failures);
        failures += 1;
        nextFetchAt = now() + backOffMs;
        logger.warn(
          { reason: fetchFailureOf(cause), retryAfterMs: backOffMs },
          'cannot fetch the keys that verify tokens',
        );
        // `fetch` rejects with a TypeError, which `toTokenError` would take for an invalid token.
        throw new KeysUnavailable(backOffMs, cause);
      }
    },
  });
  return (header, token) => {
    const isOld = now() - fetchedAt >= REFRESH_MS && now() >= nextFetchAt;
    // A refresh runs in the background. Only the first fetch makes tokens wait.
    if (isOld && keySet.jwks() && !keySet.reloading) keySet.reload().catch(() => undefined);
    return keySet(header, token);
  };
}

/**
 * Fetches the keys at a URL once, as a verifier does.
 * @throws {KeysUnavailable} if they cannot be fetched within five seconds, or are not a key set
 */
export async function loadKeySet(
  url: string,
  { fetchKeys = fetch }: Pick<TokenOptions, 'fetchKeys'> = {},
): Promise<JSONWebKeySet> {
  const keySet = createRemoteJWKSet(new URL(url), {
    [customFetch]: (address, init) =>
      fetchKeySet(address, init, fetchKeys).catch((cause: unknown) => {
        throw new KeysUnavailable(0, cause);
      }),
  });
  await keySet.reload();
  return keySet.jwks() ?? { keys: [] };
}

async function fetchKeySet(
  address: string,
  init: RequestInit,
  fetchKeys: NonNullable<TokenOptions['fetchKeys']>,
): Promise<Response> {
  const response = await fetchKeys(address, init);
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new UnusableKeySet(`status ${response.status}`);
  }
  const text = await readLimited(response);
  assertKeySet(text);
  return new Response(text, response);
}

async function readLimited({ body }: Response): Promise<string> {
  const bytes = createByteCollector(MAX_KEYS_BYTES);
  for await (const chunk of body ?? []) {
    if (!bytes.add(chunk)) throw new UnusableKeySet('larger than 1 MiB');
  }
  return bytes.text();
}

function assertKeySet(text: string): void {
  const keys = parseKeys(text);
  const isKeySet =
    Array.isArray(keys) &&
    keys.every((key) => typeof key === 'object' && key !== null && !Array.isArray(key));
  if (!isKeySet) throw new UnusableKeySet('not a key set');
}

function parseKeys(text: string): unknown {
  try {
    return (JSON.parse(text) as { keys?: unknown } | null)?.keys;
  } catch {
    throw new UnusableKeySet('not JSON');
  }
}
