import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWithSafeIntegers } from '../../src/kommunicate/wire/values.ts';
import { DOCUMENTED_USER } from '../fixtures/documented-calls.ts';
import { startTestGateway } from '../support/harness.ts';

const EVERY_FIELD = `{
  user(id: "u") {
    id displayName connected lastSeenAt createdAt imageLink deactivated phoneNumber unreadCount
    lastLoggedInAt lastMessageAt email metadata
  }
}`;

const ALL_NULL = {
  id: 'u',
  displayName: null,
  connected: null,
  lastSeenAt: null,
  createdAt: null,
  imageLink: null,
  deactivated: null,
  phoneNumber: null,
  unreadCount: null,
  lastLoggedInAt: null,
  lastMessageAt: null,
  email: null,
  metadata: null,
};

/** The user that the gateway returns for one record of the REST API. */
async function read(record: object) {
  const gateway = await startTestGateway();
  const body = JSON.stringify([{ userId: 'u', ...record }]);
  gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 200, body });
  const { data, errors } = await gateway.query(EVERY_FIELD);
  expect(errors).toEqual([]);
  return data.user as Record<string, unknown>;
}

describe('a user', () => {
  it('has every documented field, including times in 1970', async () => {
    const user = await read({ ...DOCUMENTED_USER, userId: 'u', createdAtTime: 100_000_090 });
    expect(user).toEqual({
      id: 'u',
      displayName: 'Lena Fox',
      connected: true,
      lastSeenAt: '2023-11-14T22:13:20.500Z',
      createdAt: '1970-01-02T03:46:40.090Z',
      imageLink: 'http://pictures.example/lena.png',
      deactivated: false,
      phoneNumber: '+15550100777',
      unreadCount: 4,
      lastLoggedInAt: '2023-11-14T21:56:40.000Z',
      lastMessageAt: '2023-11-14T22:11:40.000Z',
      email: null,
      metadata: null,
    });
  });

  it('has null for every field the REST API leaves out', async () => {
    expect(await read({})).toEqual(ALL_NULL);
  });

  it('loses only the fields whose values are of the wrong type', async () => {
    const user = await read({
      userName: 7,
      displayName: ['x'],
      connected: 'yes',
      lastSeenAtTime: 'yesterday',
      createdAtTime: 1e300,
      imageLink: {},
      deactivated: null,
      phoneNumber: [49123],
      unreadCount: 3_000_000_000,
      lastLoggedInAtTime: true,
      lastMessageAtTime: 253_402_300_800_000,
      email: false,
      metadata: [],
    });
    expect(user).toEqual(ALL_NULL);
  });

  it('is read with numbers and booleans as text, and with the phone number as a number', async () => {
    const user = await read({
      connected: 'true',
      deactivated: 'false',
      unreadCount: '2',
      createdAtTime: '1483342919147',
      lastSeenAtTime: '1718000000000',
      lastLoggedInAtTime: '1718000000001',
      lastMessageAtTime: '1718000000002',
      phoneNumber: 912345678954,
    });
    expect(user).toMatchObject({
      connected: true,
      deactivated: false,
      unreadCount: 2,
      createdAt: '2017-01-02T07:41:59.147Z',
      lastSeenAt: '2024-06-10T06:13:20.000Z',
      lastLoggedInAt: '2024-06-10T06:13:20.001Z',
      lastMessageAt: '2024-06-10T06:13:20.002Z',
      phoneNumber: '912345678954',
    });
  });

  it.each([0, -1, '0'])('has null for actions at time %j, which means never', async (time) => {
    const user = await read({ lastSeenAtTime: time, lastLoggedInAtTime: time, lastMessageAtTime: time });
    expect(user).toEqual(ALL_NULL);
    expect(await read({ createdAtTime: 0 })).toMatchObject({ createdAt: '1970-01-01T00:00:00.000Z' });
  });

  it.each([
    [{ displayName: '', userName: 'Ana' }, 'Ana'],
    [{ displayName: null, userName: 'Ana' }, 'Ana'],
    [{ displayName: '', userName: '' }, ''],
    [{ displayName: ' ', userName: 'Ana' }, ' '],
  ])('takes the first non-empty name of %j', async (record, displayName) => {
    expect(await read(record)).toMatchObject({ displayName });
  });

  it('prefers displayName to userName', async () => {
    expect(await read({ userName: 'old', displayName: 'new' })).toMatchObject({ displayName: 'new' });
  });

  it('has metadata with numbers and booleans as text, and without other values', async () => {
    const metadata = { text: 'a', number: 7, yes: true, none: null, list: [1], object: {} };
    expect((await read({ metadata })).metadata).toEqual({ text: 'a', number: '7', yes: 'true' });
  });

  it('has times from year 0 to year 9999, and null beyond', async () => {
    const first = Date.parse('0000-01-01T00:00:00.000Z');
    const last = Date.parse('9999-12-31T23:59:59.999Z');
    expect(await read({ createdAtTime: first, lastSeenAtTime: last })).toMatchObject({
      createdAt: '0000-01-01T00:00:00.000Z',
      lastSeenAt: '9999-12-31T23:59:59.999Z',
    });
    expect(await read({ createdAtTime: first - 1, lastSeenAtTime: last + 1 })).toMatchObject({
      createdAt: null,
      lastSeenAt: null,
    });
  });

  it('returns stored values unchanged', async () => {
    const stored = {
      imageLink: 'not a url ',
      phoneNumber: 'call me',
      email: 'at home',
      metadata: { a: '1' },
    };
    expect(await read(stored)).toMatchObject(stored);
  });

  it('is not read as an envelope because of a numeric status', async () => {
    expect(await read({ status: 1, userName: 'Online' })).toMatchObject({ displayName: 'Online' });
  });
});

