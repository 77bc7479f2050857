import { getOperationAST, type ExecutionResult, type GraphQLError, type GraphQLSchema } from 'graphql';
import { processRegularResult, type FetchAPI } from 'graphql-yoga';
import type { GatewayContext } from '../graphql/context.ts';
import type { ParsedDocument } from '../graphql/documents/validate-document.ts';
import { createPlanCache } from '../graphql/execution/plan-cache.ts';
import type { Execution, ExecutionHooks } from './execution-hooks.ts';
import type { TextResponse } from './node-adapter.ts';
import type { RequestState } from '../http/request-state.ts';
import { urlOf } from '../http/request-url.ts';
import { applyResponseHooks, type RequestPipeline } from '../http/pipeline.ts';

/*
 * What nearly every request is, a POST of a good document, has two lanes. Yoga's is the reference: it answers everything.
 * This one answers what needs none of yoga's hooks, and hands everything else over, together with what has been found
 * out by then. Both go through the same stages, documents and executionHooks: a protection is written down once, and
 * there is no way past it. `test/lanes.test.ts` compares their answers.
 */

type PreparedOperation = Omit<Execution, 'context'>;

const asItIs = (result: ExecutionResult) => result;

export interface FastPathOptions {
  readonly schema: GraphQLSchema;
  readonly pipeline: RequestPipeline;
  readonly parseAndValidate: (text: string) => ParsedDocument;
  readonly executionHooks: ExecutionHooks;
  readonly contextOf: (state: RequestState) => GatewayContext;
  /** What a caller sees of an error. */
  readonly maskError: (error: unknown) => GraphQLError;
  readonly fetchAPI: FetchAPI;
  readonly fallback: (request: Request, state: RequestState) => Promise<Response>;
}

export function createFastPath(options: FastPathOptions) {
  const getPlan = createPlanCache(options.schema);
  const { pipeline, parseAndValidate, executionHooks, contextOf, maskError, fetchAPI, fallback } = options;

  /** What is to be executed; undefined where yoga is to say why there is nothing. */
  const prepareOperation = async (
    request: Request,
    state: RequestState,
  ): Promise<PreparedOperation | undefined> => {
    if (request.method !== 'POST' || urlOf(request).pathname !== '/graphql') return undefined;
    pipeline.onRequest(request, state);
    const params = await pipeline.readParams(request, state).catch(() => undefined);
    if (!params?.query) return undefined;
    const { query, operationName, variables = {} } = params;
    const examined = parseAndValidate(query);
    state.parsedDocument = examined;
    if (!('document' in examined) || examined.errors.length > 0) return undefined;
    const { document } = examined;
    const operation = getOperationAST(document, operationName);
    return operation ? { document, operation, variables, state } : undefined;
  };

  const executeOperation = async (entered: PreparedOperation): Promise<ExecutionResult> => {
    const { document, operation, state } = entered;
    const throwIfCancelled = () => {
      if (state.deadline?.isClientDisconnected()) throw state.deadline.cancelReason() as Error;
    };
    let end = asItIs;
    try {
      const context = contextOf(state);
      const begun = executionHooks.beforeExecute({ ...entered, context });
      if ('errors' in begun) return begun;
      end = begun.afterExecute;
      const { values } = begun;
      const plan = getPlan(document, operation, values);
      const executed = await plan.execute({ variables: values, context, throwIfCancelled });
      const result = executionHooks.bound(executed, entered);
      return end(result.errors ? { ...result, errors: result.errors.map(maskError) } : result);
    } catch (error) {
      return end({ errors: [maskError(error)] });
    }
  };

  return async (request: Request, state: RequestState): Promise<Response | TextResponse> => {
    const entered = await prepareOperation(request, state);
    if (!entered) return fallback(request, state);
    const result = await executeOperation(entered);
    pipeline.onResult(result, state);
    const { mediaType = 'application/json' } = state;
    if (result.errors) {
      const stringify = (answer: ExecutionResult) => executionHooks.serialize(answer, entered);
      const response = processRegularResult({ ...result, stringify } as never, fetchAPI, mediaType);
      applyResponseHooks(response, { pipeline, request, state });
      return response;
    }
    const contentType = `${mediaType}; charset=utf-8`;
    const text = executionHooks.serialize(result, entered);
    const headers = pipeline.onResponse({ status: 200, contentType }, request, state);
    headers['content-type'] = contentType;
    return { status: 200, headers, text };
  };
}
