import { describe, expect, it } from 'vitest';
import { ask, schema, start, typeOf } from '../support/callers.ts';
import { codesOf } from '../support/harness.ts';
import { wholeSelection } from '../support/selection.ts';

describe('the cost of a response', () => {
  const nested = (leaves: string) => `{ conversation(id: "104250001") { messages(first: 50) { nodes {
    conversation { messages(first: 50) { nodes { conversation { messages(first: 3) { nodes { ${leaves} } } } } } }
  } } } }`;
  const aliased = (field: string) => Array.from({ length: 95 }, (_, n) => `a${n}: ${field}`).join(' ');

  it.each([
    ['texts', aliased('text')],
    ['errors', `sender { ${aliased('email')} }`],
    ['errors without an alias', 'sender { email metadata phoneNumber lastSeenAt createdAt unreadCount }'],
    ['names of types', aliased('__typename')],
    ['names of types in a fragment', `... on Message { ${aliased('__typename')} }`],
    ['JSON', aliased('metadata')],
    ['objects', `sender { ${aliased('__typename')} }`],
  ])('is limited for %s, also with cached records and many aliases', async (_case, leaves) => {
    const gateway = await start();
    const answer = await ask(gateway, 'USER', nested(leaves));
    expect(answer.status).toBe(200);
    const limits = answer.errors.map(({ extensions }) => String(extensions.limit));
    expect(limits.some((limit) => limit === 'cost' || limit === 'errors')).toBe(true);
    expect(answer.errors.length).toBeLessThanOrEqual(100);
    expect(JSON.stringify(answer.data).length).toBeLessThan(5_000_000);
    expect(gateway.calls().length).toBeLessThan(6);
  });

  it('is limited for cursors, which cost an encryption each', async () => {
    const gateway = await start();
    const leaves = `conversation { messages(first: 50) { edges { ${aliased('cursor')} } } }`;
    const document = `{ conversation(id: "104250001") { messages(first: 50) { nodes { ${leaves} } } } }`;
    const answer = await ask(gateway, 'USER', document);
    expect(answer.errors.some(({ extensions }) => extensions.limit === 'cost')).toBe(true);
  });

  it('grows with the length of a text', async () => {
    const gateway = await start();
    const text = 'x'.repeat(10_000);
    const body = JSON.stringify([{ userId: 'ana-ortiz', displayName: text, metadata: { a: text } }]);
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 200, body });
    const fields = Array.from({ length: 50 }, (_, n) => `a${n}: displayName b${n}: metadata`).join(' ');
    const document = `query ($ids: [ID!]!) { users(ids: $ids) { ${fields} } }`;
    const answer = await ask(gateway, 'USER', document, { ids: Array(10).fill('ana-ortiz') });
    expect(codesOf(answer).filter((code) => code.endsWith('LIMIT_EXCEEDED'))).toHaveLength(10);
    // Beyond that, fields are null without a further error.
    expect(JSON.stringify(answer.data).length).toBeLessThan(6_000_000);
    expect(answer.data.users.at(-1).b49).toBeNull();
  });

  it('keeps the result of a mutation that ran, and runs none after the limit', async () => {
    const gateway = await start();
    const big = `message { id conversation { messages(first: 50) { nodes { conversation { messages(first: 50) { nodes { ${aliased('text')} } } } } } } }`;
    const send = 'sendMessage(input: { conversationId: "104250001", text: "x" })';
    const answer = await ask(
      gateway,
      'USER',
      `mutation { one: ${send} { ${big} } two: ${send} { message { id } } }`,
    );
    expect(answer.data.one.message.id).toEqual(expect.any(String));
    expect(answer.data.two).toBeNull();
    expect(codesOf(answer).filter((code) => code.startsWith('two'))).toEqual(['two LIMIT_EXCEEDED']);
    expect(gateway.calls('messageSend')).toHaveLength(1);
  });

  it('allows all fields of a thousand users', async () => {
    const gateway = await start();
    // Without their conversations, which take a REST call for each user.
    const whole = wholeSelection(schema, typeOf('User'), ['ConversationConnection']);
    const document = `query ($ids: [ID!]!) { users(ids: $ids) { ${whole} } }`;
    const answer = await ask(gateway, 'AGENT', document, { ids: Array(1000).fill('ana-ortiz') });
    expect(answer.errors).toEqual([]);
  });

  it('does not exempt denied ids from the limit of ids', async () => {
    const gateway = await start();
    const ids = Array(1001).fill('ben-carter');
    const answer = await ask(gateway, 'USER', 'query ($ids: [ID!]!) { users(ids: $ids) { id } }', { ids });
    expect(answer.errors.map(({ extensions }) => extensions)).toEqual([
      { code: 'LIMIT_EXCEEDED', retryable: false, limit: 'ids', limitValue: 1000 },
    ]);
  });
});
