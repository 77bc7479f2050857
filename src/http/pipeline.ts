import type { ExecutionResult } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import type { GatewayContext } from '../graphql/context.ts';
import type { RequestState } from './request-state.ts';

/**
 * A protection, or anything else that every request goes through whichever lane it takes. What it does stands in one
 * place; what is called when, in `RequestPipeline`.
 */
export interface Middleware {
  /** A request has arrived, whatever it is for. */
  onRequest?(request: Request, state: RequestState): void;
  /**
   * It is for GraphQL; its body has not been read.
   * @throws {GatewayError} to refuse it
   */
  beforeBody?(request: Request, state: RequestState): void | Promise<void>;
  /**
   * Its body is there, and has not been looked at.
   * @throws {GatewayError} to refuse it
   */
  afterBody?(state: RequestState): void;
  /**
   * It is about to be executed.
   * @returns what to do when that is over
   */
  onExecute?(context: GatewayContext, state: RequestState): (() => void) | undefined;
  /** What came of it is known. */
  onResult?(result: ExecutionResult, state: RequestState): void;
  /**
   * Its answer is complete.
   * @returns headers of it
   */
  onResponse?(answer: ResponseHead, request: Request, state: RequestState): Headers | undefined;
}

type Headers = Readonly<Record<string, string>>;

/** What an answer is, from outside. */
interface ResponseHead {
  readonly status: number;
  readonly contentType: string | null;
}

/** All stages, in their order. A request goes through each part once, whoever asks for it how often. */
export interface RequestPipeline {
  onRequest(request: Request, state: RequestState): void;
  /**
   * From before the body is read to what it says.
   * @throws {GatewayError} where one of the stages refuses it
   */
  readParams(request: Request, state: RequestState): Promise<GraphQLParams>;
  /** @returns what to do when the execution is over */
  onExecute(context: GatewayContext, state: RequestState): () => void;
  onResult(result: ExecutionResult, state: RequestState): void;
  /** @returns the headers that the answer is to have, by names in small letters; whoever asks may add to them */
  onResponse(answer: ResponseHead, request: Request, state: RequestState): Record<string, string>;
}

/** @param readParams reads a body, and calls `onReceived` once it is there */
export function createPipeline(
  middlewares: readonly Middleware[],
  readParams: (request: Request, state: RequestState, onReceived: () => void) => Promise<GraphQLParams>,
): RequestPipeline {
  const hooksOf = <Hook extends keyof Middleware>(part: Hook) =>
    middlewares.flatMap((stage) => stage[part]?.bind(stage) ?? []) as NonNullable<Middleware[Hook]>[];
  const [arrive, admit, receive] = [hooksOf('onRequest'), hooksOf('beforeBody'), hooksOf('afterBody')];
  const [execute, report, leave] = [hooksOf('onExecute'), hooksOf('onResult'), hooksOf('onResponse')];

  const enter = async (request: Request, state: RequestState) => {
    for (const stage of admit) {
      const waiting = stage(request, state);
      if (waiting) await waiting;
    }
    return readParams(request, state, () => {
      for (const stage of receive) stage(state);
    });
  };

  return {
    onRequest(request, state) {
      if (state.hasArrived) return;
      state.hasArrived = true;
      for (const stage of arrive) stage(request, state);
    },
    readParams: (request, state) => (state.params ??= enter(request, state)),
    onExecute(context, state) {
      const ends = execute.flatMap((stage) => stage(context, state) ?? []);
      return () => {
        for (const end of ends) end();
      };
    },
    onResult(result, state) {
      for (const stage of report) stage(result, state);
    },
    onResponse(answer, request, state) {
      const headers: Record<string, string> = {};
      if (state.isOver) return headers;
      state.isOver = true;
      const failures: unknown[] = [];
      for (const stage of leave) {
        try {
          Object.assign(headers, stage(answer, request, state));
        } catch (error) {
          // The others have to let go of what they hold all the same.
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
      return headers;
    },
  };
}

/** Lets a request leave with a response, whose headers it then has. */
export function applyResponseHooks(
  response: Response,
  { pipeline, request, state }: { pipeline: RequestPipeline; request: Request; state: RequestState },
): void {
  const answer = { status: response.status, contentType: response.headers.get('content-type') };
  for (const [name, value] of Object.entries(pipeline.onResponse(answer, request, state))) {
    response.headers.set(name, value);
  }
}
