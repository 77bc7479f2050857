import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { audiencesOf, applyAccessRules } from '../../src/schema/access.ts';
import { createSchema } from '../../src/schema/schema.ts';
import { bearer, codesOf, startTestGateway, type TestGateway } from '../support/harness.ts';
import { wholeSelection } from '../support/selection.ts';

const schema = createSchema();
const typeOf = (name: string) => schema.getType(name) as GraphQLObjectType;
const createFieldResolver = (name: string) => Object.values(typeOf(name).getFields());

const AGENT = 'tom.becker@hearth.example';
/** Who asks: two customers' worth of rights, an agent, a service, and a service that acts for a customer. */
const CALLERS = {
  USER: bearer('USER', 'ana-ortiz'),
  AGENT: bearer('AGENT', AGENT),
  SERVICE: bearer('SERVICE', 'hearth-bot'),
  'SERVICE for a user': { ...bearer('SERVICE', 'hearth-bot'), 'of-user-id': 'ana-ortiz' },
};
type Caller = keyof typeof CALLERS;
const isUser = (caller: Caller) => caller === 'USER' || caller === 'SERVICE for a user';
const callers = Object.keys(CALLERS) as readonly Caller[];

const USERS = { own: 'ana-ortiz', other: 'ben-carter', missing: 'nobody', hostile: 'a\nb' };
const CONVERSATIONS = { shared: '104250001', other: '104250002', missing: '999', hostile: 'a\nb' };

/** The fields of a user that everybody may see who may see that user at all (the public profile). */
const PUBLIC = ['id', 'displayName', 'connected', 'imageLink', 'deactivated'];

const start = (options = {}) => startTestGateway({ mode: 'service', ...options });
const ask = ({ query }: TestGateway, caller: Caller, document: string, variables = {}) =>
  query(document, { headers: CALLERS[caller], variables });

/** A field with whatever has to be selected below it. */
function selectionOf(typeName: string, fieldName: string): string {
  const named = getNamedType(typeOf(typeName).getFields()[fieldName]?.type);
  if (!named || !isCompositeType(named)) return fieldName;
  return `${fieldName} { ${named.name === 'User' ? 'id' : '__typename'} }`;
}

