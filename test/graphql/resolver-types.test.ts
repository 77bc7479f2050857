import { expect, it } from 'vitest';
import type {
  ConversationResolvers,
  MutationResolvers,
  UserResolvers,
} from '../../src/resolvers/types.generated.ts';

// `npm run check:types` runs this test: it fails if an expected type error is missing.
it('reports a missing resolver as a type error', () => {
  // @ts-expect-error a mapped type without the resolver of a field
  const conversation: ConversationResolvers = { id: ({ groupId }) => groupId };
  // @ts-expect-error a root type without resolvers
  const mutation: MutationResolvers = {};
  // @ts-expect-error the default resolver cannot read the fields of the REST type
  const user: UserResolvers = {};
  expect([conversation, mutation, user]).toHaveLength(3);
});
