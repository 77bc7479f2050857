import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeadline } from '../../src/lib/deadline.ts';
import { stopClock } from '../support/clock.ts';
import { codesOf, startTestGateway } from '../support/harness.ts';

describe('the request timeout', () => {
  it('fails pending reads when it ends, and keeps finished ones', async () => {
    const clock = stopClock();
    const gateway = await startTestGateway({ requestTimeoutMs: 1000 });
    const never = new Promise(() => undefined);
    gateway.emulator.fault({ kind: 'delay', until: never, endpoint: 'messageList' });
    const pending = gateway.query(
      '{ user(id: "ana-ortiz") { displayName } conversation(id: "104250001") { name messages { nodes { id } } } }',
    );
    await clock.until(() => gateway.calls('messageList').length === 1);
    await clock.pass(1000);
    const response = await pending;
    expect(response.status).toBe(200);
    expect(response.data).toMatchObject({
      user: { displayName: 'Ana Ortiz' },
      conversation: { messages: null },
    });
    expect(codesOf(response)).toEqual(['conversation.messages DEADLINE_EXCEEDED']);
    expect(response.errors[0]?.extensions).toEqual({ code: 'DEADLINE_EXCEEDED', retryable: true });
  });

  it('fails one request that shares a call, and not the others', async () => {
    const clock = stopClock();
    const gateway = await startTestGateway({ requestTimeoutMs: 300 });
    const { promise, resolve } = Promise.withResolvers<void>();
    gateway.emulator.fault({ kind: 'delay', until: promise });
    const early = gateway.query('{ user(id: "ana-ortiz") { displayName } }');
    await clock.until(() => gateway.calls().length === 1);
    await clock.pass(150);
    const late = gateway.query('{ user(id: "ana-ortiz") { displayName } }');
    await clock.pass(150);
    expect(codesOf(await early)).toEqual(['user DEADLINE_EXCEEDED']);
    resolve();
    expect((await late).data.user.displayName).toBe('Ana Ortiz');
    expect(gateway.calls()).toHaveLength(1);
  });

  it('leaves the outcome of a change in flight unknown when it ends, and does not send the next one', async () => {
    const clock = stopClock();
    const gateway = await startTestGateway({ requestTimeoutMs: 100 });
    gateway.emulator.fault({ kind: 'delay', until: new Promise(() => undefined), endpoint: 'messageSend' });
    const send = (text: string) =>
      `sendMessage(input: { conversationId: "104250001", text: "${text}" }) { message { id } }`;
    const pending = gateway.query(`mutation { a: ${send('one')} b: ${send('two')} }`);
    await clock.until(() => gateway.calls('messageSend').length === 1);
    await clock.pass(100);
    const response = await pending;
    expect(codesOf(response)).toEqual(['a UPSTREAM_OUTCOME_UNKNOWN', 'b DEADLINE_EXCEEDED']);
    expect(gateway.calls('messageSend')).toHaveLength(1);
  });
});

describe('a deadline', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('calls each listener once, and none that an earlier one has removed', () => {
    let disconnect = () => undefined as void;
    const deadline = createDeadline({ timeoutMs: 100, onDisconnect: (listener) => (disconnect = listener) });
    const called: string[] = [];
    const removeFirst = deadline.onCancel(() => {
      called.push('first');
      removeFirst();
      removeSecond();
    });
    const removeSecond = deadline.onCancel(() => called.push('second'));
    deadline.onCancel(() => called.push('third'));
    disconnect();
    expect(called).toEqual(['first', 'third']);
    deadline.end();
  });

  it('calls the remaining listeners once, with the first reason', () => {
    let disconnect = () => undefined as void;
    const deadline = createDeadline({ timeoutMs: 100, onDisconnect: (listener) => (disconnect = listener) });
    const reasons: Error[] = [];
    deadline.onCancel((reason) => reasons.push(reason));
    deadline.onCancel((reason) => reasons.push(reason))();
    expect([deadline.cancelReason(), deadline.isClientDisconnected()]).toEqual([undefined, false]);
    vi.advanceTimersByTime(100);
    disconnect();
    expect(reasons).toEqual([expect.objectContaining({ code: 'DEADLINE_EXCEEDED' })]);
    expect([deadline.cancelReason(), deadline.isClientDisconnected()]).toEqual([reasons[0], false]);
    expect(deadline.signal.reason).toBe(reasons[0]);
  });

  it('ends when the client disconnects, unless the request has ended before', () => {
    const listeners: (() => void)[] = [];
    const onDisconnect = (listener: () => void) => void listeners.push(listener);
    const [open, ended] = [
      createDeadline({ timeoutMs: 100, onDisconnect }),
      createDeadline({ timeoutMs: 100, onDisconnect }),
    ];
    ended.end();
    for (const disconnect of listeners) disconnect();
    expect([open.isClientDisconnected(), open.signal.reason.name]).toEqual([true, 'AbortError']);
    expect([ended.isClientDisconnected(), ended.signal.aborted]).toEqual([false, false]);
  });

  it('counts down, and ends with DEADLINE_EXCEEDED', () => {
    const deadline = createDeadline({ timeoutMs: 100 });
    vi.advanceTimersByTime(60);
    expect([deadline.remainingMs(), deadline.signal.aborted]).toEqual([40, false]);
    vi.advanceTimersByTime(60);
    expect([deadline.remainingMs(), deadline.signal.aborted]).toEqual([0, true]);
    expect(deadline.signal.reason).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('ends with an AbortError when the client aborts for any reason', () => {
    const client = new AbortController();
    const { signal } = createDeadline({ timeoutMs: 100, client: client.signal });
    client.abort(new Error('gone'));
    expect(signal.reason).toMatchObject({ name: 'AbortError' });
    const late = createDeadline({ timeoutMs: 100, client: client.signal });
    expect(late.signal.reason).toMatchObject({ name: 'AbortError' });
  });

  it('removes its timer and listeners when the request ends', () => {
    const client = new AbortController();
    const deadline = createDeadline({ timeoutMs: 100, client: client.signal });
    const { signal } = deadline;
    deadline.end();
    expect(vi.getTimerCount()).toBe(0);
    client.abort();
    expect(signal.aborted).toBe(false);
  });
});
