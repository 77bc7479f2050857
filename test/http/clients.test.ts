import { createHash } from 'node:crypto';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { createClient as createUrqlClient, fetchExchange, type Exchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DEMO_AGENT_ID, startEmulator } from '../../src/emulator/index.ts';
import { createClient } from '../../src/kommunicate/client.ts';
import { startServer } from '../../src/server/server.ts';
import { answerOf, bearer, post, startTestGateway } from '../support/harness.ts';
import { sweptLogger } from '../support/sweep.ts';

/*
 * Real clients with their default settings, against a gateway on a port. A client that sends the hash of a document must
 * learn that it has to send the document.
 */

const PAGE = 'https://app.example';

/** A sandbox on a port, and a `fetch` that adds the headers of a browser and records the requests. */
async function serve(headers: Readonly<Record<string, string>> = {}) {
  const emulator = await startEmulator();
  const client = createClient({ baseUrl: emulator.url });
  const server = await startServer({
    client,
    identity: { mode: 'sandbox', apiKey: emulator.apiKey, userId: DEMO_AGENT_ID },
    cors: { origins: [PAGE] },
    port: 0,
    unsentGraceMs: 0,
    logger: sweptLogger(),
  });
  onTestFinished(async () => {
    await server.close();
    await client.close();
    await emulator.close();
  });
  const sent: string[] = [];
  const browserFetch: typeof fetch = async (input, init) => {
    const given = new Request(input, init);
    for (const [name, value] of Object.entries(headers)) given.headers.set(name, value);
    const text = given.method === 'GET' ? decodeURIComponent(given.url) : await given.clone().text();
    const kind = /"?query"?[:=]/.test(text) ? 'document' : 'hash';
    const response = await fetch(given);
    sent.push(`${given.method} ${kind} ${response.status}`);
    return response;
  };
  return { url: `${server.url}/graphql`, emulator, sent, browserFetch };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const USER = 'query User($id: ID!) { user(id: $id) { displayName } }';
const RENAME =
  'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "Ana O." }) { user { displayName } } }';

describe('Apollo Client with PersistedQueryLink', () => {
  it.each([
    ['by POST', false, 'POST'],
    ['by GET', true, 'GET'],
  ])('sends the document after the first hash %s, and no further hash', async (_case, useGet, method) => {
    const { url, sent, browserFetch } = await serve({ origin: PAGE });
    const hashes = new PersistedQueryLink({ sha256, useGETForHashedQueries: useGet });
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: hashes.concat(new HttpLink({ uri: url, fetch: browserFetch })),
    });
    const nameOf = async (id: string) =>
      (await client.query<any>({ query: gql(USER), variables: { id } })).data;
    expect(await nameOf('ana-ortiz')).toMatchObject({ user: { displayName: 'Ana Ortiz' } });
    expect(await nameOf('ben-carter')).toMatchObject({ user: { displayName: 'Ben Carter' } });
    expect(sent).toEqual([`${method} hash 400`, 'POST document 200', 'POST document 200']);
  });

  it('executes a mutation once', async () => {
    const { url, emulator, sent, browserFetch } = await serve();
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: new PersistedQueryLink({ sha256 }).concat(new HttpLink({ uri: url, fetch: browserFetch })),
    });
    const { data } = await client.mutate<any>({ mutation: gql(RENAME) });
    expect(data).toMatchObject({ updateUser: { user: { displayName: 'Ana O.' } } });
    expect(sent).toEqual(['POST hash 400', 'POST document 200']);
    expect(emulator.calls.filter(({ endpoint }) => endpoint === 'userUpdate')).toHaveLength(1);
  });
});

