import { GraphQLError } from 'graphql';
import type { ErrorReason } from '../errors.ts';

/*
 * graphql-js 16 gives its errors no codes, so the gateway tells them apart by their English messages. This file is the only
 * one that reads them. Tests cover every message, so a new version of graphql-js cannot change one unnoticed.
 */

/** Whether `parse` stopped at `maxTokens`. */
export function isTokenLimitError(error: unknown): boolean {
  return error instanceof GraphQLError && error.message.includes('tokens. Parsing aborted');
}

/** Whether `validate` stopped early: it compares fields of the same response name up to half a million times. */
export function isValidationAborted({ message }: GraphQLError): boolean {
  return message === 'Validation aborted.';
}

/** Whether the error is about a `@oneOf` literal that does not have exactly one field. */
export function isOneOfError({ message }: GraphQLError): boolean {
  return message.startsWith('OneOf Input Object ');
}

/**
 * A message without `Did you mean …?`, which `hideSuggestions` leaves in some errors. The first such text is cut, because
 * the message may repeat what the client sent, and that may contain the same words.
 */
export function withoutSuggestion(message: string): string {
  const index = message.endsWith('?') ? message.indexOf(' Did you mean ') : -1;
  return index < 0 ? message : message.slice(0, index);
}

/** Why `coerceInputValue` rejected a value, as our `reason`; `field` is the input field that is missing or unknown. */
export function reasonOfCoercionError(message: string): {
  reason: ErrorReason<'BAD_USER_INPUT'>;
  field?: string | undefined;
} {
  const field = /^Field "(.*?)"/.exec(message)?.[1];
  if (message.includes('was not provided')) return { reason: 'required', field };
  if (message.includes('is not defined by type')) return { reason: 'unknown-field', field };
  if (message.includes('not to be null') || message.includes('must be non-null'))
    return { reason: 'required' };
  if (message.includes('Exactly one key')) return { reason: 'not-exactly-one' };
  return { reason: 'wrong-type' };
}
