import { describe, expect, it } from 'vitest';
import { bearer, startTestGateway } from '../support/harness.ts';
import {
  EVENTS,
  sendElsewhere,
  subscribe,
  updateElsewhere,
  type StreamResult,
} from '../support/live/event-stream.ts';

const ID = '104250001';
const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
const start = (options = {}) => startTestGateway({ mode: 'service', pollSeconds: 0, ...options });
const AGENT = bearer('AGENT', 'tom.becker@hearth.example');
const ANA = bearer('USER', 'ana-ortiz');
const BEN = bearer('USER', 'ben-carter');
const eventOf = (result: StreamResult | undefined) => result?.data.conversationEvents;

type Gateway = Awaited<ReturnType<typeof start>>;
const watch = (
  gateway: Gateway,
  headers: Readonly<Record<string, string>> = AGENT,
  after?: string,
  id = ID,
) => subscribe(gateway, EVENTS, { variables: { id, after }, headers });
const send = (gateway: Gateway, text: string, headers: Readonly<Record<string, string>> = AGENT) =>
  gateway.query(SEND, { variables: { input: { conversationId: ID, text } }, headers });

describe('conversationEvents', () => {
  it('starts with EventsMissed, which has the position to resume from', async () => {
    const gateway = await start();
    const stream = await watch(gateway);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.response.headers.get('cache-control')).toBe('no-store');
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no');
    const first = await stream.next();
    expect(eventOf(first)).toMatchObject({
      __typename: 'EventsMissed',
      reason: 'STARTED',
      previousCursor: null,
      conversation: { id: ID, status: 'OPEN' },
    });
    expect(first?.id).toBe(eventOf(first).cursor);
  });

  it('delivers a message that the gateway sent, once, with one read of the list', async () => {
    const gateway = await start();
    const stream = await watch(gateway);
    await stream.next();
    const before = gateway.calls('messageList').length;
    const { data } = await send(gateway, 'hello');
    // A second hint about the same message, such as the webhook, needs no read.
    const event = eventOf(await stream.next());
    gateway.hint({ conversationId: ID, messageId: event.message.id });
    expect(event).toMatchObject({ __typename: 'MessageAdded', message: { text: 'hello' } });
    expect(event.message.id).toBe(data.sendMessage.message.id);
    await send(gateway, 'second');
    expect(eventOf(await stream.next()).message.text).toBe('second');
    expect(gateway.calls('messageList').length - before).toBe(2);
  });

  it('delivers a message that a webhook hints at, with the name of its sender, and no call beyond the read', async () => {
    const gateway = await start();
    const stream = await watch(gateway);
    const [started] = await stream.take(1);
    const before = gateway.calls().length;
    const messageId = await sendElsewhere(gateway, ID, 'from the widget');
    gateway.hint({ conversationId: ID, messageId });
    const result = await stream.next();
    expect(eventOf(result)).toMatchObject({
      previousCursor: eventOf(started).cursor,
      message: { id: messageId, text: 'from the widget', sender: { displayName: 'Ana Ortiz' } },
    });
    expect(
      gateway
        .calls()
        .slice(before)
        .map(({ endpoint }) => endpoint),
    ).toEqual(['messageSend', 'messageList']);
  });

  it('reports a change of the status with the new state', async () => {
    const gateway = await start();
    const stream = await watch(gateway);
    await stream.next();
    await updateElsewhere(gateway, { groupId: ID, metadata: { CONVERSATION_STATUS: '2' } });
    await gateway.query(
      `mutation { changeConversationStatus(input: { conversationId: "${ID}", status: SPAM, actorId: null }) { conversation { id } } }`,
      { headers: AGENT },
    );
    expect(eventOf(await stream.next())).toMatchObject({
      __typename: 'ConversationChanged',
      changes: ['STATUS'],
      conversation: { status: 'SPAM' },
    });
  });

  it('executes an event once for two agents, and writes the same bytes to both', async () => {
    const gateway = await start();
    const [one, other] = [
      await watch(gateway),
      await watch(gateway, bearer('AGENT', 'mira.patel@hearth.example')),
    ];
    await one.next();
    await other.next();
    const before = gateway.calls().length;
    gateway.hint({ conversationId: ID, messageId: await sendElsewhere(gateway, ID, 'for both') });
    const [left, right] = await Promise.all([one.next(), other.next()]);
    expect(left).toEqual(right);
    expect(
      gateway
        .calls()
        .slice(before)
        .map(({ endpoint }) => endpoint),
    ).toEqual(['messageSend', 'messageList']);
  });

  it('does not share results between subscribers whose `after` has another use in the document', async () => {
    const gateway = await start();
    const [started] = await (await watch(gateway)).take(1);
    const document = `subscription ($after: String, $id: ID!) {
      conversationEvents(conversationId: $id, after: $after) {
        ... on MessageAdded { conversation { messages(first: 1, after: $after) { nodes { id } } } }
      }
    }`;
    const page = `{ conversation(id: "${ID}") { messages(first: 1) { pageInfo { endCursor } } } }`;
    const { data } = await gateway.query(page, { headers: AGENT });
    const { endCursor } = data.conversation.messages.pageInfo;
    const open = (after: string | undefined) =>
      subscribe(gateway, document, { variables: { id: ID, after }, headers: AGENT });
    const [one, other] = [await open(undefined), await open(endCursor)];
    await one.next();
    gateway.hint({ conversationId: ID, messageId: await sendElsewhere(gateway, ID, 'for both') });
    expect(started).toBeDefined();
    const olderThan = async (stream: typeof one) => {
      // A page's `endCursor` does not know the state of the conversation, so a change may come first.
      for (;;) {
        const { conversation } = eventOf(await stream.next());
        if (conversation) return conversation.messages.nodes[0].id as string;
      }
    };
    expect(await olderThan(one)).not.toBe(await olderThan(other));
  });

  it('gives each event the data of its own time, not that of the first event', async () => {
    const gateway = await start();
    const stream = await watch(gateway);
    await stream.next();
    for (const [status, name] of [
      ['2', 'CLOSED'],
      ['3', 'SPAM'],
      ['0', 'OPEN'],
    ] as const) {
      await updateElsewhere(gateway, { groupId: ID, metadata: { CONVERSATION_STATUS: status } });
      await gateway.query(
        `mutation { changeConversationStatus(input: { conversationId: "${ID}", status: ${name === 'SPAM' ? 'SPAM' : name} }) { conversation { id } } }`,
        { headers: AGENT },
      );
      expect(eventOf(await stream.next()).conversation.status).toBe(name);
    }
  });

  it('resumes after a cursor with what happened meanwhile, and then goes on', async () => {
    const gateway = await start();
    const stream = await watch(gateway);
    const [started] = await stream.take(1);
    await stream.close();
    for (const text of ['one', 'two', 'three']) await sendElsewhere(gateway, ID, text);
    const resumed = await watch(gateway, AGENT, eventOf(started).cursor);
    const events = (await resumed.take(3)).map(eventOf);
    expect(events.map(({ message }) => message.text)).toEqual(['one', 'two', 'three']);
    expect(events[0].previousCursor).toBe(eventOf(started).cursor);
    expect(events[1].previousCursor).toBe(events[0].cursor);
    await send(gateway, 'four');
    expect(eventOf(await resumed.next())).toMatchObject({
      message: { text: 'four' },
      previousCursor: events[2].cursor,
    });
  });

  it('reports a change that happened while the client was away', async () => {
    const gateway = await start();
    const stream = await watch(gateway);
    const [started] = await stream.take(1);
    await stream.close();
    await updateElsewhere(gateway, { groupId: ID, metadata: { CONVERSATION_STATUS: '2' } });
    const resumed = await watch(gateway, AGENT, eventOf(started).cursor);
    expect(eventOf(await resumed.next())).toMatchObject({
      __typename: 'ConversationChanged',
      changes: ['STATUS'],
      previousCursor: eventOf(started).cursor,
    });
  });

  it('resumes after Last-Event-ID, which wins over the argument', async () => {
    const gateway = await start();
    const stream = await watch(gateway);
    const [started] = await stream.take(1);
    await sendElsewhere(gateway, ID, 'missed');
    const headers = { ...AGENT, 'last-event-id': String(started?.id) };
    const resumed = await watch(gateway, headers, 'garbage');
    expect(eventOf(await resumed.next()).message.text).toBe('missed');
  });

  it('has no hole between a query and a subscription after its page', async () => {
    const gateway = await start();
    const page = `{ conversation(id: "${ID}") { messages(first: 2) { pageInfo { startCursor } } } }`;
    const { data } = await gateway.query(page, { headers: AGENT });
    const { startCursor } = data.conversation.messages.pageInfo;
    await sendElsewhere(gateway, ID, 'in between');
    const stream = await watch(gateway, AGENT, startCursor);
    const events = (await stream.take(1)).map(eventOf);
    expect(events[0]).toMatchObject({ previousCursor: startCursor, message: { text: 'in between' } });
  });

  it('says that it cannot replay more than 250 messages', async () => {
    const gateway = await start();
    const stream = await watch(gateway);
    const [started] = await stream.take(1);
    await stream.close();
    for (let index = 0; index < 300; index += 1) await sendElsewhere(gateway, ID, `message ${index}`);
    const resumed = await watch(gateway, AGENT, eventOf(started).cursor);
    expect(eventOf(await resumed.next())).toMatchObject({ __typename: 'EventsMissed', reason: 'TOO_OLD' });
    await send(gateway, 'and on');
    expect(eventOf(await resumed.next()).message.text).toBe('and on');
  });

  it.each([
    ['garbage', 'garbage'],
    ['an empty cursor', ''],
    ['a cursor of an unknown form', 'a'.repeat(5000)],
  ])('rejects %s without a call', async (_name, after) => {
    const gateway = await start();
    const stream = await watch(gateway, AGENT, after);
    const result = await stream.next();
    expect(result?.errors).toMatchObject([
      {
        path: ['conversationEvents'],
        extensions: { code: 'BAD_USER_INPUT', argument: 'after', reason: 'not-a-cursor' },
      },
    ]);
    expect(await stream.next()).toBeUndefined();
    expect(gateway.calls()).toEqual([]);
  });

  it('rejects a cursor of another conversation, and one of another list', async () => {
    const gateway = await start();
    const [started] = await (await watch(gateway)).take(1);
    const { data } = await gateway.query('{ inbox(first: 1) { pageInfo { endCursor } } }', {
      headers: AGENT,
    });
    for (const [after, id] of [
      [eventOf(started).cursor, '104250002'],
      [data.inbox.pageInfo.endCursor, ID],
    ]) {
      const result = await (await watch(gateway, AGENT, after, id)).next();
      expect(result?.errors[0]?.extensions.reason).toBe('not-a-cursor');
    }
  });
});