describe('the rules in the schema', () => {
  it('stand on every root field, and on everything of a user or a conversation that is not for all', () => {
    for (const root of ['Query', 'Mutation']) {
      expect(createFieldResolver(root).filter((field) => !audiencesOf(schema, field))).toEqual([]);
    }
    const without = (name: string) =>
      createFieldResolver(name)
        .filter((field) => !audiencesOf(schema, field))
        .map(({ name: field }) => field);
    expect(without('User').toSorted()).toEqual(PUBLIC.toSorted());
    expect(without('Conversation')).toEqual(['id']);
  });

  it('are kept on whatever way somebody comes to a user or a conversation: they stand on the fields themselves', () => {
    const others = Object.values(schema.getTypeMap())
      .filter((type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'))
      .filter(({ name }) => !['Query', 'Mutation', 'User', 'Conversation'].includes(name))
      .flatMap((type) => Object.values(type.getFields()).map((field) => [type.name, field] as const))
      .filter(([, field]) => audiencesOf(schema, field))
      .map(([type, { name }]) => `${type}.${name}`);
    expect(others).toEqual(['Participant.unreadCount']);
  });

  it('must be such that they can be kept', () => {
    const broken = createSchema();
    const field = (broken.getType('Message') as GraphQLObjectType).getFields().text;
    const rule = typeOf('User').getFields().email?.astNode;
    if (field && rule) field.astNode = rule;
    expect(() => applyAccessRules(broken, { publicProfiles: false })).toThrow('Message.text: whose is it');
  });
});

describe.each(callers)('a %s', (caller) => {
  describe.each(Object.entries(USERS))('and a user: %s', (kind, id) => {
    it.each(createFieldResolver('User').map(({ name }) => name))('%s', async (field) => {
      const gateway = await start();
      const answer = await ask(gateway, caller, `query ($id: ID!) { user(id: $id) { ${field} } }`, { id });
      expect(answer.status).toBe(200);
      if (isUser(caller) && kind !== 'own') {
        // The token alone decides: nobody is asked, and nothing is told.
        expect([answer.data, codesOf(answer), gateway.calls()]).toEqual([
          { user: null },
          ['user FORBIDDEN'],
          [],
        ]);
      } else if (kind === 'hostile') {
        expect([codesOf(answer), gateway.calls()]).toEqual([['user BAD_USER_INPUT'], []]);
      } else {
        expect(answer.errors).toEqual([]);
        if (kind === 'missing') expect(answer.data.user).toBeNull();
        else expect(answer.data.user).toHaveProperty(field);
        expect(gateway.calls().map(({ rawHeaders }) => rawHeaders.includes('Of-User-Id'))).toEqual([false]);
      }
    });
  });

  it('and a list of users: each one by itself', async () => {
    const gateway = await start();
    const ids = [USERS.other, USERS.own, USERS.missing, USERS.own];
    const answer = await ask(gateway, caller, 'query ($ids: [ID!]!) { users(ids: $ids) { id email } }', {
      ids,
    });
    const found = answer.data.users.map((user: { id: string } | null) => user?.id ?? null);
    expect(found).toEqual([isUser(caller) ? null : 'ben-carter', 'ana-ortiz', null, 'ana-ortiz']);
    expect(codesOf(answer)).toEqual(isUser(caller) ? ['users.0 FORBIDDEN', 'users.2 FORBIDDEN'] : []);
    expect(gateway.idsAskedFor().flat().toSorted()).toEqual(
      isUser(caller) ? ['ana-ortiz'] : ['ana-ortiz', 'ben-carter', 'nobody'],
    );
  });

  describe.each(Object.entries(CONVERSATIONS))('and a conversation: %s', (kind, id) => {
    it.each(createFieldResolver('Conversation').map(({ name }) => name))('%s', async (field) => {
      const gateway = await start();
      const selection = selectionOf('Conversation', field);
      const document = `query ($id: ID!) { conversation(id: $id) { ${selection} } }`;
      const answer = await ask(gateway, caller, document, { id });
      expect(answer.status).toBe(200);
      if (kind === 'hostile') {
        expect([codesOf(answer), gateway.calls()]).toEqual([['conversation BAD_USER_INPUT'], []]);
      } else if (isUser(caller) && kind !== 'shared') {
        // One that there is not is as one that is not theirs.
        expect([answer.data, codesOf(answer)]).toEqual([{ conversation: null }, ['conversation FORBIDDEN']]);
        expect(gateway.calls().map(({ endpoint }) => endpoint)).toEqual(['groupInfo']);
      } else {
        expect(answer.errors).toEqual([]);
        if (kind === 'missing') expect(answer.data.conversation).toBeNull();
        else expect(answer.data.conversation).toHaveProperty(field);
        // Membership is known from the call that reads it.
        expect(gateway.calls('groupInfo')).toHaveLength(1);
      }
    });
  });

  it('and a list of conversations: each one by itself', async () => {
    const gateway = await start();
    const ids = [CONVERSATIONS.other, CONVERSATIONS.shared, CONVERSATIONS.missing];
    const document = 'query ($ids: [ID!]!) { conversations(ids: $ids) { id name } }';
    const answer = await ask(gateway, caller, document, { ids });
    expect(answer.data.conversations.map((one: { id: string } | null) => one?.id ?? null)).toEqual([
      isUser(caller) ? null : '104250002',
      '104250001',
      null,
    ]);
    expect(codesOf(answer)).toEqual(
      isUser(caller) ? ['conversations.0 FORBIDDEN', 'conversations.2 FORBIDDEN'] : [],
    );
  });

  it('and the people in a conversation: their public profiles, and of oneself the rest', async () => {
    const gateway = await start();
    for (const field of createFieldResolver('User').map(({ name }) => name)) {
      const document = `{ conversation(id: "104250001") { assignee { ${field} } participants { user { id ${field} } } } }`;
      const answer = await ask(gateway, caller, document);
      const hidden = isUser(caller) && !PUBLIC.includes(field);
      expect(codesOf(answer).toSorted()).toEqual(
        hidden
          ? ['assignee', 'participants.0.user', 'participants.1.user'].map(
              (path) => `conversation.${path}.${field} FORBIDDEN`,
            )
          : [],
      );
      expect(answer.data.conversation.participants[2].user[field]).not.toBeNull();
    }
  });

  it('and what the people in a conversation have not read: of oneself alone', async () => {
    const gateway = await start();
    const document = '{ conversation(id: "104250001") { participants { unreadCount } } }';
    expect(codesOf(await ask(gateway, caller, document))).toEqual(
      isUser(caller) ? [0, 1].map((n) => `conversation.participants.${n}.unreadCount FORBIDDEN`) : [],
    );
  });

  it('and the inbox', async () => {
    const gateway = await start();
    const answer = await ask(gateway, caller, '{ inbox(first: 1) { nodes { id } } }');
    expect(codesOf(answer)).toEqual(isUser(caller) ? ['inbox FORBIDDEN'] : []);
    expect(gateway.calls()).toHaveLength(isUser(caller) ? 0 : 1);
  });

  it('and oneself', async () => {
    const gateway = await start();
    const { data, errors } = await ask(gateway, caller, '{ viewer { id unreadCount } }');
    expect(errors).toEqual([]);
    const ids = { USER: 'ana-ortiz', AGENT, SERVICE: 'hearth-bot', 'SERVICE for a user': 'ana-ortiz' };
    expect(data.viewer?.id).toBe(ids[caller]);
  });
});

/** An input for each place below a type where `replyMetadata` may stand, with what else has to be given. */
function inputsWith(type: GraphQLInputObjectType): object[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const others = type.isOneOf ? {} : requiredOf(type);
    const named = getNamedType(field.type);
    if (field.name === 'replyMetadata') return [{ ...others, [field.name]: { KM_ASSIGN_TO: 'x' } }];
    if (!isInputObjectType(named)) return [];
    return inputsWith(named).map((input) => ({
      ...others,
      [field.name]: String(field.type).startsWith('[') ? [input] : input,
    }));
  });
}

