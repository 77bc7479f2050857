import { GraphQLScalarType, valueFromASTUntyped, type ValueNode } from 'graphql';
import type { ObjMap } from 'graphql/jsutils/ObjMap.js';

/** Milliseconds since 1970 in, RFC 3339 in UTC with three fraction digits out. Only ever an output. */
export const DateTime = new GraphQLScalarType<never, string>({
  name: 'DateTime',
  serialize: (milliseconds) => new Date(milliseconds as number).toISOString(),
});

export const JSON = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

export const JSONObject = new GraphQLScalarType<Record<string, unknown>, Record<string, unknown>>({
  name: 'JSONObject',
  serialize: asObject,
  parseValue: asObject,
  parseLiteral: (node: ValueNode, variables?: ObjMap<unknown> | null) =>
    asObject(valueFromASTUntyped(node, variables)),
});

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new TypeError('a JSON object is expected');
}
