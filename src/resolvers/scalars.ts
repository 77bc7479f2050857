import { valueFromASTUntyped, type GraphQLScalarType } from 'graphql';
import { toDateTime } from '../lib/date-time.ts';

/*
 * What the scalars of schema.graphql do besides what every scalar does, which is nothing: `JSON` is not here.
 * These are not `GraphQLScalarType`s of their own, which would replace those of the schema, descriptions and
 * all.
 */

/** Milliseconds since 1970 in, RFC 3339 in UTC with three fraction digits out. Only ever an output. */
export const DateTime: Pick<GraphQLScalarType<unknown, string>, 'serialize'> = {
  serialize: (milliseconds) => toDateTime(milliseconds as number),
};

export const JSONObject: Pick<
  GraphQLScalarType<Record<string, unknown>, Record<string, unknown>>,
  'serialize' | 'parseValue' | 'parseLiteral'
> = {
  serialize: asObject,
  parseValue: asObject,
  parseLiteral: (node, variables) => asObject(valueFromASTUntyped(node, variables)),
};

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new TypeError('a JSON object is expected');
}
