import { isDeepStrictEqual } from 'node:util';
import { readUpstream, resetUpstream } from './upstream-calls.ts';
import { UNIQUE, type Ask } from './workloads.ts';

/** How many requests of a workload are looked at before it is timed. */
const SAMPLES = 8;
/** Beyond the numbers that runs begin with. */
let unique = 9_000_000_000;

const keyOf = (number: number) => `key-${number}`;

/** So many different Api-Keys. */
export const keysOf = (count: number) => Array.from({ length: count }, (_, number) => keyOf(number));

/** What is wrong with a server's answers, or with the key that it calls the REST API with; undefined if nothing. */
export async function findFault(url: string, ask: Ask, upstreamUrl: string): Promise<string | undefined> {
  for (const [index, key] of keysOf(SAMPLES).entries()) {
    await resetUpstream(upstreamUrl, 0);
    const fault = await findFaultOf(url, ask, index, key);
    if (fault !== undefined) return fault;
    const { keys } = await readUpstream(upstreamUrl);
    if (!isDeepStrictEqual(keys, [key])) return `the REST API was called with ${keys.join(', ') || 'no key'}`;
  }
  return undefined;
}

/** The same of one answer, also while the server is under load. */
export async function findFaultOf(
  url: string,
  ask: Ask,
  index: number,
  key = keyOf(0),
): Promise<string | undefined> {
  const { body, answer } = ask.sample(index % ask.count);
  unique += 1;
  const text = (value: unknown) => JSON.stringify(value).replaceAll(UNIQUE, String(unique));
  try {
    const response = await fetch(url + ask.path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'api-key': key },
      body: text(body),
    });
    const given = (await response.json()) as { errors?: { message: string }[] };
    const [error] = given.errors ?? [];
    if (error) return `it answers with errors: ${error.message}`;
    const isRight = response.status === 200 && isDeepStrictEqual(given, JSON.parse(text(answer)));
    return isRight ? undefined : `HTTP ${response.status}, and not what was asked for`;
  } catch (error) {
    return String(error);
  }
}
