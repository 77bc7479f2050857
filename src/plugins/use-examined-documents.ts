import type { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Examined } from '../documents/documents.ts';
import type { RequestState } from '../stages/request-state.ts';

/** Reads and validates documents as they are examined, and each only once. */
export function useExaminedDocuments(examine: (text: string) => Examined): Plugin<RequestState> {
  return {
    onParse({ context, setParseFn }) {
      setParseFn((text) => {
        const state: RequestState = context;
        const examined = (state.examined ??= examine(String(text)));
        if ('failure' in examined) throw examined.failure;
        return examined.document;
      });
    },
    onValidate({ context: { examined }, setValidationFn }) {
      const errors: readonly GraphQLError[] = examined && 'errors' in examined ? examined.errors : [];
      setValidationFn(() => errors);
    },
  };
}
