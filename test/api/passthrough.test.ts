import { describe, expect, it } from 'vitest';
import { codesOf, startTestGateway } from '../support/harness.ts';

const VIEWER = '{ viewer { id } }';
const headerOf = (rawHeaders: readonly string[], name: string) => rawHeaders[rawHeaders.indexOf(name) + 1];

describe('passthrough mode', () => {
  it('rejects a request without an Api-Key with 401, before it reads the body or makes a call', async () => {
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

  it('ignores a key in the URL', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    const response = await gateway.fetch(
      new Request(`http://gateway/graphql?apiKey=${gateway.emulator.apiKey}&query=%7Bviewer%7Bid%7D%7D`),
    );
    expect(response.status).toBe(401);
  });

  it('sends the caller’s key with every call', async () => {
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

  it('returns an error of the field with HTTP 200 for a key that the REST API rejects', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    const answer = await gateway.query('{ user(id: "ana-ortiz") { id } }', {
      headers: { 'Api-Key': 'wrong' },
    });
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({ user: null });
    expect(codesOf(answer)).toEqual(['user UPSTREAM_AUTH_FAILED']);
  });

  it('sends no Of-User-Id with reads', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    await gateway.query(VIEWER, {
      headers: { 'Api-Key': gateway.emulator.apiKey, 'Of-User-Id': 'ana-ortiz' },
    });
    expect(gateway.calls()[0]?.rawHeaders).not.toContain('Of-User-Id');
  });

  it('has no viewer without Of-User-Id, and mutations then need a sender and an actor', async () => {
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
  ])('rejects a header that cannot be forwarded unchanged: %s', async (_name, headers, reason) => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    const answer = await gateway.query(VIEWER, { headers });
    expect(answer.status).toBe(400);
    expect(answer.errors[0]?.extensions).toEqual({ code: 'BAD_REQUEST', retryable: false, reason });
    expect(gateway.calls()).toEqual([]);
  });
});

describe('the sandbox', () => {
  it('identifies the caller as the demo agent, or as the user in Of-User-Id', async () => {
    const gateway = await startTestGateway();
    expect((await gateway.query(VIEWER)).data.viewer.id).toBe('mira.patel@hearth.example');
    const named = await gateway.query(VIEWER, { headers: { 'Of-User-Id': 'ben-carter' } });
    expect(named.data.viewer.id).toBe('ben-carter');
    const unknown = await gateway.query(VIEWER, { headers: { 'Of-User-Id': 'no-such-user' } });
    expect(unknown.data.viewer).toBeNull();
  });

  it('does not forward an Api-Key of the caller', async () => {
    const gateway = await startTestGateway();
    await gateway.query(VIEWER, { headers: { 'Api-Key': 'a-real-key' } });
    expect(headerOf(gateway.calls()[0]?.rawHeaders ?? [], 'Api-Key')).toBe(gateway.emulator.apiKey);
  });
});
