import { getOperationAST, type ExecutionResult, type GraphQLError, type GraphQLSchema } from 'graphql';
import { processRegularResult, type FetchAPI } from 'graphql-yoga';
import type { GatewayContext } from '../graphql/context.ts';
import type { Examined } from '../graphql/documents/validate-document.ts';
import { createPlans } from '../graphql/execution/plan-cache.ts';
import type { Execution, Surroundings } from './execution-hooks.ts';
import type { TextAnswer } from './node-adapter.ts';
import type { RequestState } from '../http/request-state.ts';
import { urlOf } from '../http/request-url.ts';
import { leaveWith, type Passage } from '../http/pipeline.ts';

/*
 * What nearly every request is, a POST of a good document, has two lanes. Yoga's is the reference: it answers everything.
 * This one answers what needs none of yoga's hooks, and hands everything else over, together with what has been found
 * out by then. Both go through the same stages, documents and surroundings: a protection is written down once, and
 * there is no way past it. `test/lanes.test.ts` compares their answers.
 */

type Entered = Omit<Execution, 'context'>;

const asItIs = (result: ExecutionResult) => result;

export interface DirectLaneOptions {
  readonly schema: GraphQLSchema;
  readonly passage: Passage;
  readonly examine: (text: string) => Examined;
  readonly surroundings: Surroundings;
  readonly contextOf: (state: RequestState) => GatewayContext;
  /** What a caller sees of an error. */
  readonly present: (error: unknown) => GraphQLError;
  readonly fetchAPI: FetchAPI;
  readonly viaYoga: (request: Request, state: RequestState) => Promise<Response>;
}

export function createDirectLane(options: DirectLaneOptions) {
  const findPlan = createPlans(options.schema);
  const { passage, examine, surroundings, contextOf, present, fetchAPI, viaYoga } = options;

  /** What is to be executed; undefined where yoga is to say why there is nothing. */
  const enter = async (request: Request, state: RequestState): Promise<Entered | undefined> => {
    if (request.method !== 'POST' || urlOf(request).pathname !== '/graphql') return undefined;
    passage.arrive(request, state);
    const params = await passage.enter(request, state).catch(() => undefined);
    if (!params?.query) return undefined;
    const { query, operationName, variables = {} } = params;
    const examined = examine(query);
    state.examined = examined;
    if (!('document' in examined) || examined.errors.length > 0) return undefined;
    const { document } = examined;
    const operation = getOperationAST(document, operationName);
    return operation ? { document, operation, variables, state } : undefined;
  };

  const run = async (entered: Entered): Promise<ExecutionResult> => {
    const { document, operation, state } = entered;
    const assertWanted = () => {
      if (state.deadline?.hasLeft()) throw state.deadline.goneBecause() as Error;
    };
    let end = asItIs;
    try {
      const context = contextOf(state);
      const begun = surroundings.begin({ ...entered, context });
      if ('errors' in begun) return begun;
      end = begun.end;
      const { values } = begun;
      const plan = findPlan(document, operation, values);
      const executed = await plan.execute({ variables: values, context, assertWanted });
      const result = surroundings.bound(executed, entered);
      return end(result.errors ? { ...result, errors: result.errors.map(present) } : result);
    } catch (error) {
      return end({ errors: [present(error)] });
    }
  };

  return async (request: Request, state: RequestState): Promise<Response | TextAnswer> => {
    const entered = await enter(request, state);
    if (!entered) return viaYoga(request, state);
    const result = await run(entered);
    passage.report(result, state);
    const { mediaType = 'application/json' } = state;
    if (result.errors) {
      const stringify = (answer: ExecutionResult) => surroundings.write(answer, entered);
      const response = processRegularResult({ ...result, stringify } as never, fetchAPI, mediaType);
      leaveWith(response, { passage, request, state });
      return response;
    }
    const contentType = `${mediaType}; charset=utf-8`;
    const text = surroundings.write(result, entered);
    const headers = passage.leave({ status: 200, contentType }, request, state);
    headers['content-type'] = contentType;
    return { status: 200, headers, text };
  };
}
