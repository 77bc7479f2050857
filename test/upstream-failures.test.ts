import { describe, expect, it, vi } from 'vitest';
import type { FaultKind } from '../src/emulator/index.ts';
import { codesOf, deferred, startTestGateway } from './harness.ts';

const READ = '{ user(id: "ana-ortiz") { id } }';
const WRITES = {
  sendMessage:
    'mutation { sendMessage(input: { conversationId: "104250001", text: "Hi" }) { message { id } } }',
  updateUser: 'mutation { updateUser(input: { userId: "ana-ortiz", displayName: "A" }) { user { id } } }',
  changeConversationStatus: `mutation {
    changeConversationStatus(input: { conversationId: "104250001", status: CLOSED }) { conversation { id } }
  }`,
};

const answer = (status: number, body = '', headers = {}): FaultKind => ({
  kind: 'answer',
  status,
  body,
  headers,
});
const envelope = (errorCode: string): FaultKind => ({ kind: 'error-envelope', errorCode });

/** A fault, what it is on a read, and what it is on a write. `null` is an answer of null without an error. */
const CASES: readonly (readonly [string, FaultKind, string | null, string])[] = [
  ['401', answer(401, '{"message":"no"}'), 'UPSTREAM_AUTH_FAILED', 'UPSTREAM_AUTH_FAILED'],
  ['403', answer(403, '{"message":"no"}'), 'UPSTREAM_AUTH_FAILED', 'UPSTREAM_AUTH_FAILED'],
  [
    'the words UnAuthorized Access',
    answer(200, 'UnAuthorized Access'),
    'UPSTREAM_AUTH_FAILED',
    'UPSTREAM_AUTH_FAILED',
  ],
  ['429', answer(429, '{"message":"slow down"}'), 'UPSTREAM_RATE_LIMITED', 'UPSTREAM_RATE_LIMITED'],
  ['an envelope that says AL-U-01', envelope('AL-U-01'), null, 'NOT_FOUND'],
  ['an envelope that says AL-G-01', envelope('AL-G-01'), null, 'NOT_FOUND'],
  ['an envelope with another code', envelope('AL-UN-01'), 'UPSTREAM_REJECTED', 'UPSTREAM_REJECTED'],
  ['an envelope without codes', answer(200, '{"status":"error"}'), 'UPSTREAM_REJECTED', 'UPSTREAM_REJECTED'],
  [
    'an envelope with 400',
    answer(400, '{"status":"error","errorResponse":[{"errorCode":"AL-U-01"}]}'),
    null,
    'NOT_FOUND',
  ],
  [
    'a refusal without its envelope',
    answer(200, '{"errorResponse":[{"errorCode":"AL-G-01"}]}'),
    null,
    'NOT_FOUND',
  ],
  ['the word error', answer(200, 'error'), 'UPSTREAM_REJECTED', 'UPSTREAM_REJECTED'],
  ['400', answer(400), 'UPSTREAM_REJECTED', 'UPSTREAM_REJECTED'],
  ['404', answer(404, 'not here'), 'UPSTREAM_REJECTED', 'UPSTREAM_REJECTED'],
  ['500', answer(500), 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_OUTCOME_UNKNOWN'],
  ['503 with a page', { kind: 'html', status: 503 }, 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_OUTCOME_UNKNOWN'],
  ['a page with 200', { kind: 'html' }, 'UPSTREAM_INVALID_RESPONSE', 'UPSTREAM_OUTCOME_UNKNOWN'],
  [
    'a redirect',
    answer(302, '', { location: 'http://127.0.0.1:1/' }),
    'UPSTREAM_INVALID_RESPONSE',
    'UPSTREAM_OUTCOME_UNKNOWN',
  ],
  ['nothing at all', answer(200), 'UPSTREAM_INVALID_RESPONSE', 'UPSTREAM_OUTCOME_UNKNOWN'],
  [
    'half a JSON text',
    answer(200, '{"status":"succ'),
    'UPSTREAM_INVALID_RESPONSE',
    'UPSTREAM_OUTCOME_UNKNOWN',
  ],
  ['JSON of another shape', answer(200, '{"a":1}'), 'UPSTREAM_INVALID_RESPONSE', 'UPSTREAM_OUTCOME_UNKNOWN'],
  ['null', answer(200, 'null'), 'UPSTREAM_INVALID_RESPONSE', 'UPSTREAM_OUTCOME_UNKNOWN'],
  [
    'bytes that say they are compressed',
    answer(200, '[]', { 'content-encoding': 'br' }),
    'UPSTREAM_INVALID_RESPONSE',
    'UPSTREAM_OUTCOME_UNKNOWN',
  ],
  ['a cut in the middle', { kind: 'truncated' }, 'UPSTREAM_INVALID_RESPONSE', 'UPSTREAM_OUTCOME_UNKNOWN'],
  [
    'a reset before anything was done',
    { kind: 'reset', applied: false },
    'UPSTREAM_UNAVAILABLE',
    'UPSTREAM_OUTCOME_UNKNOWN',
  ],
  [
    'a reset after all was done',
    { kind: 'reset', applied: true },
    'UPSTREAM_UNAVAILABLE',
    'UPSTREAM_OUTCOME_UNKNOWN',
  ],
];

const RETRYABLE = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_INVALID_RESPONSE',
]);

