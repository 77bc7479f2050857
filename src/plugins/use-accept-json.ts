import type { Plugin } from 'graphql-yoga';
import { badRequest } from '../errors.ts';

/**
 * Refuses a client that reads no JSON. Yoga looks at `Accept` after execution, when a mutation has already happened,
 * and would then answer without a body.
 */
export function useAcceptJson(): Plugin {
  return {
    onRequestParse({ request, endResponse, fetchAPI }) {
      if (acceptsJson(request.headers.get('accept'))) return;
      endResponse(fetchAPI.Response.json({ errors: [REFUSAL] }, { status: 406 }));
    },
  };
}

const { message, code, retryable, reason } = badRequest('accept');
const REFUSAL = { message, extensions: { code, retryable, reason } };

const JSON_TYPES = new Set(['application/graphql-response+json', 'application/json', 'application/*', '*/*']);

function acceptsJson(accept: string | null): boolean {
  if (accept === null || accept.trim() === '') return true;
  return accept.split(',').some((entry) => {
    const [type = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    const charset = parameters.find((parameter) => parameter.startsWith('charset='));
    return JSON_TYPES.has(type) && (charset === undefined || charset === 'charset=utf-8');
  });
}
