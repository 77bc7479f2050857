import { describe, expect, it } from 'vitest';
import { bearer, bearerOf, post, startTestGateway } from '../support/harness.ts';
import { EVENTS, readStream, sendElsewhere, subscribe } from '../support/live/event-stream.ts';

const ID = '104250001';
const AGENT = bearer('AGENT', 'tom.becker@hearth.example');
const ANA = bearer('USER', 'ana-ortiz');
const start = (options = {}) => startTestGateway({ mode: 'service', pollSeconds: 0, ...options });
type Gateway = Awaited<ReturnType<typeof start>>;
const watch = (gateway: Gateway, headers: Readonly<Record<string, string>> = AGENT) =>
  subscribe(gateway, EVENTS, { variables: { id: ID }, headers });
const news = async (gateway: Gateway, text: string) => {
  const messageId = await sendElsewhere(gateway, ID, text);
  gateway.hint({ conversationId: ID, messageId });
};

describe('a subscription that is refused before GraphQL', () => {
  const request = (headers: Readonly<Record<string, string>>) =>
    post({ query: EVENTS, variables: { id: ID } }, headers);

  it.each([
    [406, 'BAD_REQUEST', 'accept', { ...AGENT, accept: 'application/json' }],
    [401, 'UNAUTHENTICATED', 'token-missing', { accept: 'text/event-stream' }],
    [415, 'BAD_REQUEST', 'content-type', { ...AGENT, accept: '*/*', 'content-type': 'text/plain' }],
  ])('keeps its status %i, and is JSON with %s', async (status, code, reason, headers) => {
    const gateway = await start();
    const response = await gateway.fetch(request(headers));
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/json/);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code, reason } }] });
    expect(gateway.calls()).toEqual([]);
  });

  it('names the types that a client must accept', async () => {
    const gateway = await start();
    const text = await (await gateway.fetch(request({ ...AGENT, accept: 'application/json' }))).text();
    expect(text).toContain('text/event-stream');
    expect(text).toContain('multipart/mixed');
  });

  it('is OVERLOADED with 503 and Retry-After if there is no room, and JSON', async () => {
    const gateway = await start({ maxSubscriptions: 0 });
    const response = await gateway.fetch(request({ ...AGENT, accept: 'text/event-stream' }));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'OVERLOADED', reason: 'subscriptions', retryable: true } }],
    });
  });
});

