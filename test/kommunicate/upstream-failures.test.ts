import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../../src/emulator/index.ts';
import { stopClock } from '../support/clock.ts';
import { codesOf, deferred, startTestGateway } from '../support/harness.ts';

const READ = '{ user(id: "ana-ortiz") { id } }';
const SEND =
  'mutation { sendMessage(input: { conversationId: "104250001", text: "Hi" }) { message { id } } }';

const respondWith = (status: number, body = '', headers = {}): FaultKind => ({
  kind: 'answer',
  status,
  body,
  headers,
});
describe('a call that the REST API does not complete in time', () => {
  it.each([
    ['as a read', READ, 'UPSTREAM_TIMEOUT', true],
    ['as a write', SEND, 'UPSTREAM_OUTCOME_UNKNOWN', false],
  ])('%s fails after the timeout', async (_name, document, code, retryable) => {
    const clock = stopClock();
    const gateway = await startTestGateway({ http: { timeoutMs: 5000 } });
    gateway.emulator.fault({ kind: 'delay', until: deferred().promise });
    const pending = gateway.query(document);
    await clock.until(() => gateway.calls().length === 1);
    await clock.pass(4999);
    expect(await Promise.race([pending, Promise.resolve('waiting')])).toBe('waiting');
    await clock.pass(1);
    expect((await pending).errors.map(({ extensions }) => extensions)).toEqual([{ code, retryable }]);
  });

  it('counts as unsent if it only waited for a connection, and is never sent', async () => {
    const clock = stopClock();
    const gateway = await startTestGateway({ http: { timeoutMs: 5000, connections: 1 } });
    const release = deferred();
    gateway.emulator.fault({ endpoint: 'userDetail', kind: 'delay', until: release.promise });
    const first = gateway.query(READ);
    await clock.until(() => gateway.calls().length === 1);
    const second = gateway.query(SEND);
    // Both wait for the only connection; their deadlines pass.
    await clock.pass(5000);
    expect((await second).errors[0]?.extensions).toEqual({ code: 'UPSTREAM_TIMEOUT', retryable: true });
    await first;
    release.resolve();
    await gateway.query(READ);
    expect(gateway.calls().map(({ endpoint }) => endpoint)).toEqual(['userDetail', 'userDetail']);
    expect(gateway.emulator.messages).toEqual([]);
  });
});

describe('a response that is too large', () => {
  it('is an invalid response', async () => {
    const gateway = await startTestGateway({ http: { maxAnswerBytes: 1000 } });
    gateway.emulator.fault(respondWith(200, `[${' '.repeat(999)}]`));
    expect(codesOf(await gateway.query(READ))).toEqual(['user UPSTREAM_INVALID_RESPONSE']);
    gateway.emulator.fault(respondWith(200, `[${' '.repeat(998)}]`));
    expect((await gateway.query(READ)).data).toEqual({ user: null });
  });
});

describe('the error of a failed call', () => {
  it('has a fixed message without text of the REST API', async () => {
    const gateway = await startTestGateway();
    gateway.emulator.fault(respondWith(500, 'SECRET-STACK at com.applozic', { 'x-secret': 'SECRET' }));
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
