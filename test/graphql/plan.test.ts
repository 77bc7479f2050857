import { buildSchema, getOperationAST, isObjectType, parse, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { executePlan } from '../../src/graphql/execution/executor.ts';
import { createPlan } from '../../src/graphql/execution/planner.ts';
import { printPlan } from '../support/print-plan.ts';

const schema = buildSchema(`
  type Query { inbox: [Conversation!]! latest: Message viewer: User }
  type Conversation { id: ID! messages: [Message] }
  interface Message { id: ID! sender: User }
  type Text implements Message { id: ID! sender: User text: String }
  type Picture implements Message { id: ID! sender: User url: String! }
  type User { id: ID! }
`);
const values: Readonly<Record<string, unknown>> = {
  inbox: [{ messages: [{ __typename: 'Text' }, { __typename: 'Picture' }] }],
  latest: { __typename: 'Text' },
};
for (const type of Object.values(schema.getTypeMap())) {
  if (!isObjectType(type)) continue;
  for (const field of Object.values(type.getFields())) {
    field.resolve = (source) =>
      (source as Record<string, unknown> | undefined)?.[field.name] ?? values[field.name] ?? null;
  }
}

describe('a plan', () => {
  it('is data: a field of each response name, with the kind of its value', async () => {
    const document = parse(`{
      inbox { messages { __typename id ... on Picture { url } } }
      inbox { messages { ... on Text { text } } }
      last: latest { ... on Text { text } ... on Picture { url } }
      viewer { id }
    }`);
    const operation = getOperationAST(document) as OperationDefinitionNode;
    const planned: number[] = [];
    const onGrowth = (fields: number) => void planned.push(fields);
    const plan = createPlan({ schema, document, operation, conditions: {}, onGrowth });
    expect(printPlan(plan)).toBe('not planned');
    await executePlan(plan, { variables: {}, context: {} as never, throwIfCancelled: () => undefined });
    // The viewer was null, so its selection set was never reached.
    expect(printPlan(plan)).toMatchInlineSnapshot(`
      "inbox: non-null list of non-null object Conversation
        messages: list of abstract Message
          on Text
            __typename = Text
            id: non-null leaf ID
            text: leaf String
          on Picture
            __typename = Picture
            id: non-null leaf ID
            url: non-null leaf String
      last: abstract Message
        on Text
          text: leaf String
      viewer: object User, not planned"
    `);
    expect(planned).toEqual([3, 1, 3, 3, 1]);
  });
});
