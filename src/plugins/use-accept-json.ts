import { processRegularResult, type Plugin } from 'graphql-yoga';
import { badRequest } from '../errors.ts';
import { parseMediaType } from './media-type.ts';

/**
 * Answers in the kind of JSON that the client likes best, and refuses one that reads none. Yoga on its own looks at
 * `Accept` only after execution, when a mutation has already happened, and then answers without a body.
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

/** What each range that a client may name means here. */
const JSON_BY_RANGE: ReadonlyMap<string, string> = new Map([
  ['application/graphql-response+json', 'application/graphql-response+json'],
  ['application/json', 'application/json'],
  ['application/*', 'application/json'],
  ['*/*', 'application/json'],
]);

/** The kind of JSON with the highest `q`, of equals the first; undefined for a client that reads none. */
function preferredJson(accept: string | null): string | undefined {
  let preferred: string | undefined;
  let highest = 0;
  for (const range of (accept?.trim() || '*/*').split(',')) {
    const { type, parameters } = parseMediaType(range);
    const { charset = 'utf-8', q = '1' } = Object.fromEntries(parameters) as Record<string, string>;
    if (charset !== 'utf-8' || !JSON_BY_RANGE.has(type) || !(Number(q) > highest)) continue;
    highest = Number(q);
    preferred = JSON_BY_RANGE.get(type);
  }
  return preferred;
}
