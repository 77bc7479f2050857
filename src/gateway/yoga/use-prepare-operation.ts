import type { Plugin } from 'graphql-yoga';
import type { RequestPipeline } from '../../http/pipeline.ts';
import type { YogaState } from '../../http/request-state.ts';
import type { PrepareOperation } from '../prepare-operation.ts';

/** Replaces yoga's reading, parsing and validation by `prepareOperation`, and gives yoga its results. */
export function usePrepareOperation(
  prepareOperation: PrepareOperation,
  pipeline: RequestPipeline,
): Plugin<YogaState, YogaState> {
  return {
    onRequest({ request, serverContext: { state } }) {
      pipeline.onRequest(request, state);
    },
    async onRequestParse({ request, serverContext: { state }, setRequestParser }) {
      await prepareOperation(request, state);
      const params = await pipeline.readParams(request, state);
      setRequestParser(() => params);
    },
    onParse({ context, setParseFn }) {
      setParseFn(() => {
        const { parsedDocument } = context.state;
        if (!parsedDocument) throw new Error('the document has not been parsed');
        if ('failure' in parsedDocument) throw parsedDocument.failure;
        return parsedDocument.document;
      });
    },
    onValidate({ context, setValidationFn }) {
      const { parsedDocument } = context.state;
      setValidationFn(() => (parsedDocument && 'errors' in parsedDocument ? parsedDocument.errors : []));
    },
  };
}
