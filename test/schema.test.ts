import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  type GraphQLNamedType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../src/schema.ts';
import { startTestGateway } from './harness.ts';

const schema = createSchema();
const ours = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
);

interface Described {
  readonly name: string;
  readonly description: string | null | undefined;
}

/** A type's fields, arguments and enum values, each under its full name. */
function* parts(type: GraphQLNamedType): Generator<Described> {
  if (isEnumType(type)) {
    for (const { name, description } of type.getValues()) yield { name: `${type.name}.${name}`, description };
  }
  if (!isObjectType(type) && !isInputObjectType(type)) return;
  for (const field of Object.values(type.getFields())) {
    const name = `${type.name}.${field.name}`;
    yield { name, description: field.description };
    for (const arg of 'args' in field ? field.args : []) {
      yield { name: `${name}(${arg.name}:)`, description: arg.description };
    }
  }
}

describe('the schema', () => {
  it('describes every type, field, argument, input field, enum value and directive', () => {
    const named: Described[] = [
      ...ours.filter(({ name }) => name !== 'Query' && name !== 'Mutation'),
      ...ours.flatMap((type) => [...parts(type)]),
      ...schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive)),
    ];
    expect(named.length).toBeGreaterThan(80);
    expect(named.filter(({ description }) => !description?.trim()).map(({ name }) => name)).toEqual([]);
  });

  it('names the REST field or endpoint behind every field of users, conversations, messages and inputs', () => {
    const fields = ours
      .filter(({ name }) => !/Payload$|^Query$/.test(name))
      .flatMap((type) => [...parts(type)])
      .filter(({ name }) => !/^(ActionableMessageInput\.template|Mutation\.\w+\(input:\))$/.test(name));
    expect(fields.length).toBeGreaterThan(50);
    expect(
      fields
        .filter(({ description }) => !/REST|\/rest\/ws\//.test(description ?? ''))
        .map(({ name }) => name),
    ).toEqual([]);
  });

  it('names the unit of every time', () => {
    const times = ours
      .filter(isObjectType)
      .flatMap((type) => Object.values(type.getFields()))
      .filter((field) => getNamedType(field.type).name === 'DateTime');
    expect(times).toHaveLength(5);
    for (const { description } of times) expect(description).toContain('milliseconds');
  });

  it('promises a value only where it always comes with its parent', () => {
    const promised = ours
      .filter(isObjectType)
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => `${type.name}.${field.name}: ${String(field.type)}`),
      )
      .filter((field) => field.endsWith('!'));
    expect(promised).toEqual(['User.id: ID!', 'Conversation.id: ID!', 'Message.id: ID!']);
  });

  it('resolves every field that it has', async () => {
    const gateway = await startTestGateway();
    const fieldsOf = (name: string) =>
      Object.keys((schema.getType(name) as { getFields(): object }).getFields());
    const { data, errors } = await gateway.query(`mutation {
      updateUser(input: { userId: "ana-ortiz", displayName: "Ana Ortiz" }) { user { ${fieldsOf('User').join(' ')} } }
      sendMessage(input: { conversationId: "104250001", text: "Hi" }) {
        message { id text createdAt sender { id } conversation { id } }
      }
      changeConversationStatus(input: { conversationId: "104250001", status: SPAM }) {
        conversation { ${fieldsOf('Conversation').join(' ')} }
      }
    }`);
    expect(errors).toEqual([]);
    const values = [
      data.updateUser.user,
      data.sendMessage.message,
      data.changeConversationStatus.conversation,
    ];
    for (const value of values) expect(Object.values(value as object)).not.toContain(null);
  });

  it('enforces @oneOf, which it defines itself so that other tools know it', () => {
    expect(schema.getDirective('oneOf')?.locations).toEqual(['INPUT_OBJECT']);
    expect(schema.getType('ActionableMessageInput')).toMatchObject({ isOneOf: true });
  });
});
