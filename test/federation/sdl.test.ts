import { stitchingDirectives } from '@graphql-tools/stitching-directives';
import { buildSchema, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../src/schema/schema.ts';
import { clientSdl, stitchingSdl, subgraphSdl } from '../../src/schema/sdl.ts';
import { run } from '../support/command.ts';
import { bearer, codesOf, startTestGateway, type TestGatewayOptions } from '../support/harness.ts';
import { resolveEntities, user } from './representations.ts';

describe('the SDL', () => {
  const SDL = '{ _service { sdl } }';
  const SDL_TOKEN = 'a-token-for-the-registry';

  it('has what a router composes, and nothing private', () => {
    const sdl = subgraphSdl('');
    expect(sdl).toContain(
      '@link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])',
    );
    expect(sdl).toMatch(/^type User @key\(fields: "id"\) {$/m);
    expect(sdl).toMatch(/^type Conversation @key\(fields: "id"\) {$/m);
    expect(sdl).toMatch(/^type Message @key\(fields: "id"\) {$/m);
    expect(sdl).toMatch(/^type PageInfo @shareable {$/m);
    expect(sdl).not.toMatch(/\bNode\b|nodeId|@access|Audience|_entities|_service|_Any|_Entity|REGISTRY/);
  });

  it('for the tools of clients has no directives of routers, and nothing private', () => {
    const sdl = clientSdl('');
    expect(sdl).not.toMatch(/@key|@shareable|@link|@access|Audience|extend /);
    expect(buildSchema(sdl).getType('ActionableMessage')).toBeDefined();
    expect(sdl).toContain('**Access:** the user that it is about, agents and services.');
    expect(clientSdl('Chat')).toMatch(/^type ChatUser implements Node {$/m);
  });

  it('can have a prefix on our types, but not on shared ones', () => {
    const sdl = subgraphSdl('Kommunicate');
    const names = [...sdl.matchAll(/^(?:type|interface|enum|input|union|scalar) (\w+)/gm)].map(
      ([, name = '']) => name,
    );
    expect(names.filter((name) => !name.startsWith('Kommunicate')).toSorted()).toEqual([
      'DateTime',
      'JSON',
      'JSONObject',
      'Mutation',
      'PageInfo',
      'Query',
      'Subscription',
    ]);
    // Every used name is defined.
    const plain = sdl.replace(/^extend schema.*$/m, '').replaceAll(/ @(key\([^)]*\)|shareable)/g, '');
    expect(() => buildSchema(plain)).not.toThrow();
  });

  it.each([
    ['sandbox', {}, {}],
    ['service', { introspection: true }, bearer('USER', 'ana-ortiz')],
  ] as const)('is public when introspection is on: %s', async (mode, options, headers) => {
    const gateway = await startTestGateway({ mode, ...options });
    const { data } = await gateway.query('{ _service { sdl } _sdl }', { headers });
    expect(data).toEqual({ _service: { sdl: subgraphSdl('') }, _sdl: stitchingSdl('') });
  });

  it.each(['sandbox', 'passthrough', 'service'] as const)(
    'is for registries alone when introspection is off, and registries may read nothing else: %s',
    async (mode) => {
      const gateway = await startTestGateway({ mode, introspection: false, sdlToken: SDL_TOKEN });
      const send = (query: string, headers: Record<string, string>) => gateway.query(query, { headers });
      const registry = { authorization: `Bearer ${SDL_TOKEN}` };
      expect((await send(SDL, registry)).data).toEqual({ _service: { sdl: subgraphSdl('') } });
      const more =
        '{ viewer { id } user(id: "ana-ortiz") { id } inbox { nodes { id } } conversation(id: "104250001") { id } }';
      expect(new Set(codesOf(await send(more, registry)).map((code) => code.split(' ')[1]))).toEqual(
        new Set(['FORBIDDEN']),
      );
      const entities = await resolveEntities(gateway, [user('ana-ortiz')], registry);
      expect(codesOf(entities)).toEqual(['_entities FORBIDDEN']);
      const change =
        'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { id } } }';
      expect(codesOf(await send(change, registry))).toEqual(['updateUser FORBIDDEN']);
      const others = {
        sandbox: {},
        passthrough: { 'api-key': gateway.emulator.apiKey },
        service: bearer('SERVICE', 'router'),
      };
      expect(codesOf(await send('{ _service { sdl } }', others[mode]))).toEqual(['_service FORBIDDEN']);
      expect(codesOf(await send('{ _sdl }', others[mode]))).toEqual(['_sdl FORBIDDEN']);
      const wrongToken = { ...others[mode], authorization: `Bearer ${SDL_TOKEN.slice(1)}` };
      if (mode !== 'service') expect(codesOf(await send(SDL, wrongToken))).toEqual(['_service FORBIDDEN']);
      expect(gateway.calls()).toEqual([]);
    },
  );

  it('is for registries also when only trusted documents run, but no other document is', async () => {
    const trustedDocuments = new Map([['a', '{ viewer { id } }']]);
    const gateway = await startTestGateway({ mode: 'service', sdlToken: SDL_TOKEN, trustedDocuments });
    const headers = { authorization: `Bearer ${SDL_TOKEN}` };
    expect((await gateway.query(SDL, { headers })).data).toEqual({ _service: { sdl: subgraphSdl('') } });
    const other = await gateway.query(SDL, { headers: bearer('SERVICE', 'router') });
    expect([other.status, other.errors[0]?.extensions.reason]).toEqual([400, 'untrusted-document']);
  });

  it('is created once', () => {
    const fields = createSchema().getQueryType()?.getFields() ?? {};
    const context = { principal: { role: 'REGISTRY' }, responseBudget: { consume: () => true } };
    const info = { fieldNodes: [], fragments: {} } as never;
    const resolve = () => fields._service?.resolve?.({}, {}, context, info) as { sdl: string };
    expect(resolve().sdl).toBe(subgraphSdl(''));
    expect(resolve()).toBe(resolve());
  });

  it('is forbidden when introspection is off and no registry token is set', async () => {
    const gateway = await startTestGateway({ mode: 'service' });
    expect(codesOf(await gateway.query(SDL, { headers: bearer('SERVICE', 'router') }))).toEqual([
      '_service FORBIDDEN',
    ]);
  });

  it('for stitching has the directives that the package of stitching defines', () => {
    const { allStitchingDirectivesTypeDefs } = stitchingDirectives();
    const definitions = print(parse(allStitchingDirectivesTypeDefs));
    expect(definitions.match(/^directive /gm)).toHaveLength(4);
    expect(stitchingSdl('').startsWith(definitions)).toBe(true);
  });

  it('is printed by the command without a server', async () => {
    const printed = async (args: string[], environment = {}) => {
      const command = run(['sdl', ...args], environment);
      return [await command.exit, command.output.stdout, command.output.stderr] as const;
    };
    expect(await printed([])).toEqual([0, `${subgraphSdl('')}\n`, '']);
    expect(await printed([], { TYPE_PREFIX: 'Chat' })).toEqual([0, `${subgraphSdl('Chat')}\n`, '']);
    expect(await printed(['--type-prefix', 'K'], { TYPE_PREFIX: 'Chat' })).toEqual([
      0,
      `${subgraphSdl('K')}\n`,
      '',
    ]);
    expect(await printed(['--dialect', 'stitching'])).toEqual([0, `${stitchingSdl('')}\n`, '']);
    expect(await printed(['--dialect', 'client'])).toEqual([0, `${clientSdl('')}\n`, '']);
    const [code, , problems] = await printed(['--dialect', 'x', '--type-prefix', 'x y']);
    expect([code, problems]).toEqual([
      78,
      expect.stringMatching(/TYPE_PREFIX: must be[^]*--dialect: must be/),
    ]);
  });
});

describe('types with a prefix', () => {
  const start = (options: TestGatewayOptions = {}) =>
    startTestGateway({ typePrefix: 'Kommunicate', ...options });

  it('resolve as entities, fields and abstract types', async () => {
    const gateway = await start();
    const { data, errors } = await gateway.query(
      `query ($r: [_Any!]!) {
        _entities(representations: $r) { __typename ... on KommunicateUser { displayName } }
        conversation(id: "104250001") {
          __typename
          messages(first: 10) { nodes { actionable { __typename ... on KommunicateQuickRepliesTemplate { quickReplies { title } } } } }
        }
      }`,
      { variables: { r: [{ __typename: 'KommunicateUser', id: 'ana-ortiz' }, user('ana-ortiz')] } },
    );
    expect(errors.map(({ extensions }) => extensions.reason)).toEqual(['unknown-type']);
    expect(data._entities[0]).toEqual({ __typename: 'KommunicateUser', displayName: 'Ana Ortiz' });
    expect(data.conversation.__typename).toBe('KommunicateConversation');
    const templates = data.conversation.messages.nodes.map(({ actionable }: any) => actionable?.__typename);
    expect(templates).toContain('KommunicateQuickRepliesTemplate');
    const { data: text } = await gateway.query('{ _service { sdl } _sdl }');
    expect(text).toEqual({
      _service: { sdl: subgraphSdl('Kommunicate') },
      _sdl: stitchingSdl('Kommunicate'),
    });
    expect(() => parse(text._sdl)).not.toThrow();
  });

  it('have the same access rules', async () => {
    const gateway = await start({ mode: 'service' });
    const headers = bearer('USER', 'ana-ortiz');
    const document = `{
      _entities(representations: [{ __typename: "KommunicateUser", id: "ben-carter" }]) { __typename }
      user(id: "ben-carter") { id } conversation(id: "104250001") { participants { user { email } } } inbox { nodes { id } }
    }`;
    expect(codesOf(await gateway.query(document, { headers })).toSorted()).toEqual([
      '_entities.0 FORBIDDEN',
      'conversation.participants.0.user.email FORBIDDEN',
      'conversation.participants.1.user.email FORBIDDEN',
      'inbox FORBIDDEN',
      'user FORBIDDEN',
    ]);
  });

  it('are inputs too', async () => {
    const gateway = await start();
    const document = `mutation ($input: KommunicateSendMessageInput!) {
      sendMessage(input: $input) { message { __typename conversation { id } } }
    }`;
    const input = {
      conversationId: '104250001',
      text: 'x',
      actionable: { quickReplies: [{ title: 'Yes' }] },
    };
    const { data, errors } = await gateway.query(document, { variables: { input } });
    expect([data.sendMessage.message.__typename, errors]).toEqual(['KommunicateMessage', []]);
  });
});
