import { isDeepStrictEqual } from 'node:util';
import { readUpstream, resetUpstream } from './upstream-calls.ts';
import { UNIQUE, type RequestSet } from './workloads.ts';

/** How many requests of a workload are checked before it is measured. */
const SAMPLES = 8;
/** Above the numbers that the load generator uses. */
let unique = 9_000_000_000;

const keyOf = (number: number) => `key-${number}`;

/** Distinct Api-Keys. */
export const keysOf = (count: number) => Array.from({ length: count }, (_, number) => keyOf(number));

/**
 * Checks a server's responses, and the key with which it calls the REST API.
 * @returns a description of the first fault; undefined if there is none
 */
export async function findFault(
  url: string,
  requestSet: RequestSet,
  upstreamUrl: string,
): Promise<string | undefined> {
  for (const [index, key] of keysOf(SAMPLES).entries()) {
    await resetUpstream(upstreamUrl, 0);
    const fault = await findFaultOf(url, requestSet, index, key);
    if (fault !== undefined) return fault;
    const { keys } = await readUpstream(upstreamUrl);
    if (!isDeepStrictEqual(keys, [key])) return `the REST API was called with ${keys.join(', ') || 'no key'}`;
  }
  return undefined;
}

/** Checks one response, also while the server is under load. */
export async function findFaultOf(
  url: string,
  requestSet: RequestSet,
  index: number,
  key = keyOf(0),
): Promise<string | undefined> {
  const { body, result } = requestSet.sample(index % requestSet.count);
  unique += 1;
  const text = (value: unknown) => JSON.stringify(value).replaceAll(UNIQUE, String(unique));
  try {
    const response = await fetch(url + requestSet.path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'api-key': key },
      body: text(body),
    });
    const received = (await response.json()) as { errors?: { message: string }[] };
    const [error] = received.errors ?? [];
    if (error) return `the response has errors: ${error.message}`;
    const isCorrect = response.status === 200 && isDeepStrictEqual(received, JSON.parse(text(result)));
    return isCorrect ? undefined : `HTTP ${response.status}, or another result than expected`;
  } catch (error) {
    return String(error);
  }
}
