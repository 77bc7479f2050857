import { badRequest } from '../errors.ts';
import { MAX_PARSED_HEADER, parseMediaType } from './media-type.ts';
import type { Middleware } from './pipeline.ts';

/**
 * Selects the media types of the response from `Accept`: the JSON type, and the format of a stream. Rejects a client that
 * accepts none of them with 406. Yoga itself reads `Accept` only after the execution, when a mutation has already happened,
 * and then sends no body.
 */
export function negotiateContentType(): Middleware {
  return {
    beforeBody({ headers }, state) {
      const accept = headers.get('accept') ?? '';
      const ranges = accept.length > MAX_PARSED_HEADER ? [] : rangesOf(accept);
      state.mediaType = preferred(ranges, JSON_TYPES);
      const streamType = preferred(ranges, STREAM_TYPES);
      state.streamFormat = streamType && FORMATS[streamType];
      if (state.mediaType === undefined && streamType === undefined) throw badRequest('accept', 406);
    },
  };
}

const JSON_TYPES = ['application/json', 'application/graphql-response+json'] as const;
const STREAM_TYPES = ['text/event-stream', 'multipart/mixed'] as const;
const FORMATS = { 'text/event-stream': 'sse', 'multipart/mixed': 'multipart' } as const;

/** A media range of `Accept`. */
type MediaRange = ReturnType<typeof parseMediaType>;

function rangesOf(accept: string): readonly MediaRange[] {
  return (accept.trim() || '*/*').split(',').map(parseMediaType);
}

/** The type with the highest quality, the first listed of equals. Undefined when the client accepts none of them. */
function preferred<Type extends string>(
  ranges: readonly MediaRange[],
  types: readonly Type[],
): Type | undefined {
  let best: Type | undefined;
  let highest = 0;
  let earliest = ranges.length;
  for (const type of types) {
    // The most specific range counts (RFC 9110, 12.5.1).
    const position = [type, `${type.split('/')[0] ?? ''}/*`, '*/*']
      .map((name) => ranges.findIndex((range) => range.type === name))
      .find((index) => index !== -1);
    if (position === undefined) continue;
    const parameters = new Map(ranges[position]?.parameters);
    const quality =
      (parameters.get('charset') ?? 'utf-8') === 'utf-8' ? Number(parameters.get('q') ?? '1') : 0;
    if (quality > highest || (quality === highest && quality > 0 && position < earliest)) {
      best = type;
      highest = quality;
      earliest = position;
    }
  }
  return best;
}
