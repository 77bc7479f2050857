import type { FetchAPI } from 'graphql-yoga';
import { RequestState } from '../http/request-state.ts';
import { raceSignal } from '../lib/race-signal.ts';
import { isStreamResponse, isTextResponse, type AnyResponse } from './node-adapter.ts';
import { openReadableStream } from './readable-sink.ts';

type Handler = (request: Request, state: RequestState) => Promise<AnyResponse>;

/**
 * Handles requests without a socket.
 * @param onError called with an unexpected error; the response is 500 without a body
 * @returns a function that rejects with the reason of the request's signal when that is aborted
 */
export function createFetchHandler(
  handler: Handler,
  onError: (error: unknown, request: Request, state: RequestState) => void,
  { Response }: Pick<FetchAPI, 'Response'>,
): (request: Request) => Promise<Response> {
  return async (original) => {
    const { signal } = original;
    if (signal.aborted) throw signal.reason as Error;
    const state = new RequestState();
    const isHead = original.method === 'HEAD';
    const request = isHead ? new Request(original, { method: 'GET' }) : original;
    const handled = handler(request, state).catch((error: unknown) => {
      onError(error, request, state);
      return new Response(null, { status: 500 });
    });
    const response = await raceSignal(handled, request.signal);
    if (isHead || response.status === 304) return new Response(null, response);
    // The Response of yoga's fetch API does not tell a stream that its reader has cancelled.
    if (isStreamResponse(response))
      return new globalThis.Response(openReadableStream(response, signal), response);
    return isTextResponse(response) ? new Response(response.text, response) : response;
  };
}
