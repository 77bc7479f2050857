import type { Plugin } from 'graphql-yoga';
import { createDeadline } from '../deadline.ts';
import type { RequestState } from './request-state.ts';

/** Gives each request the time that it may take, from its arrival to its answer. */
export function useDeadline(timeoutMs: number): Plugin<object, RequestState> {
  return {
    onRequest({ request, serverContext }) {
      serverContext.deadline = createDeadline({ timeoutMs, client: request.signal });
    },
    onResponse({ serverContext }) {
      serverContext.deadline?.end();
    },
  };
}