function requiredOf(type: GraphQLInputObjectType): object {
  const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
  return Object.fromEntries(
    required.map((field) => {
      const named = getNamedType(field.type);
      const value = isInputObjectType(named)
        ? requiredOf(named)
        : isEnumType(named)
          ? named.getValues()[0]?.name
          : 'x';
      return [field.name, String(field.type).startsWith('[') ? [value] : value];
    }),
  );
}

/** What is on the wire of a call: its endpoint, whom it acts as, and who it says sends. */
const wire = ({ calls }: TestGateway) =>
  calls()
    .filter(({ endpoint }) => /Update|Send/.test(endpoint ?? ''))
    .map(({ endpoint, rawHeaders, body }) => {
      const at = rawHeaders.findIndex((name) => name.toLowerCase() === 'of-user-id');
      const { fromUserName } = JSON.parse(body) as { fromUserName?: string };
      return [endpoint, at < 0 ? fromUserName : rawHeaders[at + 1]];
    });

/**
 * Who may change what: for each change in the schema and whatever it could be about, what comes of it. Of one that is
 * made, who the REST API is told has made it (`fromUserName`, or `Of-User-Id`); of another, the code.
 */
const CHANGES: Readonly<Record<string, Change>> = {
  updateUser: {
    targets: { ...USERS, colleague: 'mira.patel@hearth.example' },
    inputOf: (userId) => ({ userId, displayName: 'New' }),
    outcomes: {
      own: ['ana-ortiz', 'ana-ortiz', 'ana-ortiz'],
      other: ['FORBIDDEN', 'ben-carter', 'ben-carter'],
      // The REST API itself does not change agents.
      colleague: ['FORBIDDEN', 'FORBIDDEN', 'UPSTREAM_REJECTED'],
      missing: ['FORBIDDEN', 'NOT_FOUND', 'NOT_FOUND'],
      hostile: ['FORBIDDEN', 'BAD_USER_INPUT', 'BAD_USER_INPUT'],
    },
    endpoint: 'userUpdate',
  },
  sendMessage: {
    targets: CONVERSATIONS,
    inputOf: (conversationId) => ({ conversationId, text: 'x' }),
    outcomes: {
      shared: ['ana-ortiz', AGENT, 'hearth-bot'],
      other: ['FORBIDDEN', AGENT, 'hearth-bot'],
      missing: ['FORBIDDEN', 'NOT_FOUND', 'NOT_FOUND'],
      hostile: ['BAD_USER_INPUT', 'BAD_USER_INPUT', 'BAD_USER_INPUT'],
    },
    endpoint: 'messageSend',
  },
  changeConversationStatus: {
    targets: CONVERSATIONS,
    inputOf: (conversationId) => ({ conversationId, status: 'CLOSED' }),
    outcomes: {
      shared: ['FORBIDDEN', AGENT, 'hearth-bot'],
      other: ['FORBIDDEN', AGENT, 'hearth-bot'],
      missing: ['FORBIDDEN', 'NOT_FOUND', 'NOT_FOUND'],
      hostile: ['FORBIDDEN', 'BAD_USER_INPUT', 'BAD_USER_INPUT'],
    },
    endpoint: 'groupUpdate',
  },
};

