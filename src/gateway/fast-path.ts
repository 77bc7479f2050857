import { urlOf } from '../http/request-url.ts';
import type { RequestPipeline } from '../http/pipeline.ts';
import type { RequestState } from '../http/request-state.ts';
import type { ExecuteOperation } from './execute-operation.ts';
import type { AnyResponse } from './node-adapter.ts';
import type { PrepareOperation } from './prepare-operation.ts';
import { isSubscription } from './subscriptions.ts';
import type { SerializeResponse } from './serialize-response.ts';

/*
 * The path of a request:
 *
 * 1. `server/server.ts` rejects requests with a bad target or `Host`.
 * 2. `gateway/node-adapter.ts` presents Node's request as a fetch `Request`. `gateway/pipelining.ts` lets one request
 *    of a connection through at a time. `gateway/fetch-adapter.ts` handles requests without a socket.
 * 3. A POST to `/graphql` takes the fast path below. A subscription goes to `subscriptions.ts`.
 *    Every other request goes to yoga: GET, preflights, `/ready`, GraphiQL, and each POST that cannot be executed.
 * 4. `gateway/prepare-operation.ts`: runs the middleware of `http/` (in the order of `gateway/gateway.ts`), reads the
 *    parameters, parses, validates, and selects the operation.
 * 5. `gateway/execute-operation.ts`: coerces the variables, executes, and masks the errors.
 * 6. `gateway/serialize-response.ts`: writes status, headers and JSON.
 * 7. The response hooks of the middleware add headers, write the access log, and release what the request holds.
 * 8. `gateway/unread-responses.ts` sends the text, together with others of the tick (`gateway/grouped-writes.ts`), and ends
 *    connections whose client does not read.
 *
 * Yoga's plugins in `gateway/yoga/` call the functions of steps 4 to 6 too, so both paths have the same protections.
 * The yoga path is the reference for what the fast path does by itself. `test/graphql/lanes.test.ts` compares the paths.
 */

export interface FastPathOptions {
  readonly pipeline: RequestPipeline;
  readonly prepareOperation: PrepareOperation;
  readonly executeOperation: ExecuteOperation;
  readonly serializeResponse: SerializeResponse;
  /** Yoga, which handles all other requests. It reuses what is already in the state. */
  readonly fallback: (request: Request, state: RequestState) => Promise<AnyResponse>;
}

export function createFastPath(options: FastPathOptions) {
  const { pipeline, prepareOperation, executeOperation, serializeResponse, fallback } = options;
  return async (request: Request, state: RequestState): Promise<AnyResponse> => {
    if (request.method !== 'POST' || urlOf(request).pathname !== '/graphql') return fallback(request, state);
    const prepared = await prepareOperation(request, state);
    if (!prepared || isSubscription(prepared)) return fallback(request, state);
    const result = await executeOperation(prepared, state);
    const response = serializeResponse(result, state);
    const head = { status: response.status, contentType: response.headers['content-type'] ?? null };
    pipeline.onResponse(head, request, state, response.headers);
    return response;
  };
}
