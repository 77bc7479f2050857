import type { TestGateway } from '../support/harness.ts';

const ENTITIES_OF = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on User { id displayName }
    ... on Conversation { id name }
    ... on Message { id text }
  }
}`;

export const user = (id: unknown, more: object = {}) => ({ __typename: 'User', id, ...more });
export const conversation = (id: unknown) => ({ __typename: 'Conversation', id });
export const message = (id: unknown) => ({ __typename: 'Message', id });

/** Resolves representations as a router does. */
export function resolveEntities(
  { query }: TestGateway,
  representations: readonly unknown[],
  headers: Record<string, string> = {},
) {
  return query(ENTITIES_OF, { variables: { representations }, headers });
}
