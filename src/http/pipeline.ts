import type { ExecutionResult } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import type { GatewayContext } from '../graphql/context.ts';
import type { RequestState } from './request-state.ts';

/** One set of request hooks, such as CORS or authentication. `RequestPipeline` calls them, on both paths. */
export interface Middleware {
  /** Runs for every request, whatever its URL. */
  onRequest?(request: Request, state: RequestState): void;
  /**
   * Runs for a GraphQL request, before its body is read.
   * @throws {GatewayError} to reject the request
   */
  beforeBody?(request: Request, state: RequestState): void | Promise<void>;
  /**
   * Runs when the body has arrived, before it is parsed.
   * @throws {GatewayError} to reject the request
   */
  afterBody?(state: RequestState): void;
  /**
   * Runs before the execution.
   * @returns a function to call after the execution
   */
  onExecute?(context: GatewayContext, state: RequestState): (() => void) | undefined;
  /** Runs when the result is known. */
  onResult?(result: ExecutionResult, state: RequestState): void;
  /**
   * Runs when the response is complete.
   * @returns headers for the response
   */
  onResponse?(response: ResponseHead, request: Request, state: RequestState): Headers | undefined;
}

type Headers = Readonly<Record<string, string>>;

interface ResponseHead {
  readonly status: number;
  readonly contentType: string | null;
}

/** All middleware, in order. A second call of `onRequest`, `readParams` or `onResponse` for a request does nothing new. */
export interface RequestPipeline {
  onRequest(request: Request, state: RequestState): void;
  /**
   * Runs `beforeBody`, reads the body, runs `afterBody`, and parses the parameters.
   * @throws {GatewayError} when a middleware or the parser rejects the request
   */
  readParams(request: Request, state: RequestState): Promise<GraphQLParams>;
  /** @returns a function to call after the execution */
  onExecute(context: GatewayContext, state: RequestState): () => void;
  onResult(result: ExecutionResult, state: RequestState): void;
  /**
   * @param headers the response's headers, which it adds to. Default: a new object
   * @returns `headers`
   */
  onResponse(
    response: ResponseHead,
    request: Request,
    state: RequestState,
    headers?: Record<string, string>,
  ): Record<string, string>;
}

/** @param parseParams reads and parses the body, and calls `onReceived` between the two */
export function createPipeline(
  middlewares: readonly Middleware[],
  parseParams: (request: Request, state: RequestState, onReceived: () => void) => Promise<GraphQLParams>,
): RequestPipeline {
  const hooksOf = <Name extends keyof Middleware>(name: Name) =>
    middlewares.flatMap((middleware) => middleware[name]?.bind(middleware) ?? []) as NonNullable<
      Middleware[Name]
    >[];
  const hooks = {
    onRequest: hooksOf('onRequest'),
    beforeBody: hooksOf('beforeBody'),
    afterBody: hooksOf('afterBody'),
    onExecute: hooksOf('onExecute'),
    onResult: hooksOf('onResult'),
    onResponse: hooksOf('onResponse'),
  };

  const readParams = async (request: Request, state: RequestState) => {
    for (const beforeBody of hooks.beforeBody) {
      const pending = beforeBody(request, state);
      if (pending) await pending;
    }
    return parseParams(request, state, () => {
      for (const afterBody of hooks.afterBody) afterBody(state);
    });
  };

  return {
    onRequest(request, state) {
      if (state.phase !== undefined) return;
      state.phase = 'received';
      for (const onRequest of hooks.onRequest) onRequest(request, state);
    },
    readParams: (request, state) => (state.params ??= readParams(request, state)),
    onExecute(context, state) {
      const afterExecuteHooks = hooks.onExecute.flatMap((onExecute) => onExecute(context, state) ?? []);
      return () => {
        for (const afterExecute of afterExecuteHooks) afterExecute();
      };
    },
    onResult(result, state) {
      for (const onResult of hooks.onResult) onResult(result, state);
    },
    onResponse(response, request, state, headers = {}) {
      if (state.phase === 'responded') return headers;
      state.phase = 'responded';
      const failures: unknown[] = [];
      for (const onResponse of hooks.onResponse) {
        try {
          Object.assign(headers, onResponse(response, request, state));
        } catch (error) {
          // The remaining hooks still have to release what the request holds.
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
      return headers;
    },
  };
}

/** Runs the response hooks for a response, and sets their headers on it. */
export function applyResponseHooks(
  response: Response,
  { pipeline, request, state }: { pipeline: RequestPipeline; request: Request; state: RequestState },
): void {
  const head = { status: response.status, contentType: response.headers.get('content-type') };
  for (const [name, value] of Object.entries(pipeline.onResponse(head, request, state))) {
    response.headers.set(name, value);
  }
}
