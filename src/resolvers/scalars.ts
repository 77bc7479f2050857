import { valueFromASTUntyped, type GraphQLScalarType } from 'graphql';
import { toDateTime } from '../lib/date-time.ts';
import { isObject } from '../lib/json.ts';

/*
 * The coercions of the scalars in schema.graphql. `JSON` is not here: it passes every value through. These are not
 * `GraphQLScalarType`s, which would replace the scalars of the schema with their descriptions.
 */

/** From milliseconds since 1970 to RFC 3339 in UTC with three fraction digits. Used for output only. */
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
  if (isObject(value)) return value;
  throw new TypeError('a JSON object is expected');
}
