import { getOperationAST } from 'graphql';
import type { ParsedDocument, ValidateDocument } from '../graphql/documents/validate-document.ts';
import type { RequestPipeline } from '../http/pipeline.ts';
import type { PreparedOperation, RequestState } from '../http/request-state.ts';

export interface PrepareOperationOptions {
  readonly pipeline: RequestPipeline;
  readonly parseAndValidate: ValidateDocument;
}

/** Runs the middleware, reads the parameters, parses and validates the document, and selects the operation. */
export type PrepareOperation = (
  request: Request,
  state: RequestState,
) => Promise<PreparedOperation | undefined>;

/**
 * The first step of a GraphQL request. A second call for the same request repeats none of the work.
 * @returns a function whose result is undefined for a request that cannot be executed; the state then holds the reason
 */
export function createPrepareOperation({
  pipeline,
  parseAndValidate,
}: PrepareOperationOptions): PrepareOperation {
  const recordValidation = (text: string, { span }: RequestState): ParsedDocument => {
    const validation = span && !parseAndValidate.isCached(text) ? span.startValidation() : undefined;
    const parsed = parseAndValidate(text);
    validation?.end();
    return parsed;
  };
  return async (request, state) => {
    pipeline.onRequest(request, state);
    const params = await pipeline.readParams(request, state).catch(() => undefined);
    if (!params?.query) return undefined;
    const parsed = (state.parsedDocument ??= recordValidation(params.query, state));
    if ('failure' in parsed || parsed.errors.length > 0) return undefined;
    const { document } = parsed;
    const operation = getOperationAST(document, params.operationName);
    if (operation) state.prepared = { document, operation, variables: params.variables ?? {} };
    return state.prepared;
  };
}
