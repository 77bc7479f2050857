import { describe, expect, it } from 'vitest';
import { documentedRequest, jsonOf, samples } from './documentation.ts';
import { startTestGateway, type TestGateway } from './harness.ts';

/** The only call that came over the wire, its headers as they came. */
function onlyCall(gateway: TestGateway) {
  const [call, ...others] = gateway.calls();
  if (!call || others.length > 0) throw new Error('expected one call');
  const { method, path, body, rawHeaders } = call;
  return {
    method,
    path,
    body,
    headers: rawHeaders.map((text, index) => (index % 2 ? text : text.toLowerCase())),
  };
}

/** What every HTTP/1.1 request has besides. */
const transport = (gateway: TestGateway) => [
  'host',
  new URL(gateway.emulator.url).host,
  'connection',
  'keep-alive',
];
const headers = (gateway: TestGateway, body: string, more: readonly string[] = []) => [
  ...transport(gateway),
  ...['Content-Type', 'application/json', 'Api-Key', 'my-key', ...more].map((text, index) =>
    index % 2 ? text : text.toLowerCase(),
  ),
  ...['content-length', String(Buffer.byteLength(body))],
];

const start = () => startTestGateway({ mode: 'passthrough', shape: 'documented', emulatorKey: 'my-key' });
const asCaller = { headers: { 'Api-Key': 'my-key', 'Of-User-Id': 'user_id' } };

describe('the calls on the wire are those of the REST API’s page', () => {
  it('for user detail', async () => {
    const documented = documentedRequest('Get user detail');
    const gateway = await start();
    await gateway.query('{ users(ids: ["userId1", "userId2"]) { id } }', asCaller);
    expect(documented.body).toBe('{"userIdList":["userId1","userId2"]}');
    expect(onlyCall(gateway)).toEqual({ ...documented, headers: headers(gateway, documented.body) });
  });

  it('for user update, with the samples that are no e-mail address and no URL replaced', async () => {
    const documented = documentedRequest('Update User Details');
    const body = documented.body
      .replace('user email', 'ana@example.com')
      .replace('User profile image url', 'http://image.url');
    const gateway = await start();
    await gateway.query(
      `mutation {
        updateUser(input: {
          metadata: { key-1: "value-1" }, imageLink: "http://image.url"
          displayName: "user display name", email: "ana@example.com", userId: "user_id"
        }) { user { id } }
      }`
        .replace('{ key-1: "value-1" }', '$metadata')
        .replace('mutation', 'mutation ($metadata: JSONObject)'),
      { ...asCaller, variables: { metadata: { 'key-1': 'value-1' } } },
    );
    expect(body).toContain('"metadata":{"key-1":"value-1"}');
    expect(onlyCall(gateway)).toEqual({
      ...documented,
      body,
      headers: headers(gateway, body, ['Of-User-Id', 'user_id']),
    });
  });

  it('for a message', async () => {
    const documented = documentedRequest('Send Message');
    const gateway = await start();
    await gateway.query(
      `mutation {
        sendMessage(input: {
          senderId: "userId of sender", text: "Hi John", conversationId: "group Unique Identifier"
        }) { message { id } }
      }`,
      asCaller,
    );
    expect(documented.body).toContain('"message":"Hi John"');
    expect(onlyCall(gateway)).toEqual({ ...documented, headers: headers(gateway, documented.body) });
  });

  it('for an actionable message, with the brace that the sample’s payload lacks', async () => {
    const [, sample = ''] = samples('Send Message');
    const body = JSON.stringify(jsonOf(sample)).replace('send me more.\\",{', 'send me more.\\"},{');
    const gateway = await start();
    await gateway.query(
      `mutation {
        sendMessage(input: {
          conversationId: "group Unique Identifier"
          text: "Do you want more updates?"
          senderId: "userId of sender"
          actionable: { quickReplies: [
            { title: "Yes", message: "Cool! send me more." }
            { title: "No ", message: "Don't send it to me again" }
          ] }
        }) { message { id } }
      }`,
      asCaller,
    );
    expect(body).toContain('"templateId":"6"');
    expect(onlyCall(gateway)).toMatchObject({ method: 'POST', path: '/rest/ws/message/v2/send', body });
  });

  it('for a conversation’s status', async () => {
    const documented = documentedRequest('Change Conversation Status');
    const gateway = await start();
    await gateway.query(
      `mutation {
        changeConversationStatus(input: { conversationId: "group Unique Identifier", status: OPEN }) {
          conversation { id }
        }
      }`,
      asCaller,
    );
    expect(documented.body).toContain('"CONVERSATION_STATUS":"0"');
    expect(onlyCall(gateway)).toEqual({
      ...documented,
      headers: headers(gateway, documented.body, ['Of-User-Id', 'user_id']),
    });
  });

  it('and answers with every field of the documented answer', async () => {
    const [, sample = ''] = samples('Get user detail');
    const documented = jsonOf(sample) as readonly Record<string, unknown>[];
    const gateway = await startTestGateway({ shape: 'documented' });
    gateway.emulator.fault({ kind: 'answer', status: 200, body: JSON.stringify(documented) });
    const { data } = await gateway.query(`{
      user(id: "UserId1") {
        id displayName connected lastSeenAt createdAt imageLink deactivated phoneNumber unreadCount
        lastLoggedInAt lastMessageAt
      }
    }`);
    expect(Object.keys(documented[0] ?? {})).toHaveLength(11);
    expect(Object.values(data.user as object)).not.toContain(null);
    expect(data.user).toMatchObject({ id: 'UserId1', displayName: 'Display name', unreadCount: 10 });
  });
});

describe('a base URL with a path', () => {
  it('goes before every call’s path', async () => {
    const gateway = await startTestGateway();
    const prefixed = await startTestGateway({ http: { baseUrl: `${gateway.emulator.url}/kommunicate/eu/` } });
    await prefixed.query('{ viewer { id } }');
    expect(gateway.calls()[0]?.path).toBe('/kommunicate/eu/rest/ws/user/v2/detail');
  });
});
