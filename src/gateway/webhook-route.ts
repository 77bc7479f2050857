import type { RequestPipeline } from '../http/pipeline.ts';
import type { RequestState } from '../http/request-state.ts';
import { urlOf } from '../http/request-url.ts';
import type { AnyResponse, TextResponse } from './node-adapter.ts';
import { WEBHOOK_PATH } from './settings.ts';

type Handler = (request: Request, state: RequestState) => Promise<AnyResponse>;

export interface WebhookRouteOptions {
  readonly pipeline: RequestPipeline;
  /** Handles the requests to `WEBHOOK_PATH`. */
  readonly endpoint: (request: Request, state: RequestState) => Promise<TextResponse>;
  /** Handles all other requests. */
  readonly next: Handler;
}

/** Routes webhooks to their endpoint. They have the hooks of every request, and none of those of GraphQL requests. */
export function createWebhookRoute({ pipeline, endpoint, next }: WebhookRouteOptions): Handler {
  return async (request, state) => {
    if (urlOf(request).pathname !== WEBHOOK_PATH) return next(request, state);
    pipeline.onRequest(request, state);
    const response = await endpoint(request, state);
    const head = { status: response.status, contentType: response.headers['content-type'] ?? null };
    pipeline.onResponse(head, request, state, response.headers);
    return response;
  };
}
