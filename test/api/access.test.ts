import { getNamedType, isCompositeType, isObjectType, type GraphQLObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { audiencesOf, applyAccessRules } from '../../src/schema/access.ts';
import { createSchema } from '../../src/schema/schema.ts';
import {
  AGENT,
  ask,
  callers,
  CONVERSATIONS,
  fieldsOf,
  isUser,
  schema,
  start,
  typeOf,
  USERS,
} from '../support/callers.ts';
import { bearer, codesOf, startTestGateway } from '../support/harness.ts';
import { wholeSelection } from '../support/selection.ts';

/** The public profile: the fields of a user that every caller can read who can read the user at all. */
const PUBLIC = ['id', 'nodeId', 'displayName', 'connected', 'imageLink', 'deactivated'];

/** A field with a selection set, if its type needs one. */
function selectionOf(typeName: string, fieldName: string): string {
  const named = getNamedType(typeOf(typeName).getFields()[fieldName]?.type);
  if (!named || !isCompositeType(named)) return fieldName;
  if (named.name.endsWith('Connection')) return `${fieldName} { nodes { id } }`;
  return `${fieldName} { ${named.name === 'User' ? 'id' : '__typename'} }`;
}

describe('the access rules in the schema', () => {
  it('cover every root field, and every field of a user or a conversation that is not public', () => {
    for (const root of ['Query', 'Mutation']) {
      expect(fieldsOf(root).filter((field) => !audiencesOf(schema, field))).toEqual([]);
    }
    const without = (name: string) =>
      fieldsOf(name)
        .filter((field) => !audiencesOf(schema, field))
        .map(({ name: field }) => field);
    expect(without('User').toSorted()).toEqual(PUBLIC.toSorted());
    expect(without('Conversation')).toEqual(['id', 'nodeId']);
  });

  it('are on the fields of users and conversations, not on the fields that lead to them', () => {
    const others = Object.values(schema.getTypeMap())
      .filter((type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'))
      .filter(({ name }) => !['Query', 'Mutation', 'Subscription', 'User', 'Conversation'].includes(name))
      .flatMap((type) => Object.values(type.getFields()).map((field) => [type.name, field] as const))
      .filter(([, field]) => audiencesOf(schema, field))
      .map(([type, { name }]) => `${type}.${name}`);
    expect(others.toSorted()).toEqual(['Message.receipts', 'Participant.unreadCount']);
  });

  it('fail at startup if they cannot be enforced', () => {
    const broken = createSchema();
    const field = (broken.getType('Message') as GraphQLObjectType).getFields().text;
    const rule = typeOf('User').getFields().email?.astNode;
    if (field && rule) field.astNode = rule;
    expect(() => applyAccessRules(broken, { publicProfiles: false })).toThrow(
      'Message.text: its access rule names no user',
    );
  });
});

describe.each(callers)('reads by a %s', (caller) => {
  describe.each(Object.entries(USERS))('of the user: %s', (kind, id) => {
    it.each(fieldsOf('User').map(({ name }) => name))('%s', async (field) => {
      const gateway = await start();
      const document = `query ($id: ID!) { user(id: $id) { ${selectionOf('User', field)} } }`;
      const answer = await ask(gateway, caller, document, { id });
      expect(answer.status).toBe(200);
      if (isUser(caller) && kind !== 'own') {
        // The token alone decides: no call is made, and the error reveals nothing.
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
        // The list of a user's conversations is the only read on behalf of a user.
        const hasList = field === 'conversations' && kind !== 'missing';
        expect(gateway.calls().map(({ rawHeaders }) => rawHeaders.includes('Of-User-Id'))).toEqual(
          hasList ? [false, true] : [false],
        );
      }
    });
  });

  it('of several users allow or deny each one by itself', async () => {
    const gateway = await start();
    const ids = [USERS.other, USERS.own, USERS.missing, USERS.own];
    const answer = await ask(gateway, caller, 'query ($ids: [ID!]!) { users(ids: $ids) { id email } }', {
      ids,
    });
    const found = answer.data.users.map((user: { id: string } | null) => user?.id ?? null);
    expect(found).toEqual([isUser(caller) ? null : 'ben-carter', 'ana-ortiz', null, 'ana-ortiz']);
    expect(codesOf(answer)).toEqual(isUser(caller) ? ['users.0 FORBIDDEN', 'users.2 FORBIDDEN'] : []);
    expect(gateway.idsAskedFor().flat().toSorted()).toEqual(
      isUser(caller) ? ['ana-ortiz'] : ['ana-ortiz', 'ben-carter', 'no-such-user'],
    );
  });

  describe.each(Object.entries(CONVERSATIONS))('of the conversation: %s', (kind, id) => {
    it.each(fieldsOf('Conversation').map(({ name }) => name))('%s', async (field) => {
      const gateway = await start();
      const selection = selectionOf('Conversation', field);
      const document = `query ($id: ID!) { conversation(id: $id) { ${selection} } }`;
      const answer = await ask(gateway, caller, document, { id });
      expect(answer.status).toBe(200);
      if (kind === 'hostile') {
        expect([codesOf(answer), gateway.calls()]).toEqual([['conversation BAD_USER_INPUT'], []]);
      } else if (isUser(caller) && kind !== 'shared') {
        // A missing conversation gives the same error as a conversation of other users.
        expect([answer.data, codesOf(answer)]).toEqual([{ conversation: null }, ['conversation FORBIDDEN']]);
        expect(gateway.calls().map(({ endpoint }) => endpoint)).toEqual(['groupInfo']);
      } else {
        expect(answer.errors).toEqual([]);
        if (kind === 'missing') expect(answer.data.conversation).toBeNull();
        else expect(answer.data.conversation).toHaveProperty(field);
        // The call that reads the conversation also contains its participants.
        expect(gateway.calls('groupInfo')).toHaveLength(1);
      }
    });
  });

  it('of several conversations allow or deny each one by itself', async () => {
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

  it('of the participants of a conversation contain public profiles, and all fields only of the caller', async () => {
    const gateway = await start();
    for (const field of fieldsOf('User').map(({ name }) => name)) {
      const selection = selectionOf('User', field);
      const document = `{ conversation(id: "104250001") { assignee { ${selection} } participants { user { id ${selection} } } } }`;
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

  it('of unread counts of participants contain only the caller’s own for a user', async () => {
    const gateway = await start();
    const document = '{ conversation(id: "104250001") { participants { unreadCount } } }';
    expect(codesOf(await ask(gateway, caller, document))).toEqual(
      isUser(caller) ? [0, 1].map((n) => `conversation.participants.${n}.unreadCount FORBIDDEN`) : [],
    );
  });

  it('of the inbox are for agents and services only', async () => {
    const gateway = await start();
    const answer = await ask(gateway, caller, '{ inbox(first: 1) { nodes { id } } }');
    expect(codesOf(answer)).toEqual(isUser(caller) ? ['inbox FORBIDDEN'] : []);
    expect(gateway.calls()).toHaveLength(isUser(caller) ? 0 : 1);
  });

  it('of the viewer return the acting user', async () => {
    const gateway = await start();
    const { data, errors } = await ask(gateway, caller, '{ viewer { id unreadCount } }');
    expect(errors).toEqual([]);
    const ids = { USER: 'ana-ortiz', AGENT, SERVICE: 'hearth-bot', 'SERVICE for a user': 'ana-ortiz' };
    expect(data.viewer?.id).toBe(ids[caller]);
  });
});

describe('public profiles', () => {
  it('are readable by every caller with publicProfiles, and no other fields are', async () => {
    const gateway = await start({ publicProfiles: true });
    const whole = wholeSelection(schema, typeOf('User'));
    const answer = await ask(
      gateway,
      'USER',
      `{ user(id: "ben-carter") { ${whole} } users(ids: ["no-such-user", "ben-carter"]) { id } }`,
    );
    const seen = Object.entries(answer.data.user as object).filter(([, value]) => value !== null);
    expect(seen.map(([name]) => name).toSorted()).toEqual(PUBLIC.toSorted());
    expect(codesOf(answer)).toHaveLength(fieldsOf('User').length - PUBLIC.length);
    expect(new Set(codesOf(answer).map((code) => code.split(' ')[1]))).toEqual(new Set(['FORBIDDEN']));
    expect(answer.data.users).toEqual([null, { id: 'ben-carter' }]);
  });
});

describe('a list of users with denied ids', () => {
  it('leaves no rejected promise unhandled', async () => {
    // An unhandled rejection would fail the test run.
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