describe('a response with invalid entries or numbers', () => {
  it('is read without the invalid entries', async () => {
    const gateway = await startTestGateway();
    const body = JSON.stringify([
      null,
      7,
      'x',
      [],
      {},
      { userId: '' },
      { userId: null },
      { userId: 'u', userName: 'U' },
    ]);
    gateway.emulator.fault({ kind: 'answer', status: 200, body });
    const { data, errors } = await gateway.query('{ user(id: "u") { displayName } }');
    expect({ data, errors }).toEqual({ data: { user: { displayName: 'U' } }, errors: [] });
  });

  it('is read with a number as id, but not with an id in other case', async () => {
    const gateway = await startTestGateway();
    const body = JSON.stringify([
      { userId: 42, userName: 'n' },
      { userId: 2 ** 60, userName: 'inexact' },
      { userId: 'ANA', userName: 'wrong case' },
    ]);
    gateway.emulator.fault({ kind: 'answer', status: 200, body });
    const { data } = await gateway.query(
      '{ users(ids: ["42", "ana", "1152921504606846976"]) { id displayName } }',
    );
    expect(data.users).toEqual([{ id: '42', displayName: 'n' }, null, null]);
  });

  it.each([
    '[1234567890123456, -9007199254740993, 9007199254740991, 1.2345678901234567, 5e-324, 0.30000000000000004]',
    '{"a, 12345678901234567890 ,":"b: 12345678901234567890 \\\\","c":"\\\\\\" 12345678901234567890","d":12345678901234567890}',
    '12345678901234567890',
    '[[12345678901234567890],\n{"a" : 12345678901234567890 } ]',
  ])('is parsed like JSON, with integers beyond 2^53 as text: %s', (text) => {
    const digits = (_key: string, value: unknown, { source = '' } = {}) =>
      /^-?\d+$/.test(source) && !Number.isSafeInteger(value) ? source : value;
    expect(parseWithSafeIntegers(text)).toEqual(JSON.parse(text, digits));
  });

  it.each([
    '1e21',
    '-1.0E20',
    '12345678901234567e2',
    '9007199254740993.0',
    '1e999',
    '-1e999',
    '1e-999',
    '0.12345678901234567890',
    '0.99999999999999999999',
    `1${'0'.repeat(100_000)}1`,
    `0.${'0'.repeat(100_000)}1`,
  ])('is parsed with a number that a double cannot represent as text', (literal) => {
    expect(parseWithSafeIntegers(literal)).toBe(literal);
    expect(parseWithSafeIntegers(`{"a":[${literal} ]}`)).toEqual({ a: [literal] });
  });

  it('is parsed with every exact number as a number', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger()),
        (number) => {
          const isExact = Number.isSafeInteger(number) || !Number.isInteger(number);
          expect(parseWithSafeIntegers(`[${number}]`)).toEqual([
            isExact ? Number(String(number)) : String(number),
          ]);
        },
      ),
    );
    expect(
      parseWithSafeIntegers(
        '[1.50, 100e-2, -0, 0e999, 1E2, 10000000000000000000e-10, 1.00000000000000000000]',
      ),
    ).toEqual([1.5, 1, -0, 0, 100, 1_000_000_000, 1]);
  });

  it('is parsed like JSON.parse if no digit is lost, also with unusual and duplicate keys', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const digits = (_key: string, value: unknown) =>
          typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
            ? String(value)
            : value;
        expect(parseWithSafeIntegers(text)).toEqual(JSON.parse(text, digits));
      }),
    );
    const own = parseWithSafeIntegers('{"__proto__":{"a":1e21},"b":1,"b":1e999}') as object;
    expect(Object.entries(own)).toEqual([
      ['__proto__', { a: '1e21' }],
      ['b', '1e999'],
    ]);
  });

  it.each([
    '[12345678901234567890',
    '"12345678901234567890',
    '{"a": 012345678901234567890}',
    '{ 12345678901234567890 : 1}',
    '[1e21e21]',
    '[1234567890123456.]',
  ])('is rejected if it is not JSON: %s', (text) =>
    expect(() => parseWithSafeIntegers(text)).toThrow(SyntaxError),
  );

  it('keeps every digit of an id beyond 2^53', async () => {
    const gateway = await startTestGateway();
    const long = '90071992547409931234';
    gateway.emulator.fault({
      kind: 'answer',
      status: 200,
      body: `[{"userId":${long},"userName":"n","unreadCount":3},{"userId":90071992547409930000,"userName":"another"}]`,
    });
    const user = await gateway.query(`{ user(id: "${long}") { id displayName unreadCount } }`);
    expect(user.data).toEqual({ user: { id: long, displayName: 'n', unreadCount: 3 } });
    gateway.emulator.fault({
      kind: 'answer',
      status: 200,
      body: `{"id": ${long}, "createdAtTime": 1e21, "metadata":{"order":-${long}}, "groupUsers":[{"userId":${long}}]}`,
    });
    const { data, errors } = await gateway.query(
      `{ conversation(id: "${long}") { id createdAt metadata participants { role } } }`,
    );
    expect(errors).toEqual([]);
    expect(data.conversation).toEqual({
      id: long,
      createdAt: null,
      metadata: { order: `-${long}` },
      participants: [{ role: null }],
    });
  });
});
