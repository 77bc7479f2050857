import { describe, expect, it } from 'vitest';
import { bearer } from '../support/harness.ts';
import { readStream } from '../support/live/event-stream.ts';
import { hasHiveGateway, startHiveGateway } from './gateways.ts';
import { startChat, startNotes } from './services.ts';

const ID = '104250001';
const EVENTS = `subscription ($id: ID!, $after: String) {
  conversationEvents(conversationId: $id, after: $after) {
    __typename cursor
    conversation { id status note }
    ... on MessageAdded { message { text sender { displayName } } }
    ... on EventsMissed { reason }
  }
}`;

describe.skipIf(!hasHiveGateway())('a subscription through Hive Gateway', () => {
  const start = async (options: Parameters<typeof startChat>[0] = {}) => {
    const chat = await startChat({ live: { pollSeconds: 0 }, ...options });
    const notes = await startNotes();
    const url = await startHiveGateway([chat, notes]);
    const subscribe = async (
      variables: object = { id: ID },
      headers: Readonly<Record<string, string>> = {},
    ) =>
      readStream(
        await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
          body: JSON.stringify({ query: EVENTS, variables }),
        }),
      );
    const send = async (text: string, headers: Readonly<Record<string, string>> = {}) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({
          query: `mutation ($text: String!) { sendMessage(input: { conversationId: "${ID}", text: $text }) { message { id } } }`,
          variables: { text },
        }),
      });
      expect(((await response.json()) as { errors?: unknown }).errors).toBeUndefined();
    };
    return { chat, subscribe, send };
  };

  it('delivers each message, with the fields of another service for its conversation', async () => {
    const { subscribe, send } = await start();
    const stream = await subscribe();
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    expect((await stream.next())?.data.conversationEvents).toMatchObject({
      __typename: 'EventsMissed',
      reason: 'STARTED',
      conversation: { id: ID, status: 'OPEN', note: `a note of ${ID}` },
    });
    await send('through the router');
    expect((await stream.next())?.data.conversationEvents).toMatchObject({
      __typename: 'MessageAdded',
      message: { text: 'through the router', sender: { displayName: 'Mira Patel' } },
      conversation: { note: `a note of ${ID}` },
    });
  });

  it('resumes after a cursor', async () => {
    const { subscribe, send } = await start();
    const stream = await subscribe();
    const cursor = (await stream.next())?.data.conversationEvents.cursor as string;
    await stream.close();
    await send('meanwhile');
    const resumed = await subscribe({ id: ID, after: cursor });
    expect((await resumed.next())?.data.conversationEvents.message.text).toBe('meanwhile');
  });

  it('has the permissions of its own token, and ends for a user that is no participant', async () => {
    const { subscribe, send } = await start({ mode: 'service' });
    const [ana, ben] = [
      await subscribe({ id: ID }, bearer('USER', 'ana-ortiz')),
      await subscribe({ id: ID }, bearer('USER', 'ben-carter')),
    ];
    expect((await ben.next())?.errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await ana.next())?.data.conversationEvents.reason).toBe('STARTED');
    await send('for Ana alone', bearer('AGENT', 'tom.becker@hearth.example'));
    expect((await ana.next())?.data.conversationEvents.message.text).toBe('for Ana alone');
    expect(await ben.rest()).not.toContain('for Ana alone');
  });
});
