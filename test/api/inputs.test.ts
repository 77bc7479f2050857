import { describe, expect, it } from 'vitest';
import type { ErrorDetails } from '../../src/errors.ts';
import { startTestGateway } from '../support/harness.ts';
import { change, expectRejected, send, update, UPDATE, USER, USERS } from '../support/inputs.ts';

const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

describe('an invalid value', () => {
  it.each([
    // Ids
    ['an empty id', [USER, { id: '' }], 'id', 'empty'],
    ['an id of 257 characters', [USER, { id: 'x'.repeat(257) }], 'id', 'too-long', { max: 256 }],
    ['an id with a line break', [USER, { id: 'a\nb' }], 'id', 'control-character'],
    ['an id with a C1 control character', [USER, { id: 'a\u0085b' }], 'id', 'control-character'],
    ['an id with a space in front', [USER, { id: ' a' }], 'id', 'outer-space'],
    ['an id with a no-break space behind', [USER, { id: 'a\u00a0' }], 'id', 'outer-space'],
    ['half a surrogate pair', [USER, { id: 'a\ud800' }], 'id', 'not-well-formed'],
    ['one bad id of many', [USERS, { ids: ['a', 'b', 'c', ''] }], 'ids.3', 'empty'],
    ['a fraction as id', [USER, { id: 1.5 }], 'id', 'wrong-type', { expected: 'ID!' }],
    ['a boolean as id', [USER, { id: true }], 'id', 'wrong-type', { expected: 'ID!' }],
    ['an object as id', [USER, { id: {} }], 'id', 'wrong-type', { expected: 'ID!' }],
    ['null as id', [USER, { id: null }], 'id', 'required'],
    ['no id', [USER, {}], 'id', 'required'],
    ['a number beyond 2^53 as id', [USER, '{"id": 9007199254740993}'], 'id', 'inexact-number'],
    ['such a number in a list', [USERS, '{"ids": ["a", 1e300]}'], 'ids.1', 'inexact-number'],
    ['such a number as a list', [USERS, '{"ids": -9007199254740993}'], 'ids', 'inexact-number'],
    ['such a number in an input', send({ text: 'x', senderId: 2 ** 60 }), 'input.senderId', 'inexact-number'],
    ['null in a list', [USERS, { ids: ['a', null] }], 'ids.1', 'required'],
    [
      'null for a variable with a default',
      ['query ($id: ID = "x") { user(id: $id) { id } }', { id: null }],
      'id',
      'required',
    ],
    [
      'null for a variable with a default, in a list',
      ['query ($id: ID = "x") { users(ids: [$id]) { id } }', { id: null }],
      'id',
      'required',
    ],
    [
      'null for a variable with a default, in an input',
      [
        'mutation ($id: ID = "x") { updateUser(input: { userId: $id, email: "a@b" }) { user { id } } }',
        { id: null },
      ],
      'id',
      'required',
    ],
    [
      'null for a variable with a default, in a directive',
      ['query ($yes: Boolean = true) { viewer @include(if: $yes) { id } }', { yes: null }],
      'yes',
      'required',
    ],
    [
      'a variable with the name of an Object.prototype property',
      [
        'mutation ($toString: String) { updateUser(input: { userId: "u", metadata: { a: $toString } }) { user { id } } }',
        {},
      ],
      'toString',
      'forbidden-name',
    ],
    [
      'a variable named __proto__',
      [
        'mutation ($__proto__: JSONObject, $n: String) { updateUser(input: { userId: "u", metadata: { a: $n, b: $__proto__ } }) { user { id } } }',
        '{"__proto__": {"n": {"evil": 1}}}',
      ],
      '__proto__',
      'forbidden-name',
    ],
    // Input objects
    ['a missing field', [UPDATE, { input: { displayName: 'A' } }], 'input.userId', 'required'],
    ['an unknown field', update({ nickname: 'A' }), 'input.nickname', 'unknown-field'],
    [
      'a list for an object',
      [UPDATE, { input: [1] }],
      'input',
      'wrong-type',
      { expected: 'UpdateUserInput!' },
    ],
    [
      'an unknown enum value',
      change({ status: 'open' }),
      'input.status',
      'wrong-type',
      { expected: 'SettableConversationStatus!', allowed: ['OPEN', 'CLOSED', 'SPAM', 'DUPLICATE'] },
    ],
    // updateUser
    ['nothing to change', update({}), 'input', 'nothing-to-change'],
    ['nothing but nulls to change', update({ email: null, metadata: null }), 'input', 'nothing-to-change'],
    ['empty metadata to change', update({ metadata: {} }), 'input', 'nothing-to-change'],
    ['a user id with a space', update({ userId: 'a b', email: 'a@b' }), 'input.userId', 'not-visible-ascii'],
    [
      'a user id with an accent',
      update({ userId: 'josé', email: 'a@b' }),
      'input.userId',
      'not-visible-ascii',
    ],
    ['an e-mail without @', update({ email: 'ana' }), 'input.email', 'not-an-email'],
    ['an e-mail with a space', update({ email: 'a na@b.example' }), 'input.email', 'not-an-email'],
    [
      'an e-mail of 255 characters',
      update({ email: `${'a'.repeat(249)}@b.com` }),
      'input.email',
      'too-long',
      { max: 254 },
    ],
    ['an empty e-mail', update({ email: '' }), 'input.email', 'not-an-email'],
    [
      'an e-mail with a line break',
      update({ email: 'a@b.example\r\nX: y' }),
      'input.email',
      'control-character',
    ],
    ['a javascript: link', update({ imageLink: 'javascript:alert(1)' }), 'input.imageLink', 'not-a-url'],
    ['a relative link', update({ imageLink: '/a.png' }), 'input.imageLink', 'not-a-url'],
    ['a link with a space', update({ imageLink: 'https://a.example/b c' }), 'input.imageLink', 'not-a-url'],
    [
      'a link with a tab',
      update({ imageLink: 'https://a.exa\tmple' }),
      'input.imageLink',
      'control-character',
    ],
    ['a link without a host', update({ imageLink: 'https://' }), 'input.imageLink', 'not-a-url'],
    [
      'a very long link',
      update({ imageLink: `https://a.example/${'x'.repeat(2048)}` }),
      'input.imageLink',
      'too-long',
      { max: 2048 },
    ],
    [
      'metadata that is a list',
      update({ metadata: ['a'] }),
      'input.metadata',
      'wrong-type',
      { expected: 'JSONObject' },
    ],
    [
      'metadata that is text',
      update({ metadata: 'a' }),
      'input.metadata',
      'wrong-type',
      { expected: 'JSONObject' },
    ],
    ['a null in metadata', update({ metadata: { a: null } }), 'input.metadata.a', 'null'],
    ['an empty metadata key', update({ metadata: { '': 'a' } }), 'input.metadata', 'empty-key'],
    [
      'a metadata key with a NUL',
      update({ metadata: { 'a\0': 'a' } }),
      'input.metadata',
      'control-character',
    ],
    [
      'a __proto__ key',
      [UPDATE, '{"input": {"userId": "u", "metadata": {"__proto__": "x"}}}'],
      'input.metadata.__proto__',
      'forbidden-key',
    ],
    [
      'a constructor key',
      update({ metadata: { constructor: 'x' } }),
      'input.metadata.constructor',
      'forbidden-key',
    ],
    [
      'an integer beyond 2^53 in metadata',
      [UPDATE, '{"input": {"userId": "u", "metadata": {"n": 12345678901234567890}}}'],
      'input.metadata.n',
      'inexact-number',
    ],
    [
      'such a number deep in metadata',
      [UPDATE, '{"input": {"userId": "u", "metadata": {"n": [{"x": 1e999}]}}}'],
      'input.metadata.n.0.x',
      'inexact-number',
    ],
    [
      'a __proto__ key deep in metadata',
      [UPDATE, '{"input": {"userId": "u", "metadata": {"n": [{"__proto__": 1}]}}}'],
      'input.metadata.n.0.__proto__',
      'forbidden-key',
    ],
    [
      'a link of 2049 characters',
      update({ imageLink: `https://a.example/${'x'.repeat(2031)}` }),
      'input.imageLink',
      'too-long',
      { max: 2048 },
    ],
    // sendMessage
    ['a message without text and actionable part', send({}), 'input', 'text-or-actionable'],
    ['a message with metadata only', send({ metadata: { a: 'b' } }), 'input', 'text-or-actionable'],
    ['an empty text', send({ text: '' }), 'input.text', 'empty'],
    ['a blank text', send({ text: ' \n ' }), 'input.text', 'empty'],
    ['an empty sender', send({ text: 'x', senderId: '' }), 'input.senderId', 'empty'],
    ['an empty conversation id', send({ text: 'x', conversationId: '' }), 'input.conversationId', 'empty'],
    // changeConversationStatus
    ['an actor with a space', change({ actorId: 'a b' }), 'input.actorId', 'not-visible-ascii'],
    [
      'an actor with a colon and a line break',
      change({ actorId: 'a\r\nb:c' }),
      'input.actorId',
      'control-character',
    ],
  ] as const)(
    'is rejected with its position and reason, before any REST call: %s',
    (_case, [document, variables], argument, reason, details: ErrorDetails = {}) =>
      expectRejected(document, variables, argument, reason, details),
  );

  it('is rejected with the same reason as a literal in the document', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(
      'mutation { updateUser(input: { userId: "u", email: "x" }) { user { id } } }',
    );
    expect(answer.errors[0]).toMatchObject({
      path: ['updateUser'],
      extensions: { argument: 'input.email', reason: 'not-an-email' },
    });
  });

  it('is reported at most five times', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(USERS, { variables: { ids: Array.from({ length: 50 }, () => true) } });
    expect(answer.errors).toHaveLength(5);
  });

  it('is rejected with HTTP 400 for graphql-response+json, and 200 otherwise', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(USER, {
      variables: { id: true },
      headers: { accept: 'application/graphql-response+json' },
    });
    expect(answer.status).toBe(400);
    expect(answer.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect((await gateway.query(USER, { variables: { id: true } })).status).toBe(200);
  });
});

