import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createDocumentCache } from '../../src/graphql/documents/document-cache.ts';
import { post, startTestGateway } from '../support/harness.ts';

describe('a document', () => {
  it('may have up to maxTokens tokens', async () => {
    const gateway = await startTestGateway({ maxTokens: 6 });
    expect((await gateway.query('{ a: __typename }')).errors).toEqual([]);
    const answer = await gateway.query('{ a: __typename b: __typename }');
    expect(answer.status).toBe(400);
    expect(answer.errors[0]?.extensions).toEqual({
      code: 'LIMIT_EXCEEDED',
      retryable: false,
      limit: 'tokens',
      limitValue: 6,
    });
  });

  it.each([
    ['{ viewer { ', 'GRAPHQL_PARSE_FAILED', 'Syntax Error: Expected Name, found <EOF>.'],
    ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED', 'Cannot query field "nothing" on type "Query".'],
  ])('that is invalid is rejected with the message of graphql-js: %s', async (document, code, message) => {
    const gateway = await startTestGateway();
    // The second result comes from a cache.
    for (let round = 0; round < 2; round += 1) {
      const { status, errors } = await gateway.query(document, {
        headers: { accept: 'application/graphql-response+json' },
      });
      expect(status).toBe(400);
      expect(errors).toMatchObject([{ message, extensions: { code, retryable: false } }]);
    }
  });

  it('that would exhaust the stack by its depth is rejected', async () => {
    const gateway = await startTestGateway();
    for (const document of [
      `{ ${'viewer { '.repeat(1990)} id ${'}'.repeat(1990)} }`,
      `mutation { updateUser(input: { userId: "u", metadata: { a: ${'['.repeat(1960)}${']'.repeat(1960)} } }) { user { id } } }`,
    ]) {
      const { status, errors } = await gateway.query(document);
      expect([status, errors[0]?.extensions]).toEqual([
        400,
        { code: 'LIMIT_EXCEEDED', retryable: false, limit: 'depth' },
      ]);
    }
    expect(gateway.calls()).toEqual([]);
  });

  it('stays cached while all cached documents take up to 32 MiB of memory', () => {
    const cache = createDocumentCache();
    const cached = (texts: readonly string[]) => texts.filter((text) => cache.get(text)).length;
    // 4,000 tokens and 8,000 characters: 1.9 MB. And 250,000 characters in a comment: 0.5 MB.
    const dense = Array.from({ length: 40 }, (_, n) => `{${'a '.repeat(3996)}b${n}}`);
    const long = Array.from({ length: 100 }, (_, n) => `{a}#${'x'.repeat(250_000)}${n}`);
    for (const text of dense) cache.set(text, { document: parse(text) });
    expect(cached(dense)).toBe(17);
    for (const text of long) cache.set(text, { document: parse(text) });
    expect([cached(dense), cached(long)]).toEqual([0, 66]);
  });

  it('with a subscription of an unknown field is rejected in the stream that the client expects', async () => {
    const gateway = await startTestGateway();
    const response = await gateway.fetch(post({ query: 'subscription { viewer }' }));
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(
      /^retry: 1000\n:\n\nevent: next\ndata: \{"errors":\[\{"message":"Cannot query field .*GRAPHQL_VALIDATION_FAILED.*\n\nevent: complete\ndata:\n\n$/,
    );
  });

  it('with two root fields in a subscription is rejected', async () => {
    const gateway = await startTestGateway();
    const query = 'subscription { inboxEvents { cursor } userChanged(ids: ["a"]) { changes } }';
    const response = await gateway.fetch(post({ query }));
    expect(await response.text()).toContain('must select only one top level field');
    expect(gateway.calls()).toEqual([]);
  });

  it('with 300 errors is rejected with five of them and their locations', async () => {
    const gateway = await startTestGateway();
    const { errors } = await gateway.query(`{ ${Array.from({ length: 300 }, (_, n) => `x${n}`).join(' ')} }`);
    expect(errors).toHaveLength(5);
    expect(errors[1]).toMatchObject({ locations: [{ line: 1, column: 6 }] });
  });

  it('with a misspelt name gets a suggestion in the sandbox only', async () => {
    const [sandbox, passthrough] = [
      await startTestGateway(),
      await startTestGateway({ mode: 'passthrough' }),
    ];
    const document = '{ vewer { id } }';
    expect((await sandbox.query(document)).errors[0]?.message).toContain('Did you mean "viewer"');
    const { errors } = await passthrough.query(document, { headers: { 'Api-Key': 'k' } });
    expect(errors[0]?.message).toBe('Cannot query field "vewer" on type "Query".');
    const introspected = await startTestGateway({ mode: 'passthrough', introspection: true });
    for (const misspelt of [document, '{ viewer }']) {
      const answer = await introspected.query(misspelt, { headers: { 'Api-Key': 'k' } });
      expect(answer.errors[0]?.message).not.toContain('Did you mean');
    }
  });
});

describe('introspection', () => {
  it('is on by default in the sandbox only', async () => {
    const document = '{ __schema { queryType { name } } }';
    const headers = { 'Api-Key': 'k' };
    const sandbox = await startTestGateway();
    const passthrough = await startTestGateway({ mode: 'passthrough' });
    const switchedOn = await startTestGateway({ mode: 'passthrough', introspection: true });
    expect((await sandbox.query(document)).errors).toEqual([]);
    expect((await switchedOn.query(document, { headers })).errors).toEqual([]);
    const { data, errors } = await passthrough.query(document, { headers });
    expect(data).toBeUndefined();
    expect(errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('allows __typename when it is off', async () => {
    const gateway = await startTestGateway({ mode: 'passthrough' });
    const { data } = await gateway.query('{ __typename }', { headers: { 'Api-Key': 'k' } });
    expect(data).toEqual({ __typename: 'Query' });
  });
});
