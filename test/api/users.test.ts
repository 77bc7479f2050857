import { describe, expect, it } from 'vitest';
import { codesOf, deferred, startTestGateway } from '../support/harness.ts';

describe.each(['documented', 'live'] as const)('users, with the %s answers', (shape) => {
  it('answers one user by id', async () => {
    const gateway = await startTestGateway({ shape });
    const { data, errors } = await gateway.query('{ user(id: "ana-ortiz") { id displayName connected } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ user: { id: 'ana-ortiz', displayName: 'Ana Ortiz', connected: true } });
  });

  it('answers null for a user that does not exist', async () => {
    const gateway = await startTestGateway({ shape });
    const { data, errors } = await gateway.query('{ user(id: "nobody") { id } }');
    expect({ data, errors }).toEqual({ data: { user: null }, errors: [] });
  });

  it('keeps the order, the length and the holes of the ids it was asked for', async () => {
    const gateway = await startTestGateway({ shape });
    const { data } = await gateway.query(
      '{ users(ids: ["ben-carter", "nobody", "ana-ortiz", "ben-carter"]) { id } }',
    );
    expect(data.users).toEqual([{ id: 'ben-carter' }, null, { id: 'ana-ortiz' }, { id: 'ben-carter' }]);
    expect(gateway.idsAskedFor()).toEqual([['ben-carter', 'nobody', 'ana-ortiz']]);
  });

  it.each(['wrong-order', 'duplicate', 'stranger'] as const)(
    'puts nobody into the wrong place when the answer has a %s',
    async (kind) => {
      const gateway = await startTestGateway({ shape });
      gateway.emulator.fault({ endpoint: 'userDetail', kind });
      const { data } = await gateway.query(
        '{ users(ids: ["ana-ortiz", "nobody", "ben-carter", "chloe-dubois"]) { id displayName } }',
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
  it('makes one call of 50 aliased lookups with repeats, with each id once', async () => {
    const gateway = await startTestGateway();
    const fields = Array.from({ length: 50 }, (_, n) => `u${n}: user(id: "user-${n % 40}") { id }`);
    const { data, errors } = await gateway.query(`{ ${fields.join(' ')} }`);
    expect(errors).toEqual([]);
    expect(Object.keys(data as object)).toHaveLength(50);
    expect(gateway.idsAskedFor()).toEqual([Array.from({ length: 40 }, (_, n) => `user-${n}`)]);
  });

  it('makes one call of user, users and viewer together', async () => {
    const gateway = await startTestGateway();
    await gateway.query('{ viewer { id } user(id: "ana-ortiz") { id } users(ids: ["ben-carter"]) { id } }');
    expect(gateway.idsAskedFor()).toEqual([['mira.patel@hearth.example', 'ana-ortiz', 'ben-carter']]);
  });

  it('makes three calls of 130 ids, 60 at most in each, that run at the same time', async () => {
    const gateway = await startTestGateway();
    const answers = deferred();
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'delay', until: answers.promise, times: 3 });
    const ids = Array.from({ length: 130 }, (_, n) => (n === 129 ? 'ana-ortiz' : `user-${n}`));
    const answer = gateway.query('query ($ids: [ID!]!) { users(ids: $ids) { id } }', { variables: { ids } });

    // None of them is answered before all of them are here.
    await expect.poll(() => gateway.calls('userDetail').length).toBe(3);
    answers.resolve();

    const { data } = await answer;
    expect(gateway.idsAskedFor().map((asked) => asked.length)).toEqual([60, 60, 10]);
    expect(gateway.idsAskedFor().flat()).toEqual(ids);
    expect(data.users).toHaveLength(130);
    expect(data.users[129]).toEqual({ id: 'ana-ortiz' });
  });

  it('obeys the batch size it is given', async () => {
    const gateway = await startTestGateway({ maxBatchSize: 2 });
    await gateway.query('{ users(ids: ["a", "b", "c"]) { id } }');
    expect(gateway.idsAskedFor()).toEqual([['a', 'b'], ['c']]);
  });

  it('fails only the ids of the call that failed', async () => {
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

  it('asks again in the next request: nothing is remembered, an error least of all', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 500 });
    const document = '{ user(id: "ana-ortiz") { id } }';
    expect(codesOf(await gateway.query(document))).toEqual(['user UPSTREAM_UNAVAILABLE']);
    expect((await gateway.query(document)).data.user).toEqual({ id: 'ana-ortiz' });
    await gateway.query(document);
    expect(gateway.calls('userDetail')).toHaveLength(3);
  });

  it('calls nothing for an empty list', async () => {
    const gateway = await startTestGateway();
    expect((await gateway.query('{ users(ids: []) { id } }')).data).toEqual({ users: [] });
    expect(gateway.calls()).toEqual([]);
  });

  it('calls nothing for the names of types', async () => {
    const gateway = await startTestGateway();
    expect((await gateway.query('{ __typename }')).data).toEqual({ __typename: 'Query' });
    expect(gateway.calls()).toEqual([]);
  });
});

describe('the number of ids in a request', () => {
  const document = 'query ($ids: [ID!]!) { users(ids: $ids) { id } }';
  const ids = (length: number) => Array.from({ length }, (_, n) => `user-${n}`);

  it('may be what the limit says', async () => {
    const gateway = await startTestGateway({ maxIds: 70 });
    const { errors } = await gateway.query(document, { variables: { ids: ids(70) } });
    expect(errors).toEqual([]);
  });

  it('is refused one above, without a call', async () => {
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

  it('counts aliases too, and leaves the fields within the limit alone', async () => {
    const gateway = await startTestGateway({ maxIds: 2 });
    const answer = await gateway.query(
      '{ a: user(id: "ana-ortiz") { id } b: user(id: "ana-ortiz") { id } c: user(id: "ana-ortiz") { id } }',
    );
    expect(answer.data).toEqual({ a: { id: 'ana-ortiz' }, b: { id: 'ana-ortiz' }, c: null });
    expect(codesOf(answer)).toEqual(['c LIMIT_EXCEEDED']);
  });
});
