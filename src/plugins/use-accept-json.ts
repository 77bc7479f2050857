import { processRegularResult, type Plugin } from 'graphql-yoga';
import { badRequest } from '../errors.ts';
import { parseMediaType } from './media-type.ts';

/**
 * Answers in the kind of JSON that the client likes best, and refuses one that reads none. Yoga on its own
 * looks at `Accept` only after execution, when a mutation has already happened, and then answers without a
 * body.
 */
export function useAcceptJson(): Plugin {
  return {
    onRequestParse({ request, endResponse, fetchAPI }) {
      if (preferredJson(request.headers.get('accept'))) return;
      endResponse(fetchAPI.Response.json({ errors: [REFUSAL] }, { status: 406 }));
    },

    onResultProcess({ request, setResultProcessor }) {
      const mediaType = preferredJson(request.headers.get('accept')) ?? 'application/json';
      setResultProcessor(processRegularResult as Parameters<typeof setResultProcessor>[0], mediaType);
    },
  };
}

const { message, code, retryable, reason } = badRequest('accept');
const REFUSAL = { message, extensions: { code, retryable, reason } };

const JSON_TYPES = ['application/json', 'application/graphql-response+json'] as const;

/**
 * The kind of JSON that a client likes best, of equals the one it names first; undefined where it reads none.
 */
function preferredJson(accept: string | null): string | undefined {
  const ranges = (accept?.trim() || '*/*').split(',').map(parseMediaType);
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
