import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema, sharedSchema } from '../../src/schema/schema.ts';
import { startTestGateway } from '../support/harness.ts';
import { wholeSelection } from '../support/selection.ts';

const schema = createSchema();
const ours = Object.values(schema.getTypeMap()).filter(
  // Fields with an underscore are for federation routers; sdl.test.ts and entities.test.ts cover them.
  (type) => !type.name.startsWith('_') && !isSpecifiedScalarType(type),
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
  if (!isObjectType(type) && !isInputObjectType(type) && !isInterfaceType(type)) return;
  for (const field of Object.values(type.getFields())) {
    const name = `${type.name}.${field.name}`;
    yield { name, description: field.description };
    for (const arg of 'args' in field ? field.args : []) {
      yield { name: `${name}(${arg.name}:)`, description: arg.description };
    }
  }
}

describe('the schema', () => {
  it('describes itself and every type, field, argument, input field, enum value and directive', () => {
    const named: Described[] = [
      { name: 'schema', description: schema.description },
      ...ours,
      ...ours.flatMap((type) => [...parts(type)]),
      ...schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive)),
    ];
    expect(named.length).toBeGreaterThan(80);
    expect(named.filter(({ description }) => !description?.trim()).map(({ name }) => name)).toEqual([]);
  });

  it('names the REST field or endpoint behind every field of users, conversations, messages and inputs', () => {
    const fields = ours
      .filter(({ name }) => !/Payload$|^Query$|Connection$|Edge$|^PageInfo$|^Audience$/.test(name))
      // The gateway creates the events: the REST API has none.
      .filter(({ name }) => !/^MessageAdded$|Changed?$|Event$|^EventsMissed|^Subscription$/.test(name))
      .flatMap((type) => [...parts(type)])
      .filter(({ name }) => !/^Mutation\.\w+\(input:\)$/.test(name));
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
    expect(times).toHaveLength(9);
    for (const { description } of times) expect(description).toContain('milliseconds');
  });

  it('is non-null only where a value always comes with its parent', () => {
    const nonNull = ours
      .filter(isObjectType)
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => `${type.name}.${field.name}: ${String(field.type)}`),
      )
      .filter((field) => field.endsWith('!') && !field.startsWith('Query._'));
    const isPage = (field: string) => /^(\w+(Connection|Edge)|PageInfo)\./.test(field);
    const isPart = (field: string) => /Template\./.test(field);
    expect(nonNull.filter((field) => !isPage(field) && !isPart(field))).toEqual([
      'MessageAdded.message: Message!',
      'ConversationChanged.changes: [ConversationChange!]!',
      'EventsMissed.reason: EventsMissedReason!',
      'UserChanged.user: User!',
      'UserChanged.changes: [UserChange!]!',
      'User.id: ID!',
      'User.nodeId: ID!',
      'Conversation.id: ID!',
      'Conversation.nodeId: ID!',
      'Message.id: ID!',
      'Message.nodeId: ID!',
      'QuickReply.action: Action!',
    ]);
    // Every template has its id; templates whose payload is a list have that list.
    expect(nonNull.filter((field) => isPart(field) && !field.endsWith('.templateId: String!'))).toEqual([
      'QuickRepliesTemplate.quickReplies: [QuickReply!]!',
      'ImagesTemplate.images: [Image!]!',
      'CardsTemplate.cards: [Card!]!',
      'FormTemplate.fields: [FormField!]!',
      'VideosTemplate.videos: [Video!]!',
    ]);
    expect(nonNull.filter(isPage)).toHaveLength(12);
  });

  it('resolves every field', async () => {
    const gateway = await startTestGateway();
    const root = (schema.getQueryType() as GraphQLObjectType).getFields();
    // Without the lists of each user's conversations: the documents would be too large.
    const whole = (name: string) =>
      wholeSelection(schema, getNamedType(root[name]?.type) as GraphQLNamedType, ['ConversationConnection']);
    const data = [];
    for (const document of [
      `{ user(id: "ana-ortiz") { ${whole('user')} conversations(first: 1) { nodes { id } } } }`,
      `{ conversation(id: "104250001") { ${whole('conversation')} } }`,
      `{ inbox(first: 1) { ${whole('inbox')} } }`,
    ]) {
      const answer = await gateway.query(document);
      expect(answer.errors).toEqual([]);
      data.push(answer.data);
    }
    // Every field has a value in at least one object.
    const fields = new Map<string, boolean>();
    JSON.stringify(data, (key, value: unknown) => {
      fields.set(key, fields.get(key) === true || value !== null);
      return value;
    });
    expect(fields.size).toBeGreaterThan(40);
    expect([...fields].filter(([, hasValue]) => !hasValue)).toEqual([]);
  });

  it('is shared by gateways with the same options, and by no others', () => {
    const options = { publicProfiles: false, sdlForAnyone: true, typePrefix: '' };
    const plain = sharedSchema(options);
    expect(sharedSchema({ ...options })).toBe(plain);
    const others = [{ publicProfiles: true }, { sdlForAnyone: false }, { typePrefix: 'Chat' }].map((other) =>
      sharedSchema({ ...options, ...other }),
    );
    expect(new Set([plain, ...others]).size).toBe(4);
    expect(others[2]?.getType('ChatUser')).toBeDefined();
    expect(plain.getType('ChatUser')).toBeUndefined();
  });

  it('enforces @oneOf, which it defines itself for tools that do not know it', () => {
    expect(schema.getDirective('oneOf')?.locations).toEqual(['INPUT_OBJECT']);
    const oneOfs = ours.filter((type) => isInputObjectType(type) && type.isOneOf).map(({ name }) => name);
    expect(oneOfs.toSorted()).toEqual([
      'ActionableMessageInput',
      'ButtonActionInput',
      'CardActionInput',
      'ListActionInput',
      'MixedButtonActionInput',
    ]);
    for (const name of oneOfs) expect(schema.getType(name)?.description).toMatch(/^Exactly one field/);
  });
});