describe('a subscription', () => {
  it.each([
    [
      'of two root fields',
      `subscription { a: userChanged(ids: ["ana-ortiz"]) { changes } inboxEvents { cursor } }`,
    ],
    ['of an unknown field', 'subscription { nothing }'],
    ['that does not parse', 'subscription {'],
  ])('%s is one result with errors, and the end, with 200', async (_case, query) => {
    const gateway = await start();
    const stream = await subscribe(gateway, query, { headers: AGENT });
    expect(stream.response.status).toBe(200);
    const result = await stream.next();
    expect(result?.errors.length).toBeGreaterThan(0);
    expect(result?.data).toBeUndefined();
    expect(await stream.next()).toBeUndefined();
    expect(gateway.calls()).toEqual([]);
  });

  it('works by GET as by POST, without Accept too', async () => {
    const gateway = await start();
    const search = new URLSearchParams({ query: EVENTS, variables: JSON.stringify({ id: ID }) });
    const response = await gateway.fetch(
      new Request(`http://gateway/graphql?${search.toString()}`, {
        headers: { ...AGENT, 'x-graphql-yoga-csrf': '1' },
      }),
    );
    expect(response.headers.get('content-type')).toMatch('text/event-stream');
    const stream = readStream(response);
    expect((await stream.next())?.data.conversationEvents.reason).toBe('STARTED');
    await news(gateway, 'by GET');
    expect((await stream.next())?.data.conversationEvents.message.text).toBe('by GET');
  });

  it('must be a trusted document if those are set', async () => {
    const trusted = 'subscription { userChanged(ids: ["ana-ortiz"]) { user { id } } }';
    const gateway = await start({ trustedDocuments: new Map([['users', trusted]]) });
    const other = await watch(gateway);
    expect([other.response.status, gateway.calls()]).toEqual([400, []]);
    const response = await gateway.fetch(
      post({ documentId: 'users' }, { ...AGENT, accept: 'text/event-stream' }),
    );
    expect((await readStream(response).next())?.data).toEqual({ userChanged: { user: { id: 'ana-ortiz' } } });
  });

  it('is bound by the limits of documents', async () => {
    const gateway = await start({ maxTokens: 10 });
    const { response } = await watch(gateway);
    expect([response.status, gateway.calls()]).toEqual([400, []]);
    expect(response.headers.get('content-type')).toMatch(/json/);
  });

  it('is open for longer than a request may take', async () => {
    const gateway = await start({ requestTimeoutMs: 500 });
    const stream = await watch(gateway);
    await stream.next();
    const before = gateway.calls('messageList').length;
    // The tail looks for an unknown message at once, and again after 0.2 and 1 s.
    gateway.hint({ conversationId: ID, messageId: '5-unknown-1' });
    await expect
      .poll(() => gateway.calls('messageList').length - before, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(3);
    await news(gateway, 'after the timeout');
    expect((await stream.next())?.data.conversationEvents.message.text).toBe('after the timeout');
  });

  it('ends when its token expires, with an error that names the reason', async () => {
    const gateway = await start();
    // The clocks may differ by five seconds, of which 4.9 are over.
    const headers = bearerOf({
      role: 'AGENT',
      userId: 'tom.becker@hearth.example',
      expiresAt: Date.now() - 4900,
    });
    const other = await watch(gateway);
    await other.next();
    const stream = await watch(gateway, headers);
    expect((await stream.next())?.data.conversationEvents.reason).toBe('STARTED');
    expect((await stream.next())?.errors).toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED', reason: 'token-expired' } },
    ]);
    expect(await stream.next()).toBeUndefined();
    await news(gateway, 'for the others');
    expect((await other.next())?.data.conversationEvents.message.text).toBe('for the others');
  });
});

describe('a participant who is removed', () => {
  const removeAna = ({ emulator }: Gateway) =>
    emulator.change('groups', { groupId: ID, members: ['mira.patel@hearth.example'] });

  it('gets nothing of the next message, but FORBIDDEN and the end', async () => {
    const gateway = await start();
    const [ana, agent] = [await watch(gateway, ANA), await watch(gateway)];
    await Promise.all([ana.next(), agent.next()]);
    await news(gateway, 'for Ana too');
    expect((await ana.next())?.data.conversationEvents.message.text).toBe('for Ana too');
    removeAna(gateway);
    await news(gateway, 'not for Ana');
    const rest = await ana.rest();
    expect(rest).toContain('FORBIDDEN');
    expect(rest).not.toContain('not for Ana');
    expect((await agent.take(2)).at(-1)?.data.conversationEvents.message.text).toBe('not for Ana');
  });

  it('is found by the poll, also without news', async () => {
    const gateway = await start({ pollSeconds: 1 });
    const ana = await watch(gateway, ANA);
    await ana.next();
    removeAna(gateway);
    expect(await ana.rest()).toContain('FORBIDDEN');
  });
});

describe('a change that the gateway did not make', () => {
  it('reaches the subscribers by the poll: a message, a status, a profile', async () => {
    const gateway = await start({ pollSeconds: 1 });
    const stream = await watch(gateway);
    const users = await subscribe(
      gateway,
      'subscription { userChanged(ids: ["ana-ortiz"]) { changes user { connected } } }',
      { headers: AGENT },
    );
    await Promise.all([stream.next(), users.next()]);
    await sendElsewhere(gateway, ID, 'without a webhook');
    expect((await stream.next())?.data.conversationEvents.message.text).toBe('without a webhook');
    gateway.emulator.change('groups', { groupId: ID, status: 3 });
    expect((await stream.next())?.data.conversationEvents).toMatchObject({
      changes: ['STATUS'],
      conversation: { status: 'SPAM' },
    });
    gateway.emulator.change('users', { userId: 'ana-ortiz', connected: false });
    expect((await users.next())?.data.userChanged).toMatchObject({
      changes: expect.arrayContaining(['CONNECTED']),
      user: { connected: false },
    });
  });
});