interface Change {
  /** What it could be about, by its relation to the user who asks. */
  readonly targets: Readonly<Record<string, string>>;
  readonly inputOf: (id: string) => object;
  /** For each of them, by a user (or a service that acts for one), an agent, and a service: the actor, or the code. */
  readonly outcomes: Readonly<Record<string, readonly [user: string, agent: string, service: string]>>;
  readonly endpoint: string;
}

describe('the policy of changes', () => {
  it('has an entry for each change in the schema, and for whatever it could be about', () => {
    expect(Object.keys(CHANGES).toSorted()).toEqual(
      createFieldResolver('Mutation')
        .map(({ name }) => name)
        .toSorted(),
    );
    for (const { targets, outcomes } of Object.values(CHANGES)) {
      expect(Object.keys(outcomes).toSorted()).toEqual(Object.keys(targets).toSorted());
    }
  });

  const cases = Object.entries(CHANGES).flatMap(([change, { targets }]) =>
    Object.keys(targets).flatMap((kind) => callers.map((caller) => ({ change, kind, caller }))),
  );
  it.each(cases)('$change by a $caller: $kind', async ({ change, kind, caller }) => {
    const { targets, inputOf, outcomes, endpoint } = CHANGES[change] as Change;
    const outcome = outcomes[kind]?.[isUser(caller) ? 0 : caller === 'AGENT' ? 1 : 2] ?? '';
    const refusal = /^[A-Z_]+$/.test(outcome) ? outcome : undefined;
    const gateway = await start();
    const type = `${change[0]?.toUpperCase()}${change.slice(1)}Input`;
    const document = `mutation ($input: ${type}!) { ${change}(input: $input) { __typename } }`;
    const answer = await ask(gateway, caller, document, { input: inputOf(targets[kind] ?? '') });
    expect(codesOf(answer)).toEqual(refusal ? [`${change} ${refusal}`] : []);
    if (refusal) expect(answer.data).toEqual({ [change]: null });
    // What the REST API itself refuses has been asked of it.
    const isAsked = !refusal || refusal === 'UPSTREAM_REJECTED' || refusal === 'NOT_FOUND';
    const actors = wire(gateway).map(([, actor]) => actor);
    if (!refusal) expect(wire(gateway)).toEqual([[endpoint, outcome]]);
    else if (!isAsked) expect(actors).toEqual([]);
    // Whoever asks, nobody speaks as somebody whom they are not.
    if (isUser(caller)) expect(actors.filter((actor) => actor !== 'ana-ortiz')).toEqual([]);
    if (refusal === 'FORBIDDEN' && isUser(caller)) {
      // At most the one look at who takes part, where the token alone does not decide.
      const looks = change === 'sendMessage' ? ['groupInfo'] : [];
      expect(gateway.calls().map((call) => call.endpoint)).toEqual(looks);
    }
  });
});

