import type { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { ParsedDocument } from '../../graphql/documents/validate-document.ts';
import type { YogaState } from '../../http/request-state.ts';

/** Reads and validates documents as they are examined, and each only once. */
export function useValidatedDocuments(examine: (text: string) => ParsedDocument): Plugin<YogaState> {
  return {
    onParse({ context, setParseFn }) {
      setParseFn((text) => {
        const { state } = context;
        const examined = (state.parsedDocument ??= examine(String(text)));
        if ('failure' in examined) throw examined.failure;
        return examined.document;
      });
    },
    onValidate({ context, setValidationFn }) {
      const { parsedDocument } = context.state;
      const errors: readonly GraphQLError[] =
        parsedDocument && 'errors' in parsedDocument ? parsedDocument.errors : [];
      setValidationFn(() => errors);
    },
  };
}