describe('the access rules of conversationEvents', () => {
  it('let a participant in, and end the stream when it is removed, without the event', async () => {
    const gateway = await start();
    const stream = await watch(gateway, ANA);
    expect(eventOf(await stream.next()).reason).toBe('STARTED');
    await updateElsewhere(gateway, { groupId: ID, users: [{ userId: 'ana-ortiz', remove: true }] });
    // The emulator cannot remove participants, so this user never was one.
    const other = await watch(gateway, BEN);
    const result = await other.next();
    expect(result?.data).toEqual({ conversationEvents: null });
    expect(result?.errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await other.next()).toBeUndefined();
  });

  it('give a user the same bytes and calls for an unknown conversation as for one of others', async () => {
    const gateway = await start();
    const outcome = async (id: string) => {
      const before = gateway.calls().length;
      const stream = await watch(gateway, BEN, undefined, id);
      const text = await stream.rest();
      return {
        text: text.replace(/retry: \d+/, ''),
        calls: gateway
          .calls()
          .slice(before)
          .map(({ endpoint }) => endpoint),
      };
    };
    const [other, missing] = [await outcome('104250001'), await outcome('999')];
    expect(other).toEqual(missing);
    expect(other.text).toContain('FORBIDDEN');
    expect(other.calls).toHaveLength(1);
  });

  it('tell an agent that a conversation does not exist', async () => {
    const gateway = await start();
    const stream = await watch(gateway, AGENT, undefined, '999');
    expect((await stream.next())?.errors).toMatchObject([
      { extensions: { code: 'NOT_FOUND', reason: 'conversation' } },
    ]);
    expect(await stream.next()).toBeUndefined();
  });

  it('ask for a token before anything is read', async () => {
    const gateway = await start();
    const { response } = await subscribe(gateway, EVENTS, { variables: { id: ID } });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toMatch('application/json');
  });
});