describe('a change', () => {
  type Outcome = readonly [codes: string | undefined, actor: string | undefined];
  const no: Outcome = ['FORBIDDEN', undefined];
  const yes = (actor: string): Outcome => [undefined, actor];

  const SENDS: readonly (readonly [Caller, keyof typeof CONVERSATIONS, string | undefined, Outcome])[] = [
    ['USER', 'shared', 'ana-ortiz', yes('ana-ortiz')],
    ['USER', 'shared', AGENT, no],
    ['SERVICE for a user', 'shared', 'hearth-bot', no],
    ['AGENT', 'shared', 'ana-ortiz', no],
    ['SERVICE', 'shared', 'ana-ortiz', yes('ana-ortiz')],
    ['SERVICE', 'other', AGENT, yes(AGENT)],
  ];
  it.each(SENDS)(
    'sendMessage: a %s, conversation %s, as %s',
    async (caller, kind, senderId, [code, actor]) => {
      const gateway = await start();
      const document =
        'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
      const input = { conversationId: CONVERSATIONS[kind], text: 'x', senderId };
      const answer = await ask(gateway, caller, document, { input });
      expect(codesOf(answer)).toEqual(code ? [`sendMessage ${code}`] : []);
      expect(wire(gateway)).toEqual(actor ? [['messageSend', actor]] : []);
    },
  );

  /** Who is neither a customer, nor plainly a colleague. */
  const UPDATES: readonly (readonly [Caller, string, Outcome])[] = [
    ['SERVICE for a user', 'hearth-bot', no],
    ['AGENT', AGENT, no],
    ['AGENT', 'hearth-bot', no],
  ];
  it.each(UPDATES)('updateUser: a %s, user %s', async (caller, userId, [code, actor]) => {
    const gateway = await start();
    const document = 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id } } }';
    const answer = await ask(gateway, caller, document, { input: { userId, displayName: 'New' } });
    expect(codesOf(answer)).toEqual(code ? [`updateUser ${code}`] : []);
    expect(wire(gateway)).toEqual(actor ? [['userUpdate', actor]] : []);
    if (code === 'FORBIDDEN' && isUser(caller)) expect(gateway.calls()).toEqual([]);
  });

  it.each(['1', 2.5, null, {}])(
    'of a user whose role makes no sense is not for agents: %j',
    async (roleType) => {
      const gateway = await start();
      const body = JSON.stringify([{ userId: 'ben-carter', roleType }]);
      gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 200, body });
      const document =
        'mutation { updateUser(input: { userId: "ben-carter", displayName: "B" }) { user { id } } }';
      expect(codesOf(await ask(gateway, 'AGENT', document))).toEqual(['updateUser FORBIDDEN']);
      expect(wire(gateway)).toEqual([]);
    },
  );

  it.each([
    ['a sender', { senderId: AGENT }, 'input.senderId'],
    ['a metadata key', { metadata: { category: 'x' } }, 'input.metadata.category'],
    ['a metadata key beside an empty one', { metadata: { '': 'x', category: 'x' } }, 'input.metadata.'],
    [
      'a key that comes back with a reply',
      { actionable: { quickReplies: [{ title: 't', replyMetadata: { KM_ASSIGN_TO: 'x' } }] } },
      'input.actionable.quickReplies.0.replyMetadata.KM_ASSIGN_TO',
    ],
    [
      'a payload that nobody has looked at',
      { actionable: { template: { templateId: '6', payload: [] } } },
      'input.actionable.template',
    ],
  ])('of a user that the token alone forbids costs no call: %s', async (_case, more, argument) => {
    const gateway = await start();
    const input = { conversationId: '104250001', text: 'x', ...more };
    const document = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
    const { errors } = await ask(gateway, 'USER', document, { input });
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'FORBIDDEN', retryable: false, argument },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  it('of a user has no metadata that comes back with a reply, in whichever template: every place the schema has for it', async () => {
    const gateway = await start();
    const inputs = inputsWith(schema.getType('ActionableMessageInput') as GraphQLInputObjectType);
    expect(inputs.length).toBeGreaterThan(6);
    const document = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
    for (const actionable of inputs) {
      const input = { conversationId: '104250001', text: 'x', actionable };
      const { errors } = await ask(gateway, 'USER', document, { input });
      expect(errors.map(({ extensions }) => extensions)).toEqual([
        {
          code: 'FORBIDDEN',
          retryable: false,
          argument: expect.stringMatching(/^input\.actionable\..*\.replyMetadata\.KM_ASSIGN_TO$/),
        },
      ]);
    }
    expect(gateway.calls()).toEqual([]);
  });

  it('of a user by an agent does not happen where it cannot be found out who that is', async () => {
    const gateway = await start();
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 500 });
    const document =
      'mutation { updateUser(input: { userId: "ben-carter", displayName: "B" }) { user { id } } }';
    expect(codesOf(await ask(gateway, 'AGENT', document))).toEqual(['updateUser UPSTREAM_UNAVAILABLE']);
    expect(wire(gateway)).toEqual([]);
  });

  const CLOSES: readonly (readonly [Caller, string | undefined, Outcome])[] = [
    ['USER', AGENT, no],
    ['AGENT', 'mira.patel@hearth.example', no],
    ['SERVICE', 'mira.patel@hearth.example', yes('mira.patel@hearth.example')],
  ];
  it.each(CLOSES)('changeConversationStatus: a %s, as %s', async (caller, actorId, [code, actor]) => {
    const gateway = await start();
    const document = `mutation ($input: ChangeConversationStatusInput!) {
      changeConversationStatus(input: $input) { conversation { id } }
    }`;
    const input = { conversationId: '104250001', status: 'CLOSED', actorId };
    const answer = await ask(gateway, caller, document, { input });
    expect(codesOf(answer)).toEqual(code ? [`changeConversationStatus ${code}`] : []);
    expect(wire(gateway)).toEqual(actor ? [['groupUpdate', actor]] : []);
    if (isUser(caller)) expect(gateway.calls()).toEqual([]);
  });

  it.each([
    ['USER', 'plan', undefined],
    ['USER', 'note-1', undefined],
    ['USER', 'KM_CHAT_CONTEXT', 'FORBIDDEN'],
    ['USER', 'category', 'FORBIDDEN'],
    ['USER', 'plans', 'FORBIDDEN'],
    ['SERVICE for a user', 'skipBot', 'FORBIDDEN'],
    ['AGENT', 'category', undefined],
    ['SERVICE', 'skipBot', undefined],
  ] as const)('with metadata: a %s, key %s', async (caller, key, code) => {
    const gateway = await start({ userMetadataKeys: ['plan', 'note-*'] });
    const metadata = { [key]: 'x' };
    for (const [field, input] of [
      [
        'sendMessage',
        {
          conversationId: '104250001',
          text: 'x',
          metadata,
          ...(caller === 'SERVICE' && { senderId: 'ana-ortiz' }),
        },
      ],
      ['updateUser', { userId: 'ana-ortiz', metadata }],
    ] as const) {
      const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
      const document = `mutation ($input: ${type}!) { ${field}(input: $input) { __typename } }`;
      const { errors } = await ask(gateway, caller, document, { input });
      expect(errors.map(({ extensions }) => extensions)).toEqual(
        code ? [{ code, retryable: false, argument: `input.metadata.${key}` }] : [],
      );
    }
    expect(wire(gateway)).toHaveLength(code ? 0 : 2);
  });

  it('by a user may have what a typed actionable part is made of', async () => {
    const gateway = await start();
    const document = `mutation { sendMessage(input: {
      conversationId: "104250001", actionable: { quickReplies: [{ title: "Yes" }] }
    }) { message { id conversation { name } } } }`;
    const answer = await ask(gateway, 'USER', document);
    expect(answer.errors).toEqual([]);
    expect(answer.data.sendMessage.message.conversation.name).toBe('Oak table · Ana Ortiz');
  });
});

