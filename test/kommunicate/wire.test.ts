import { describe, expect, it } from 'vitest';
import {
  ACTIONABLE_MESSAGE_SEND,
  DOCUMENTED_USER,
  GROUP_UPDATE,
  MESSAGE_SEND,
  USER_DETAIL,
  USER_UPDATE,
} from '../fixtures/documented-calls.ts';
import { startTestGateway, type TestGateway } from '../support/harness.ts';

/** Returns the only call that the emulator received, with its raw headers. */
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

interface Documented {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: object;
}

/** The exact bytes and headers of a documented call, including the headers of HTTP/1.1. */
function onTheWire({ emulator }: TestGateway, { method, path, headers, body }: Documented) {
  const text = JSON.stringify(body);
  const values: Readonly<Record<string, string>> = {
    'Content-Type': 'application/json',
    'Of-User-Id': 'user_id',
  };
  const [contentType = '', ...others] = headers;
  return {
    method,
    path,
    body: text,
    headers: [
      ...['host', new URL(emulator.url).host, 'connection', 'keep-alive'],
      ...[contentType.toLowerCase(), values[contentType], 'api-key', 'my-key'],
      ...others.flatMap((name) => [name.toLowerCase(), values[name]]),
      ...['content-length', String(Buffer.byteLength(text))],
    ],
  };
}

const start = () => startTestGateway({ mode: 'passthrough', shape: 'documented', emulatorKey: 'my-key' });
const asCaller = { headers: { 'Api-Key': 'my-key', 'Of-User-Id': 'user_id' } };

describe('the calls on the wire are the documented ones', () => {
  it('for user detail', async () => {
    const gateway = await start();
    await gateway.query('{ users(ids: ["lena-fox", "omar-diaz"]) { id } }', asCaller);
    expect(onlyCall(gateway)).toEqual(onTheWire(gateway, USER_DETAIL));
  });

  it('for user update', async () => {
    const gateway = await start();
    await gateway.query(
      `mutation ($metadata: JSONObject) {
        updateUser(input: {
          metadata: $metadata, imageLink: "http://pictures.example/lena.png"
          displayName: "Lena Fox", email: "lena@mail.example", userId: "user_id"
        }) { user { id } }
      }`,
      { ...asCaller, variables: { metadata: { 'shoe-size': '39' } } },
    );
    expect(onlyCall(gateway)).toEqual(onTheWire(gateway, USER_UPDATE));
  });

  it('for a message', async () => {
    const gateway = await start();
    await gateway.query(
      `mutation {
        sendMessage(input: {
          senderId: "a sender id", text: "Good morning", conversationId: "a group id"
        }) { message { id } }
      }`,
      asCaller,
    );
    expect(onlyCall(gateway)).toEqual(onTheWire(gateway, MESSAGE_SEND));
  });

  it('for an actionable message', async () => {
    const gateway = await start();
    await gateway.query(
      `mutation {
        sendMessage(input: {
          conversationId: "a group id"
          text: "Shall we call you back?"
          senderId: "a sender id"
          actionable: { quickReplies: [
            { title: "Please", message: "Yes, this afternoon." }
            { title: "Rather not ", message: "It's solved" }
          ] }
        }) { message { id } }
      }`,
      asCaller,
    );
    expect(onlyCall(gateway)).toEqual(onTheWire(gateway, ACTIONABLE_MESSAGE_SEND));
  });

  it('for a conversation’s status', async () => {
    const gateway = await start();
    await gateway.query(
      `mutation {
        changeConversationStatus(input: { conversationId: "a group id", status: OPEN }) {
          conversation { id }
        }
      }`,
      asCaller,
    );
    expect(onlyCall(gateway)).toEqual(onTheWire(gateway, GROUP_UPDATE));
  });

  it('and every field of the documented response is returned', async () => {
    const gateway = await startTestGateway({ shape: 'documented' });
    gateway.emulator.fault({ kind: 'answer', status: 200, body: JSON.stringify([DOCUMENTED_USER]) });
    const { data } = await gateway.query(`{
      user(id: "lena-fox") {
        id displayName connected lastSeenAt createdAt imageLink deactivated phoneNumber unreadCount
        lastLoggedInAt lastMessageAt
      }
    }`);
    expect(Object.keys(DOCUMENTED_USER)).toHaveLength(11);
    expect(Object.values(data.user as object)).not.toContain(null);
    expect(data.user).toMatchObject({ id: 'lena-fox', displayName: 'Lena Fox', unreadCount: 4 });
  });
});

describe('a base URL with a path', () => {
  it('is the prefix of every call’s path', async () => {
    const gateway = await startTestGateway();
    const prefixed = await startTestGateway({ http: { baseUrl: `${gateway.emulator.url}/kommunicate/eu/` } });
    await prefixed.query('{ viewer { id } }');
    expect(gateway.calls()[0]?.path).toBe('/kommunicate/eu/rest/ws/user/v2/detail');
  });
});