describe('the limits of subscriptions', () => {
  it('refuse a further one of the same caller, and accept it when one is closed', async () => {
    const gateway = await start({ maxSubscriptionsPerCaller: 2 });
    const [first] = [await watch(gateway), await watch(gateway)];
    const refused = await (await watch(gateway)).next();
    expect(refused?.errors).toMatchObject([
      { extensions: { code: 'LIMIT_EXCEEDED', limit: 'subscriptions', limitValue: 2 } },
    ]);
    await first?.close();
    expect(eventOf(await (await watch(gateway)).next()).reason).toBe('STARTED');
  });

  it('refuse a further one of the process with 503', async () => {
    const gateway = await start({ maxSubscriptions: 1 });
    await watch(gateway);
    const { response } = await watch(gateway, ANA);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json().catch(() => ({}))).toBeDefined();
  });

  it('do not count streams as requests in flight', async () => {
    const gateway = await start({ maxRequestsInFlight: 1 });
    await watch(gateway);
    await watch(gateway, ANA);
    expect((await gateway.query('{ viewer { id } }', { headers: AGENT })).errors).toEqual([]);
  });

  it('end when the process shuts down, with an error that says to subscribe again', async () => {
    const gateway = await start();
    const stream = await watch(gateway);
    await stream.next();
    const ended = gateway.endSubscriptions();
    expect((await stream.next())?.errors).toMatchObject([
      { extensions: { code: 'SUBSCRIPTION_ENDED', reason: 'draining', retryable: true } },
    ]);
    expect(await stream.next()).toBeUndefined();
    await ended;
    expect((await watch(gateway)).response.status).toBe(503);
  });
});
