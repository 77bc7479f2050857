import { LRUCache } from 'lru-cache';
import { badRequest } from '../errors.ts';
import { MAX_PARSED_HEADER, parseMediaType } from './media-type.ts';
import type { Middleware } from './pipeline.ts';

/** What clients say is the same again and again. */
const MOST_KNOWN = 100;
const LONGEST_KNOWN = 200;

/**
 * Answers in the kind of JSON that the client likes best, and refuses one that reads none. Yoga on its own
 * looks at `Accept` only after execution, when a mutation has already happened, and then answers without a
 * body.
 */
export function negotiateContentType(): Middleware {
  const known = new LRUCache<string, string>({ max: MOST_KNOWN });
  return {
    beforeBody({ headers }, state) {
      const accept = headers.get('accept') ?? '';
      if (accept.length > MAX_PARSED_HEADER) throw badRequest('accept', 406);
      const mediaType = known.get(accept) ?? preferredJson(accept);
      if (mediaType === undefined) throw badRequest('accept', 406);
      if (accept.length <= LONGEST_KNOWN) known.set(accept, mediaType);
      state.mediaType = mediaType;
    },
  };
}

const JSON_TYPES = ['application/json', 'application/graphql-response+json'] as const;

/**
 * The kind of JSON that a client likes best, of equals the one it names first; undefined where it reads none.
 */
function preferredJson(accept: string): string | undefined {
  const ranges = (accept.trim() || '*/*').split(',').map(parseMediaType);
  let preferred: string | undefined;
  let highest = 0;
  let earliest = ranges.length;
  for (const type of JSON_TYPES) {
    // What is said of the type itself counts, whatever is said of all.
    const range = [type, 'application/*', '*/*']
      .map((name) => ranges.findIndex((entry) => entry.type === name))
      .find((index) => index !== -1);
    if (range === undefined) continue;
    const { charset = 'utf-8', q = '1' } = Object.fromEntries(ranges[range]?.parameters ?? []) as Record<
      string,
      string
    >;
    const quality = charset === 'utf-8' ? Number(q) : 0;
    if (quality > highest || (quality === highest && quality > 0 && range < earliest)) {
      preferred = type;
      highest = quality;
      earliest = range;
    }
  }
  return preferred;
}
