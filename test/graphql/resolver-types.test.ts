import { expect, it } from 'vitest';
import type {
  ConversationResolvers,
  MutationResolvers,
  UserResolvers,
} from '../../src/resolvers/types.generated.ts';

// These hold when `npm run check` passes: without the error that each expects, the type check fails.
it('makes a missing resolver a type error', () => {
  // @ts-expect-error a mapped type lacks a field's resolver
  const conversation: ConversationResolvers = { id: ({ groupId }) => groupId };
  // @ts-expect-error so does a root type
  const mutation: MutationResolvers = {};
  // @ts-expect-error the REST type answers no field by itself
  const user: UserResolvers = {};
  expect([conversation, mutation, user]).toHaveLength(3);
});