describe('a valid value', () => {
  it.each([
    ['one character', 'a'],
    ['256 characters', 'x'.repeat(256)],
    ['256 characters beyond the basic plane', '😀'.repeat(256)],
    ['spaces inside', 'a group id'],
    ['letters of any script', 'usuário-日本'],
    ['a string of more digits than a number holds', '90071992547409931234'],
  ])('is sent to the REST API unchanged, for an id of %s', async (_name, id) => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { errors } = await gateway.query(USER, { variables: { id } });
    expect(errors).toEqual([]);
    expect(gateway.idsAskedFor()).toEqual([[id]]);
  });

  it('can be a safe integer as id in variables, and any integer as id in the document', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await gateway.query(USERS, { variables: { ids: [7, -7, 9007199254740991] } });
    await gateway.query('{ user(id: 90071992547409931234) { id } }');
    expect(gateway.idsAskedFor()).toEqual([['7', '-7', '9007199254740991'], ['90071992547409931234']]);
  });

  it('can be null for a nullable variable in a nullable position', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { errors } = await gateway.query(
      'mutation ($name: String = "A") { updateUser(input: { userId: "ana-ortiz", displayName: $name, email: "a@b" }) { user { id } } }',
      { variables: { name: null } },
    );
    expect(errors).toEqual([]);
    expect(gateway.calls()[0]?.body).toBe('{"email":"a@b"}');
  });

  it('can be null if only another operation of the document rejects it', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const { errors } = await gateway.query(
      `mutation A($x: String = "d") { updateUser(input: { userId: "ana-ortiz", displayName: "z", email: $x }) { user { id } } }
       query B($x: ID = "") { ...F }
       fragment F on Query { user(id: $x) { id } }`,
      { operationName: 'A', variables: { x: null } },
    );
    expect(errors).toEqual([]);
    const other = await gateway.query(
      'query B($x: ID = "") { ...F } fragment F on Query { user(id: $x) { id } }',
      {
        variables: { x: null },
      },
    );
    expect(other.errors[0]?.extensions).toMatchObject({ argument: 'x', reason: 'required' });
  });

  it('can be the default of an absent non-null variable', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await gateway.query('query ($id: ID! = "ana-ortiz") { user(id: $id) { id } }');
    expect(gateway.idsAskedFor()).toEqual([['ana-ortiz']]);
  });

  it('can be a link of 2048 characters', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const [document, variables] = update({ imageLink: `https://a.example/${'x'.repeat(2030)}` });
    expect((await gateway.query(document, { variables })).errors).toEqual([]);
  });

  it('can be metadata as a literal with variables inside', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await gateway.query(
      'mutation ($n: Int) { updateUser(input: { userId: "ana-ortiz", metadata: { a: [1, { b: $n }], c: YES } }) { user { id } } }',
      { variables: { n: 2 } },
    );
    expect(JSON.parse(gateway.calls()[0]?.body ?? '')).toEqual({ metadata: { a: '[1,{"b":2}]', c: 'YES' } });
  });

  it('can be a single item in place of a list', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    await gateway.query(USERS, { variables: { ids: 'ana-ortiz' } });
    expect(gateway.idsAskedFor()).toEqual([['ana-ortiz']]);
  });
});

describe('variables', () => {
  it('can be 16 levels deep', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    // variables > input > metadata > m > …
    const { errors } = await gateway.query(UPDATE, {
      variables: { input: { userId: 'ana-ortiz', metadata: { m: deep(13) } } },
    });
    expect(errors).toEqual([]);
  });

  it('are rejected with 17 levels, and with a hundred thousand', async () => {
    const gateway = await startTestGateway({ mode: 'trusted' });
    const answer = await gateway.query(UPDATE, {
      variables: { input: { userId: 'ana-ortiz', metadata: { m: deep(14) } } },
    });
    expect(answer.status).toBe(400);
    expect(answer.errors[0]?.extensions).toEqual({
      code: 'LIMIT_EXCEEDED',
      retryable: false,
      limit: 'variables',
      limitValue: 16,
    });
    const body = `{"query":"{ __typename }","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    const response = await gateway.fetch(
      new Request('http://gateway/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }),
    );
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { limit: 'variables' } }] });
    expect(gateway.calls()).toEqual([]);
  });
});
