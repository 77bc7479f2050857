import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { createClient as createUrqlClient, fetchExchange } from '@urql/core';
import { createClient as createSseClient } from 'graphql-sse';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createNodeHandler } from '../../src/gateway/node-adapter.ts';
import { negotiateContentType } from '../../src/http/content-negotiation.ts';
import type { RequestState } from '../../src/http/request-state.ts';
import { createErrorPayload, createPayload } from '../../src/live/transport/frames.ts';
import { createHeartbeat } from '../../src/live/transport/heartbeat.ts';
import { createStreamResponse } from '../../src/live/transport/stream-response.ts';
import { createStreamBudget, type StreamWriter } from '../../src/live/transport/stream-writer.ts';

/*
 * Real clients with their default settings, against streams on a port. The test writes the results.
 */

const QUERY = 'subscription Ticks { tick }';
const resultOf = (tick: number | string) => createPayload(JSON.stringify({ data: { tick } }), 'c1');
const ENDED = createErrorPayload(
  '[{"message":"The stream ended.","extensions":{"code":"SUBSCRIPTION_ENDED"}}]',
);

/** A server that opens a stream of the type that the client accepts, and its streams. */
async function serve({ everyMs }: { everyMs?: number } = {}) {
  const heartbeat = createHeartbeat(everyMs === undefined ? {} : { everyMs });
  const budget = createStreamBudget();
  const writers = [Promise.withResolvers<StreamWriter>(), Promise.withResolvers<StreamWriter>()] as const;
  const closed = [Promise.withResolvers<string>(), Promise.withResolvers<string>()] as const;
  const formats: unknown[] = [];
  let count = 0;
  const handler = createNodeHandler(
    (request) => {
      const state: RequestState = {};
      void negotiateContentType().beforeBody?.(request, state);
      const index = count++;
      formats.push(state.streamType);
      return createStreamResponse(
        {
          format: state.streamType ?? 'sse',
          heartbeat,
          budget,
        },
        {
          onOpen: (writer) => writers[index]?.resolve(writer),
          onCaughtUp: () => undefined,
          onClose: (end) => closed[index]?.resolve(end),
        },
      );
    },
    (error) => expect(error).toBeUndefined(),
  );
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    writer: (index: 0 | 1 = 0) => writers[index].promise,
    closed: (index: 0 | 1 = 0) => closed[index].promise,
    formats,
  };
}

/** What a client has received, and a promise for its next change. */
function recorder() {
  const events: unknown[] = [];
  let waiting: (() => void) | undefined;
  return {
    events,
    record(event: unknown) {
      events.push(event);
      waiting?.();
    },
    async until(length: number) {
      while (events.length < length) await new Promise<void>((resolve) => (waiting = resolve));
      return events;
    },
  };
}

describe('graphql-sse', () => {
  const subscribe = (url: string) => {
    const seen = recorder();
    const client = createSseClient({ url, retryAttempts: 0 });
    const unsubscribe = client.subscribe(
      { query: QUERY },
      {
        next: ({ data, errors }) => seen.record(errors ? errors[0]?.message : data?.tick),
        error: (error) => seen.record(error),
        complete: () => seen.record('complete'),
      },
    );
    return { ...seen, unsubscribe };
  };

  it('receives each result at once, heartbeats or not, and the end', async () => {
    const { url, writer, formats } = await serve({ everyMs: 48 });
    const { until } = subscribe(url);
    const stream = await writer();
    for (const tick of [1, 2, 3]) {
      stream.next(resultOf(tick));
      expect((await until(tick)).at(-1)).toBe(tick);
    }
    stream.next(resultOf('ü\n'));
    stream.end(ENDED);
    expect(await until(6)).toEqual([1, 2, 3, 'ü\n', 'The stream ended.', 'complete']);
    expect(formats).toEqual(['sse']);
  });

  it('ends its stream when it unsubscribes, also without events', async () => {
    const { url, writer, closed } = await serve();
    const { unsubscribe } = subscribe(url);
    await writer();
    unsubscribe();
    expect(await closed()).toBe('disconnected');
  });
});

describe('urql', () => {
  it('receives each result at once, and the end', async () => {
    const { url, writer, closed, formats } = await serve({ everyMs: 48 });
    const client = createUrqlClient({
      url,
      exchanges: [fetchExchange],
      preferGetMethod: false,
      fetchSubscriptions: true,
    });
    const seen = recorder();
    client
      .subscription<{ tick: unknown }>(QUERY, {})
      .subscribe(({ data, error }) => seen.record(error?.message ?? data?.tick));
    const stream = await writer();
    for (const tick of [1, 2]) {
      stream.next(resultOf(tick));
      expect((await seen.until(tick)).at(-1)).toBe(tick);
    }
    stream.end(ENDED);
    await seen.until(3);
    expect(seen.events[2]).toBe('[GraphQL] The stream ended.');
    expect(await closed()).toBe('ended');
    expect(formats).toEqual(['sse']);
  });
});

describe('Apollo Client', () => {
  const subscribe = (url: string) => {
    const seen = recorder();
    const client = new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache() });
    const subscription = client
      .subscribe<{ tick: unknown }>({
        query: gql(QUERY),
        // The cache would warn about an end without data.
        fetchPolicy: 'no-cache',
      })
      .subscribe({
        next: ({ data, error }) => seen.record(error ? [error.name, error.message] : data?.tick),
        error: (error) => seen.record(error),
        complete: () => seen.record('complete'),
      });
    return { ...seen, unsubscribe: () => subscription.unsubscribe() };
  };

  it('receives each result at once, and the end', async () => {
    const { url, writer, formats } = await serve({ everyMs: 48 });
    const { until } = subscribe(url);
    const stream = await writer();
    for (const tick of [1, 2, 3]) {
      stream.next(resultOf(tick));
      expect((await until(tick)).at(-1)).toBe(tick);
    }
    stream.end();
    expect(await until(4)).toEqual([1, 2, 3, 'complete']);
    expect(formats).toEqual(['multipart']);
  });

  it('receives the reason of an end as an error of the protocol', async () => {
    const { url, writer } = await serve();
    const { until } = subscribe(url);
    (await writer()).end(ENDED);
    expect((await until(1))[0]).toEqual(['CombinedProtocolErrors', 'The stream ended.']);
  });

  it('ends its stream when it unsubscribes, also without events', async () => {
    const { url, writer, closed } = await serve();
    const { unsubscribe } = subscribe(url);
    await writer();
    unsubscribe();
    expect(await closed()).toBe('disconnected');
  });
});
