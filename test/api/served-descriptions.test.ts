import { isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../src/schema/schema.ts';
import { stitchingSdl, subgraphSdl } from '../../src/schema/sdl.ts';
import { startTestGateway, type TestGatewayOptions } from '../support/harness.ts';

/** The descriptions of the fields of a type, by introspection. */
async function descriptionsOf(type: string, options: TestGatewayOptions = {}) {
  const { query } = await startTestGateway(options);
  const { data, errors } = await query(
    `{ __type(name: "${type}") { description fields { name description } } }`,
  );
  expect(errors).toEqual([]);
  const { description, fields } = data.__type as {
    description: string;
    fields: { name: string; description: string }[];
  };
  const byName = new Map(fields.map((field) => [field.name, field.description]));
  return { description, fields, of: (name: string) => byName.get(name) };
}

describe('the descriptions that introspection serves', () => {
  it('name the callers that may read a field, after the text of schema.graphql', async () => {
    const user = await descriptionsOf('User');
    expect(user.of('email')).toBe(
      "The user's e-mail address. REST: `email`, which is not documented; the live service sends it when\n" +
        'it is set.\n' +
        '**Access:** the user that it is about, agents and services.',
    );
    expect(user.of('displayName')).not.toContain('Access');
  });

  it('name the callers of each root field', async () => {
    const [query, mutation] = [await descriptionsOf('Query'), await descriptionsOf('Mutation')];
    for (const { fields } of [query, mutation])
      for (const { name, description } of fields)
        expect(description, name).toMatch(/\S\n\*\*Access:\*\* [^\n]+\.$/);
    expect(query.of('inbox')).toMatch(/\*\*Access:\*\* agents and services\.$/);
    expect(query.of('viewer')).toMatch(/\*\*Access:\*\* every authenticated caller\.$/);
    expect(mutation.of('sendMessage')).toContain('**Access:** participants of the conversation, agents and');
    expect(query.description).toContain('A field that names no access is open to every caller');
  });

  it('follow the options of the gateway', async () => {
    const open = await descriptionsOf('Query', { publicProfiles: true });
    expect(open.of('users')).toMatch(/\*\*Access:\*\* every authenticated caller\.$/);
    expect(open.of('conversation')).toContain('participants of the conversation, agents and services');
    const prefixed = await descriptionsOf('KmUser', { typePrefix: 'Km' });
    expect(prefixed.of('email')).toContain('**Access:** the user that it is about, agents and services.');
  });

  it('name the default value of each argument, which GraphiQL shows nowhere else', () => {
    const described: string[] = [];
    for (const type of Object.values(createSchema().getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith('__')) continue;
      for (const { name, args } of Object.values(type.getFields()))
        for (const { name: argument, defaultValue, description } of args) {
          if (defaultValue === undefined) continue;
          expect(description).toContain(`${JSON.stringify(defaultValue)} by default`);
          described.push(`${type.name}.${name}(${argument})`);
        }
    }
    expect(described).toEqual([
      'Query.inbox(first)',
      'User.conversations(first)',
      'Conversation.messages(first)',
    ]);
  });

  it('leave the SDL for composition unchanged', () => {
    expect(subgraphSdl('')).not.toContain('**Access:**');
    expect(stitchingSdl('')).not.toContain('**Access:**');
  });

  it('list the fields for routers after all others', async () => {
    for (const typePrefix of ['', 'Km']) {
      const { fields } = await descriptionsOf('Query', { typePrefix });
      expect(fields.map(({ name }) => name).slice(-4)).toEqual(['viewer', '_entities', '_service', '_sdl']);
    }
  });
});