describe('public profiles', () => {
  it('may be looked up by anybody where that is wanted, and nothing else', async () => {
    const gateway = await start({ publicProfiles: true });
    const whole = wholeSelection(schema, typeOf('User'));
    const answer = await ask(
      gateway,
      'USER',
      `{ user(id: "ben-carter") { ${whole} } users(ids: ["nobody", "ben-carter"]) { id } }`,
    );
    const seen = Object.entries(answer.data.user as object).filter(([, value]) => value !== null);
    expect(seen.map(([name]) => name).toSorted()).toEqual(PUBLIC.toSorted());
    expect(codesOf(answer)).toHaveLength(createFieldResolver('User').length - PUBLIC.length);
    expect(new Set(codesOf(answer).map((code) => code.split(' ')[1]))).toEqual(new Set(['FORBIDDEN']));
    expect(answer.data.users).toEqual([null, { id: 'ben-carter' }]);
  });
});

describe('in service mode', () => {
  it.each([
    ['nobody', {}, 401, { code: 'UNAUTHENTICATED', reason: 'token-missing' }],
    ['something else than a token', { authorization: 'Basic eDp5' }, 401, { reason: 'not-a-bearer-token' }],
    ['a token and an Api-Key', { ...CALLERS.USER, 'api-key': 'x' }, 400, { reason: 'api-key-not-allowed' }],
    ['an empty Api-Key', { ...CALLERS.USER, 'api-key': '' }, 400, { reason: 'api-key-not-allowed' }],
    [
      'a user who would be another',
      { ...CALLERS.USER, 'of-user-id': 'ben-carter' },
      403,
      { code: 'FORBIDDEN' },
    ],
    [
      'a service that acts for an empty name',
      { ...CALLERS.SERVICE, 'of-user-id': '' },
      400,
      { reason: 'malformed-of-user-id' },
    ],
    [
      'an agent who would be another',
      { ...CALLERS.AGENT, 'of-user-id': 'ben-carter' },
      403,
      { code: 'FORBIDDEN' },
    ],
  ])('%s is refused before the body is read', async (_case, headers, status, extensions) => {
    const gateway = await start();
    const body = new ReadableStream(
      {
        pull: () => {
          throw new Error('the body is read');
        },
      },
      { highWaterMark: 0 },
    );
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      duplex: 'half',
    };
    const response = await gateway.fetch(new Request('http://gateway/graphql', init));
    const { errors } = (await response.json()) as { errors: object[] };
    expect(response.status).toBe(status);
    expect(errors).toMatchObject([{ extensions }]);
    if (status === 401) expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm=/);
  });
});

