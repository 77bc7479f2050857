import { LRUCache } from 'lru-cache';
import { badRequest } from '../errors.ts';
import { MAX_PARSED_HEADER, parseMediaType, type MediaType } from './media-type.ts';
import type { Middleware } from './pipeline.ts';
import type { StreamType } from './request-state.ts';

/**
 * Selects the JSON media type and the stream type of the response from `Accept`. Rejects a client that accepts no type of
 * the gateway with 406. Yoga itself reads `Accept` only after the execution, when a mutation has already happened, and then
 * sends no body.
 */
export function negotiateContentType(): Middleware {
  return {
    beforeBody({ headers }, state) {
      const accept = headers.get('accept') ?? '';
      const { mediaType, streamType } = accept.length > MAX_PARSED_HEADER ? NOTHING : cache.memo(accept);
      if (mediaType === undefined && streamType === undefined) throw badRequest('accept', 406);
      if (mediaType !== undefined) state.mediaType = mediaType;
      if (streamType !== undefined) state.streamType = streamType;
    },
  };
}

interface AcceptedTypes {
  readonly mediaType?: string | undefined;
  readonly streamType?: StreamType | undefined;
}

const NOTHING: AcceptedTypes = {};

/** Cached types, by the value of `Accept`: clients send few different ones. */
const cache = new LRUCache<string, AcceptedTypes>({ max: 100, memoMethod: acceptedTypes });

/** A type of the gateway, with the ranges of `Accept` that include it: the most specific first (RFC 9110, 12.5.1). */
interface OfferedType<Name extends string> {
  readonly name: Name;
  readonly ranges: readonly string[];
}

const JSON_TYPES: readonly OfferedType<string>[] = [
  { name: 'application/json', ranges: ['application/json', 'application/*', '*/*'] },
  {
    name: 'application/graphql-response+json',
    ranges: ['application/graphql-response+json', 'application/*', '*/*'],
  },
];

/** The name of `multipart/mixed` with Apollo's parameter. Without it, the type means `@defer`, whose parts are different. */
const APOLLO_MULTIPART = 'multipart/mixed;subscriptionspec';

/** Clients add parameters such as `boundary` and `deferSpec`, which select nothing. `curl -N` accepts any type: SSE. */
const STREAM_TYPES: readonly OfferedType<StreamType>[] = [
  { name: 'sse', ranges: ['text/event-stream', 'text/*', '*/*'] },
  { name: 'multipart', ranges: [APOLLO_MULTIPART] },
];

function acceptedTypes(accept: string): AcceptedTypes {
  const ranges = (accept.trim() || '*/*').split(',').map(parseRange);
  return { mediaType: preferred(JSON_TYPES, ranges), streamType: preferred(STREAM_TYPES, ranges) };
}

function parseRange(text: string): MediaType {
  const range = parseMediaType(text);
  const isApollo =
    range.type === 'multipart/mixed' && range.parameters.some(([name]) => name === 'subscriptionspec');
  return isApollo ? { ...range, type: APOLLO_MULTIPART } : range;
}

/** The type with the highest quality, the first listed of equals. Undefined when the client accepts none. */
function preferred<Name extends string>(
  types: readonly OfferedType<Name>[],
  ranges: readonly MediaType[],
): Name | undefined {
  let best: Name | undefined;
  let highest = 0;
  let earliest = ranges.length;
  for (const { name, ranges: names } of types) {
    const position = names
      .map((range) => ranges.findIndex(({ type }) => type === range))
      .find((index) => index !== -1);
    if (position === undefined) continue;
    const quality = qualityOf(ranges[position]);
    if (quality > highest || (quality === highest && quality > 0 && position < earliest)) {
      best = name;
      highest = quality;
      earliest = position;
    }
  }
  return best;
}

function qualityOf(range: MediaType | undefined): number {
  const parameters = new Map(range?.parameters);
  return (parameters.get('charset') ?? 'utf-8') === 'utf-8' ? Number(parameters.get('q') ?? '1') : 0;
}
