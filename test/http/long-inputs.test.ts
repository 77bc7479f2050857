import { describe, expect, it } from 'vitest';
import { createSchema } from '../../src/schema/schema.ts';
import { parseWithSafeIntegers } from '../../src/kommunicate/wire/values.ts';
import { bearer, post, startTestGateway, answerOf } from '../support/harness.ts';

/*
 * Runs every regular expression and search over a caller's text with the longest allowed text, of the kind that makes a
 * careless expression quadratic. A test that hangs has found one. `npm run test:expensive` measures the time.
 */

const LONG = 240_000;
const fill = (part: string) => part.repeat(Math.floor(LONG / part.length));
const USER = 'query ($id: ID!) { user(id: $id) { id } }';
const UPDATE = 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id } } }';

describe('a document', () => {
  const INBOX = 'query ($s: [ConversationStatus!]) { inbox(statuses: $s) { nodes { id } } }';

  it.each([
    ['text', (text: string) => `{ inbox(statuses: ["${text}"]) { nodes { id } } }`],
    ['name', (text: string) => `{ inbox(statuses: [${text.replaceAll(/\W/g, '_')}]) { nodes { id } } }`],
    ['field', (text: string) => `{ ${text.replaceAll(/\W/g, '_')} }`],
    ['block of text', (text: string) => `{ inbox(statuses: ["""${text}"""]) { nodes { id } } }`],
  ])(
    'with a long %s that looks like a suggestion gets a message of up to 500 characters',
    async (_case, document) => {
      const gateway = await startTestGateway({ mode: 'passthrough' });
      const headers = { 'api-key': gateway.emulator.apiKey };
      const { errors } = await gateway.query(document(' Did you mean '.repeat(7000)), { headers });
      expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
      expect(errors[0]?.message.length).toBeLessThanOrEqual(500);
    },
  );

  it('with long texts in the sandbox gets a message of up to 500 whole characters too', async () => {
    const gateway = await startTestGateway();
    const { errors } = await gateway.query(
      `{ inbox(statuses: ["${'😀'.repeat(40_000)}"]) { nodes { id } } }`,
    );
    expect(errors[0]?.message.length).toBeLessThanOrEqual(500);
    expect(errors[0]?.message.isWellFormed()).toBe(true);
  });

  it('may have a long text for an enum in a variable', async () => {
    const gateway = await startTestGateway();
    const { errors } = await gateway.query(INBOX, { variables: { s: [fill(' Did you mean ')] } });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', reason: 'wrong-type' } }]);
  });
});

describe('a long value', () => {
  it.each([
    ['id', USER, { id: fill('x') }, 'too-long'],
    ['id of control characters', USER, { id: fill('\u007f') }, 'too-long'],
    ['e-mail address of @', UPDATE, { input: { userId: 'ana-ortiz', email: fill('@') } }, 'too-long'],
    ['e-mail address of letters', UPDATE, { input: { userId: 'ana-ortiz', email: fill('a') } }, 'too-long'],
    ['URL', UPDATE, { input: { userId: 'ana-ortiz', imageLink: `https://${fill('a.')}` } }, 'too-long'],
    [
      'URL of spaces',
      UPDATE,
      { input: { userId: 'ana-ortiz', imageLink: `https://${fill(' ')}` } },
      'too-long',
    ],
    ['name of a field', UPDATE, { input: { userId: 'ana-ortiz', [fill('a')]: 1 } }, 'unknown-field'],
    ['name', UPDATE, { input: { userId: 'ana-ortiz', displayName: fill('a') } }, 'too-long'],
  ])('as %s is rejected', async (_case, query, variables, reason) => {
    const gateway = await startTestGateway();
    const { errors } = await gateway.query(query, { variables });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', reason } }]);
    expect(gateway.calls()).toEqual([]);
  });

  it('as the name of an operation is not logged', async () => {
    const gateway = await startTestGateway();
    const body = { query: 'query A { viewer { id } }', operationName: fill('a ') };
    const { errors } = await answerOf(await gateway.fetch(post(body)));
    expect(errors).toHaveLength(1);
  });

  it.each([
    ['spaces', `Bearer ${fill(' ')}!`],
    ['letters', `Bearer ${fill('a')}!`],
    ['equals signs', `Bearer a${fill('=')}!`],
  ])('as a token of %s is rejected', async (_case, authorization) => {
    const gateway = await startTestGateway({ mode: 'service' });
    expect((await gateway.query('{ viewer { id } }', { headers: { authorization } })).status).toBe(401);
  });

  it.each(['traceparent', 'tracestate', 'x-request-id', 'of-user-id', 'api-key'])(
    'as the header %s is rejected or not passed on',
    async (name) => {
      const gateway = await startTestGateway({ mode: 'service' });
      const headers = {
        ...bearer('SERVICE', 'router'),
        traceparent: `01-${fill('0-')}`,
        [name]: `01-${fill('0-')}`,
      };
      const { errors } = await gateway.query('{ user(id: "ana-ortiz") { id } }', { headers });
      expect(errors.length).toBeLessThan(2);
      expect(
        gateway
          .calls()
          .flatMap(({ rawHeaders }) => rawHeaders)
          .filter((text) => text.length > 1000),
      ).toEqual([]);
    },
  );
});

describe('a long reply of the REST API', () => {
  it.each([
    ['digits', fill('1')],
    ['digits that are not a number', `[${fill('1')}x]`],
    ['numbers', `[${fill('12345678901234567,')}1]`],
    ['minus signs', fill('-1')],
    ['escaped quotes', `"${fill('\\"')}"`],
    ['backslashes', `["${fill('\\\\')}", 12345678901234567]`],
  ])('of %s is read in linear time', (_case, text) => {
    let outcome: unknown;
    try {
      outcome = parseWithSafeIntegers(text);
    } catch (error) {
      outcome = error;
    }
    expect(outcome instanceof Error ? outcome : undefined).toSatisfy(
      (error) => error === undefined || error instanceof SyntaxError,
    );
  });
});

describe('the schema', () => {
  it('has no name long enough for graphql-js to compare it with a long one', () => {
    // graphql-js compares names whose lengths differ by two fifths at most.
    const names = Object.values(createSchema().getTypeMap()).map(({ name }) => name);
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThan(100);
  });
});
