import { describe, expect, it } from 'vitest';
import { codesOf, startTestGateway } from '../support/harness.ts';

const VIEWER = '{ viewer { id } }';
const headerOf = (rawHeaders: readonly string[], name: string) => rawHeaders[rawHeaders.indexOf(name) + 1];

describe('in passthrough mode', () => {
  it('a request without an Api-Key is 401 before anything is read or called', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    for (const headers of [{}, { 'Api-Key': '' }, { Authorization: 'Bearer x' }]) {
      const answer = await gateway.query('{ not even GraphQL', { headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Api-Key realm="kommunicate"');
      expect(answer.data).toBeUndefined();
      expect(answer.errors.map(({ extensions }) => extensions)).toEqual([
        { code: 'UNAUTHENTICATED', retryable: false, reason: 'api-key-missing' },
      ]);
    }
    expect(gateway.calls()).toEqual([]);
  });

  it('a key is never taken from the address', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    const response = await gateway.fetch(
      new Request(`http://gateway/graphql?apiKey=${gateway.emulator.apiKey}&query=%7Bviewer%7Bid%7D%7D`),
    );
    expect(response.status).toBe(401);
  });

  it('the caller’s key is the one that the REST API sees, on every call', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    const headers = { 'Api-Key': gateway.emulator.apiKey, 'Of-User-Id': 'ana-ortiz' };
    await gateway.query(
      'mutation { updateUser(input: { userId: "ben-carter", displayName: "B" }) { user { displayName } } }',
      { headers },
    );
    await gateway.query(VIEWER, { headers: { ...headers, 'Api-Key': 'someone-else' } });
    expect(gateway.calls().map(({ rawHeaders }) => headerOf(rawHeaders, 'Api-Key'))).toEqual([
      gateway.emulator.apiKey,
      gateway.emulator.apiKey,
      'someone-else',
    ]);
  });

  it('a key that the REST API refuses is an error on the field, and HTTP 200', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    const answer = await gateway.query('{ user(id: "ana-ortiz") { id } }', {
      headers: { 'Api-Key': 'wrong' },
    });
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({ user: null });
    expect(codesOf(answer)).toEqual(['user UPSTREAM_AUTH_FAILED']);
  });

  it('reads carry no Of-User-Id', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    await gateway.query(VIEWER, {
      headers: { 'Api-Key': gateway.emulator.apiKey, 'Of-User-Id': 'ana-ortiz' },
    });
    expect(gateway.calls()[0]?.rawHeaders).not.toContain('Of-User-Id');
  });

  it('a request that acts for nobody has no viewer, and must say who sends and who acts', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    const headers = { 'Api-Key': gateway.emulator.apiKey };
    const answer = await gateway.query(VIEWER, { headers });
    expect({ data: answer.data, errors: answer.errors }).toEqual({ data: { viewer: null }, errors: [] });
    const refused = await gateway.query(
      `mutation {
        sendMessage(input: { conversationId: "104250001", text: "Hi" }) { message { id } }
        changeConversationStatus(input: { conversationId: "104250001", status: OPEN }) { conversation { id } }
      }`,
      { headers },
    );
    expect(refused.errors.map(({ extensions }) => [extensions.argument, extensions.reason])).toEqual([
      ['input.senderId', 'required'],
      ['input.actorId', 'required'],
    ]);
    expect(gateway.calls()).toEqual([]);
    const accepted = await gateway.query(
      `mutation {
        sendMessage(input: { conversationId: "104250001", senderId: "ana-ortiz", text: "Hi" }) { message { text } }
        changeConversationStatus(input: {
          conversationId: "104250001", actorId: "tom.becker@hearth.example", status: OPEN
        }) { conversation { status } }
      }`,
      { headers },
    );
    expect(accepted.errors).toEqual([]);
    expect(headerOf(gateway.calls('groupUpdate')[0]?.rawHeaders ?? [], 'Of-User-Id')).toBe(
      'tom.becker@hearth.example',
    );
  });

  it.each([
    ['a key with a space in it', { 'Api-Key': 'two keys' }, 'malformed-api-key'],
    ['two keys in one', { 'Api-Key': 'a, b' }, 'malformed-api-key'],
    ['a key with a letter beyond ASCII', { 'Api-Key': 'cl\u00e9' }, 'malformed-api-key'],
    ['a very long key', { 'Api-Key': 'k'.repeat(257) }, 'malformed-api-key'],
    ['two users in one', { 'Api-Key': 'k', 'Of-User-Id': 'a, b' }, 'malformed-of-user-id'],
    [
      'a user with a letter beyond ASCII',
      { 'Api-Key': 'k', 'Of-User-Id': 'jos\u00e9' },
      'malformed-of-user-id',
    ],
  ])('a header that could not be passed on as it is, is refused: %s', async (_name, headers, reason) => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    const answer = await gateway.query(VIEWER, { headers });
    expect(answer.status).toBe(400);
    expect(answer.errors[0]?.extensions).toEqual({ code: 'BAD_REQUEST', retryable: false, reason });
    expect(gateway.calls()).toEqual([]);
  });
});

describe('in the sandbox', () => {
  it('a caller is the demo agent, or the user they name', async () => {
    const gateway = await startTestGateway();
    expect((await gateway.query(VIEWER)).data.viewer.id).toBe('mira.patel@hearth.example');
    const named = await gateway.query(VIEWER, { headers: { 'Of-User-Id': 'ben-carter' } });
    expect(named.data.viewer.id).toBe('ben-carter');
    const unknown = await gateway.query(VIEWER, { headers: { 'Of-User-Id': 'nobody' } });
    expect(unknown.data.viewer).toBeNull();
  });

  it('an Api-Key that a caller sends goes nowhere', async () => {
    const gateway = await startTestGateway();
    await gateway.query(VIEWER, { headers: { 'Api-Key': 'a-real-key' } });
    expect(headerOf(gateway.calls()[0]?.rawHeaders ?? [], 'Api-Key')).toBe(gateway.emulator.apiKey);
  });
});
