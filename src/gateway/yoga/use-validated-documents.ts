import type { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Examined } from '../../graphql/documents/validate-document.ts';
import type { YogaState } from '../../http/request-state.ts';

/** Reads and validates documents as they are examined, and each only once. */
export function useExaminedDocuments(examine: (text: string) => Examined): Plugin<YogaState> {
  return {
    onParse({ context, setParseFn }) {
      setParseFn((text) => {
        const { state } = context;
        const examined = (state.examined ??= examine(String(text)));
        if ('failure' in examined) throw examined.failure;
        return examined.document;
      });
    },
    onValidate({ context, setValidationFn }) {
      const { examined } = context.state;
      const errors: readonly GraphQLError[] = examined && 'errors' in examined ? examined.errors : [];
      setValidationFn(() => errors);
    },
  };
}
