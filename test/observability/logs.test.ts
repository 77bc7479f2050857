import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/kommunicate/client.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import { accessLog } from '../../src/http/access-log.ts';
import type { RequestState } from '../../src/http/request-state.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { bearer, post, startTestGateway, type TestGatewayOptions } from '../support/harness.ts';
import { sweptLogger } from '../support/sweep.ts';

function recorder() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  return { lines, logger: createLogger({ level: 'info', pretty: false, write }) };
}

async function startLogged(options: TestGatewayOptions = {}) {
  const { lines, logger } = recorder();
  return { gateway: await startTestGateway({ ...options, logger }), lines };
}

describe('the line of a request', () => {
  it('says why a caller was rejected', async () => {
    const { gateway, lines } = await startLogged({ mode: 'service' });
    await gateway.query('{ viewer { id } }');
    expect(lines).toMatchObject([
      { status: 401, errorCodes: ['UNAUTHENTICATED'], errorReasons: ['UNAUTHENTICATED/token-missing'] },
    ]);
    expect(lines[0]).not.toHaveProperty('role');
  });

  it('names the limit of a rejected document', async () => {
    const { gateway, lines } = await startLogged({ maxDepth: 1 });
    await gateway.query('{ viewer { id } }');
    expect(lines).toMatchObject([{ errorReasons: ['LIMIT_EXCEEDED/depth'] }]);
  });

  it('has the role, the operation of the document, and what the request cost', async () => {
    const { gateway, lines } = await startLogged({ mode: 'service' });
    const document = 'query Two { users(ids: ["ana-ortiz", "ben-carter"]) { id } }';
    const [one, two] = [bearer('AGENT', 'a'), bearer('SERVICE', 'b')];
    await Promise.all([gateway.query(document, { headers: one }), gateway.query(document, { headers: two })]);
    const common = { operationName: 'Two', operationType: 'query', upstreamCalls: 1, keys: 2 };
    expect(lines).toEqual([
      expect.objectContaining({ ...common, role: 'AGENT', joined: 0 }),
      expect.objectContaining({ ...common, role: 'SERVICE', joined: 2 }),
    ]);
    expect(gateway.calls()).toHaveLength(1);
  });

  it('has the id of a trusted document in place of its hash', async () => {
    const trustedDocuments = new Map([['doc-1', '{ viewer { id } }']]);
    const { gateway, lines } = await startLogged({ trustedDocuments });
    await gateway.fetch(post({ documentId: 'doc-1' }));
    await gateway.query('{ viewer { id } }');
    expect(lines.map(({ documentId, documentHash }) => [documentId, documentHash])).toEqual([
      ['doc-1', undefined],
      ['doc-1', undefined],
    ]);
  });

  it.each([
    [{ 'graphql-client-name': 'web', 'graphql-client-version': '1.2' }, ['web', '1.2']],
    [{ 'apollographql-client-name': 'iOS app', 'apollographql-client-version': '7' }, ['iOS app', '7']],
    [{ 'graphql-client-name': 'x'.repeat(64) }, ['x'.repeat(64), undefined]],
    [{ 'graphql-client-name': 'x'.repeat(65) }, [undefined, undefined]],
    [{ 'graphql-client-name': 'caf\u00e9' }, [undefined, undefined]],
    [{ 'graphql-client-version': '1.2' }, [undefined, undefined]],
  ])('has the client of %o', async (headers, expected) => {
    const { gateway, lines } = await startLogged();
    await gateway.query('{ viewer { id } }', { headers: headers as Record<string, string> });
    expect([lines[0]?.clientName, lines[0]?.clientVersion]).toEqual(expected);
  });

  it('counts the bytes of both bodies', async () => {
    const { gateway, lines } = await startLogged();
    const response = await gateway.fetch(post('{"query":"{ viewer { displayName } }"}'));
    const text = await response.text();
    expect(lines).toMatchObject([{ requestBytes: 38, responseBytes: Buffer.byteLength(text) }]);
  });
});

describe('a sample of the log', () => {
  it('has one of ten good requests, and all others', async () => {
    const { gateway, lines } = await startLogged({ logSample: 10 });
    for (let count = 0; count < 20; count += 1) await gateway.query('{ viewer { id } }');
    await gateway.query('{ nonsense }');
    expect(lines.map(({ sampled, status }) => [sampled, status])).toEqual([
      [10, 200],
      [10, 200],
      [undefined, 200],
    ]);
  });

  it('has each slow request', () => {
    const { lines, logger } = recorder();
    let time = 0;
    const { onRequest, onResponse } = accessLog({ logger, sample: 10, now: () => time });
    for (const durationMs of [5, 5, 1000, 999]) {
      const request = new Request('http://gateway/graphql', { method: 'POST' });
      const state: RequestState = {};
      onRequest?.(request, state);
      time += durationMs;
      onResponse?.({ status: 200, contentType: null }, request, state);
    }
    expect(lines.map(({ durationMs, sampled }) => [durationMs, sampled])).toEqual([
      [5, 10],
      [1000, undefined],
    ]);
  });
});

describe('the lines of REST calls', () => {
  it('name the host, the port and the network error, and no id', async () => {
    const { lines, logger } = recorder();
    const client = createClient({
      baseUrl: 'http://127.0.0.1:1/prefix',
      retry: { retries: 1, sleep: async () => undefined },
      breaker: { minimumCalls: 2 },
    });
    const { fetch } = createGateway({
      client,
      logger: sweptLogger(logger),
      identity: { mode: 'sandbox', apiKey: 'a-key-of-the-test', userId: 'u' },
    });
    await fetch(post({ query: '{ conversation(id: "4711004711") { id } }' }));
    await client.close();
    const call = { endpoint: '/rest/ws/group/v2/info', host: '127.0.0.1', port: 1, errno: 'ECONNREFUSED' };
    const failed = { ...call, msg: 'a REST call failed', kind: 'connection-failed', level: 'warn' };
    expect(lines).toMatchObject([
      { ...failed, attempt: 1, code: 'UPSTREAM_UNAVAILABLE' },
      { msg: 'a REST call is repeated', endpoint: call.endpoint, waitMs: expect.any(Number) as number },
      { ...failed, attempt: 2 },
      { msg: 'circuit open: calls fail without being sent', endpoint: call.endpoint },
      { msg: 'request' },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/4711004711|a-key-of-the-test/);
  });
});