describe('urql', () => {
  const clientOf = (url: string, browserFetch: typeof fetch, exchanges: readonly Exchange[]) =>
    createUrqlClient({ url, fetch: browserFetch, exchanges: [...exchanges] });

  it.each([
    ['a listed origin', { origin: PAGE }],
    ['a listed origin, with cookies', { origin: PAGE, cookie: 'a=b', 'sec-fetch-site': 'cross-site' }],
    ['the own origin, with cookies', { cookie: 'a=b', 'sec-fetch-site': 'same-origin' }],
  ])('with default settings queries by GET from %s', async (_case, headers) => {
    const { url, sent, browserFetch } = await serve(headers);
    const client = clientOf(url, browserFetch, [fetchExchange]);
    const { data, error } = await client.query(USER, { id: 'ana-ortiz' }).toPromise();
    expect([data, error]).toEqual([{ user: { displayName: 'Ana Ortiz' } }, undefined]);
    expect(sent).toEqual(['GET document 200']);
  });

  it('with default settings is rejected from an origin that is not listed', async () => {
    const { url, sent, browserFetch } = await serve({ origin: 'http://localhost.example' });
    const { error } = await clientOf(url, browserFetch, [fetchExchange])
      .query(USER, { id: 'ana-ortiz' })
      .toPromise();
    expect(error?.graphQLErrors[0]?.extensions).toMatchObject({ code: 'CSRF_CHECK_FAILED' });
    expect(sent).toEqual(['GET document 403']);
  });

  it('with default settings mutates by POST', async () => {
    const { url, sent, browserFetch } = await serve({ origin: PAGE });
    const { data } = await clientOf(url, browserFetch, [fetchExchange]).mutation(RENAME, {}).toPromise();
    expect(data).toEqual({ updateUser: { user: { displayName: 'Ana O.' } } });
    expect(sent).toEqual(['POST document 200']);
  });

  it('with persistedExchange sends the document after the first hash, and no further hash', async () => {
    const { url, sent, browserFetch } = await serve({ origin: PAGE });
    const client = clientOf(url, browserFetch, [persistedExchange(), fetchExchange]);
    const nameOf = async (id: string) => (await client.query(USER, { id }).toPromise()).data as unknown;
    expect(await nameOf('ana-ortiz')).toEqual({ user: { displayName: 'Ana Ortiz' } });
    expect(await nameOf('ben-carter')).toEqual({ user: { displayName: 'Ben Carter' } });
    expect(sent).toEqual(['GET hash 400', 'GET document 200', 'GET document 200']);
  });
});

describe('the hash of a document', () => {
  const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(USER) } };
  const rejected = {
    message: 'PersistedQueryNotSupported',
    extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', retryable: false },
  };

  it.each([
    ['application/json', 200],
    ['application/graphql-response+json', 400],
  ])('alone is PERSISTED_QUERY_NOT_SUPPORTED, for Accept: %s with status %s', async (accept, status) => {
    const gateway = await startTestGateway();
    const search = new URLSearchParams({ extensions: JSON.stringify(extensions) }).toString();
    for (const request of [
      post({ extensions }, { accept }),
      post({ query: null, operationName: 'User', variables: { id: 'x' }, extensions }, { accept }),
      post({ query: '', extensions }, { accept }),
      new Request(`http://gateway/graphql?${search}`, { headers: { accept } }),
    ]) {
      const answer = await answerOf(await gateway.fetch(request));
      expect([answer.status, answer.data, answer.errors]).toEqual([status, undefined, [rejected]]);
    }
    expect(gateway.calls()).toEqual([]);
  });

  it('is not read for a caller without a token', async () => {
    const gateway = await startTestGateway({ mode: 'service' });
    expect((await gateway.fetch(post({ extensions }))).status).toBe(401);
    const { errors } = await answerOf(await gateway.fetch(post({ extensions }, bearer('USER', 'ana-ortiz'))));
    expect(errors).toEqual([rejected]);
  });

  it('beside its document is ignored', async () => {
    const gateway = await startTestGateway();
    const request = post({ query: USER, variables: { id: 'ana-ortiz' }, extensions });
    expect((await answerOf(await gateway.fetch(request))).data).toEqual({
      user: { displayName: 'Ana Ortiz' },
    });
  });

  it.each([
    ['no extensions', {}],
    ['other extensions', { extensions: { a: 1 } }],
    ['a persistedQuery that is not an object', { extensions: { persistedQuery: 'x' } }],
  ])('is not assumed in a body with %s', async (_case, body) => {
    const gateway = await startTestGateway();
    const { errors } = await answerOf(await gateway.fetch(post(body)));
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_REQUEST', reason: 'query-missing' });
  });
});
