import { request, type IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { bearer } from '../support/harness.ts';
import { startChat, type Chat } from './services.ts';

/*
 * Routers that are no npm packages. Their requests to a subgraph are imitated, header by header, as their sources write
 * them: apollographql/router (services/subgraph), graphql-hive/router (executors/http.rs), and for Cosmo
 * wundergraph/graphql-go-tools (datasource/httpclient). Hive Gateway also runs in gateways.test.ts.
 */

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Names and values in turn, since a router may send a header twice. */
const ROUTERS: Readonly<Record<string, readonly string[]>> = {
  'Apollo Router': [
    ...['content-type', 'application/json'],
    ...['accept', 'application/json, application/graphql-response+json'],
    ...['accept-encoding', 'gzip, br, deflate'],
  ],
  'Apollo Router with field-level traces': [
    ...['content-type', 'application/json'],
    ...['accept', 'application/json, application/graphql-response+json'],
    ...['accept-encoding', 'gzip, br, deflate'],
    ...['apollo-federation-include-trace', 'ftv1'],
  ],
  // It sends no Accept.
  'Hive Router': [...['content-type', 'application/json; charset=utf-8'], ...['connection', 'keep-alive']],
  'Cosmo Router': [
    ...['User-Agent', 'Go-http-client/1.1'],
    ...['Accept', 'application/json'],
    ...['Content-Type', 'application/json'],
    ...['Accept-Encoding', 'gzip', 'Accept-Encoding', 'deflate'],
  ],
  'Hive Gateway': [
    ...['accept', 'application/graphql-response+json, application/json, multipart/mixed'],
    ...['content-type', 'application/json'],
    ...['accept-encoding', 'gzip, deflate, br, zstd'],
    ...['user-agent', 'node'],
  ],
};

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on User { id displayName email } }
}`;
const REPRESENTATIONS = ['ana-ortiz', 'no-such-user', 'ben-carter'].map((id) => ({ __typename: 'User', id }));

describe.each(Object.entries(ROUTERS))('a request with the headers of %s', (name, headers) => {
  const ask = async (chat: Chat, body: object, user: Record<string, string>) =>
    post(chat.url, [...headers, ...Object.entries(user).flat(), 'traceparent', TRACEPARENT], body);

  it('gets entities, with the permissions of the user whose token it forwards', async () => {
    const chat = await startChat({ mode: 'service', access: { publicProfiles: true } });
    const body = { query: ENTITIES, variables: { representations: REPRESENTATIONS } };
    const response = await ask(chat, body, bearer('USER', 'ana-ortiz'));
    expect(response.status).toBe(200);
    const { data, errors, extensions } = JSON.parse(response.text);
    const [ana, missing, ben] = data._entities;
    expect([ana.displayName, ana.email, missing]).toEqual(['Ana Ortiz', expect.any(String), null]);
    expect([ben.displayName, ben.email]).toEqual(['Ben Carter', null]);
    expect(errors).toMatchObject([{ path: ['_entities', 2, 'email'], extensions: { code: 'FORBIDDEN' } }]);
    expect(extensions?.ftv1).toBeUndefined();
    expect(chat.idsAskedFor()).toHaveLength(1);
  });

  it('gets a media type that the router reads, without a compression that it does not', async () => {
    const chat = await startChat({ mode: 'service' });
    const response = await ask(chat, { query: '{ viewer { id } }' }, bearer('USER', 'ana-ortiz'));
    const isGraphql = name === 'Hive Gateway';
    expect(response.headers['content-type']).toBe(
      isGraphql ? 'application/graphql-response+json; charset=utf-8' : 'application/json; charset=utf-8',
    );
    expect(response.headers['content-encoding']).toBeUndefined();
  });

  it('is traced to the REST call', async () => {
    const chat = await startChat({ mode: 'service' });
    await ask(chat, { query: '{ viewer { id displayName } }' }, bearer('USER', 'ana-ortiz'));
    expect(chat.emulator.calls.map(({ rawHeaders }) => rawHeaders.includes(TRACEPARENT))).toEqual([true]);
  });

  it('gets a status below 500 for a message whose outcome is unknown, so the router does not send it again', async () => {
    const chat = await startChat({ mode: 'service' });
    chat.emulator.fault({ endpoint: 'messageSend', kind: 'reset', applied: true });
    const query = `mutation { sendMessage(input: { conversationId: "104250001", text: "Hello" }) { message { id } } }`;
    const response = await ask(chat, { query }, bearer('AGENT', 'mira.patel@hearth.example'));
    expect([response.status, response.headers['retry-after']]).toEqual([200, undefined]);
    expect(JSON.parse(response.text).errors).toMatchObject([
      { extensions: { code: 'UPSTREAM_OUTCOME_UNKNOWN' } },
    ]);
    expect(chat.emulator.calls.filter(({ endpoint }) => endpoint === 'messageSend')).toHaveLength(1);
  });

  it('without a token is 401, with errors as JSON', async () => {
    const chat = await startChat({ mode: 'service' });
    const response = await ask(chat, { query: '{ viewer { id } }' }, {});
    expect(response.status).toBe(401);
    expect(JSON.parse(response.text).errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});

/** Sends exactly these headers, and `Host` and `Content-Length`. */
async function post(url: string, headers: readonly string[], body: object) {
  const bytes = Buffer.from(JSON.stringify(body));
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const all = [...headers, 'Host', new URL(url).host, 'Content-Length', String(bytes.length)];
  request(url, { method: 'POST', headers: all }, resolve).on('error', reject).end(bytes);
  const response = await promise;
  const text = Buffer.concat((await response.toArray()) as Buffer[]).toString();
  return { status: response.statusCode, headers: response.headers, text };
}