describe('what one answer may hold', () => {
  const nested = (leaves: string) => `{ conversation(id: "104250001") { messages(first: 50) { nodes {
    conversation { messages(first: 50) { nodes { conversation { messages(first: 3) { nodes { ${leaves} } } } } } }
  } } } }`;
  const aliased = (field: string) => Array.from({ length: 95 }, (_, n) => `a${n}: ${field}`).join(' ');

  it.each([
    ['texts', aliased('text')],
    ['errors', `sender { ${aliased('email')} }`],
    ['errors without an alias', 'sender { email metadata phoneNumber lastSeenAt createdAt unreadCount }'],
    ['names of types', aliased('__typename')],
    ['names of types in a fragment', `... on Message { ${aliased('__typename')} }`],
    ['JSON', aliased('metadata')],
    ['objects', `sender { ${aliased('__typename')} }`],
  ])('is bounded in %s, whatever is remembered and under however many names', async (_case, leaves) => {
    const gateway = await start();
    const answer = await ask(gateway, 'USER', nested(leaves));
    expect(answer.status).toBe(200);
    const limits = answer.errors.map(({ extensions }) => String(extensions.limit));
    expect(limits.some((limit) => limit === 'cost' || limit === 'errors')).toBe(true);
    expect(answer.errors.length).toBeLessThanOrEqual(100);
    expect(JSON.stringify(answer.data).length).toBeLessThan(5_000_000);
    expect(gateway.calls().length).toBeLessThan(6);
  });

  it('is bounded in cursors, each of which has to be made', async () => {
    const gateway = await start();
    const leaves = `conversation { messages(first: 50) { edges { ${aliased('cursor')} } } }`;
    const document = `{ conversation(id: "104250001") { messages(first: 50) { nodes { ${leaves} } } } }`;
    const answer = await ask(gateway, 'USER', document);
    expect(answer.errors.some(({ extensions }) => extensions.limit === 'cost')).toBe(true);
  });

  it('counts a long text for what it is', async () => {
    const gateway = await start();
    const text = 'x'.repeat(10_000);
    const body = JSON.stringify([{ userId: 'ana-ortiz', displayName: text, metadata: { a: text } }]);
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 200, body });
    const fields = Array.from({ length: 50 }, (_, n) => `a${n}: displayName b${n}: metadata`).join(' ');
    const document = `query ($ids: [ID!]!) { users(ids: $ids) { ${fields} } }`;
    const answer = await ask(gateway, 'USER', document, { ids: Array(10).fill('ana-ortiz') });
    expect(codesOf(answer).filter((code) => code.endsWith('LIMIT_EXCEEDED'))).toHaveLength(10);
    // Beyond that, fields are null and say nothing more.
    expect(JSON.stringify(answer.data).length).toBeLessThan(6_000_000);
    expect(answer.data.users.at(-1).b49).toBeNull();
  });

  it('leaves a change that was made as it is, and makes none that cannot be answered for', async () => {
    const gateway = await start();
    const big = `message { id conversation { messages(first: 50) { nodes { conversation { messages(first: 50) { nodes { ${aliased('text')} } } } } } } }`;
    const send = 'sendMessage(input: { conversationId: "104250001", text: "x" })';
    const answer = await ask(
      gateway,
      'USER',
      `mutation { one: ${send} { ${big} } two: ${send} { message { id } } }`,
    );
    expect(answer.data.one.message.id).toEqual(expect.any(String));
    expect(answer.data.two).toBeNull();
    expect(codesOf(answer).filter((code) => code.startsWith('two'))).toEqual(['two LIMIT_EXCEEDED']);
    expect(gateway.calls('messageSend')).toHaveLength(1);
  });

  it('is enough for a thousand people with all that there is to know of them', async () => {
    const gateway = await start();
    const whole = wholeSelection(schema, typeOf('User'));
    const document = `query ($ids: [ID!]!) { users(ids: $ids) { ${whole} } }`;
    const answer = await ask(gateway, 'AGENT', document, { ids: Array(1000).fill('ana-ortiz') });
    expect(answer.errors).toEqual([]);
  });

  it('counts ids that are denied like others', async () => {
    const gateway = await start();
    const ids = Array(1001).fill('ben-carter');
    const answer = await ask(gateway, 'USER', 'query ($ids: [ID!]!) { users(ids: $ids) { id } }', { ids });
    expect(answer.errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'LIMIT_EXCEEDED', retryable: false, limit: 'ids', limitValue: 1000 },
    ]);
  });
});

describe('a list in which one may see only oneself', () => {
  it('leaves no failure that nobody handles', async () => {
    // Were there one, the run of the tests would end with an unhandled rejection.
    const gateway = await startTestGateway({ mode: 'service' });
    gateway.emulator.fault({ kind: 'html', endpoint: 'userDetail', times: 5 });
    const { data, errors } = await gateway.query(
      '{ users(ids: ["ben-carter", "ana-ortiz", "chloe-dubois", "ana-ortiz"]) { id } }',
      { headers: bearer('USER', 'ana-ortiz') },
    );
    await new Promise(setImmediate);
    expect(data.users).toEqual([null, null, null, null]);
    expect(
      errors.map(({ path, extensions }) => `${path?.join('.')} ${String(extensions.code)}`).toSorted(),
    ).toEqual([
      'users.0 FORBIDDEN',
      'users.1 UPSTREAM_INVALID_RESPONSE',
      'users.2 FORBIDDEN',
      'users.3 UPSTREAM_INVALID_RESPONSE',
    ]);
    expect(gateway.calls('userDetail')).toHaveLength(1);
  });
});
