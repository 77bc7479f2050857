import { hash } from 'node:crypto';
import {
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type ASTVisitor,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationContext,
} from 'graphql';
import { MAX_VALUES } from '../response-budget.ts';
import { GatewayError, limitExceeded, type ErrorLimit, type ErrorReason } from '../../errors.ts';
import type { Logger } from '../../lib/logger.ts';
import {
  isOneOfError,
  isTokenLimitError,
  isValidationAborted,
  withoutSuggestion,
} from '../graphql-js-messages.ts';
import { maskError } from '../mask-error.ts';
import { MAX_REQUEST_ERRORS } from '../request-errors.ts';
import { createDocumentCache } from './document-cache.ts';
import { exceededLimit, type DocumentLimits } from './document-limits.ts';
import { introspectionCost } from './introspection-cost.ts';
import { detachLocations, hasMoreLines } from './source-locations.ts';

export interface DocumentValidatorOptions extends DocumentLimits {
  readonly schema: GraphQLSchema;
  /** Maximum number of tokens in a document. Beyond it, the request fails with `LIMIT_EXCEEDED` (`tokens`). */
  readonly maxTokens: number;
  /** Whether introspection is allowed. */
  readonly introspection: boolean;
  /** Whether validation errors suggest names of the schema (`Did you mean …?`). */
  readonly suggestions: boolean;
  readonly logger: Logger;
  /** Called for each document: whether it was in the cache. Default: no call. */
  readonly onLookup?: ((result: 'hit' | 'miss') => void) | undefined;
}

/** A parsed document with its validation errors, or the reason why it could not be parsed or exceeds a limit. */
export type ParsedDocument = ValidatedDocument | { readonly failure: unknown };

interface ValidatedDocument {
  readonly document: DocumentNode;
  readonly errors: readonly GraphQLError[];
  /** `sha256:` and the hash of the document's text in hexadecimal. */
  readonly hash: string;
}

/** Parses and validates a document, or takes it from the cache. */
export interface ValidateDocument {
  (text: string): ParsedDocument;
  /** Estimated memory of the cached documents, in bytes. */
  readonly cachedBytes: () => number;
}

/** Maximum number of characters and of lines in a document, checked before parsing. Both grow with a larger `maxTokens`. */
const MAX_CHARACTERS = 100_000;
const MAX_LINES = 10_000;
const CHARACTERS_PER_TOKEN = 25;
const LINES_PER_TOKEN = 2.5;

/**
 * Creates the function that parses and validates documents within the limits. It caches valid documents, which is safe
 * because the result never depends on the caller. Invalid ones are not cached: they would evict valid ones.
 */
export function createDocumentValidator(options: DocumentValidatorOptions): ValidateDocument {
  const { schema, maxTokens, introspection, suggestions, logger, onLookup, ...limits } = options;
  const cache = createDocumentCache<ValidatedDocument>();
  const rules = [
    ...specifiedRules,
    NoMissingRootTypeRule,
    ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
  ];
  const validateOptions = { maxErrors: MAX_REQUEST_ERRORS, hideSuggestions: !suggestions };

  const maxCharacters = Math.max(MAX_CHARACTERS, CHARACTERS_PER_TOKEN * maxTokens);
  const maxLines = Math.max(MAX_LINES, LINES_PER_TOKEN * maxTokens);
  const parseWithinLimits = (text: string) => {
    if (text.length > maxCharacters) throw tooLarge('characters', maxCharacters);
    // `limitValue` counts characters, so it is absent here.
    if (hasMoreLines(text, maxLines)) throw tooLarge('characters');
    try {
      return parse(text, { maxTokens });
    } catch (error) {
      throw isTokenLimitError(error) ? tooLarge('tokens', maxTokens, error) : error;
    }
  };
  const validateWithinLimits = (document: DocumentNode) => {
    const exceeded = exceededLimit(document, limits, introspection);
    if (exceeded) throw tooLarge(exceeded.limit, exceeded.limitValue);
    const errors = validate(schema, document, rules, validateOptions);
    const aborted = errors.find(isValidationAborted);
    if (aborted) throw tooLarge('cost', undefined, aborted);
    if (errors.length === 0 && introspection) checkIntrospection(document);
    return errors
      .slice(0, MAX_REQUEST_ERRORS)
      .map((error) => maskError(asValidationError(error, suggestions), logger));
  };

  const checkIntrospection = (document: DocumentNode) => {
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      if (introspectionCost(schema, document, definition) > MAX_VALUES) throw tooLarge('cost', MAX_VALUES);
    }
  };

  const validateText = (text: string): ParsedDocument => {
    const cached = cache.get(text);
    onLookup?.(cached ? 'hit' : 'miss');
    if (cached) return cached;
    try {
      const document = withinStack(() => parseWithinLimits(text));
      const errors = withinStack(() => validateWithinLimits(document));
      const validated = { document, errors, hash: `sha256:${hash('sha256', text)}` };
      if (errors.length === 0) {
        detachLocations(document);
        cache.set(text, validated);
      }
      return validated;
    } catch (failure) {
      return { failure };
    }
  };
  return Object.assign(validateText, { cachedBytes: () => cache.calculatedSize });
}

function asValidationError(error: GraphQLError, suggestions: boolean): GraphQLError {
  const { nodes, source, positions } = error;
  if (isOneOfError(error)) {
    // The same error as for a variable, because a router may turn a literal into a variable.
    const originalError = badValue('not-exactly-one');
    return new GraphQLError(originalError.message, { nodes: nodes ?? null, originalError });
  }
  const message = suggestions ? error.message : withoutSuggestion(error.message);
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400, spec: true } },
  });
}

function badValue(reason: ErrorReason<'BAD_USER_INPUT'>): GatewayError {
  return new GatewayError('BAD_USER_INPUT', { reason, http: { status: 400, spec: true } });
}

/** graphql-js rejects an operation without a root type (here: a subscription) only when it executes it. */
function NoMissingRootTypeRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation)) return;
      context.reportError(new GraphQLError(`The schema has no ${node.operation}s.`, { nodes: node }));
    },
  };
}

/** graphql-js recurses: nested brackets can overflow the stack within the token limit. */
function withinStack<T>(task: () => T): T {
  try {
    return task();
  } catch (error) {
    throw error instanceof RangeError ? tooLarge('depth', undefined, error) : error;
  }
}

function tooLarge(limit: ErrorLimit, limitValue?: number, cause?: unknown): GatewayError {
  return limitExceeded(limit, limitValue, { http: { status: 400 }, cause });
}
