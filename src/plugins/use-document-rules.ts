import { GraphQLError, NoSchemaIntrospectionCustomRule, parse, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { GatewayError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { presentError } from '../present-error.ts';

export interface DocumentRuleOptions {
  /** Tokens in a document at most. */
  readonly maxTokens: number;
  /** Whether the schema may be asked about itself, and misspelt names are answered with the right ones. */
  readonly introspection: boolean;
  readonly logger: Logger;
}

/** What a document must be before it is executed. The verdict is cached with the document: it never depends on who asks. */
export function useDocumentRules({ maxTokens, introspection, logger }: DocumentRuleOptions): Plugin {
  const parseWithinLimit: typeof parse = (source, options) => {
    try {
      return parse(source, { ...options, maxTokens });
    } catch (error) {
      throw isTokenLimitError(error)
        ? new GatewayError('LIMIT_EXCEEDED', { limit: 'tokens', http: { status: 400 }, cause: error })
        : error;
    }
  };
  const validateQuietly: typeof validate = (schema, document, rules, options, typeInfo) =>
    validate(schema, document, rules, { ...options, hideSuggestions: !introspection }, typeInfo);

  return {
    onParse({ setParseFn }) {
      setParseFn(parseWithinLimit);
    },

    onValidate({ setValidationFn, addValidationRule }) {
      setValidationFn(validateQuietly as (...args: unknown[]) => readonly GraphQLError[]);
      if (!introspection) addValidationRule(NoSchemaIntrospectionCustomRule);
      return ({ valid, result, setResult }) => {
        if (valid) return;
        setResult(
          result.map((error) => {
            const http = { status: 400, spec: true };
            const located = error as GraphQLError;
            Object.assign(located.extensions, { code: 'GRAPHQL_VALIDATION_FAILED', http });
            return presentError(located, logger);
          }),
        );
      };
    },
  };
}

/** graphql-js has no code for it: the sentence is all there is to know it by (a test holds it). */
function isTokenLimitError(error: unknown): boolean {
  return error instanceof GraphQLError && error.message.includes('tokens. Parsing aborted');
}
