import { createRequire } from 'node:module';
import { GraphQLError } from 'graphql';
import { createGraphQLError } from 'graphql-yoga';
import { expect, it } from 'vitest';

it('loads the graphql package once: the gateway and its dependencies share GraphQLError', () => {
  const commonJs = createRequire(import.meta.url)('graphql') as { GraphQLError: unknown };
  expect(commonJs.GraphQLError).toBe(GraphQLError);
  expect(createGraphQLError('x')).toBeInstanceOf(GraphQLError);
});
