import { createRequire } from 'node:module';
import { GraphQLError } from 'graphql';
import { createGraphQLError } from 'graphql-yoga';
import { expect, it } from 'vitest';

it('loads one graphql: our errors are the errors of everybody else', () => {
  const required = createRequire(import.meta.url)('graphql') as { GraphQLError: unknown };
  expect(required.GraphQLError).toBe(GraphQLError);
  expect(createGraphQLError('x')).toBeInstanceOf(GraphQLError);
});
