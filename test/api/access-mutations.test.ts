import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  type GraphQLInputObjectType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import {
  AGENT,
  ask,
  callers,
  CONVERSATIONS,
  fieldsOf,
  isUser,
  schema,
  start,
  USERS,
  type Caller,
} from '../support/callers.ts';
import { codesOf, type TestGateway } from '../support/harness.ts';

/** An input for each `replyMetadata` field below a type, with all required fields. */
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

/** The endpoint of each write, and the user that it acts as: `Of-User-Id`, or `fromUserName`. */
const writes = ({ calls }: TestGateway) =>
  calls()
    .filter(({ endpoint }) => /Update|Send|Create|Assign$|Read$/.test(endpoint ?? ''))
    .map(({ endpoint, rawHeaders, body }) => {
      const at = rawHeaders.findIndex((name) => name.toLowerCase() === 'of-user-id');
      const { fromUserName } = JSON.parse(body || '{}') as { fromUserName?: string };
      return [endpoint, at < 0 ? fromUserName : rawHeaders[at + 1]];
    });

/**
 * The outcome of each mutation, by target and caller: for an allowed one the user that the REST API gets as the actor
 * (`fromUserName` or `Of-User-Id`), for a denied one the error code.
 */
const CHANGES: Readonly<Record<string, Change>> = {
  updateUser: {
    targets: { ...USERS, colleague: 'mira.patel@hearth.example' },
    inputOf: (userId) => ({ userId, displayName: 'New' }),
    outcomes: {
      own: ['ana-ortiz', 'ana-ortiz', 'ana-ortiz'],
      other: ['FORBIDDEN', 'ben-carter', 'ben-carter'],
      // The REST API rejects updates of agents.
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
  createConversation: {
    targets: { own: 'ana-ortiz', other: 'ben-carter', missing: 'new-user', hostile: 'a\nb' },
    inputOf: (userId) => ({ participantIds: [userId] }),
    outcomes: {
      own: ['ana-ortiz', AGENT, 'hearth-bot'],
      other: ['FORBIDDEN', AGENT, 'hearth-bot'],
      missing: ['FORBIDDEN', AGENT, 'hearth-bot'],
      hostile: ['FORBIDDEN', 'BAD_USER_INPUT', 'BAD_USER_INPUT'],
    },
    endpoint: 'groupCreate',
  },
  assignConversation: {
    targets: CONVERSATIONS,
    inputOf: (conversationId) => ({ conversationId, assigneeId: 'lucia.ferrari@hearth.example' }),
    outcomes: {
      shared: ['FORBIDDEN', AGENT, 'hearth-bot'],
      other: ['FORBIDDEN', AGENT, 'hearth-bot'],
      missing: ['FORBIDDEN', 'NOT_FOUND', 'NOT_FOUND'],
      hostile: ['FORBIDDEN', 'BAD_USER_INPUT', 'BAD_USER_INPUT'],
    },
    endpoint: 'groupAssign',
  },
  markConversationRead: {
    targets: CONVERSATIONS,
    inputOf: (conversationId) => ({ conversationId }),
    outcomes: {
      shared: ['ana-ortiz', AGENT, 'hearth-bot'],
      other: ['FORBIDDEN', AGENT, 'hearth-bot'],
      // The REST API says only that it rejects the call.
      missing: ['FORBIDDEN', 'UPSTREAM_REJECTED', 'UPSTREAM_REJECTED'],
      hostile: ['BAD_USER_INPUT', 'BAD_USER_INPUT', 'BAD_USER_INPUT'],
    },
    endpoint: 'conversationRead',
  },
};

interface Change {
  /** The possible targets, by their relation to the caller. */
  readonly targets: Readonly<Record<string, string>>;
  readonly inputOf: (id: string) => object;
  /** For each target: the outcome for a user (or a service that acts for one), an agent, and a service. */
  readonly outcomes: Readonly<Record<string, readonly [user: string, agent: string, service: string]>>;
  readonly endpoint: string;
}

describe('the permissions of mutations', () => {
  it('are listed for each mutation of the schema and each target', () => {
    expect(Object.keys(CHANGES).toSorted()).toEqual(
      fieldsOf('Mutation')
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
    const errorCode = /^[A-Z_]+$/.test(outcome) ? outcome : undefined;
    const gateway = await start();
    const type = `${change[0]?.toUpperCase()}${change.slice(1)}Input`;
    const document = `mutation ($input: ${type}!) { ${change}(input: $input) { __typename } }`;
    const answer = await ask(gateway, caller, document, { input: inputOf(targets[kind] ?? '') });
    expect(codesOf(answer)).toEqual(errorCode ? [`${change} ${errorCode}`] : []);
    if (errorCode) expect(answer.data).toEqual({ [change]: null });
    // For these two codes, the REST API itself rejects the write.
    const isSent = !errorCode || errorCode === 'UPSTREAM_REJECTED' || errorCode === 'NOT_FOUND';
    const actors = writes(gateway).map(([, actor]) => actor);
    if (!errorCode) expect(writes(gateway)).toEqual([[endpoint, outcome]]);
    else if (!isSent) expect(actors).toEqual([]);
    // A user never acts as another user.
    if (isUser(caller)) expect(actors.filter((actor) => actor !== 'ana-ortiz')).toEqual([]);
    if (errorCode === 'FORBIDDEN' && isUser(caller)) {
      // At most one read of the participants, if the token alone does not decide.
      const reads = targets === CONVERSATIONS && outcomes.shared?.[0] === 'ana-ortiz' ? ['groupInfo'] : [];
      expect(gateway.calls().map((call) => call.endpoint)).toEqual(reads);
    }
  });
});

describe('a mutation', () => {
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
      expect(writes(gateway)).toEqual(actor ? [['messageSend', actor]] : []);
    },
  );

  /** Updates of users that are not end users. */
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
    expect(writes(gateway)).toEqual(actor ? [['userUpdate', actor]] : []);
    if (code === 'FORBIDDEN' && isUser(caller)) expect(gateway.calls()).toEqual([]);
  });

  it.each(['1', 2.5, null, {}])(
    'by an agent is denied if the target has an invalid role type: %j',
    async (roleType) => {
      const gateway = await start();
      const body = JSON.stringify([{ userId: 'ben-carter', roleType }]);
      gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 200, body });
      const document =
        'mutation { updateUser(input: { userId: "ben-carter", displayName: "B" }) { user { id } } }';
      expect(codesOf(await ask(gateway, 'AGENT', document))).toEqual(['updateUser FORBIDDEN']);
      expect(writes(gateway)).toEqual([]);
    },
  );

  it.each([
    ['a sender', { senderId: AGENT }, 'input.senderId'],
    ['a metadata key', { metadata: { category: 'x' } }, 'input.metadata.category'],
    ['a metadata key beside an empty one', { metadata: { '': 'x', category: 'x' } }, 'input.metadata.'],
    [
      'a key in reply metadata',
      { actionable: { quickReplies: [{ title: 't', replyMetadata: { KM_ASSIGN_TO: 'x' } }] } },
      'input.actionable.quickReplies.0.replyMetadata.KM_ASSIGN_TO',
    ],
    ['HTML', { format: 'HTML' }, 'input.format'],
    [
      'a raw template payload',
      { actionable: { template: { templateId: '6', payload: [] } } },
      'input.actionable.template',
    ],
  ])('by a user is denied without a call if the token alone decides: %s', async (_case, more, argument) => {
    const gateway = await start();
    const input = { conversationId: '104250001', text: 'x', ...more };
    const document = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
    const { errors } = await ask(gateway, 'USER', document, { input });
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'FORBIDDEN', retryable: false, argument },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  it('by a user cannot set reply metadata, in any field of any template', async () => {
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

  it('by an agent is not sent if the target user cannot be read', async () => {
    const gateway = await start();
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 500 });
    const document =
      'mutation { updateUser(input: { userId: "ben-carter", displayName: "B" }) { user { id } } }';
    expect(codesOf(await ask(gateway, 'AGENT', document))).toEqual(['updateUser UPSTREAM_UNAVAILABLE']);
    expect(writes(gateway)).toEqual([]);
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
    expect(writes(gateway)).toEqual(actor ? [['groupUpdate', actor]] : []);
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
  ] as const)('with metadata by a %s: key %s', async (caller, key, code) => {
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
    expect(writes(gateway)).toHaveLength(code ? 0 : 2);
  });

  it('by a user may have a typed actionable part', async () => {
    const gateway = await start();
    const document = `mutation { sendMessage(input: {
      conversationId: "104250001", actionable: { quickReplies: [{ title: "Yes" }] }
    }) { message { id conversation { name } } } }`;
    const answer = await ask(gateway, 'USER', document);
    expect(answer.errors).toEqual([]);
    expect(answer.data.sendMessage.message.conversation.name).toBe('Oak table · Ana Ortiz');
  });
});
