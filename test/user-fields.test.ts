import { describe, expect, it } from 'vitest';
import { parseExactly } from '../src/kommunicate/values.ts';
import { DOCUMENTED_USER } from './fixtures/documented-calls.ts';
import { startTestGateway } from './harness.ts';

const EVERY_FIELD = `{
  user(id: "u") {
    id displayName connected lastSeenAt createdAt imageLink deactivated phoneNumber unreadCount
    lastLoggedInAt lastMessageAt email metadata
  }
}`;

const NOTHING_KNOWN = {
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

/** What the gateway makes of one record of the REST API. */
async function read(record: object) {
  const gateway = await startTestGateway();
  const body = JSON.stringify([{ userId: 'u', ...record }]);
  gateway.emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 200, body });
  const { data, errors } = await gateway.query(EVERY_FIELD);
  expect(errors).toEqual([]);
  return data.user as Record<string, unknown>;
}

describe('a user', () => {
  it('has every documented field, times of 1970 included', async () => {
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
    expect(await read({})).toEqual(NOTHING_KNOWN);
  });

  it('loses only the fields whose values are of the wrong type', async () => {
    const user = await read({
      userName: 7,
      displayName: ['x'],
      connected: 'yes',
      lastSeenAtTime: '1483342919147',
      createdAtTime: 1e300,
      imageLink: {},
      deactivated: null,
      phoneNumber: 49123,
      unreadCount: 3_000_000_000,
      lastLoggedInAtTime: -1,
      lastMessageAtTime: 253_402_300_800_000,
      email: false,
      metadata: [],
    });
    expect(user).toEqual({ ...NOTHING_KNOWN, lastLoggedInAt: '1969-12-31T23:59:59.999Z' });
  });

  it('prefers displayName to userName', async () => {
    expect(await read({ userName: 'old', displayName: 'new' })).toMatchObject({ displayName: 'new' });
  });

  it('has metadata whose values are text: numbers and booleans as they are written, anything else is left out', async () => {
    const metadata = { text: 'a', number: 7, yes: true, none: null, list: [1], object: {} };
    expect((await read({ metadata })).metadata).toEqual({ text: 'a', number: '7', yes: 'true' });
  });

  it('has times from year 0 to year 9999, and none beyond', async () => {
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

  it('shows stored values as they are', async () => {
    const stored = {
      imageLink: 'not a url ',
      phoneNumber: 'call me',
      email: 'at home',
      metadata: { a: '1' },
    };
    expect(await read(stored)).toMatchObject(stored);
  });

  it('is not mistaken for an envelope because of its numeric status', async () => {
    expect(await read({ status: 1, userName: 'Online' })).toMatchObject({ displayName: 'Online' });
  });
});

describe('an answer with entries that are no users', () => {
  it('skips them', async () => {
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

  it('takes a number as id, and does not take another spelling for the same id', async () => {
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
    '[1234567890123456, -9007199254740993, 9007199254740991, 1.2345678901234567, 1e21, 12345678901234567e2]',
    '{"a, 12345678901234567890 ,":"b: 12345678901234567890 \\\\","c":"\\\\\\" 12345678901234567890","d":12345678901234567890}',
    '12345678901234567890',
    '[[12345678901234567890],\n{"a" : 12345678901234567890 } ]',
  ])('reads numbers as JSON has them, and those beyond 2^53 as their digits: %s', (text) => {
    const digits = (_key: string, value: unknown, { source = '' } = {}) =>
      /^-?\d+$/.test(source) && !Number.isSafeInteger(value) ? source : value;
    expect(parseExactly(text)).toEqual(JSON.parse(text, digits));
  });

  it.each(['[12345678901234567890', '"12345678901234567890', '{"a": 012345678901234567890}'])(
    'takes nothing for JSON that is none: %s',
    (text) => expect(() => parseExactly(text)).toThrow(SyntaxError),
  );

  it('keeps every digit of a number beyond 2^53, wherever an id is read', async () => {
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
