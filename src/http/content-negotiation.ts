import { badRequest } from '../errors.ts';
import { MAX_PARSED_HEADER, parseMediaType } from './media-type.ts';
import type { Middleware } from './pipeline.ts';

/**
 * Selects the JSON media type of the response from `Accept`. Rejects a client that accepts neither type with 406. Yoga
 * itself reads `Accept` only after the execution, when a mutation has already happened, and then sends no body.
 */
export function negotiateContentType(): Middleware {
  return {
    beforeBody({ headers }, state) {
      const accept = headers.get('accept') ?? '';
      const mediaType = accept.length > MAX_PARSED_HEADER ? undefined : preferredJsonType(accept);
      if (mediaType === undefined) throw badRequest('accept', 406);
      state.mediaType = mediaType;
    },
  };
}

const JSON_TYPES = ['application/json', 'application/graphql-response+json'] as const;

/** The JSON type with the highest quality, the first listed of equals. Undefined when the client accepts neither. */
function preferredJsonType(accept: string): string | undefined {
  const ranges = (accept.trim() || '*/*').split(',').map(parseMediaType);
  let preferred: string | undefined;
  let highest = 0;
  let earliest = ranges.length;
  for (const type of JSON_TYPES) {
    // The most specific range counts (RFC 9110, 12.5.1).
    const position = [type, 'application/*', '*/*']
      .map((name) => ranges.findIndex((range) => range.type === name))
      .find((index) => index !== -1);
    if (position === undefined) continue;
    const parameters = new Map(ranges[position]?.parameters);
    const quality =
      (parameters.get('charset') ?? 'utf-8') === 'utf-8' ? Number(parameters.get('q') ?? '1') : 0;
    if (quality > highest || (quality === highest && quality > 0 && position < earliest)) {
      preferred = type;
      highest = quality;
      earliest = position;
    }
  }
  return preferred;
}