describe.each(CASES)('when the REST API answers with %s', (_name, fault, onRead, onWrite) => {
  it(`a read is ${onRead ?? 'null'}, and its sibling stands`, async () => {
    const gateway = await startTestGateway({ maxBatchSize: 1 });
    gateway.emulator.fault(fault);
    const result = await gateway.query(
      '{ user(id: "ana-ortiz") { id } sibling: user(id: "ben-carter") { id } }',
    );
    expect(result.data).toEqual({ user: null, sibling: { id: 'ben-carter' } });
    expect(codesOf(result)).toEqual(onRead === null ? [] : [`user ${onRead}`]);
    for (const { extensions } of result.errors)
      expect(extensions.retryable).toBe(RETRYABLE.has(onRead ?? ''));
    expect(result.status).toBe(200);
    expect(gateway.calls()).toHaveLength(2);
  });

  it.each(Object.entries(WRITES))(`a %s is ${onWrite}, sent once`, async (name, document) => {
    const gateway = await startTestGateway();
    gateway.emulator.fault(fault);
    const result = await gateway.query(document);
    expect(result.data).toEqual({ [name]: null });
    expect(codesOf(result)).toEqual([`${name} ${onWrite}`]);
    expect(result.errors[0]?.extensions.retryable).toBe(RETRYABLE.has(onWrite));
    expect(result.status).toBe(200);
    expect(gateway.calls()).toHaveLength(1);
  });
});

describe('when nobody listens at the REST API', () => {
  it.each(['{ user(id: "ana-ortiz") { id } }', WRITES.sendMessage, WRITES.updateUser])(
    'a call is unsent, so that it may be tried again: %s',
    async (document) => {
      const gateway = await startTestGateway();
      await gateway.emulator.close();
      const { errors } = await gateway.query(document);
      expect(errors.map(({ extensions }) => extensions)).toEqual([
        { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
      ]);
    },
  );
});

describe('when the REST API takes too long', () => {
  it.each([
    ['a read', READ, 'UPSTREAM_TIMEOUT', true],
    ['a write', WRITES.sendMessage, 'UPSTREAM_OUTCOME_UNKNOWN', false],
  ])('%s is given up at its deadline', async (_name, document, code, retryable) => {
    const gateway = await startTestGateway({ http: { timeoutMs: 5000 } });
    gateway.emulator.fault({ kind: 'delay', until: deferred().promise });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const answered = gateway.query(document);
      await vi.waitUntil(() => gateway.calls().length === 1);
      vi.advanceTimersByTime(4999);
      expect(await Promise.race([answered, Promise.resolve('waiting')])).toBe('waiting');
      vi.advanceTimersByTime(1);
      expect((await answered).errors.map(({ extensions }) => extensions)).toEqual([{ code, retryable }]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('a call that has not left yet is unsent, and never leaves', async () => {
    const gateway = await startTestGateway({ http: { timeoutMs: 5000, connections: 1 } });
    const release = deferred();
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'delay', until: release.promise });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const first = gateway.query(READ);
      await vi.waitUntil(() => gateway.calls().length === 1);
      const second = gateway.query(WRITES.sendMessage);
      // Both wait for the only connection; their deadlines pass.
      await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(5000);
      expect((await second).errors[0]?.extensions).toEqual({ code: 'UPSTREAM_TIMEOUT', retryable: true });
      await first;
    } finally {
      vi.useRealTimers();
    }
    release.resolve();
    await gateway.query(READ);
    expect(gateway.calls().map(({ endpoint }) => endpoint)).toEqual(['userDetail', 'userDetail']);
    expect(gateway.emulator.messages).toEqual([]);
  });
});

describe('an answer that is too large', () => {
  it('is not read to its end', async () => {
    const gateway = await startTestGateway({ http: { maxAnswerBytes: 1000 } });
    gateway.emulator.fault(answer(200, `[${' '.repeat(999)}]`));
    expect(codesOf(await gateway.query(READ))).toEqual(['user UPSTREAM_INVALID_RESPONSE']);
    gateway.emulator.fault(answer(200, `[${' '.repeat(998)}]`));
    expect((await gateway.query(READ)).data).toEqual({ user: null });
  });
});

describe('what a caller learns of a failure', () => {
  it('is one fixed sentence without a word of the REST API', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.fault(answer(500, 'SECRET-STACK at com.applozic', { 'x-secret': 'SECRET' }));
    const { errors } = await gateway.query(READ);
    expect(errors).toEqual([
      {
        message: 'The REST API could not be reached.',
        locations: [{ line: 1, column: 3 }],
        path: ['user'],
        extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
      },
    ]);
  });
});
