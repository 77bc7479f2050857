import { describe, expect, it } from 'vitest';
import { codesOf, deferred, startTestGateway } from '../support/harness.ts';

describe.each(['documented', 'live'] as const)('users, with the %s response shape', (shape) => {
  it('are read by id', async () => {
    const gateway = await startTestGateway({ shape });
    const { data, errors } = await gateway.query('{ user(id: "ana-ortiz") { id displayName connected } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ user: { id: 'ana-ortiz', displayName: 'Ana Ortiz', connected: true } });
  });

  it('are null for an unknown id', async () => {
    const gateway = await startTestGateway({ shape });
    const { data, errors } = await gateway.query('{ user(id: "no-such-user") { id } }');
    expect({ data, errors }).toEqual({ data: { user: null }, errors: [] });
  });

  it('keep the order and the number of the requested ids, with null for unknown ones', async () => {
    const gateway = await startTestGateway({ shape });
    const { data } = await gateway.query(
      '{ users(ids: ["ben-carter", "no-such-user", "ana-ortiz", "ben-carter"]) { id } }',
    );
    expect(data.users).toEqual([{ id: 'ben-carter' }, null, { id: 'ana-ortiz' }, { id: 'ben-carter' }]);
    expect(gateway.idsAskedFor()).toEqual([['ben-carter', 'no-such-user', 'ana-ortiz']]);
  });

  it.each(['wrong-order', 'duplicate', 'stranger'] as const)(
    'keep their positions if the response has a fault: %s',
    async (kind) => {
      const gateway = await startTestGateway({ shape });
      gateway.emulator.fault({ endpoint: 'userDetail', kind });
      const { data } = await gateway.query(
        '{ users(ids: ["ana-ortiz", "no-such-user", "ben-carter", "chloe-dubois"]) { id displayName } }',
      );
      expect(data.users).toEqual([
        { id: 'ana-ortiz', displayName: 'Ana Ortiz' },
        null,
        { id: 'ben-carter', displayName: 'Ben Carter' },
        { id: 'chloe-dubois', displayName: 'Chloe Dubois' },
      ]);
    },
  );
});

describe('batching within a request', () => {
  it('sends 50 aliased lookups in one call, each id once', async () => {
    const gateway = await startTestGateway();
    const fields = Array.from({ length: 50 }, (_, n) => `u${n}: user(id: "user-${n % 40}") { id }`);
    const { data, errors } = await gateway.query(`{ ${fields.join(' ')} }`);
    expect(errors).toEqual([]);
    expect(Object.keys(data as object)).toHaveLength(50);
    expect(gateway.idsAskedFor()).toEqual([Array.from({ length: 40 }, (_, n) => `user-${n}`)]);
  });

  it('sends user, users and viewer in one call', async () => {
    const gateway = await startTestGateway();
    await gateway.query('{ viewer { id } user(id: "ana-ortiz") { id } users(ids: ["ben-carter"]) { id } }');
    expect(gateway.idsAskedFor()).toEqual([['mira.patel@hearth.example', 'ana-ortiz', 'ben-carter']]);
  });

  it('sends 130 ids in three concurrent calls of at most 60', async () => {
    const gateway = await startTestGateway();
    const answers = deferred();
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'delay', until: answers.promise, times: 3 });
    const ids = Array.from({ length: 130 }, (_, n) => (n === 129 ? 'ana-ortiz' : `user-${n}`));
    const answer = gateway.query('query ($ids: [ID!]!) { users(ids: $ids) { id } }', { variables: { ids } });

    // The emulator delays all responses until it has received all calls.
    await expect.poll(() => gateway.calls('userDetail').length).toBe(3);
    answers.resolve();

    const { data } = await answer;
    expect(gateway.idsAskedFor().map((asked) => asked.length)).toEqual([60, 60, 10]);
    expect(gateway.idsAskedFor().flat()).toEqual(ids);
    expect(data.users).toHaveLength(130);
    expect(data.users[129]).toEqual({ id: 'ana-ortiz' });
  });

  it('follows the configured batch size', async () => {
    const gateway = await startTestGateway({ maxBatchSize: 2 });
    await gateway.query('{ users(ids: ["a", "b", "c"]) { id } }');
    expect(gateway.idsAskedFor()).toEqual([['a', 'b'], ['c']]);
  });

  it('fails only the ids of the failed call', async () => {
    const gateway = await startTestGateway({ maxBatchSize: 2 });
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 500 });
    const answer = await gateway.query(
      '{ users(ids: ["ana-ortiz", "ben-carter", "chloe-dubois"]) { id } user(id: "chloe-dubois") { id } }',
    );
    expect(answer.data).toEqual({
      users: [null, null, { id: 'chloe-dubois' }],
      user: { id: 'chloe-dubois' },
    });
    expect(codesOf(answer)).toEqual(['users.0 UPSTREAM_UNAVAILABLE', 'users.1 UPSTREAM_UNAVAILABLE']);
    expect(answer.status).toBe(200);
  });

  it('caches neither users nor errors between requests', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 500 });
    const document = '{ user(id: "ana-ortiz") { id } }';
    expect(codesOf(await gateway.query(document))).toEqual(['user UPSTREAM_UNAVAILABLE']);
    expect((await gateway.query(document)).data.user).toEqual({ id: 'ana-ortiz' });
    await gateway.query(document);
    expect(gateway.calls('userDetail')).toHaveLength(3);
  });

  it('makes no call for an empty list', async () => {
    const gateway = await startTestGateway();
    expect((await gateway.query('{ users(ids: []) { id } }')).data).toEqual({ users: [] });
    expect(gateway.calls()).toEqual([]);
  });

  it('makes no call for __typename', async () => {
    const gateway = await startTestGateway();
    expect((await gateway.query('{ __typename }')).data).toEqual({ __typename: 'Query' });
    expect(gateway.calls()).toEqual([]);
  });
});

describe('the limit of ids in a request', () => {
  const document = 'query ($ids: [ID!]!) { users(ids: $ids) { id } }';
  const ids = (length: number) => Array.from({ length }, (_, n) => `user-${n}`);

  it('allows as many ids as configured', async () => {
    const gateway = await startTestGateway({ maxIds: 70 });
    const { errors } = await gateway.query(document, { variables: { ids: ids(70) } });
    expect(errors).toEqual([]);
  });

  it('rejects one id more, without a call', async () => {
    const gateway = await startTestGateway({ maxIds: 70 });
    const answer = await gateway.query(document, { variables: { ids: ids(71) } });
    expect(answer.data).toEqual({ users: null });
    expect(answer.errors[0]?.extensions).toEqual({
      code: 'LIMIT_EXCEEDED',
      retryable: false,
      limit: 'ids',
      limitValue: 70,
    });
    expect(gateway.calls()).toEqual([]);
  });

  it('counts aliases, and fails only the fields beyond the limit', async () => {
    const gateway = await startTestGateway({ maxIds: 2 });
    const answer = await gateway.query(
      '{ a: user(id: "ana-ortiz") { id } b: user(id: "ana-ortiz") { id } c: user(id: "ana-ortiz") { id } }',
    );
    expect(answer.data).toEqual({ a: { id: 'ana-ortiz' }, b: { id: 'ana-ortiz' }, c: null });
    expect(codesOf(answer)).toEqual(['c LIMIT_EXCEEDED']);
  });
});
