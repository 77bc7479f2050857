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
import { MOST_VALUES } from '../response-budget.ts';
import { GatewayError, limitExceeded, type ErrorLimit, type ErrorReason } from '../../errors.ts';
import type { Logger } from '../../lib/logger.ts';
import { maskError } from '../mask-error.ts';
import { createDocumentCache } from './document-cache.ts';
import { exceededLimit, type DocumentLimits } from './document-limits.ts';
import { introspectionCost } from './introspection-cost.ts';
import { detachPlaces, hasMoreLines } from './source-locations.ts';

export interface DocumentsOptions extends DocumentLimits {
  readonly schema: GraphQLSchema;
  /** Tokens in a document at most. */
  readonly maxTokens: number;
  /** Whether the schema may be asked about itself. */
  readonly introspection: boolean;
  /** Whether misspelt names are answered with the right ones. */
  readonly suggestions: boolean;
  readonly logger: Logger;
}

/** A document that was read, with what is wrong with it; or why it could not be, or must not be. */
export type ParsedDocument = ReadDocument | { readonly failure: unknown };

interface ReadDocument {
  readonly document: DocumentNode;
  readonly errors: readonly GraphQLError[];
}

/** Errors listed at most. */
const MAX_ERRORS = 5;

/** Characters and lines of a document at most, before it is parsed; more where `maxTokens` is more than the default. */
const MAX_CHARACTERS = 100_000;
const MAX_LINES = 10_000;
const CHARACTERS_PER_TOKEN = 25;
const LINES_PER_TOKEN = 2.5;

/**
 * What a document must be before it is executed. A good one is remembered: the verdict never depends on who asks.
 * Who sends a bad one may pay for it each time.
 */
export function createDocumentValidator(options: DocumentsOptions): (text: string) => ParsedDocument {
  const { schema, maxTokens, introspection, suggestions, logger, ...limits } = options;
  const good = createDocumentCache<ReadDocument>();
  const rules = [
    ...specifiedRules,
    NoMissingRootTypeRule,
    ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
  ];
  const listed = { maxErrors: MAX_ERRORS, hideSuggestions: !suggestions };

  const maxCharacters = Math.max(MAX_CHARACTERS, CHARACTERS_PER_TOKEN * maxTokens);
  const maxLines = Math.max(MAX_LINES, LINES_PER_TOKEN * maxTokens);
  const parseWithinLimits = (text: string) => {
    if (text.length > maxCharacters) throw tooBig('characters', maxCharacters);
    // `limitValue` counts characters.
    if (hasMoreLines(text, maxLines)) throw tooBig('characters');
    try {
      return parse(text, { maxTokens });
    } catch (error) {
      throw isTokenLimitError(error) ? tooBig('tokens', maxTokens, error) : error;
    }
  };
  const validateWithinLimits = (document: DocumentNode) => {
    const exceeded = exceededLimit(document, limits, introspection);
    if (exceeded) throw tooBig(exceeded.limit, exceeded.limitValue);
    const errors = validate(schema, document, rules, listed);
    const gaveUp = errors.find(isCostError);
    if (gaveUp) throw tooBig('cost', undefined, gaveUp);
    if (errors.length === 0 && introspection) checkIntrospection(document);
    return errors
      .slice(0, MAX_ERRORS)
      .map((error) => maskError(asValidationError(error, suggestions), logger));
  };

  const checkIntrospection = (document: DocumentNode) => {
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      if (introspectionCost(schema, document, definition) > MOST_VALUES) throw tooBig('cost', MOST_VALUES);
    }
  };

  return (text) => {
    const known = good.get(text);
    if (known) return known;
    try {
      const document = withinStack(() => parseWithinLimits(text));
      const errors = withinStack(() => validateWithinLimits(document));
      const examined = { document, errors };
      if (errors.length === 0) {
        detachPlaces(document);
        good.set(text, examined);
      }
      return examined;
    } catch (failure) {
      return { failure };
    }
  };
}

function asValidationError(error: GraphQLError, suggestions: boolean): GraphQLError {
  const { nodes, source, positions } = error;
  if (isOneOfError(error)) {
    // As it is of the same input in a variable: clients of a router do not know which of the two it will be.
    const originalError = badValue('not-exactly-one');
    return new GraphQLError(originalError.message, { nodes: nodes ?? null, originalError });
  }
  // hideSuggestions leaves those in that graphql-js makes from what was sent.
  const message = suggestions ? error.message : withoutSuggestion(error.message);
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400, spec: true } },
  });
}

/** What was sent may stand in the message, with as many questions of its own as fit. */
function withoutSuggestion(message: string): string {
  const at = message.endsWith('?') ? message.indexOf(' Did you mean ') : -1;
  return at < 0 ? message : message.slice(0, at);
}

function badValue(reason: ErrorReason<'BAD_USER_INPUT'>): GatewayError {
  return new GatewayError('BAD_USER_INPUT', { reason, http: { status: 400, spec: true } });
}

/** graphql-js finds out about a subscription only when it executes it. */
function NoMissingRootTypeRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation)) return;
      context.reportError(new GraphQLError(`The schema has no ${node.operation}s.`, { nodes: node }));
    },
  };
}

/** graphql-js recurses: brackets within brackets, within the limit of tokens, can exhaust the stack. */
function withinStack<T>(task: () => T): T {
  try {
    return task();
  } catch (error) {
    throw error instanceof RangeError ? tooBig('depth', undefined, error) : error;
  }
}

function tooBig(limit: ErrorLimit, limitValue?: number, cause?: unknown): GatewayError {
  return limitExceeded(limit, limitValue, { http: { status: 400 }, cause });
}

// graphql-js has no codes for them: the sentences are all there is to know them by (tests hold them).

function isOneOfError({ message }: GraphQLError): boolean {
  return message.startsWith('OneOf Input Object ');
}

function isTokenLimitError(error: unknown): boolean {
  return error instanceof GraphQLError && error.message.includes('tokens. Parsing aborted');
}

/** It compares fields of one name with each other, up to half a million times. */
function isCostError(error: GraphQLError): boolean {
  return error.message === 'Validation aborted.';
}
